"""What a list of places would change: added, renamed, gone, there again, and what stays.

A plan is made of a list and the tree of a moment, and changes nothing. What is gone keeps its id
and its records, marked; so is a place that comes back the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schema.area import Area, AreaId
from schema.tree import AreaTree


@dataclass(frozen=True, kw_only=True, slots=True)
class Renamed:
    """An area that gets another name."""

    area: Area
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What would change.

    Attributes:
        added: new areas, each behind that in which it lies.
        renamed: areas with another name.
        gone: areas that the list covers and does not name.
        back: areas that were gone and are named again.
        around: gone areas in which something lies that is named: they come back for it.
        along: gone areas below those that come back, each with the one with which it comes back
            where both went together.
        unchanged: how many are named as they are.
        covers: of which parts of the tree the list is the whole: only there anything can go.
    """

    added: Sequence[Area] = ()
    renamed: Sequence[Renamed] = ()
    gone: Sequence[Area] = ()
    back: Sequence[Area] = ()
    around: Sequence[Area] = ()
    along: Sequence[tuple[AreaId, AreaId]] = ()
    unchanged: int = 0
    covers: Sequence[AreaId] = ()

    @property
    def changes(self) -> bool:
        """Whether anything would."""
        return bool(self.added or self.renamed or self.gone or self.back or self.around)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "listed": len(self.added) + self.unchanged + len({*self._touched()}),
            "added": len(self.added),
            "renamed": len(self.renamed),
            "back": len(self.back) + len(self.around),
            "gone": len(self.gone),
            "unchanged": self.unchanged,
        }

    def _touched(self) -> list[AreaId]:
        return [*(each.area.id for each in self.renamed), *(each.id for each in self.back)]


def gone_around(tree: AreaTree, place: AreaId) -> list[Area]:
    """The gone areas among what a place lies in and itself: nothing in it is there without them."""
    steps = (tree.get(step) for step in reversed(tree.lineage(place)))
    return [area for area in steps if area is not None and area.gone]
