"""A list of households against the roster of today.

A row is one household, found by its address or by its id. Which households it is the whole list of
is told by what it names: of each building that it names, or of the area that somebody said. What is
missing there is gone; elsewhere nothing is touched, so a list of one compound removes nothing in
another. A door that lies in no building speaks for the doors right beside it, not for buildings.

Doors are compared by keys; `301` is `0301` where only that is there, since a spreadsheet that takes
a door for a number drops its zero. A door that is called otherwise is told by the column for its
former name, or by the id.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from schema.area import Area, AreaId, AreaKind
from server.lists import headers
from server.lists.addresses import BELOW
from server.lists.doors import DOOR, Doors
from server.lists.keys import key, wrong_level
from server.lists.roster_list import RosterList
from server.lists.roster_plan import Plan
from server.lists.table import Read, digits_as_text, tables
from server.people.staff import is_phone
from server.xlsform.cells import Cell, Row, Table

_PEOPLE: Final = ("person", "phone")
_HOLDERS: Final = (AreaKind.grid, AreaKind.compound, *BELOW)
"""In what a new household may lie."""


@dataclass(eq=False)
class HouseholdList(RosterList):
    """Looks through a list of households; without `covers` it is the whole of its buildings."""

    _doors: Doors = field(init=False)
    _covered: dict[AreaId, None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Gives new doors their names where those of the list stand."""
        super().__post_init__()
        self._doors = Doors(self.tree, self._names)

    def plan(self, sheets: Sequence[Read]) -> Plan:
        """What the list would change; nothing of it counts where findings have problems."""
        for read, table in tables(sheets, headers.HOUSEHOLDS, self.findings):
            if not self._has_columns(table):
                continue
            for row in table.rows():
                self._tell_types(read, row)
                self._take(row)
        if not self._listed and not self.findings.count:
            self.findings.problem(None, "no_rows")
        self._names.tell_taken(self._listed)
        return replace(
            self._of_the_tree(self._names.given),
            added=self._doors.added,
            gone=[] if self.additions else [*self._gone()],
            around=[*{area.id: area for found in self._around.values() for area in found}.values()],
            covers=[self.covers.id] if self.covers else [*self._covered],
        )

    def _take(self, row: Row) -> None:
        """One household."""
        found = self._by_id(row) if row.text("area") else self._by_address(row)
        if found is None:
            return
        cell = row.cell("area" if row.text("area") else "room")
        place = self._above(found)
        if not self._is_ours(cell, place):
            return
        if found in self._listed:
            said = f"{self._places.words(place)} {row.text('room')}".strip()
            self.findings.problem(cell, "twice", other=self._listed[found], place=said)
            return
        self._listed[found] = row.number
        self._cover(place)
        named = row.cell("room") if row.text("room") else cell
        self._names.call(named, DOOR, place, found)

    def _above(self, household: AreaId) -> AreaId:
        known = self.tree.parent(household) or self.tree.nearest(household)
        return known or household

    def _cover(self, place: AreaId) -> None:
        """The building of a household is covered; what it lies in where it has none.

        Of a building that is not wholly the importer's it is what the household lies in.
        """
        for step in self.tree.lineage(place):
            if self.tree.kind(step) is AreaKind.building and self.may_change(step):
                place = step
        self._covered[place] = None

    def _by_id(self, row: Row) -> AreaId | None:
        cell = row.cell("area")
        area = self._places.by_id(cell)
        if area is None:
            return None
        known = self.tree.get(area)
        if not self._can_be(cell, area, known):
            return None
        name = self._name(row.cell("room")) or (known.name if known else area.segments[-1])
        if known is None and area.parent is not None and area not in self._listed:
            self._doors.add(area, area.parent, name)
        elif known is not None and key(DOOR, name) != key(DOOR, known.name):
            self._names.given[area] = name
        return area

    def _can_be(self, cell: Cell, area: AreaId, known: Area | None) -> bool:
        """Whether an id is that of a household, or may be that of a new one; told where not."""
        above = self.tree.get(area.parent or "")
        if known is not None and known.kind is DOOR:
            return True
        if known is not None or area.unlisted or above is None:
            self.findings.problem(cell, "not_area", said=cell.text)
        elif above.kind not in _HOLDERS:
            self.findings.problem(cell, "wrong_level", **wrong_level(DOOR, above))
        else:
            return True
        return False

    def _by_address(self, row: Row) -> AreaId | None:
        place = self._places.above_household(row)
        cell = row.cell("room")
        if not cell.text:
            column = headers.both("room", headers.HOUSEHOLDS)
            self.findings.problem(cell, "missing", column=column)
            return None
        name = self._name(cell)
        if place is None or not name:
            return None
        known = self._places.door(place, cell)
        former = row.cell("former")
        if "former" in row.columns and former.text:
            was = self._places.child(place, former, DOOR)
            if known is None and was is not None:
                self._names.given[was.id] = name
                return was.id
            if known is None:
                self.findings.problem(
                    former, "former_unknown", said=former.text, place=self._places.words(place.id)
                )
            elif was is not None and was is not known and not was.gone:
                self.findings.problem(former, "former_taken", said=former.text, into=name)
        return known.id if known else self._doors.new(place.id, name)

    def _gone(self) -> Iterator[Area]:
        """The households of what is covered that no row names."""
        tops = [self.covers.id] if self.covers else [*self._covered]
        below = {area.id: area for top in tops for area in self._covered_by(top)}
        for area in below.values():
            if area.on_roster and area.id not in self._listed:
                yield area

    def _covered_by(self, top: AreaId) -> Iterable[Area]:
        """All within a building, a unit, or what somebody said; elsewhere what is right there."""
        if self.covers or self.tree.kind(top) in BELOW:
            return self.tree.subtree(top)
        return filter(None, map(self.tree.get, self.tree.children(top)))

    def _has_columns(self, table: Table) -> bool:
        """Whether the list has what tells a household; what is no part of a roster is told."""
        for name in _PEOPLE:
            if name in table.columns:
                cell = table.heading(name)
                self.findings.warn(cell, "column_people", said=cell.text)
        needed = ["room", *([] if self.covers else ["compound"])]
        missing = [name for name in needed if name not in table.columns]
        for name in missing if "area" not in table.columns else ():
            column = headers.both(name, headers.HOUSEHOLDS)
            self.findings.problem(table.heading(name), "column_missing", column=column)
        return not missing or "area" in table.columns

    def _tell_types(self, read: Read, row: Row) -> None:
        """Numbers that are texts, telephones that are none."""
        for name in ("building", "unit", "room"):
            if digits_as_text(read, row, name):
                cell = row.cell(name)
                self.findings.warn(cell, "digits_as_text", about=name, said=cell.text)
        phone = row.cell("phone")
        if row.text("phone") and not is_phone(phone.text):
            self.findings.warn(phone, "bad_phone", about="bad_phone", said=phone.text)
