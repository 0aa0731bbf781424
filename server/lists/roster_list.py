"""What a list of households and a list of areas hold and ask alike, row by row.

Left out: what a row means, and of what a list is the whole (`households`, `areas`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Final

from schema.area import Area, AreaId
from schema.tree import AreaTree
from server.lists.addresses import Addresses
from server.lists.names import Names
from server.lists.roster_plan import Plan, Renamed, gone_around
from server.lists.table import Read
from server.xlsform.cells import Cell
from server.xlsform.problems import Findings

NAME_CHARACTERS_MAX: Final = 64


@dataclass(eq=False)
class RosterList(ABC):
    """Looks through a list of places, row by row.

    Args:
        tree: of today.
        findings: told of everything at its cell.
        may_change: whether whoever imports has a right to an area.
        covers: what the list is the whole of; None: of what it names itself.
        additions: nothing goes.
    """

    tree: AreaTree
    findings: Findings
    _: KW_ONLY
    may_change: Callable[[AreaId], bool]
    covers: Area | None = None
    additions: bool = False
    _places: Addresses = field(init=False)
    _names: Names = field(init=False)
    _listed: dict[AreaId, int] = field(init=False, default_factory=dict)
    """In which row the list names a place."""
    _around: dict[AreaId, list[Area]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Finds places and names in the same tree."""
        self._places = Addresses(self.tree, self.findings, self.covers)
        self._names = Names(self.tree, self._places, self.findings)

    @abstractmethod
    def plan(self, sheets: Sequence[Read]) -> Plan:
        """What the list would change; nothing of it counts where findings have problems."""

    def _of_the_tree(self, called: Mapping[AreaId, str]) -> Plan:
        """What becomes of the listed places that the tree has: renamed, there again, as they are.

        `called`: what the list calls places, where it says so.
        """
        known = [area for area in map(self.tree.get, self._listed) if area is not None]
        renamed = [
            Renamed(area=area, name=called[area.id])
            for area in known
            if called.get(area.id, area.name) != area.name
        ]
        changed = {each.area.id for each in renamed}
        return Plan(
            renamed=renamed,
            back=[area for area in known if area.gone],
            unchanged=sum(not area.gone and area.id not in changed for area in known),
        )

    def _is_ours(self, cell: Cell, place: AreaId) -> bool:
        """Whether whoever imports may change what lies in a place; told where not.

        Also what comes back around it has to be theirs.
        """
        if self.covers and self.covers.id not in self.tree.lineage(place):
            of = self._places.words(self.covers.id)
            self.findings.problem(cell, "outside", place=self._places.words(place), covers=of)
            return False
        touched = (place, *(each.id for each in self._gone_around(place)))
        strange = next((each for each in touched if not self.may_change(each)), None)
        if strange is not None:
            self.findings.problem(cell, "not_here", place=self._places.words(strange))
        return strange is None

    def _gone_around(self, place: AreaId) -> list[Area]:
        """As `roster_plan.gone_around`; many rows lie in one place."""
        if place not in self._around:
            self._around[place] = gone_around(self.tree, place)
        return self._around[place]

    def _name(self, cell: Cell) -> str:
        """A name as it is kept; empty where it is none, which is told."""
        text = cell.text
        if len(text) > NAME_CHARACTERS_MAX or not text.isprintable():
            self.findings.problem(cell, "name_long", most=NAME_CHARACTERS_MAX)
            return ""
        return text
