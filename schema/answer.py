"""Answers: the values that a question can have, and when two of them are the same.

A value is nil, a truth value, an integer below 2^53, a finite number, a string, or a flat list of
these (records.md, 2). Numbers are equal by value and never equal to a truth value; lists are
compared element by element. ID and phone numbers are strings.

Left out: whether a value makes sense as an answer; schema.rules knows.
"""

from math import isfinite
from typing import Final, TypeAlias

Scalar: TypeAlias = bool | int | float | str | None
Value: TypeAlias = Scalar | list[Scalar]

INTEGER_MAX: Final = 2**53 - 1
"""Largest absolute value of an integer: beyond it a browser's numbers are no longer exact."""


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same answer."""
    if isinstance(a, list) or isinstance(b, list):
        return (
            isinstance(a, list)
            and isinstance(b, list)
            and len(a) == len(b)
            and all(same(x, y) for x, y in zip(a, b, strict=True))
        )
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def valid(value: object) -> bool:
    """Whether this is a value that an entry may hold."""
    if type(value) is list:
        return all(type(item) is not list and valid(item) for item in value)
    if value is None or type(value) is bool:
        return True
    if type(value) is int:
        return -INTEGER_MAX <= value <= INTEGER_MAX
    if type(value) is float:
        return isfinite(value)
    return type(value) is str and _has_utf8(value)


def _has_utf8(text: str) -> bool:
    """Whether every character is whole: a lone surrogate has no UTF-8."""
    return text.isascii() or not any("\ud800" <= ch <= "\udfff" for ch in text)
