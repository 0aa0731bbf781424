"""The roster of households as a list that a form need not bring: `instance('households')`.

A roster changes: households are added, renamed, moved. A record must say the same tomorrow, on a
tablet and on the server, so nothing that is worked out at reading may ask for it. Where somebody
fills in a record, what it gives is written like any answer: as a default, by a trigger, or kept
with `once(…)`; there alone it can be looked up.

The rows are the households of the grid in which the record lies, or of the whole area where that is
larger than a grid, in the order of their ids: a tablet holds the same as the server. One that is
gone is offered to its own records alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schema.area import AreaId, AreaKind
from schema.expressions.places import HOUSEHOLDS
from schema.table import Table
from schema.text import LANGUAGES
from schema.tree import AreaTree

__all__ = ["COLUMNS", "HOUSEHOLDS", "roster"]

HERE: Final = "here"
"""The column that says `yes` of the household of the record, and is blank of all others."""

_AROUND: Final = (
    *(AreaKind.unit, AreaKind.building, AreaKind.compound),
    *(AreaKind.grid, AreaKind.community),
)
COLUMNS: Final = ("name", "label", "address", *(kind.value for kind in _AROUND), HERE)
"""`name` is the area's id, `label` the door's; the others are called as in the tree."""


def roster(tree: AreaTree, area: str) -> Table:
    """The households among which a record of this area lies."""
    return Table(columns=COLUMNS, rows=tuple(_rows(tree, area)), labels={LANGUAGES[0]: "label"})


def _rows(tree: AreaTree, area: str) -> Iterator[tuple[str, ...]]:
    lineage = tree.lineage(area)
    grid = next((each for each in lineage if tree.kind(each) is AreaKind.grid), None)
    top = grid or (lineage[0] if lineage else None)
    for each in tree.subtree(top) if top else ():
        if each.kind is AreaKind.household and (not each.gone or each.id == area):
            around = _around(tree, tree.lineage(each.id))
            address = tree.words(each.id, LANGUAGES[0])
            here = "yes" if each.id == area else ""
            yield (each.id, each.name, address, *(around.get(k, "") for k in _AROUND), here)


def _around(tree: AreaTree, lineage: Sequence[AreaId]) -> Mapping[AreaKind, str]:
    """What the areas around a household are called, by their kinds."""
    areas = (tree.get(each) for each in lineage)
    return {area.kind: area.name for area in areas if area is not None}
