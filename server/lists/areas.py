"""A list of areas against the tree of today, in one of two shapes.

Either a row is one area: its id, kind, name and the id of what it lies in. Or a row is an address
down to a unit, as lists of households have it: compounds, buildings and units that the tree lacks
are made, a new compound in the grid that its row names. So one file serves for both: first its
buildings, then its households.

A list is the whole of what lies right below an area that it names itself: of a compound that it
names with some buildings the others are gone, with all that lies in them; other compounds are not
touched. A move is no matter of a list.
"""

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from schema.area import Area, AreaId, AreaKind
from server.lists import headers
from server.lists.addresses import segments_taken
from server.lists.keys import KINDS, key, kind_of, number_in, plain, wrong_level
from server.lists.roster_list import RosterList
from server.lists.roster_plan import Plan
from server.lists.table import Read, tables
from server.xlsform.cells import Cell, Row

_WIDE: Final = (AreaKind.compound, AreaKind.building, AreaKind.unit)
_MARKS: Final = {AreaKind.compound: "x", AreaKind.building: "b", AreaKind.unit: "u"}
_DIGITS: Final = {AreaKind.compound: 2, AreaKind.building: 2, AreaKind.unit: 1}
"""How the last segments of new ids are made: x03, b02, u1."""

_CALLED: Final = {AreaKind.building: "{number}号楼", AreaKind.unit: "{number}单元"}
"""What a building or unit is called of which a list has the bare number."""


@dataclass(eq=False)
class AreaList(RosterList):
    """Looks through a list of areas, row by row."""

    _said: dict[AreaId, str] = field(init=False, default_factory=dict)
    _fresh: dict[AreaId, Area] = field(init=False, default_factory=dict)
    _made: dict[tuple[AreaId, AreaKind, str], Area] = field(init=False, default_factory=dict)
    _parents: dict[tuple[AreaId, AreaKind], None] = field(init=False, default_factory=dict)

    def plan(self, sheets: Sequence[Read]) -> Plan:
        """What the list would change; nothing of it counts where findings have problems."""
        for _, table in tables(sheets, headers.AREAS, self.findings):
            by_id = "area" in table.columns and "kind" in table.columns
            if not by_id and "compound" not in table.columns and self.covers is None:
                column = headers.chinese("compound", headers.AREAS)
                self.findings.problem(table.heading("compound"), "column_missing", column=column)
                continue
            for row in table.rows():
                if by_id:
                    self._take_area(row)
                else:
                    self._take_address(row)
        if not self._listed and not self._fresh and not self.findings.count:
            self.findings.problem(None, "no_rows")
        self._names.tell_taken(self._listed)
        plan = self._of_the_tree(self._said)
        lacking = [] if self.additions else [*self._lacking()]
        around = {each.id: each for area in self._named() for each in self._gone_around(area)}
        return replace(
            plan,
            added=[*self._fresh.values()],
            gone=[area for area in lacking if not area.gone],
            around=[area for area in around.values() if area.id not in self._listed],
            along=[*self._along(plan.back, {area.id for area in lacking})],
            covers=[*dict.fromkeys(parent for parent, _ in self._covered())],
        )

    # A row that is one area

    def _take_area(self, row: Row) -> None:
        cell = row.cell("area")
        if not cell.text:
            self.findings.problem(cell, "missing", column=headers.both("area", headers.AREAS))
            return
        area, kind = self._places.by_id(cell), self._kind(row.cell("kind"))
        if area is None or kind is None:
            return
        if area in self._listed:
            place = row.text("name") or area
            self.findings.problem(cell, "area_twice", other=self._listed[area], place=place)
            return
        known, name = self.tree.get(area), self._name(row.cell("name"))
        parent = self._parent(row, area, known)
        if not name or parent is None or not self._fits(row, area, kind, known, parent):
            return
        self._listed[area] = row.number
        self._parents[parent.id, kind] = None
        if known is None:
            self._fresh[area] = Area(id=area, kind=kind, name=name, parent=parent.id)
        else:
            self._said[area] = name
        if known is None or key(kind, name) != key(kind, known.name):
            self._names.given[area] = name
        if kind in _WIDE:
            self._names.call(row.cell("name"), kind, parent.id, area)

    def _kind(self, cell: Cell) -> AreaKind | None:
        kind = kind_of(cell.text)
        if kind is None:
            known = " / ".join(f"{names[0]} {each}" for each, names in KINDS.items())
            self.findings.problem(cell, "unknown_kind", said=cell.text, known=known)
        return kind

    def _parent(self, row: Row, area: AreaId, known: Area | None) -> Area | None:
        """What an area lies in: as its row says, else as the tree or its id does."""
        cell = row.cell("parent")
        said = cell.text if "parent" in row.columns else ""
        named = AreaId(said.rstrip("/")) if said else None
        present = self.tree.parent(area) if known else None
        if known is not None and named is not None and named != present:
            parent = self._places.words(present) if present else "–"
            place = self._places.words(area)
            self.findings.problem(cell, "moved", place=place, parent=parent, area=area)
            return None
        wanted = named or present or area.parent
        found = self.tree.get(wanted or "") or self._fresh.get(wanted or area)
        if found is None and known is not None and wanted is None:
            return known  # the top of the tree
        if found is None:
            code = "not_area" if named else "no_parent"
            self.findings.problem(cell if named else row.cell("area"), code, said=said)
        return found

    def _fits(
        self, row: Row, area: AreaId, kind: AreaKind, known: Area | None, parent: Area
    ) -> bool:
        """Whether an area may be of this kind there, and is the importer's to change."""
        place = row.text("name") or area
        if known is not None and known.kind is not kind:
            said, before = KINDS[known.kind][0], known.kind
            self.findings.problem(
                row.cell("kind"), "kind_changed", place=place, said=said, before=before
            )
        elif known is None and parent.kind.level >= kind.level:
            self.findings.problem(row.cell("kind"), "wrong_level", **wrong_level(kind, parent))
        elif known is None and area.unlisted:
            self.findings.problem(row.cell("area"), "invalid_area", said=area)
        elif known is None and area.parent != parent.id:
            self.findings.problem(
                row.cell("area"), "wrong_id", parent=parent.name, prefix=f"{parent.id}/"
            )
        else:
            return self._is_ours(row.cell("area"), parent.id)
        return False

    # A row that is an address

    def _take_address(self, row: Row) -> None:
        place = self._compound(row)
        for kind in _WIDE[1:]:
            cell = row.cell(kind.value)
            if place is None:
                return
            if kind.value in row.columns and cell.text:
                place = self._child(cell, kind, place)

    def _compound(self, row: Row) -> Area | None:
        cell = row.cell("compound")
        if not row.text("compound"):
            return self._places.compound(row)
        found = self._places.compounds(row)
        if found:
            place = self._places.compound(row)
            return self._heard(cell, place, self.tree.parent(place.id)) if place else None
        grid = self._places.above_compound(row)
        if grid is None or grid.kind is not AreaKind.grid:
            self.findings.problem(cell, "grid_needed", said=cell.text)
            return None
        return self._child(cell, AreaKind.compound, grid)

    def _child(self, cell: Cell, kind: AreaKind, parent: Area) -> Area | None:
        """What a cell names below an area: one of the tree, one of an earlier row, or a new one."""
        said = parent.id, kind, key(kind, cell.text)
        found = self._places.child(parent, cell, kind) or self._made.get(said)
        if found is not None:
            return self._heard(cell, found, parent.id)
        name = self._name(cell)
        number = number_in(kind, cell.text)
        if kind in _CALLED and plain(cell.text).isdigit():
            name = _CALLED[kind].format(number=number)
        if not name or not self._is_ours(cell, parent.id):
            return None
        area = AreaId(f"{parent.id}/{self._segment(parent.id, kind, number)}")
        self._made[said] = Area(id=area, kind=kind, name=name, parent=parent.id)
        self._fresh[area] = self._made[said]
        self._parents[parent.id, kind] = None
        return self._made[said]

    def _heard(self, cell: Cell, found: Area, parent: AreaId | None) -> Area | None:
        """An area that was found and is named once more by a row."""
        if found.id not in self._listed and found.id not in self._fresh:
            above = self.tree.get(parent or found.id)
            if above is not None and not self._is_ours(cell, above.id):
                return None
            self._listed[found.id] = cell.row
            if parent is not None:
                self._parents[parent, found.kind] = None
        return found

    def _segment(self, parent: AreaId, kind: AreaKind, number: int | None) -> str:
        """The last segment of a new id: by the number in its name, else the first that is free."""
        taken = {*segments_taken(self.tree, parent)}
        taken |= {each.id.segments[-1] for each in self._fresh.values() if each.parent == parent}
        mark, digits = _MARKS[kind], _DIGITS[kind]
        wanted = f"{mark}{number:0{digits}}" if number is not None else ""
        if wanted and wanted not in taken:
            return wanted
        free = 1 if number is None else number + 1
        while (made := f"{mark}{free:0{digits}}") in taken:
            free += 1
        return made

    def _name(self, cell: Cell) -> str:
        if not cell.text:
            self.findings.problem(cell, "missing", column=headers.both("name", headers.AREAS))
        return super()._name(cell)

    def _named(self) -> Iterator[AreaId]:
        """What the list names, of the tree or not."""
        return itertools.chain(self._listed, self._fresh)

    def _lacking(self) -> Iterator[Area]:
        """What lies beside what the list names, with all below; of a kind that it names there."""
        lacking: dict[AreaId, Area] = {}
        here = {step for area in self._named() for step in self.tree.lineage(area)}
        for parent, kind in self._covered():
            for child in self.tree.children(parent):
                if self.tree.kind(child) is kind and child not in here:
                    lacking |= {each.id: each for each in self.tree.subtree(child)}
        return iter(lacking.values())

    def _along(
        self, back: Sequence[Area], lacking: Collection[AreaId]
    ) -> Iterator[tuple[AreaId, AreaId]]:
        """What is gone below areas that come back, but for what the list lacks."""
        for top in back:
            for area in self.tree.subtree(top.id)[1:]:
                if area.gone and area.id not in lacking and area.id not in self._listed:
                    yield area.id, top.id

    def _covered(self) -> Iterator[tuple[AreaId, AreaKind]]:
        """Below which areas the list is the whole, and of which kind."""
        for parent, kind in self._parents:
            if parent in self._listed or (self.covers and parent == self.covers.id):
                yield parent, kind
