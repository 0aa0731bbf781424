"""The doors that a list adds. Their ids follow from their names, and none is given twice."""

import hashlib
import re
from typing import Final

from schema.area import Area, AreaId, AreaKind
from schema.tree import AreaTree
from server.lists.addresses import segments_taken
from server.lists.keys import key
from server.lists.names import Names
from sync.core.change import base36

DOOR: Final = AreaKind.household
_SEGMENT: Final = re.compile(r"[0-9a-z]{1,32}")
_OTHERS: Final = re.compile(r"[^0-9a-z]+")


class Doors:
    """The new doors of one list.

    Args:
        tree: of today.
        names: told what they are called.
    """

    def __init__(self, tree: AreaTree, names: Names) -> None:
        self.added: list[Area] = []
        self._tree = tree
        self._names = names
        self._fresh: dict[tuple[AreaId, str], AreaId] = {}
        self._segments: dict[AreaId, set[str]] = {}

    def add(self, door: AreaId, place: AreaId, name: str) -> None:
        """A new door whose id the list says."""
        self._segments_below(place).add(door.segments[-1])
        self.added.append(Area(id=door, kind=DOOR, name=name, parent=place))
        self._names.given[door] = name

    def new(self, place: AreaId, name: str) -> AreaId:
        """The id of a new door that a list tells by its name; of a further row the same one."""
        said = place, key(DOOR, name)
        if said not in self._fresh:
            last = segment(name, self._segments_below(place))
            self._fresh[said] = AreaId(f"{place}/{last}")
            self.add(self._fresh[said], place, name)
        return self._fresh[said]

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
