"""What a record's changes come to, as columns: what lists sort, filter, count and search by.

Pure: forms and area tree come in, nothing is read or written. The document is the one that tablets
make as well (`sync.core.document`); counts are counts of what stands in it.

Left out: bytes (`merging`) and tables (`storing`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from schema.answer import Value
from schema.counting import Figured
from schema.form import Form
from schema.key import key_answers
from schema.record_id import RecordId
from schema.rounds import VISIT
from schema.tree import AreaTree
from server.views.figuring import Countings, figured
from server.views.referring import named_in
from server.views.searching import indexed
from server.views.working import NO_WORK, Work, work_of
from sync.core.calling import DONE, DoorCall, call_of, finishing
from sync.core.document import Document, clash_documents, record_document
from sync.core.findings import findings_of
from sync.core.fold import Outcome
from sync.core.record import STATUS, HeldChange, RecordReading, read_record
from sync.core.written import written

LANGUAGES = ("zh-CN", "en")
"""Languages in which flags are worded; the first is the one that every record is stored in."""

FINISHED = "finished"

References: TypeAlias = tuple[tuple[str, str], ...]

_Keys: TypeAlias = Mapping[str, Value]
"""The answers that stand in a record's id: read once for a document in each language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClashLine:
    """One open clash: its question, since when (ms), and its values as JSON."""

    question: str
    since_ms: int
    shown: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordLine:
    """One record as it stands in the views; times in ms, `document` and `document_en` JSON.

    `refers` are the questions that name another record, each with its id.

    `document_en` is None where no word in the document depends on the language, `call` where it is
    no call at a door that counts. `work`: how far what is to be done has come; `figures`: the
    numbers of the district that it is in.
    """

    id: str
    form: str
    area: str
    scope: str
    status: str
    status_ms: int
    worker: str
    finished_seq: int | None
    done_ms: int | None
    created_by: str
    created_ms: int
    version: str | None
    merged: bool
    rules: int
    flags: int
    revised: bool
    changed_ms: int
    updated_ms: int
    updated_seq: int
    place: str
    answers_text: str
    document: str
    document_en: str | None
    clashes: tuple[ClashLine, ...]
    call: DoorCall | None
    refers: References = ()
    work: Work = NO_WORK
    figures: tuple[Figured, ...] = ()


def project(
    record: RecordId,
    changes: Sequence[HeldChange],
    *,
    updated_ms: int,
    forms: Mapping[str, Form],
    tree: AreaTree,
    countings: Countings,
) -> RecordLine:
    """A record's line from all its stored changes (at least one).

    Args:
        record: its id.
        changes: in log order.
        updated_ms: when its latest row was received.
        forms: the current forms by id; one that is not there leaves its answers unnamed.
        tree: the areas of today.
        countings: how records count in the numbers of the district, by form.
    """
    form = forms.get(record.form)
    reading = read_record(form, changes)
    keys = key_answers(form, record) if form else {}
    document, flags = _document(record, reading, form, keys, LANGUAGES[0])
    english = _document(record, reading, form, keys, LANGUAGES[1])[0] if flags else None
    status = reading.answers.get(STATUS)
    status_ms = status.visible[-1].time_ms if status else reading.created_ms or 0
    worker, done_ms = _done(reading, status_ms)
    finished = finishing(reading)
    return RecordLine(
        id=record.text,
        form=record.form,
        area=str(record.area),
        scope=str(record.scope),
        status=reading.status,
        status_ms=status_ms,
        worker=worker,
        finished_seq=finished.seq if finished else None,
        done_ms=done_ms,
        created_by=reading.created_by or "",
        created_ms=reading.created_ms or 0,
        version=reading.version,
        merged=reading.merged,
        rules=len(reading.having(Outcome.RULE)),
        flags=flags,
        revised=reading.review is not None and reading.review.changed,
        changed_ms=reading.changed_ms,
        updated_ms=updated_ms,
        updated_seq=max(held.seq or 0 for held in changes),
        place=place(record, tree),
        answers_text=indexed(written(record, reading, form, sensitive=False)),
        document=_json(document),
        document_en=_json(english) if english else None,
        clashes=tuple(_clash_lines(record, reading)),
        refers=named_in(document, forms, tree),
        call=call_of(reading) if record.form == VISIT else None,
        work=work_of(document, form),
        figures=figured(document, countings.of(form), done_ms or status_ms),
    )


def _done(reading: RecordReading, status_ms: int) -> tuple[str, int | None]:
    """Whose work a record is, and when they finished it while it is done.

    The last who finished it counts, by the log's order; who only corrected a word does not.
    """
    done = reading.status in DONE
    for held in reversed(reading.changes):
        for entry in held.change.entries:
            if entry.question == STATUS and entry.value == FINISHED:
                return held.change.staff, held.change.time_ms if done else None
    return reading.created_by or "", status_ms if done else None


def place(record: RecordId, tree: AreaTree) -> str:
    """The address in words, as it is searched for."""
    return tree.words(record.area, LANGUAGES[0])


def _document(
    record: RecordId, reading: RecordReading, form: Form | None, keys: _Keys, lang: str
) -> tuple[Document, int]:
    """The document `record` and how many flags stand in it."""
    found = findings_of(record, reading, form, keys, lang)
    document = record_document(record, reading, form=form, keys=keys, findings=found, lang=lang)
    return document, sum(len(answer["flags"]) for answer in document["answers"].values())


def _clash_lines(record: RecordId, reading: RecordReading) -> Iterator[ClashLine]:
    for clash in clash_documents(record, reading):
        values = clash["values"]
        yield ClashLine(
            question=clash["question"],
            since_ms=values[min(1, len(values) - 1)]["at_ms"],
            shown=_json(values),
        )


def _json(document: Any) -> str:  # noqa: ANN401 - whatever a document holds
    return orjson.dumps(document).decode()
