"""The functions that look at their arguments before these are worked out.

`if`, `coalesce` and `once` leave out what is not asked for. `position`, `indexed-repeat` and
`jr:choice-name` ask where a question stands, not only what was answered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Final

from schema.expressions.errors import FailedExpression
from schema.expressions.nodes import Node
from schema.expressions.parse import parse
from schema.expressions.places import Place
from schema.expressions.scope import Closure, Scope
from schema.expressions.syntax import Call, Expression, Literal, Path, Question, Root
from schema.expressions.values import NAN, Value, is_nodes, node_value, single, text, truth, whole

if TYPE_CHECKING:
    from schema.expressions.compiling import Compiler


@dataclass(frozen=True, kw_only=True, slots=True)
class Special:
    """A function that makes its own closure; how many arguments it takes."""

    make: Callable[["Compiler", Call], Closure]
    counts: frozenset[int]
    wanted: str

    def takes(self, given: int) -> bool:
        """Whether it takes so many arguments."""
        return given in self.counts


def _special(make: Callable[["Compiler", Call], Closure], *counts: int) -> Special:
    return Special(make=make, counts=frozenset(counts), wanted="/".join(map(str, counts)))


def _if(compiler: "Compiler", call: Call) -> Closure:
    asked, then, otherwise = (compiler.closure(each) for each in call.arguments)
    return lambda scope: then(scope) if truth(asked(scope)) else otherwise(scope)


def _coalesce(compiler: "Compiler", call: Call) -> Closure:
    first, second = (compiler.closure(each) for each in call.arguments)

    def run(scope: Scope) -> Value:
        found = single(first(scope))
        return second(scope) if _blank(found) else found

    return run


def _blank(value: object) -> bool:
    return value == "" or (isinstance(value, float) and isnan(value))


def _once(compiler: "Compiler", call: Call) -> Closure:
    inner = compiler.closure(call.arguments[0])

    def run(scope: Scope) -> Value:
        found = node_value(scope.current)
        return inner(scope) if text(found) == "" else found

    return run


def _position(compiler: "Compiler", call: Call) -> Closure:
    if not call.arguments:
        return lambda scope: float(scope.position)
    compiler.nodes_wanted(call.arguments[0], "position", 1, call.at)
    inner = compiler.closure(call.arguments[0])

    def run(scope: Scope) -> Value:
        found = inner(scope)
        if not is_nodes(found):
            raise FailedExpression("not_nodes", name="position")
        return float(found[0].position) if found else NAN  # type: ignore[index,union-attr]

    return run


def _choice_name(compiler: "Compiler", call: Call) -> Closure:
    """The label of a choice; the question is named in quotes: `'${name}'`, or a path."""
    value = compiler.closure(call.arguments[0])
    named = call.arguments[1]
    if not isinstance(named, Literal):
        raise compiler.refuse(call.at, "text_wanted", name="jr:choice-name", number=2)
    place = _resolved(compiler, parse(named.value), call.at)
    if place is None:
        raise compiler.refuse(call.at, "text_wanted", name="jr:choice-name", number=2)
    return lambda scope: scope.world.label(place, text(value(scope)))


def _indexed_repeat(compiler: "Compiler", call: Call) -> Closure:
    """The answer in a certain row: `indexed-repeat(${q}, ${repeat}, row, …)` (ODK)."""
    target = _place_of(compiler, call, 0)
    rows: dict[int, Closure] = {}
    for at in range(1, len(call.arguments), 2):
        repeat = _place_of(compiler, call, at)
        if repeat not in compiler.places.repeats or target[: len(repeat)] != repeat:
            raise compiler.refuse(call.at, "not_a_repeat", number=at + 1)
        rows[len(repeat)] = compiler.closure(call.arguments[at + 1])

    def run(scope: Scope) -> Value:
        here = _lineage(scope.current)
        nodes: Sequence[Node] = [scope.current.root]
        for length, name in enumerate(target, 1):
            nodes = [child for node in nodes for child in node.named(name)]
            if length in rows:
                nodes = _row(nodes, whole(rows[length](scope)))
            else:
                nodes = [node for node in nodes if node in here] or nodes
        return nodes

    return run


def _row(nodes: Sequence[Node], number: int) -> Sequence[Node]:
    """The row of this number from 1; the first for one below it, as Collect does."""
    at = max(number, 1) - 1
    return nodes[at : at + 1]


def _lineage(node: Node) -> list[Node]:
    """A node and all above it."""
    found = [node]
    while found[-1].parent is not None:
        found.append(found[-1].parent)
    return found


def _place_of(compiler: "Compiler", call: Call, at: int) -> Place:
    """Where the question or repeat stands to which argument `at` refers."""
    place = _resolved(compiler, call.arguments[at], call.at)
    if place is None:
        raise compiler.refuse(call.at, "nodes_wanted", name=call.name, number=at + 1)
    return place


def _resolved(compiler: "Compiler", node: Expression, at: int) -> Place | None:
    """The place to which a question or a plain path leads; None of anything else."""
    if isinstance(node, Question):
        return None if node.saved else compiler.place(Question(node.name, at=at))
    if not isinstance(node, Path) or not (node.start is None or isinstance(node.start, Root)):
        return None
    place = list(compiler.home) if node.start is None else []
    for step in node.steps:
        if step.axis == "parent":
            place = place[:-1]
        elif step.axis == "child":
            place.append(step.name)
        elif step.axis != "self":
            return None
    return tuple(place)


SPECIAL: Final[Mapping[str, Special]] = {
    "if": _special(_if, 3),
    "coalesce": _special(_coalesce, 2),
    "once": _special(_once, 1),
    "position": _special(_position, 0, 1),
    "jr:choice-name": _special(_choice_name, 2),
    "indexed-repeat": _special(_indexed_repeat, 3, 5, 7, 9, 11),
}
