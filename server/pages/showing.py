"""A record as a page shows it: documents turned into lines of words.

Pure but for the words: the documents come from the views and the log. A sensitive answer is masked
everywhere but in a clash that the visitor has to settle, since nobody can choose between two masks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from schema.form import Form
from schema.question import Kind, Question
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.words import State, Words, masked
from sync.core.record import STATUS, VERSION, row_of

Document = Mapping[str, Any]

_SILENT: Final = (STATUS, VERSION)
"""Answers that the page's head tells already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One value: who wrote it, when, by which change, and whether it is shown meanwhile."""

    text: str
    person: str
    when: str
    change: int
    shown: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a person may write instead: `kind` of field, its choices (name, label), its bounds."""

    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    minimum: str = ""
    maximum: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownClash:
    """A question that waits for a person."""

    record: str
    question: str
    address: str
    subject: str
    label: str
    values: tuple[Said, ...]
    saw: str
    entry: Entry | None
    may_settle: bool
    since: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAnswer:
    """One line: label, value, who and when; by rule, with all that the rule put together."""

    label: str
    text: str
    said: tuple[Said, ...]
    by_rule: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Answers that belong together: the form's own (no title), or one row of a repeat."""

    title: str
    answers: list[ShownAnswer] = field(default_factory=list)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One change in the history."""

    person: str
    when: str
    remark: str | None
    here: bool
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRecord:
    """A record's page, problems first."""

    address: str
    subject: str
    state: State
    merged: bool
    created: Said
    clashes: tuple[ShownClash, ...]
    flags: int
    groups: tuple[Group, ...]
    blank: tuple[str, ...]
    remarks: tuple[Said, ...]
    history: tuple[Act, ...]


def shown_record(
    document: Document,
    history: Iterable[Document],
    form: Form | None,
    words: Words,
    *,
    may_settle: bool,
) -> ShownRecord:
    """The page of a record from document `record` and its history."""
    record = RecordId.parse(document["id"])
    answers: Mapping[str, Document] = document["answers"]
    created = (document["created_by"], document["created_ms"])
    return ShownRecord(
        address=words.address(record.area),
        subject=words.subject(record),
        state=words.state(document["status"]),
        merged=document["merged"],
        created=Said(
            text="",
            person=words.person(created[0]),
            when=words.when(created[1]),
            change=0,
            shown=True,
        ),
        clashes=tuple(
            shown_clash(record, name, answer["values"], form, words, may_settle=may_settle)
            for name, answer in answers.items()
            if answer["outcome"] == "clash"
        ),
        flags=sum(len(answer["flags"]) for answer in answers.values()),
        groups=tuple(_groups(answers, form, words)),
        blank=tuple(_blank(answers, form, words)),
        remarks=tuple(_remark(remark, words) for remark in document["remarks"]),
        history=tuple(_act(change, form, words) for change in history),
    )


def shown_clash(
    record: RecordId,
    question: str,
    values: Sequence[Document],
    form: Form | None,
    words: Words,
    *,
    may_settle: bool,
    since_ms: int | None = None,
) -> ShownClash:
    """A clash with its values side by side, in the order in which they were written."""
    return ShownClash(
        record=record.text,
        question=question,
        address=words.address(record.area),
        subject=words.subject(record),
        label=_label(form, question, words),
        values=tuple(_said(value, form, question, words, plain=may_settle) for value in values),
        saw=" ".join(str(value["change"]) for value in values),
        entry=_entry(form, question, words),
        may_settle=may_settle,
        since="" if since_ms is None else words.ago(since_ms),
    )


def _label(form: Form | None, name: str, words: Words) -> str:
    place = row_of(name)
    label = words.question(form, name)
    if place is None or place[2] is None:
        return label
    return f"{words.question(form, place[0])} · {label}"


def _said(
    value: Document, form: Form | None, question: str, words: Words, *, plain: bool = False
) -> Said:
    return Said(
        text=_text(value["value"], form, question, words, plain=plain),
        person=words.person(value["staff"]),
        when=words.when(value["at_ms"]),
        change=value["change"],
        shown=value["shown"],
    )


def _text(value: Any, form: Form | None, name: str, words: Words, *, plain: bool = False) -> str:  # noqa: ANN401 - a value as JSON has it
    text = words.answer(form, name, value)
    question = form.question(name) if form else None
    hidden = question is not None and question.sensitive and value is not None and not plain
    return masked(text) if hidden else text


def _entry(form: Form | None, name: str, words: Words) -> Entry | None:
    """The field for a value of one's own; None where only the values there can be taken."""
    question = form.question(name) if form else None
    if question is None or question.kind is Kind.repeat:
        return None
    return Entry(
        kind=question.kind.value,
        choices=tuple(
            (each.name, in_language(each.label, words.lang)) for each in question.choices
        ),
        minimum="" if question.minimum is None else str(question.minimum),
        maximum="" if question.maximum is None else str(question.maximum),
    )


def _groups(answers: Mapping[str, Document], form: Form | None, words: Words) -> Iterator[Group]:
    groups: dict[tuple[str, str], Group] = {("", ""): Group(title="")}
    rows: dict[str, int] = {}
    for name, answer in answers.items():
        place = row_of(name)
        key = ("", "") if place is None else place[:2]
        if key not in groups:
            rows[key[0]] = rows.get(key[0], 0) + 1
            groups[key] = _row(answers, key, rows[key[0]], form, words)
        is_marker = place is not None and place[2] is None
        if name in _SILENT or is_marker or answer["outcome"] == "clash":
            continue
        if answer["values"] or answer["flags"]:
            groups[key].answers.append(_answer(name, answer, form, words))
    for group in groups.values():
        group.answers.sort(key=lambda answer: not answer.flags)  # problems on top, else as asked
    return (group for group in groups.values() if group.answers or group.flags)


def _row(
    answers: Mapping[str, Document], key: tuple[str, str], n: int, form: Form | None, words: Words
) -> Group:
    marker = answers.get(f"{key[0]}[{key[1]}]")
    flags = tuple(flag["message"] for flag in marker["flags"]) if marker else ()
    return Group(title=f"{words.question(form, key[0])} {n}", flags=flags)


def _answer(name: str, answer: Document, form: Form | None, words: Words) -> ShownAnswer:
    return ShownAnswer(
        label=words.question(form, name),
        text=_text(answer["value"], form, name, words),
        said=tuple(
            _said(value, form, name, words)
            for value in answer["values"]
            if value["shown"] or answer["outcome"] == "rule"
        ),
        by_rule=answer["outcome"] == "rule",
        flags=tuple(flag["message"] for flag in answer["flags"]),
    )


def _blank(answers: Mapping[str, Document], form: Form | None, words: Words) -> Iterator[str]:
    """The form's questions that nobody answered."""
    repeats = {place[0] for name in answers if (place := row_of(name)) is not None}
    for question in form.questions if form else ():
        if question.name not in answers and question.name not in repeats:
            yield _question_label(question, words)


def _question_label(question: Question, words: Words) -> str:
    return in_language(question.label, words.lang)


def _remark(remark: Document, words: Words) -> Said:
    return Said(
        text=remark["text"],
        person=words.person(remark["staff"]),
        when=words.when(remark["at_ms"]),
        change=remark["change"],
        shown=True,
    )


def _act(change: Document, form: Form | None, words: Words) -> Act:
    return Act(
        person=words.person(change["staff"]),
        when=words.when(change["at_ms"]),
        remark=change["remark"],
        here=change["device"] == "server",
        lines=tuple(
            (_label(form, name, words), _text(entry["value"], form, name, words))
            for name, entry in change["answers"].items()
            if name != VERSION
        ),
    )
