"""Answers as expressions see them, and what expressions come to as answers."""

from datetime import date
from math import isfinite, isnan
from typing import Final

from schema.answer import INTEGER_MAX, Value
from schema.expressions.values import Scalar, number, text
from schema.moments import is_moment
from schema.question import NUMBERS, SEVERAL, Kind, Question


def scalar(question: Question, value: Value) -> Scalar:
    """An answer as expressions see it; "" if there is none."""
    if isinstance(value, str):
        if question.kind is _DATE:
            try:
                return date.fromisoformat(value)
            except ValueError:
                return value
        return value
    if value is None or isinstance(value, bool):
        return "" if value is None else value
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return float(value)


def answer_of(value: Scalar) -> Value:
    """A worked out value as an answer; None where it is blank or no number (JavaRosa)."""
    if isinstance(value, float):
        if not isfinite(value):
            return None if isnan(value) else text(value)
        return int(value) if value.is_integer() and abs(value) <= INTEGER_MAX else value
    return text(value) or None


def as_answer(question: Question, value: Value) -> Value:
    """What an expression came to, as an answer of the question's kind; as it is where none fits."""
    kind = question.kind
    if isinstance(value, str):
        if kind in NUMBERS:
            return _as_number(value)
        if kind in SEVERAL:
            return [*value.split()]
        if kind is Kind.geopoint:
            return [_as_number(part) for part in value.split()]
        if kind is Kind.date and is_moment(value):
            return value.partition("T")[0]
    elif isinstance(value, int | float) and kind not in _MAY_BE_NUMBERS:
        return text(float(value))
    return value


_MAY_BE_NUMBERS: Final = NUMBERS | {Kind.calculate, Kind.hidden, Kind.note}


def _as_number(said: str) -> str | int | float:
    found = answer_of(number(said))
    return found if isinstance(found, int | float) else said


_DATE: Final = Kind.date
"""Asked for at each answer; a name that is looked up in its class costs as much as a call."""
