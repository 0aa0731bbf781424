"""A list of households against the roster of today.

A row is one household, found by its address or by its id. Which households it is the whole list of
is told by what it names: of each building that it names, or of the area that somebody said. What is
missing there is gone; elsewhere nothing is touched, so a list of one compound removes nothing in
another. A door that lies in no building speaks for the doors right beside it, not for buildings.

Doors are compared by keys; `301` is `0301` where only that is there, since a spreadsheet that takes
a door for a number drops its zero. A door that is called otherwise is told by the column for its
former name, or by the id.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from schema.area import Area, AreaId, AreaKind
from schema.tree import AreaTree
from server.lists import headers
from server.lists.addresses import BELOW, Addresses
from server.lists.doors import DOOR, Doors
from server.lists.keys import key, wrong_level
from server.lists.names import Names
from server.lists.roster_plan import Plan, Renamed, gone_around
from server.lists.table import Read, digits_as_text, header_row, table_of
from server.people.staff import is_phone
from server.xlsform.cells import Cell, Row, Table
from server.xlsform.problems import Findings

NAME_CHARACTERS_MAX: Final = 64
_PEOPLE: Final = ("person", "phone")
_HOLDERS: Final = (AreaKind.grid, AreaKind.compound, *BELOW)
"""In what a new household may lie."""


def tables(
    sheets: Sequence[Read], names: headers.Names, findings: Findings
) -> Iterator[tuple[Read, Table]]:
    """The sheets that hold rows, as tables: all but those of help, whose names begin with `_`."""
    filled = [each for each in sheets if each.sheet.rows and not each.sheet.name.startswith("_")]
    if not filled:
        findings.problem(None, "no_sheet")
    for place, read in enumerate(filled):
        # What stands beside the list, as notes do, is no list; the first sheet has to be one.
        if place and header_row(read, names) is None:
            findings.warn(read.sheet.cell(1, 0), "sheet_unread", said=read.sheet.name)
            continue
        before = findings.count
        table = table_of(read, names, findings)
        if table is not None and findings.count == before:
            yield read, table


class HouseholdList:
    """Looks through a list of households, row by row.

    Args:
        tree: of today.
        findings: told of everything at its cell.
        may_change: whether whoever imports has a right to an area.
        covers: what the list is the whole of; None: each building that it names.
        additions: nothing goes.
    """

    def __init__(
        self,
        tree: AreaTree,
        findings: Findings,
        *,
        may_change: Callable[[AreaId], bool],
        covers: Area | None = None,
        additions: bool = False,
    ) -> None:
        self._tree = tree
        self._findings = findings
        self._may_change = may_change
        self._covers = covers
        self._additions = additions
        self._places = Addresses(tree, findings, covers)
        self._rows: dict[AreaId, int] = {}
        self._names = Names(tree, self._places, findings)
        self._doors = Doors(tree, self._names)
        self._covered: dict[AreaId, None] = {}
        self._around: dict[AreaId, list[Area]] = {}

    def plan(self, sheets: Sequence[Read]) -> Plan:
        """What the list would change; nothing of it counts where findings have problems."""
        for read, table in tables(sheets, headers.HOUSEHOLDS, self._findings):
            if not self._has_columns(table):
                continue
            for row in table.rows():
                self._tell_types(read, row)
                self._take(row)
        if not self._rows and not self._findings.count:
            self._findings.problem(None, "no_rows")
        self._names.tell_taken(self._rows)
        known = [area for area in map(self._tree.get, self._rows) if area is not None]
        renamed = [
            Renamed(area=area, name=self._names.given[area.id])
            for area in known
            if area.id in self._names.given and self._names.given[area.id] != area.name
        ]
        changed = {each.area.id for each in renamed}
        return Plan(
            added=self._doors.added,
            renamed=renamed,
            gone=[] if self._additions else [*self._gone()],
            back=[area for area in known if area.gone],
            around=[*{area.id: area for found in self._around.values() for area in found}.values()],
            unchanged=sum(not area.gone and area.id not in changed for area in known),
            covers=[self._covers.id] if self._covers else [*self._covered],
        )

    def _take(self, row: Row) -> None:
        """One household."""
        found = self._by_id(row) if row.text("area") else self._by_address(row)
        if found is None:
            return
        cell = row.cell("area" if row.text("area") else "room")
        place = self._above(found)
        if self._covers and self._covers.id not in self._tree.lineage(place):
            words = self._places.words(place)
            of = self._places.words(self._covers.id)
            self._findings.problem(cell, "outside", place=words, covers=of)
        elif strange := self._strange(place):
            self._findings.problem(cell, "not_here", place=self._places.words(strange))
        elif found in self._rows:
            said = f"{self._places.words(place)} {row.text('room')}".strip()
            self._findings.problem(cell, "twice", other=self._rows[found], place=said)
        else:
            self._rows[found] = row.number
            self._cover(place)
            named = row.cell("room") if row.text("room") else cell
            self._names.call(named, DOOR, place, found)

    def _strange(self, place: AreaId) -> AreaId | None:
        """What the importer has no right to of a place, and of what comes back around it."""
        if place not in self._around:
            self._around[place] = gone_around(self._tree, place)
        touched = (place, *(each.id for each in self._around[place]))
        return next((each for each in touched if not self._may_change(each)), None)

    def _above(self, household: AreaId) -> AreaId:
        known = self._tree.parent(household) or self._tree.nearest(household)
        return known or household

    def _cover(self, place: AreaId) -> None:
        """The building of a household is covered; what it lies in where it has none.

        Of a building that is not wholly the importer's it is what the household lies in.
        """
        for step in self._tree.lineage(place):
            if self._tree.kind(step) is AreaKind.building and self._may_change(step):
                place = step
        self._covered[place] = None

    def _by_id(self, row: Row) -> AreaId | None:
        cell = row.cell("area")
        area = self._places.by_id(cell)
        if area is None:
            return None
        known = self._tree.get(area)
        if not self._can_be(cell, area, known):
            return None
        name = self._name(row.cell("room")) or (known.name if known else area.segments[-1])
        if known is None and area.parent is not None and area not in self._rows:
            self._doors.add(area, area.parent, name)
        elif known is not None and key(DOOR, name) != key(DOOR, known.name):
            self._names.given[area] = name
        return area

    def _can_be(self, cell: Cell, area: AreaId, known: Area | None) -> bool:
        """Whether an id is that of a household, or may be that of a new one; told where not."""
        above = self._tree.get(area.parent or "")
        if known is not None and known.kind is DOOR:
            return True
        if known is not None or area.unlisted or above is None:
            self._findings.problem(cell, "not_area", said=cell.text)
        elif above.kind not in _HOLDERS:
            self._findings.problem(cell, "wrong_level", **wrong_level(DOOR, above))
        else:
            return True
        return False

    def _by_address(self, row: Row) -> AreaId | None:
        place = self._places.above_household(row)
        cell = row.cell("room")
        if not cell.text:
            column = headers.both("room", headers.HOUSEHOLDS)
            self._findings.problem(cell, "missing", column=column)
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
                self._findings.problem(
                    former, "former_unknown", said=former.text, place=self._places.words(place.id)
                )
            elif was is not None and was is not known and not was.gone:
                self._findings.problem(former, "former_taken", said=former.text, into=name)
        return known.id if known else self._doors.new(place.id, name)

    def _name(self, cell: Cell) -> str:
        """A door's name as it is kept; empty where it is none, which is told."""
        text = cell.text
        if len(text) > NAME_CHARACTERS_MAX or not text.isprintable():
            self._findings.problem(cell, "name_long", most=NAME_CHARACTERS_MAX)
            return ""
        return text

    def _gone(self) -> Iterator[Area]:
        """The households of what is covered that no row names."""
        tops = [self._covers.id] if self._covers else [*self._covered]
        below = {area.id: area for top in tops for area in self._covered_by(top)}
        for area in below.values():
            if area.on_roster and area.id not in self._rows:
                yield area

    def _covered_by(self, top: AreaId) -> Iterable[Area]:
        """All within a building, a unit, or what somebody said; elsewhere what is right there."""
        if self._covers or self._tree.kind(top) in BELOW:
            return self._tree.subtree(top)
        return filter(None, map(self._tree.get, self._tree.children(top)))

    def _has_columns(self, table: Table) -> bool:
        """Whether the list has what tells a household; what is no part of a roster is told."""
        for name in _PEOPLE:
            if name in table.columns:
                cell = table.heading(name)
                self._findings.warn(cell, "column_people", said=cell.text)
        needed = ["room", *([] if self._covers else ["compound"])]
        missing = [name for name in needed if name not in table.columns]
        for name in missing if "area" not in table.columns else ():
            column = headers.both(name, headers.HOUSEHOLDS)
            self._findings.problem(table.heading(name), "column_missing", column=column)
        return not missing or "area" in table.columns

    def _tell_types(self, read: Read, row: Row) -> None:
        """Numbers that are texts, telephones that are none."""
        for name in ("building", "unit", "room"):
            if digits_as_text(read, row, name):
                cell = row.cell(name)
                self._findings.warn(cell, "digits_as_text", about=name, said=cell.text)
        phone = row.cell("phone")
        if row.text("phone") and not is_phone(phone.text):
            self._findings.warn(phone, "bad_phone", about="bad_phone", said=phone.text)
