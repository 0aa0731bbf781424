"""Finding areas by the words of a row: compound, building, unit, room, or the area's own id.

A compound is found by its name in the whole tree, so that most lists need nothing above it; where
several are called so the row's community or grid tells which. What is smaller is found below what
is larger, by keys (`keys`). A level that a place does not have may be left blank.

Every method tells what is wrong at the row's cell, and gives None then.
"""

import contextlib
import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from schema.area import Area, AreaId, AreaKind
from schema.errors import InvalidAreaId
from schema.tree import AreaTree
from server.lists import headers
from server.lists.keys import key, plain, without_zeros
from server.xlsform.cells import Cell, Row
from server.xlsform.problems import Findings

NEAR_MAX: Final = 3
SAID: Final = "zh-CN"
"""Addresses in sentences: names of places are the same in every language."""

_ABOVE: Final = (AreaKind.community, AreaKind.grid)
BELOW: Final = (AreaKind.building, AreaKind.unit)
"""The levels between a compound and its households."""


class Addresses:
    """The places of one tree, for the rows of one list.

    Args:
        tree: of today.
        findings: told what cannot be found.
        base: what the whole list is of, where somebody said so: levels above need no columns.
    """

    def __init__(self, tree: AreaTree, findings: Findings, base: Area | None = None) -> None:
        self.tree = tree
        self.base = base
        self._findings = findings
        self._larger: dict[AreaKind, dict[str, list[Area]]] = {}
        self._children: dict[tuple[AreaId, AreaKind], dict[str, Area]] = {}
        self._found: dict[tuple[str, ...], Area] = {}
        self._told: set[Cell] = set()

    def words(self, area: AreaId) -> str:
        """An address as sentences say it."""
        return self.tree.words(area, SAID)

    def by_id(self, cell: Cell) -> AreaId | None:
        """The well-formed id that a cell holds, of the tree or not."""
        try:
            return AreaId.parse(cell.text.rstrip("/"))
        except InvalidAreaId:
            self._findings.problem(cell, "invalid_area", said=cell.text)
            return None

    def called(self, cell: Cell) -> AreaId | None:
        """The area that a cell names: by its id, or by the name that one larger area alone has."""
        known = self.tree.get(cell.text.rstrip("/"))
        if known is not None:
            return known.id
        text = plain(cell.text)
        kinds = (*_ABOVE, AreaKind.compound)
        found = [each for kind in kinds for each in self._known(kind).get(text, [])]
        grids = itertools.chain.from_iterable(self._known(AreaKind.grid).values())
        found += [each for each in grids if each.id.grid_code == text]
        found += [each for each in self.tree.down_to(AreaKind.street) if plain(each.name) == text]
        if len({each.id for each in found}) == 1:
            return found[0].id
        return self._unlisted(cell)

    def _unlisted(self, cell: Cell) -> AreaId | None:
        """A household written at the door, by its id; whatever else a cell says is no area."""
        with contextlib.suppress(InvalidAreaId):
            area = AreaId.parse(cell.text)
            if area.unlisted and area.parent in self.tree:
                return area
        self._findings.problem(cell, "not_area", said=cell.text)
        return None

    def above_household(self, row: Row) -> Area | None:
        """Where the household of a row lies: its unit, or what is larger where there is none."""
        return self._remembered(row, (*BELOW,))

    def named(self, row: Row, kind: AreaKind) -> Area | None:
        """The area of a row down to this kind."""
        return self._remembered(row, BELOW[: BELOW.index(kind) + 1] if kind in BELOW else ())

    def compound(self, row: Row) -> Area | None:
        """The compound of a row."""
        cell = row.cell("compound")
        if not cell.text:
            return self._of_base(cell, AreaKind.compound)
        known = self.compounds(row)
        if len(known) == 1:
            return known[0]
        if known:
            places = "、".join(self._around(each) for each in known[:NEAR_MAX])
            self._findings.problem(
                cell, "several_compounds", said=cell.text, count=len(known), places=places
            )
        else:
            every = self._known(AreaKind.compound).values()
            names = (each.name for found in every for each in found)
            self._tell_unknown(cell, AreaKind.compound, names)
        return None

    def compounds(self, row: Row) -> list[Area]:
        """The compounds that a row may mean: those of its name, or the one of its id."""
        text = row.text("compound")
        by_id = self.tree.get(text)
        if by_id is not None and by_id.kind is AreaKind.compound:
            return [by_id]
        known = self._known(AreaKind.compound).get(plain(text), [])
        above = self.above_compound(row)
        if above is None:
            return known
        around = self.tree.lineage(above.id)  # what the whole list is of may lie in the compound
        return [
            each for each in known if each.id in around or above.id in self.tree.lineage(each.id)
        ]

    def above_compound(self, row: Row) -> Area | None:
        """The grid or community that a row names, or the whole list; None where nothing does."""
        found = self.base
        for kind in _ABOVE:
            cell = row.cell(kind.value)
            if kind.value in row.columns and cell.text:
                found = self._large(cell, kind, found) or found
        return found

    def child(self, parent: Area, cell: Cell, kind: AreaKind) -> Area | None:
        """What a cell names right below an area; untold where it is not there."""
        return self.children(parent.id, kind).get(key(kind, cell.text))

    def door(self, place: Area, cell: Cell) -> Area | None:
        """The household right below an area that a cell names; untold where it is not there.

        `301` is `0301` where only that is there: a spreadsheet takes a door for a number.
        """
        here = self.children(place.id, AreaKind.household)
        said = key(AreaKind.household, cell.text)
        known = here.get(said)
        if known is None and not said.startswith("0"):
            alike = {each.id: each for k, each in here.items() if without_zeros(k) == said}
            if len(alike) == 1:
                (known,) = alike.values()
                self._findings.warn(
                    cell, "lost_zero", about="lost_zero", said=cell.text, meant=known.name
                )
        return known

    def children(self, parent: AreaId, kind: AreaKind) -> Mapping[str, Area]:
        """The areas of a kind right below another, by the keys of their names.

        Where one that is gone and one that is there are called the same, the latter is meant. An
        id says nothing of a name: it stays when the area is called otherwise.
        """
        found = self._children.get((parent, kind))
        if found is None:
            areas = [self.tree.get(each) for each in self.tree.children(parent)]
            here = [each for each in areas if each is not None and each.kind is kind]
            here.sort(key=lambda each: not each.gone)
            found = {key(kind, each.name): each for each in here}
            self._children[parent, kind] = found
        return found

    def near(self, said: str, names: Iterable[str]) -> str:
        """The names that resemble what was said, for a sentence."""
        found = difflib.get_close_matches(said, list(dict.fromkeys(names)), NEAR_MAX, cutoff=0.3)
        return f"→ {' / '.join(found)} " if found else ""

    def _remembered(self, row: Row, kinds: tuple[AreaKind, ...]) -> Area | None:
        said = tuple(row.text(name) for name in ("community", "grid", "compound"))
        texts = (*said, *(row.text(kind.value) for kind in kinds))
        found = self._found.get(texts)
        if found is None:
            found = self._descend(row, kinds)
            if found is not None:
                self._found[texts] = found
        return found

    def _descend(self, row: Row, kinds: tuple[AreaKind, ...]) -> Area | None:
        place = self.compound(row)
        for kind in kinds:
            if place is None:
                return None
            place = self._step(row, place, kind)
        return place

    def _step(self, row: Row, place: Area, kind: AreaKind) -> Area | None:
        """One level further down; the place itself where it does not have that level."""
        cell = row.cell(kind.value)
        here = self.children(place.id, kind)
        if kind.value in row.columns and cell.text:
            found = self.child(place, cell, kind)
            if found is None:
                names = (each.name for each in here.values())
                self._tell_unknown(cell, kind, names, place)
            return found
        within = self._within_base(place, kind)
        if within is not None:
            return within
        present = {each.id for each in here.values() if not each.gone}
        if not present:
            return place
        if len(present) == 1 and kind is AreaKind.unit:
            return self.tree.get(next(iter(present)))
        self._tell_missing(cell, kind)
        return None

    def _within_base(self, place: Area, kind: AreaKind) -> Area | None:
        """What the whole list is of, where that lies in a place."""
        for step in self.tree.lineage(self.base.id) if self.base else ():
            known = self.tree.get(step)
            if known is not None and known.kind is kind and place.id in self.tree.lineage(step):
                return known
        return None

    def _of_base(self, cell: Cell, kind: AreaKind) -> Area | None:
        """What the whole list is of; a row that names nothing lies there."""
        for step in self.tree.lineage(self.base.id) if self.base else ():
            known = self.tree.get(step)
            if known is not None and known.kind is kind:
                return known
        self._tell_missing(cell, kind)
        return None

    def _tell_missing(self, cell: Cell, kind: AreaKind) -> None:
        column = headers.both(kind.value, headers.HOUSEHOLDS)
        self._findings.problem(cell, "missing", column=column)

    def _large(self, cell: Cell, kind: AreaKind, within: Area | None) -> Area | None:
        """A community or a grid, by its id, its code, its name or the end of that."""
        text = plain(cell.text)
        areas = [each for found in self._known(kind).values() for each in found]
        if within is not None:
            areas = [each for each in areas if within.id in self.tree.lineage(each.id)]
        exact = [each for each in areas if text in (plain(each.name), each.id, each.id.grid_code)]
        found = exact or [each for each in areas if plain(each.name).endswith(text)]
        if len(found) == 1:
            return found[0]
        self._tell_unknown(cell, kind, (each.name for each in areas))
        return None

    def _known(self, kind: AreaKind) -> dict[str, list[Area]]:
        """All areas of a kind above buildings, by name; gone ones behind the others."""
        if not self._larger:
            self._larger = {each: {} for each in (*_ABOVE, AreaKind.compound)}
            for area in sorted(self.tree.down_to(AreaKind.compound), key=lambda each: each.gone):
                if area.kind in self._larger:
                    self._larger[area.kind].setdefault(plain(area.name), []).append(area)
        return self._larger[kind]

    def _around(self, area: Area) -> str:
        """The grid or community in which a compound lies."""
        parent = self.tree.parent(area.id)
        return self.words(parent) if parent else area.id

    def _tell_unknown(
        self, cell: Cell, kind: AreaKind, names: Iterable[str], place: Area | None = None
    ) -> None:
        if cell in self._told:
            return
        self._told.add(cell)
        facts = {"place": self.words(place.id)} if place else {}
        near = self.near(cell.text, names)
        self._findings.problem(cell, f"unknown_{kind.value}", said=cell.text, near=near, **facts)


def segments_taken(tree: AreaTree, parent: AreaId) -> Iterator[str]:
    """The next segments of all ids below an area's id, moved away or not: none is given again."""
    prefix = f"{parent}/"
    moved = (each.id for each in tree.moved_away({parent}))
    for area in (*tree.children(parent), *moved):
        if area.startswith(prefix):
            yield area[len(prefix) :].partition("/")[0]
