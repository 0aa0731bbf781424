"""Values of expressions, and how one kind becomes another.

A scalar is a text, a number, a truth value, a date or a moment; beside those there are sets of
nodes. The rules are XPath 1.0's (section 4), with what ODK adds: a set of one node counts by its
value, a blank answer is "" and no number, dates count in days since 1970-01-01. Where XPath and
JavaRosa differ the docstring says which is followed.

A moment's number counts the days that its own wall clock shows, so that `now() - today()` is the
part of the day that is gone; `decimal-date-time` counts universal time.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite, isinf, isnan
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from schema.expressions.nodes import Node

Scalar: TypeAlias = str | float | bool | date | datetime
Nodes: TypeAlias = Sequence["Node"]
Value: TypeAlias = Scalar | Nodes

SETS: Final = (list, tuple)
"""What a set of nodes is. Asked ten times an expression: `list | tuple` would be made each time."""

NAN: Final = float("nan")
EPOCH: Final = date(1970, 1, 1)
EPOCH_DAY: Final = EPOCH.toordinal()
SECONDS_A_DAY: Final = 86_400
EQUAL_WITHIN: Final = 1e-12
"""Numbers nearer to each other are equal, so that 0.1 + 0.2 = 0.3 (JavaRosa)."""

_NUMBER: Final = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*")
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?")


def is_nodes(value: Value) -> bool:
    """Whether this is a set of nodes."""
    return isinstance(value, SETS)


def single(value: Value) -> Scalar:
    """The value itself, or that of a set's first node; "" of an empty set."""
    if isinstance(value, SETS):
        return node_value(value[0]) if value else ""
    return value  # type: ignore[return-value]  # whatever is no set is a scalar


def node_value(node: "Node") -> Scalar:
    """What a node counts as: its own value, or the text of all that stands below it."""
    if node.leaf():
        return node.value
    return "".join(text(each.value) for each in node.descendants())


def text(value: Value) -> str:
    """As text: XPath's `string()`; numbers without exponent, dates in ISO 8601."""
    found = single(value)
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, float):
        return _number_text(found)
    if isinstance(found, datetime):
        return found.isoformat(timespec="milliseconds")
    return found.isoformat()


def _number_text(found: float) -> str:
    if isnan(found):
        return "NaN"
    if isinf(found):
        return "Infinity" if found > 0 else "-Infinity"
    if found == int(found):
        return str(int(found))
    return format(Decimal(repr(found)), "f")


def number(value: Value) -> float:
    """As a number: XPath's `number()`; a date's days, and those of a text that is a date."""
    found = single(value)
    if isinstance(found, float):
        return found
    if isinstance(found, bool):
        return 1.0 if found else 0.0
    if isinstance(found, str):
        if _NUMBER.fullmatch(found):
            return float(found)
        day = as_moment(found) if _DATE.fullmatch(found) else None
        return NAN if day is None else days(day)
    return days(found)


def days(found: date | datetime) -> float:
    """Days since 1970-01-01 on the wall clock of this date or moment."""
    whole = float(found.toordinal() - EPOCH_DAY)
    if isinstance(found, datetime):
        clock = found.hour * 3600 + found.minute * 60 + found.second
        whole += (clock + found.microsecond / 1_000_000) / SECONDS_A_DAY
    return whole


def truth(value: Value) -> bool:
    """As a truth value; a set of one node by its value, so a blank answer is false (JavaRosa)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, SETS) and len(value) > 1:
        return True
    found = single(value)
    if isinstance(found, float):
        return abs(found) > EQUAL_WITHIN  # and NaN is not
    return bool(found)


def whole(value: Value) -> int:
    """As a whole number towards zero; 0 of what is no number."""
    found = number(value)
    return int(found) if isfinite(found) else 0


def as_moment(said: str) -> date | datetime | None:
    """The date or moment that a text writes in ISO 8601, with `2020-1-2`; None if it is none."""
    day = _DAY.fullmatch(said)
    try:
        if day is not None:
            return date(int(day[1]), int(day[2]), int(day[3]))
        return datetime.fromisoformat(said)
    except ValueError:
        return None


def equal(a: Value, b: Value) -> bool:
    """XPath's `=`: of sets, whether any of their values are equal; an empty set is blank."""
    if _several(a) or _several(b):
        return any(_same(x, y) for x in scalars(a) for y in scalars(b))
    return _same(single(a), single(b))


def unequal(a: Value, b: Value) -> bool:
    """XPath's `!=`: of sets, whether any of their values differ."""
    if _several(a) or _several(b):
        return any(not _same(x, y) for x in scalars(a) for y in scalars(b))
    return not _same(single(a), single(b))


def compare(a: Value, b: Value, holds: Callable[[float, float], bool]) -> bool:
    """`<`, `<=`, `>`, `>=`: as numbers, which what is no number never satisfies."""
    if _several(a) or _several(b):
        return any(holds(number(x), number(y)) for x in scalars(a) for y in scalars(b))
    return holds(number(a), number(b))


def _several(value: Value) -> bool:
    return isinstance(value, SETS) and len(value) > 1


def scalars(value: Value) -> list[Scalar]:
    """The values of a set's nodes, or the one value that it is."""
    if isinstance(value, SETS):
        return [node_value(node) for node in value]
    return [value]  # type: ignore[list-item]  # whatever is no set is a scalar


def _same(a: Scalar, b: Scalar) -> bool:
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if isinstance(a, bool) or isinstance(b, bool):
        return truth(a) is truth(b)
    x, y = number(a), number(b)
    return x == y or abs(x - y) < EQUAL_WITHIN
