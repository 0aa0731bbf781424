"""Records as trees, written as JSON: what vectors and tests work their expressions out on.

A text is a question's value, an object a group, a list of objects the rows of a repeat. The record
itself is called `data`, as in the forms that XLSForm's tools make.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schema.expressions.compiling import compiled
from schema.expressions.nodes import ItemList, Node
from schema.expressions.places import Place, Places
from schema.expressions.scope import Scope, World
from schema.expressions.values import Value

NOON = datetime.fromisoformat("2026-11-26T12:00:00+08:00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A record's nodes, the places of its form, and the world around."""

    document: Node
    places: Places
    world: World

    def value(self, expression: str, at: str = "/data") -> Value:
        """What an expression of the question at a path such as `/data/members[2]/age` is."""
        node = self.node(at)
        closure = compiled(expression, self.places, place_of(node))
        return closure(Scope(self.world, node, node))

    def node(self, path: str) -> Node:
        """The node at a path of names, with `[n]` behind those that repeat."""
        node = self.document
        for step in path.strip("/").split("/"):
            name, _, position = step.partition("[")
            node = node.named(name)[int(position.rstrip("]") or 1) - 1 if position else 0]
        return node


def place_of(node: Node) -> Place:
    """The names from the record down to a node."""
    return () if node.parent is None else (*place_of(node.parent), node.name)


def record(
    tree: Mapping[str, Any], lists: Mapping[str, list[dict[str, str]]] | None = None, **world: Any
) -> Record:
    """The record that a tree of JSON describes."""
    document = Node("")
    _grow(document.add("data"), tree)
    items = {name: ItemList(rows) for name, rows in (lists or {}).items()}
    world = {"now": NOON, "draw": random.Random(1).random, "lists": items, **world}
    found = {("data",): False, **dict(_places(("data",), tree))}
    return Record(document=document, places=Places.of(found, items), world=World(**world))


def _grow(node: Node, tree: Mapping[str, Any]) -> None:
    for name, below in tree.items():
        for each in below if isinstance(below, list) else [below]:
            if isinstance(each, Mapping):
                _grow(node.add(name), each)
            else:
                node.add(name, each)


def _places(above: Place, tree: Mapping[str, Any]) -> Iterator[tuple[Place, bool]]:
    for name, below in tree.items():
        place = (*above, name)
        rows = below if isinstance(below, list) else [below]
        yield place, isinstance(below, list)
        for each in rows:
            if isinstance(each, Mapping):
                yield from _places(place, each)
