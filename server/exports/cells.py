"""What stands in a cell: an answer as a program or as a person reads it.

A cell is a value with a type of its own; each format writes the types as it can. For people choices
stand by their labels; what no version of the form has a label for stands as it was written.
Sensitive answers are masked here, so that no format can forget it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from schema.answer import Scalar, Value
from schema.question import Choice, Kind, Question
from schema.text import in_language
from server.clock import ZONE
from server.exports.words import word
from server.masking import MASK, masked

Cell: TypeAlias = bool | int | float | str | dt.date | dt.datetime | None

DIGITS_MAX: Final = 15
"""Significant digits that a spreadsheet keeps of a number."""

POINT: Final = ("latitude", "longitude", "altitude", "accuracy")
"""The numbers of a place, in the order in which it is answered."""

_MOMENTS: Final = frozenset({Kind.date_time, Kind.start, Kind.end})
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """How answers become cells.

    Attributes:
        labels: as people read them; else names and codes.
        lang: of what people read.
        reveal: sensitive answers in full.
    """

    labels: bool
    lang: str
    reveal: bool

    def answer(self, question: Question, value: Value) -> Cell:
        """The cell of an answer."""
        if value is None:
            return None
        if question.sensitive and not self.reveal:
            return masked(str(self._plain(question, value)))
        return self._plain(question, value)

    def chosen(self, question: Question, choice: Choice, value: Value) -> Cell:
        """Whether a choice was taken, as 1 or 0; nothing where nothing is answered."""
        if value is None:
            return None
        if question.sensitive and not self.reveal:
            return MASK
        return int(choice.name in (value if isinstance(value, list) else [value]))

    def part(self, question: Question, part: str, value: Value) -> Cell:
        """One number of a place; nothing where it was not measured."""
        numbers = value if isinstance(value, list) else []
        at = POINT.index(part)
        if question.sensitive and not self.reveal:
            return None if value is None else MASK
        return numbers[at] if at < len(numbers) else None

    def _plain(self, question: Question, value: Value) -> Cell:
        if isinstance(value, list):
            between = word("between", self.lang) if self.labels else " "
            return between.join(self._text(question, each) for each in value)
        if isinstance(value, str) and question.kind in (Kind.date, Kind.today):
            return _date(value)
        if self.labels and isinstance(value, str) and question.kind in _MOMENTS:
            return _moment(value)
        if isinstance(value, bool) and self.labels:
            return self._text(question, value)
        return self._text(question, value) if isinstance(value, str) else value

    def _text(self, question: Question, value: Scalar) -> str:
        if isinstance(value, bool) and self.labels:
            return word("yes" if value else "no", self.lang)
        if isinstance(value, bool):
            return str(value).lower()
        if question.kind is Kind.acknowledge and value and self.labels:
            return word("yes", self.lang)
        choice = question.choice(value) if isinstance(value, str) and self.labels else None
        if choice is not None:
            return in_language(choice.label, self.lang)
        return "" if value is None else str(value)


def _moment(text: str) -> Cell:
    """A moment on the district's clock; the text as it is where it is none there."""
    try:
        at = dt.datetime.fromisoformat(text)
        return (at if at.tzinfo is None else at.astimezone(ZONE)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return text


def _date(text: str) -> Cell:
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            pass
    return text


def readable(text: str) -> str:
    """A text in which control characters, which no spreadsheet takes, are shown as missing."""
    return text if text.isprintable() else _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def too_long(number: float) -> bool:
    """Whether a spreadsheet would change a number: it has more digits than are kept."""
    digits = repr(number).partition("e")[0].lstrip("-").replace(".", "").strip("0")
    return len(digits) > DIGITS_MAX
