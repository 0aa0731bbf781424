"""Sets of answers: how many, their sum, the least and greatest. What is no number is left out."""

from collections.abc import Callable, Iterable, Mapping
from math import isnan
from typing import Final

from schema.expressions.functions.function import Function, of_nodes, plain, scoped
from schema.expressions.scope import Scope
from schema.expressions.values import NAN, Nodes, Value, number, scalars, text


def _numbers(values: Iterable[Value]) -> list[float]:
    """Each value as a number, of a set of nodes each; without those that are none (JavaRosa)."""
    found = [number(each) for value in values for each in scalars(value)]
    return [each for each in found if not isnan(each)]


def _extreme(run: Callable[[list[float]], float]) -> Callable[..., float]:
    def result(*values: Value) -> float:
        found = _numbers(values)
        return run(found) if found else NAN

    return result


def _filled(nodes: Nodes) -> float:
    return float(sum(1 for node in nodes if not node.leaf() or text(node.value) != ""))


def _name(scope: Scope, *values: Nodes) -> str:
    nodes = values[0] if values else [scope.node]
    return nodes[0].name if nodes else ""


TABLE: Final[Mapping[str, Function]] = {
    "count": of_nodes(lambda nodes: float(len(nodes))),
    "count-non-empty": of_nodes(_filled),
    "sum": of_nodes(lambda nodes: float(sum(_numbers([nodes])))),
    "max": plain(_extreme(max), 1, None),
    "min": plain(_extreme(min), 1, None),
    "last": scoped(lambda scope: float(scope.size), 0),
    "name": Function(run=_name, least=0, most=1, nodes=frozenset({0})),
    "local-name": Function(run=_name, least=0, most=1, nodes=frozenset({0})),
}
