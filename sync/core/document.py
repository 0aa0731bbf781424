"""The JSON documents `record` and `clash`, as programs and pages read them.

One function for tablet and server, so that the same changes make the same document on both. Fields
may be added, never renamed. Which of the `values` are `shown` is the fold's decision.

Left out: where the changes come from, what a person reads of it (names, addresses, times in words).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.answer import Value
from schema.form import Form
from schema.key import key_answers
from schema.record_id import RecordId
from schema.rules import NO_FINDINGS, Findings, Flag
from schema.text import Text, in_language
from sync.core.change import Change
from sync.core.fold import Outcome, Reading
from sync.core.record import HeldChange, RecordReading
from sync.core.review import Review

Document = dict[str, Any]

_ROW_REMOVED: Final[Text] = {
    "zh-CN": "这一行被删除的同时有人填写了内容，请核对",
    "en": "This row was removed while somebody filled it in: please check",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedChange:
    """A change that the server refused: shown beside the record, never part of it.

    `code` is the refusal's name in the catalogue, `hint` the sentence that says what to do.
    """

    change: Change
    code: str
    hint: str


def record_document(
    record: RecordId,
    reading: RecordReading,
    *,
    form: Form | None,
    keys: Mapping[str, Value] | None = None,
    findings: Findings = NO_FINDINGS,
    refused: Sequence[RefusedChange] = (),
    history: bool = False,
    lang: str = "zh-CN",
) -> Document:
    """Document `record`.

    `form` is the one that `reading` was made with; `keys` are the answers that stand in the id, if
    the caller has read them; `findings` are what the form's rules say of `reading.values`, in
    `lang`. `irrelevant` names the paths of questions that are not asked, given
    the other answers; what was answered there before is kept among the `answers`. Calculations
    stand there too, without an author. `begun_seq` is the log's number of its first change, by
    which the records of a place are ordered; None while it is not stored.
    """
    if keys is None:
        keys = key_answers(form, record) if form is not None else {}
    created_by, created_ms = reading.created_by, reading.created_ms
    if created_by is None and refused:
        created_by, created_ms = refused[0].change.staff, refused[0].change.time_ms
    document: Document = {
        "id": record.text,
        "form": record.form,
        "version": reading.version,
        "area": str(record.area),
        "scope": str(record.scope),
        "created_by": created_by,
        "created_ms": created_ms,
        "begun_seq": reading.changes[0].seq if reading.changes else None,
        "status": reading.status,
        "sync": _sync(reading, refused),
        "merged": reading.merged,
        "review": None if reading.review is None else _review(reading.review),
        "answers": _in_order(_answers(reading, keys, findings, lang), reading, form, findings),
        "irrelevant": sorted(findings.irrelevant),
        "remarks": [
            {
                "text": remark.text,
                "staff": remark.staff,
                "at_ms": remark.time_ms,
                "change": remark.change,
            }
            for remark in reading.remarks
        ],
        "refused": [
            _change(HeldChange(change=each.change)) | {"code": each.code, "hint": each.hint}
            for each in refused
        ],
    }
    if history:
        document["history"] = [_change(held) for held in reading.changes]
    return document


def clash_documents(record: RecordId, reading: RecordReading) -> list[Document]:
    """Document `clash` for each question of the record that a person must settle."""
    return [
        {
            "record": record.text,
            "area": str(record.area),
            "question": question,
            "values": _values(reading.answers[question]),
        }
        for question in reading.clashes
    ]


def _review(review: Review) -> Document:
    return {
        "returned": bool(review.returned),
        "changed": review.changed,
        "reasons": [
            {
                "question": reason.question,
                "text": reason.text,
                "staff": reason.staff,
                "at_ms": reason.time_ms,
                "change": reason.change,
                "answered": reason.answered,
            }
            for reason in review.reasons
        ],
    }


def _sync(reading: RecordReading, refused: Sequence[RefusedChange]) -> str:
    if refused:
        return "refused"
    return "waiting" if any(held.seq is None for held in reading.changes) else "synced"


def _answers(
    reading: RecordReading, keys: Mapping[str, Value], findings: Findings, lang: str
) -> Document:
    answers: Document = {name: _unanswered(value) for name, value in keys.items()}
    for name, answer in reading.answers.items():
        answers[name] = {
            # What stands in the id counts, whatever a stranger's tablet wrote under its name.
            "value": keys.get(name, answer.value),
            "outcome": answer.outcome,
            "values": _values(answer),
            "flags": [],
        }
    for name, value in findings.calculated.items():
        if value is not None or name in answers:
            answers.setdefault(name, _unanswered(None))["value"] = value
    for name, of in _flags(reading, findings.flags, lang).items():
        answers.setdefault(name, _unanswered(None))["flags"] = of
    return answers


def _in_order(
    answers: Document, reading: RecordReading, form: Form | None, findings: Findings
) -> Document:
    """The answers with what was calculated in its place among them; keys stay in front."""
    if form is None or not findings.calculated:
        return answers
    rows = {repeat: [row.id for row in of] for repeat, of in reading.rows.items()}
    asked = [path for path, _ in form.paths(rows) if path in answers]
    ahead = [path for path in answers if path in form.key]
    return {path: answers[path] for path in dict.fromkeys((*ahead, *asked, *answers))}


def _flags(reading: RecordReading, flags: Iterable[Flag], lang: str) -> dict[str, list[Document]]:
    """Flags by question: those of the form's rules, and rows whose removal met an answer."""
    by_question: dict[str, list[Document]] = defaultdict(list)
    for flag in flags:
        by_question[flag.question].append({"code": flag.code, "message": flag.message})
    message = in_language(_ROW_REMOVED, lang)
    for rows in reading.rows.values():
        for row in rows:
            if row.flagged:
                by_question[row.marker].append({"code": "row_removed", "message": message})
    return by_question


def _unanswered(value: Value) -> Document:
    """A question without an entry: of the key, one that a rule misses, or one worked out."""
    return {"value": value, "outcome": Outcome.SINGLE, "values": [], "flags": []}


def _values(reading: Reading) -> list[Document]:
    return [
        {
            "value": value,
            "staff": staff,
            "at_ms": time_ms,
            "change": change,
            "shown": change in reading.shown,
        }
        for change, staff, time_ms, value, _ in reading.visible
    ]


def _change(held: HeldChange) -> Document:
    change = held.change
    answers: Mapping[str, Document] = {
        entry.question: {"value": entry.value, "replaces": list(entry.replaces)}
        for entry in change.entries
    }
    return {
        "seq": held.seq,
        "change": change.change_id,
        "staff": change.staff,
        "at_ms": change.time_ms,
        "device": held.device,
        "remark": change.remark,
        "answers": answers,
    }
