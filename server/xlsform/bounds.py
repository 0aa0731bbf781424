"""Bounds of a number, read out of its constraint.

`. >= 0 and . <= 2` says no more than two numbers, and a tablet can say which they are. So a
constraint that is just that becomes the question's bounds, unless the sheet has words of its own
for it. A condition in brackets may follow, as the program itself writes the two together
(`Question.limits`): what the sheet says of the constraint is said of that condition then.
"""

import re
from typing import Final, NamedTuple

from schema.question import NUMBERS, Kind

_NUMBER: Final = r"(-?\d+(?:\.\d+)?)"
_LEAST: Final = rf"\.\s*>=\s*{_NUMBER}"
_MOST: Final = rf"\.\s*<=\s*{_NUMBER}"
_BOUNDS: Final = re.compile(
    rf"\s*(?:{_LEAST}(?:\s+and\s+{_MOST})?|{_MOST})(?:\s+and\s+\((.*)\))?\s*", re.ASCII | re.DOTALL
)


class Bounded(NamedTuple):
    """What a constraint comes to: bounds, both included, and what is left of it."""

    minimum: int | float | None
    maximum: int | float | None
    constraint: str


def bounded(kind: Kind, constraint: str, *, worded: bool) -> Bounded:
    """A constraint with its bounds apart.

    Args:
        kind: of the question.
        constraint: as the sheet has it; "" for none.
        worded: whether the sheet says what to tell about it.
    """
    match = _BOUNDS.fullmatch(constraint) if kind in NUMBERS - {Kind.range} else None
    if match is None:
        return Bounded(None, None, constraint)
    least, most, only_most, rest = match.groups()
    if (worded and rest is None) or (rest is not None and not _closes_last(rest)):
        return Bounded(None, None, constraint)
    minimum, maximum = _number(least), _number(most or only_most)
    if minimum is not None and maximum is not None and minimum > maximum:
        return Bounded(None, None, constraint)
    return Bounded(minimum, maximum, rest or "")


def _closes_last(rest: str) -> bool:
    """Whether the bracket that opened before this text closes behind it and not within it."""
    depth = 0
    for sign in re.sub(r"'[^']*'|\"[^\"]*\"", "", rest):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def _number(said: str | None) -> int | float | None:
    if said is None:
        return None
    value = float(said)
    return int(value) if value.is_integer() else value
