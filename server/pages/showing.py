"""A record as a page shows it: documents turned into lines of words.

Pure but for the words: the documents come from the views and the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema.form import Form
from schema.question import Kind, Question
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.reviewed import ShownReview, shown_review
from server.pages.values import (
    Document,
    Powers,
    Said,
    ShownClash,
    is_sensitive,
    label_of,
    said_of,
    shown_clash,
    text_of,
)
from server.pages.words import State, Words
from sync.core.record import RETURN_PREFIX, STATUS, VERSION, row_of

_SILENT: Final = (STATUS, VERSION)
"""Answers that the page's head tells already, as it tells the reasons of a return."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAnswer:
    """One line: label, value, who and when; by rule, with all that the rule put together.

    Attributes:
        may_return: the visitor may return this question.
        masked: it is hidden until the visitor asks to see it.
        earlier: what was chosen from when a clash of it was settled, to choose again.
        saw: the changes that an answer chosen now replaces.
    """

    name: str
    label: str
    text: str
    said: tuple[Said, ...]
    by_rule: bool
    flags: tuple[str, ...]
    may_return: bool
    masked: bool
    earlier: tuple[Said, ...]
    saw: str


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
    """A record's page, problems first.

    `blank` are questions without an answer, with labels; `kept` are answers to questions that are
    not asked any more.
    """

    id: str
    address: str
    subject: str
    state: State
    merged: bool
    review: ShownReview
    created: Said
    clashes: tuple[ShownClash, ...]
    flags: int
    groups: tuple[Group, ...]
    kept: tuple[Group, ...]
    blank: tuple[tuple[str, str], ...]
    remarks: tuple[Said, ...]
    history: tuple[Act, ...]


def shown_record(
    document: Document,
    history: Sequence[Document],
    form: Form | None,
    words: Words,
    *,
    powers: Powers,
    upto: int,
    phones: Callable[[str], str],
) -> ShownRecord:
    """The page of a record from document `record`, shown up to row `upto`, and its history.

    `phones` gives the numbers of those whose answers clash.
    """
    record = RecordId.parse(document["id"])
    answers: Mapping[str, Document] = document["answers"]
    gone = frozenset(document["irrelevant"])
    asked = {name: each for name, each in answers.items() if name not in gone}
    kept = {name: each for name, each in answers.items() if name in gone}
    looks = _Looks(form=form, words=words, powers=powers, history=history)
    return ShownRecord(
        id=record.text,
        address=words.address(record.area),
        subject=words.subject(record),
        state=words.state(document["status"]),
        merged=document["merged"],
        review=shown_review(document, form, words, powers=powers, upto=upto),
        created=Said(
            text="",
            person=words.person(document["created_by"]),
            when=words.when(document["created_ms"]),
            change=0,
            shown=True,
        ),
        clashes=tuple(
            shown_clash(
                record,
                name,
                answer["values"],
                form,
                words,
                powers=powers,
                upto=upto,
                phones=phones,
            )
            for name, answer in answers.items()
            if answer["outcome"] == "clash"
        ),
        flags=sum(len(answer["flags"]) for answer in answers.values()),
        groups=tuple(_groups(asked, looks)),
        kept=tuple(_groups(kept, looks)),
        blank=tuple(_blank({**answers, **dict.fromkeys(document["irrelevant"])}, form, words)),
        remarks=tuple(
            _remark(remark, words) for remark in document["remarks"] if not _told(remark, document)
        ),
        history=tuple(_act(change, form, words) for change in history),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Looks:
    """What it takes to show an answer."""

    form: Form | None
    words: Words
    powers: Powers
    history: Sequence[Document]


def _groups(answers: Mapping[str, Document], looks: _Looks) -> Iterator[Group]:
    groups: dict[tuple[str, str], Group] = {("", ""): Group(title="")}
    rows: dict[str, int] = {}
    for name, answer in answers.items():
        place = row_of(name)
        key = ("", "") if place is None else place[:2]
        if key not in groups:
            rows[key[0]] = rows.get(key[0], 0) + 1
            groups[key] = _row(answers, key, rows[key[0]], looks.form, looks.words)
        is_marker = place is not None and place[2] is None
        told = name in _SILENT or name.startswith(RETURN_PREFIX) or is_marker
        if told or answer["outcome"] == "clash":
            continue
        if answer["values"] or answer["flags"] or _worked_out(name, answer, looks.form):
            groups[key].answers.append(_answer(name, answer, looks))
    for group in groups.values():
        group.answers.sort(key=lambda answer: not answer.flags)  # problems on top, else as asked
    return (group for group in groups.values() if group.answers or group.flags)


def _worked_out(name: str, answer: Document, form: Form | None) -> bool:
    """Whether this is a calculation that people are to read."""
    question = form.question(name) if form else None
    worked_out = question is not None and question.kind is Kind.calculate and not question.is_aid
    return worked_out and answer["value"] is not None


def _is_key(name: str, form: Form | None) -> bool:
    return form is not None and name in form.key


def _row(
    answers: Mapping[str, Document], key: tuple[str, str], n: int, form: Form | None, words: Words
) -> Group:
    marker = answers.get(f"{key[0]}[{key[1]}]")
    flags = tuple(flag["message"] for flag in marker["flags"]) if marker else ()
    return Group(title=f"{words.question(form, key[0])} {n}", flags=flags)


def _answer(name: str, answer: Document, looks: _Looks) -> ShownAnswer:
    form, words = looks.form, looks.words
    question = form.question(name) if form else None
    answerable = question is not None and question.kind is not Kind.calculate
    return ShownAnswer(
        name=name,
        label=words.question(form, name),
        text=text_of(answer["value"], form, name, words),
        said=tuple(
            said_of(value, form, name, words)
            for value in answer["values"]
            if value["shown"] or answer["outcome"] == "rule"
        ),
        by_rule=answer["outcome"] == "rule",
        flags=tuple(flag["message"] for flag in answer["flags"]),
        may_return=looks.powers.review and answerable and not _is_key(name, form),
        masked=is_sensitive(form, name) and answer["value"] is not None,
        earlier=_earlier(name, answer, looks) if looks.powers.settles(name) else (),
        saw=" ".join(str(value["change"]) for value in answer["values"]),
    )


def _earlier(name: str, answer: Document, looks: _Looks) -> tuple[Said, ...]:
    """The values between which somebody chose the one that stands; nothing where nobody had to."""
    written = {
        change["change"]: (change, change["answers"][name])
        for change in looks.history
        if name in change["answers"]
    }
    standing = [written[v["change"]][1] for v in answer["values"] if v["change"] in written]
    replaced = {each for entry in standing for each in entry["replaces"] if each in written}
    values = {repr(written[each][1]["value"]) for each in replaced}
    if answer["outcome"] != "single" or len(values) < 2 or is_sensitive(looks.form, name):
        return ()
    return tuple(
        said_of(
            {**entry, "staff": by["staff"], "at_ms": by["at_ms"], "change": each, "shown": False},
            looks.form,
            name,
            looks.words,
        )
        for each, (by, entry) in written.items()
        if each in replaced
    )


def _blank(
    answers: Mapping[str, object], form: Form | None, words: Words
) -> Iterator[tuple[str, str]]:
    """The form's questions that nobody answered, each with its label."""
    repeats = {place[0] for name in answers if (place := row_of(name)) is not None}
    for question in form.questions if form else ():
        answered = question.name in answers or question.name in repeats
        if not answered and question.kind is not Kind.calculate:
            yield question.name, _question_label(question, words)


def _told(remark: Document, document: Document) -> bool:
    """Whether a remark stands among the reasons of a return already."""
    review = document["review"]
    return review is not None and any(r["change"] == remark["change"] for r in review["reasons"])


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
            (label_of(form, name, words), text_of(entry["value"], form, name, words))
            for name, entry in change["answers"].items()
            if name != VERSION
        ),
    )
