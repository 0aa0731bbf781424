"""A value as a page shows it: in words, with who wrote it when; and a clash of several.

Pure but for the words. A sensitive answer is masked everywhere, in clashes too, until somebody asks
to see it, which the audit then says (`revealing`): `plain` is for that one page.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from schema.answer import Value
from schema.form import Form
from schema.grant import Permit, Right
from schema.question import UNASKED, Kind, Question
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.words import Words, masked

Document = Mapping[str, Any]

_WITHIN_ROW: Final = re.compile(r"\[[0-9a-z]+\]\.")
_OWN_VALUE: Final = frozenset(
    {
        *(Kind.text, Kind.integer, Kind.decimal, Kind.range, Kind.date, Kind.select_one),
        *(Kind.select_multiple, Kind.barcode, Kind.hidden),
    }
)
"""Kinds of which a value can be typed on the page of a clash."""

_FIELDS: Final = {Kind.range: Kind.decimal, Kind.barcode: Kind.text, Kind.hidden: Kind.text}
"""Kinds that are typed like another one."""

_CHOICES_MAX: Final = 100
"""Choices offered there; of a longer list the values there can be taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Powers:
    """What the visitor may do with a record, besides looking at it."""

    write: bool
    review: bool

    @classmethod
    def over(cls, permit: Permit, area: str, form: str) -> "Powers":
        """Those of a person over a record of this area and form."""
        return cls(
            write=permit.allows(Right.write, area, form),
            review=permit.allows(Right.review, area, form),
        )

    def settles(self, question: str) -> bool:
        """Whether they may choose between the values of a question; states are the reviewers'."""
        return self.review if question.startswith("_") else self.write


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One value: who wrote it, when, by which change, and whether it is shown meanwhile.

    `phone` is its author's, where the visitor may call them.
    """

    text: str
    person: str
    when: str
    change: int
    shown: bool
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a person may write instead: `kind` of field, its choices (name, label), its bounds."""

    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    minimum: str = ""
    maximum: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownClash:
    """A question that waits for a person.

    `upto` says up to which row the record is shown, for whoever returns the question.
    """

    record: str
    question: str
    address: str
    subject: str
    label: str
    values: tuple[Said, ...]
    saw: str
    entry: Entry | None
    may_settle: bool
    masked: bool
    may_return: bool
    upto: int
    since: str


def shown_clash(
    record: RecordId,
    question: str,
    values: Sequence[Document],
    form: Form | None,
    words: Words,
    *,
    powers: Powers,
    upto: int,
    phones: Callable[[str], str],
    since_ms: int | None = None,
    plain: bool = False,
) -> ShownClash:
    """A clash with its values side by side, in the order in which they were written.

    `phones` gives the numbers of their authors (`oversight.phones`).
    """
    return ShownClash(
        record=record.text,
        question=question,
        address=words.address(record.area),
        subject=words.subject(record),
        label=label_of(form, question, words),
        values=tuple(
            replace(
                said_of(value, form, question, words, plain=plain), phone=phones(value["staff"])
            )
            for value in values
        ),
        saw=" ".join(str(value["change"]) for value in values),
        entry=entry_of(words.asked(record.form, question), words),
        may_settle=powers.settles(question),
        masked=is_sensitive(form, question) and not plain,
        may_return=powers.review and not question.startswith("_"),
        upto=upto,
        since="" if since_ms is None else words.ago(since_ms),
    )


def label_of(form: Form | None, name: str, words: Words) -> str:
    """A question's label; in a row behind those of the repeats around it."""
    around = [name[: match.start()] for match in _WITHIN_ROW.finditer(name)]
    return " · ".join(words.question(form, each) for each in (*around, name))


def said_of(
    value: Document, form: Form | None, question: str, words: Words, *, plain: bool = False
) -> Said:
    """A value of a document in words."""
    return Said(
        text=text_of(value["value"], form, question, words, plain=plain),
        person=words.person(value["staff"]),
        when=words.when(value["at_ms"]),
        change=value["change"],
        shown=value["shown"],
    )


def text_of(value: Any, form: Form | None, name: str, words: Words, *, plain: bool = False) -> str:  # noqa: ANN401 - a value as JSON has it
    """An answer in words, masked where its question is sensitive and nobody asked to see it."""
    text = words.answer(form, name, value)
    return masked(text) if is_sensitive(form, name) and value is not None and not plain else text


def is_read(path: str, form: Form | None) -> bool:
    """Whether people read the answer there: what a tablet notes has to be called something."""
    question = form.question(path) if form else None
    return question is None or bool(question.label) or question.kind not in UNASKED


def is_sensitive(form: Form | None, name: str) -> bool:
    """Whether the answers to this question are not for everybody who passes by."""
    question = form.question(name) if form else None
    return question is not None and question.sensitive


def entry_of(question: Question | None, words: Words) -> Entry | None:
    """The field for a value of one's own; None where only the values there can be taken."""
    if question is None or question.kind not in _OWN_VALUE or len(question.choices) > _CHOICES_MAX:
        return None
    return Entry(
        kind=_FIELDS.get(question.kind, question.kind).value,
        choices=tuple(
            (each.name, in_language(each.label, words.lang)) for each in question.choices
        ),
        minimum="" if question.minimum is None else str(question.minimum),
        maximum="" if question.maximum is None else str(question.maximum),
    )


def shown_values(document: Document) -> dict[str, Value]:
    """The answers of a document that are asked, by path."""
    gone = frozenset(document["irrelevant"])
    return {
        path: answer["value"] for path, answer in document["answers"].items() if path not in gone
    }
