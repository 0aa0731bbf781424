"""What the doors of a list are called, and the ids of those that are new.

A name belongs to one door of a place: what a list calls a door anew is held against its other rows
and against the roster. An id follows from the name, and none is given twice.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from schema.area import Area, AreaId, AreaKind
from schema.tree import AreaTree
from server.lists.addresses import Addresses, segments_taken
from server.lists.keys import key
from server.xlsform.cells import Cell
from server.xlsform.problems import Findings
from sync.core.change import base36

DOOR: Final = AreaKind.household
_SEGMENT: Final = re.compile(r"[0-9a-z]{1,32}")
_OTHERS: Final = re.compile(r"[^0-9a-z]+")


class Doors:
    """The doors of one list.

    Args:
        tree: of today.
        places: where those of the roster are found.
        findings: told of names that are another door's.
    """

    def __init__(self, tree: AreaTree, places: Addresses, findings: Findings) -> None:
        self.added: list[Area] = []
        self.named: dict[AreaId, str] = {}
        """What doors are called that are new, or called otherwise than before."""
        self._tree = tree
        self._places = places
        self._findings = findings
        self._called: dict[tuple[AreaId, str], tuple[AreaId, Cell]] = {}
        self._fresh: dict[tuple[AreaId, str], AreaId] = {}
        self._segments: dict[AreaId, set[str]] = {}

    def add(self, door: AreaId, place: AreaId, name: str) -> None:
        """A new door whose id the list says."""
        self._segments_below(place).add(door.segments[-1])
        self.added.append(Area(id=door, kind=DOOR, name=name, parent=place))
        self.named[door] = name

    def new(self, place: AreaId, name: str) -> AreaId:
        """The id of a new door that a list tells by its name; of a further row the same one."""
        said = place, key(DOOR, name)
        if said not in self._fresh:
            last = segment(name, self._segments_below(place))
            self._fresh[said] = AreaId(f"{place}/{last}")
            self.add(self._fresh[said], place, name)
        return self._fresh[said]

    def call(self, cell: Cell, place: AreaId, door: AreaId) -> None:
        """Notes what a door of the list is called; told where another one gets the same name."""
        known = self._tree.get(door)
        name = self.named.get(door) or (known.name if known else "")
        first, there = self._called.setdefault((place, key(DOOR, name)), (door, cell))
        if first != door and (first in self.named or door in self.named):
            self._findings.problem(cell, "name_twice", other=there.row, said=name)

    def tell_taken(self, rows: Mapping[AreaId, int]) -> None:
        """Names that doors get and that others have, of which no row says anything."""
        for (place, said), (door, cell) in self._called.items():
            other = self._places.children(place, DOOR).get(said) if door in self.named else None
            if other is not None and not other.gone and other.id not in rows:
                words = self._places.words(place)
                self._findings.problem(cell, "name_taken", said=other.name, place=words)

    def _segments_below(self, place: AreaId) -> set[str]:
        """The segments of ids that are given below a place, by the list too."""
        if place not in self._segments:
            self._segments[place] = {*segments_taken(self._tree, place)}
        return self._segments[place]


def segment(name: str, taken: set[str]) -> str:
    """The last segment of a new household's id: its door where that can be one, and is free."""
    said = _OTHERS.sub("", key(DOOR, name))
    if key(DOOR, name).isascii() and _SEGMENT.fullmatch(said) and said not in taken:
        return said
    drawn = hashlib.blake2b(key(DOOR, name).encode(), digest_size=5).digest()
    number = int.from_bytes(drawn)
    while (made := f"h{base36(number)}") in taken:
        number += 1
    return made
