"""The operators between two values that are both worked out: comparison, arithmetic, union."""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from schema.expressions.errors import FailedExpression
from schema.expressions.nodes import Node
from schema.expressions.values import NAN, Value, compare, equal, is_nodes, number, unequal

Operation: TypeAlias = Callable[[Value, Value], Value]


def _union(a: Value, b: Value) -> Value:
    if not is_nodes(a) or not is_nodes(b):
        raise FailedExpression("not_nodes", name="|")
    nodes = {id(node): node for node in (*a, *b)}  # type: ignore[misc]  # both are sets
    return sorted(nodes.values(), key=Node.order)


def _divided(a: float, b: float) -> float:
    """IEEE 754 division: by zero gives an infinity, or no number (XPath 1.0, 3.5)."""
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a):
        return NAN
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _remainder(a: float, b: float) -> float:
    """The remainder with the sign of `a` (XPath 1.0, 3.5)."""
    try:
        return math.fmod(a, b)
    except ValueError:
        return NAN


OPERATIONS: Final[Mapping[str, Operation]] = {
    "=": equal,
    "!=": unequal,
    "<": lambda a, b: compare(a, b, operator.lt),
    "<=": lambda a, b: compare(a, b, operator.le),
    ">": lambda a, b: compare(a, b, operator.gt),
    ">=": lambda a, b: compare(a, b, operator.ge),
    "+": lambda a, b: number(a) + number(b),
    "-": lambda a, b: number(a) - number(b),
    "*": lambda a, b: number(a) * number(b),
    "div": lambda a, b: _divided(number(a), number(b)),
    "mod": lambda a, b: _remainder(number(a), number(b)),
    "|": _union,
}
