"""What has to be worked out before what: the one order for import, tablet, projector and pages.

Whatever is worked out reads questions; a question that is worked out itself, or that is not always
asked, comes first. What waits for itself, directly or through others, can never be worked out: a
circle is a fault of the form, found when it is imported.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Set
from graphlib import CycleError, TopologicalSorter
from typing import Final, Generic, TypeVar

from schema.expressions.parse import parse
from schema.expressions.places import Place, Places
from schema.expressions.reading import questions_read

T = TypeVar("T", bound=Hashable)

_OTHER_ROWS: Final = re.compile(r"indexed-repeat\s*\(|position\s*\(|preceding-sibling|\[")
"""Ways to choose a row."""


class Circle(Exception, Generic[T]):
    """What waits for itself: each waits for the next, and the last for the first."""

    def __init__(self, nodes: list[T]) -> None:
        super().__init__(nodes)
        self.nodes = nodes


def reads(text: str, places: Places, home: Place) -> frozenset[Place]:
    """The questions that an expression reads; InvalidExpression if it cannot be read itself."""
    return questions_read(parse(text), places, home)


def reads_first(text: str, places: Places, home: Place) -> frozenset[Place]:
    """What a calculation reads; its own answer in other rows, as a running total does, is none."""
    found = reads(text, places, home)
    return found - {home} if home in found and _OTHER_ROWS.search(text) else found


def in_order(graph: Mapping[T, Set[T]]) -> list[T]:
    """Everything behind what it waits for; Circle names what waits for itself."""
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise Circle(error.args[1][:0:-1]) from error


def circles(graph: Mapping[T, Set[T]], most: int) -> Iterator[list[T]]:
    """At most so many circles, each opened at its first node before the next is looked for."""
    opened = dict(graph)
    for _ in range(most):
        try:
            in_order(opened)
        except Circle as circle:
            yield circle.nodes
            opened[circle.nodes[0]] = frozenset()
        else:
            return
