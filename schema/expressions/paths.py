"""Steps of a path, and conditions in brackets.

A condition that is a number asks for that position, every other one for its truth (XPath 1.0, 2.4).
Positions along `parent`, `ancestor` and `preceding-sibling` count backwards from the context node.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from schema.expressions.errors import FailedExpression
from schema.expressions.nodes import Node, items_where
from schema.expressions.scope import Closure, Scope
from schema.expressions.syntax import Step
from schema.expressions.values import SETS, Value, is_nodes, single, truth

_Reach: TypeAlias = Callable[[Node], Sequence[Node]]
"""From a node to those along one axis, nearest first."""

Lookup: TypeAlias = tuple[str, Closure]
"""A first condition `[column = …]` whose right side is the same for every item."""


def stepped(
    origin: Closure, step: Step, conditions: Sequence[Closure], lookup: Lookup | None
) -> Closure:
    """The nodes that one step reaches from those that `origin` gives, in document order.

    With a `lookup`, which repeats the first condition, the items of a list are found by its index.
    """
    reach = _reach(step)

    def run(scope: Scope) -> Value:
        found: list[Node] = []
        for node in nodes_of(origin(scope)):
            chosen = _looked_up(scope, node, step, lookup) if lookup else None
            for condition in conditions if chosen is None else conditions[1:]:
                chosen = _narrowed(scope, reach(node) if chosen is None else chosen, condition)
            found.extend(reach(node) if chosen is None else chosen)
        return found if step.axis == "child" else _in_order(found)

    return run


def filtered(inner: Closure, conditions: Sequence[Closure]) -> Closure:
    """What an expression gives, narrowed by conditions."""

    def run(scope: Scope) -> Value:
        chosen = nodes_of(inner(scope))
        for condition in conditions:
            chosen = _narrowed(scope, chosen, condition)
        return chosen

    return run


def nodes_of(value: Value) -> Sequence[Node]:
    """The value as a set of nodes; FailedExpression if it is none."""
    if isinstance(value, SETS):
        return value
    raise FailedExpression("not_nodes", name="/")


def _narrowed(scope: Scope, nodes: Sequence[Node], condition: Closure) -> Sequence[Node]:
    inner = Scope(scope.world, scope.current, scope.node, size=len(nodes))
    kept: list[Node] = []
    for position, node in enumerate(nodes, 1):
        inner.node, inner.position = node, position
        asked = condition(inner)
        if asked == position if type(asked) is float else truth(asked):
            kept.append(node)
    return kept


def _looked_up(scope: Scope, node: Node, step: Step, lookup: Lookup) -> Sequence[Node] | None:
    column, closure = lookup
    wanted = closure(scope)
    if is_nodes(wanted) and len(wanted) > 1:  # type: ignore[arg-type]  # a set has a length
        return None
    text = single(wanted)
    return items_where(node, step.name, column, text) if isinstance(text, str) else None


def _in_order(nodes: list[Node]) -> list[Node]:
    """Each node once, in document order."""
    if len(nodes) < 2:
        return nodes
    return sorted({id(node): node for node in nodes}.values(), key=Node.order)


def _reach(step: Step) -> _Reach:
    name = step.name
    if step.axis == "child" and name not in ("*", "node()"):
        return lambda node: node.named(name)
    walk = _AXES[step.axis]
    if name == "node()":
        return walk
    if name == "*":
        return lambda node: [each for each in walk(node) if each.name]  # the root has no name
    return lambda node: [each for each in walk(node) if each.name == name]


def _ancestors(node: Node) -> list[Node]:
    found: list[Node] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _siblings(node: Node) -> tuple[list[Node], list[Node]]:
    """Those before a node, nearest first, and those behind it."""
    together = [] if node.parent is None else list(node.parent.all())
    at = next((index for index, each in enumerate(together) if each is node), 0)
    return together[:at][::-1], together[at + 1 :]


_AXES: Final[Mapping[str, _Reach]] = {
    "child": lambda node: list(node.all()),
    "self": lambda node: [node],
    "parent": lambda node: [] if node.parent is None else [node.parent],
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "descendant": lambda node: list(node.descendants()),
    "descendant-or-self": lambda node: [node, *node.descendants()],
    "preceding-sibling": lambda node: _siblings(node)[0],
    "following-sibling": lambda node: _siblings(node)[1],
}
