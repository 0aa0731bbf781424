"""Looking things up beside the record: lists of items, and what stands in the world."""

from collections.abc import Mapping
from typing import Final

from schema.expressions.errors import FailedExpression
from schema.expressions.functions.function import Function, scoped
from schema.expressions.nodes import ItemList, Node
from schema.expressions.scope import Scope
from schema.expressions.values import Nodes, Value, text

LAST_SAVED: Final = "__last-saved"
"""The instance that pyxform makes of `${last-saved#name}`."""


def _list(scope: Scope, name: Value) -> ItemList:
    found = scope.world.lists.get(text(name))
    if found is None:
        raise FailedExpression("unknown_list", name=text(name))
    return found


def _instance(scope: Scope, name: Value) -> Nodes:
    if text(name) == LAST_SAVED:
        record = Node("instance")
        data = record.add("data")
        for question, answer in scope.world.saved.items():
            data.add(question, answer)
        return [record]
    return [_list(scope, name)]


def _pulldata(scope: Scope, name: Value, wanted: Value, column: Value, key: Value) -> str:
    return _list(scope, name).lookup(text(wanted), text(column), text(key))


TABLE: Final[Mapping[str, Function]] = {
    "instance": scoped(_instance, 1),
    "pulldata": scoped(_pulldata, 4),
    "current": scoped(lambda scope: [scope.current], 0),
}
