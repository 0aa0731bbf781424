"""What an expression may know when it is worked out: where it stands, and the world around.

The world is given whole: the clock stands still while a record is worked out, and chance is drawn
from a source that the caller seeds, so that the same record gives the same values again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from schema.expressions.nodes import ItemList, Node
from schema.expressions.places import Place
from schema.expressions.values import Scalar, Value


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The surroundings of one record.

    `now`: with a zone, whose days are the record's days. `draw`: the next number of chance, from 0
    to below 1. `label`: what a choice of the question at a place is called, in `language`.
    `saved`: the answers of the record that was saved last, by question.
    """

    now: datetime
    draw: Callable[[], float]
    language: str = "en"
    lists: Mapping[str, ItemList] = field(default_factory=dict)
    label: Callable[[Place, str], str] = field(default=lambda _question, choice: choice)
    saved: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(slots=True)
class Scope:
    """Where an expression stands.

    `current`: the question whose expression it is. `node`: the context node, which conditions in
    brackets move from item to item; `position` and `size` tell how far along it is.
    """

    world: World
    current: Node
    node: Node
    position: int = 1
    size: int = 1


Closure: TypeAlias = Callable[[Scope], Value]
"""An expression ready to be worked out."""
