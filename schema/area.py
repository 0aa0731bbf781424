"""Areas: where a record belongs, from the district down to one household.

An area id is a path, `130709/100/002/007/x03/b02/u1/0301`: district, street, community, grid,
compound, building, unit, household. It is never reused, renamed or moved; the tree (schema.tree)
says under whom an area lies today. A household that is not on the roster is written at the door
as `<unit>/+<label>`, the label in its one spelling (schema.spelling), so that two people who type
the same label mean the same household.

The scope of an area is its grid: the first four segments of its id, or all of it if it has fewer.
The first four segments joined are the 15-digit grid code of the Chinese grid standards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self

from schema import spelling
from schema.errors import InvalidAreaId

SCOPE_SEGMENTS: Final = 4
"""Segments of a grid's id: district, street, community, grid."""

SCOPES_KEPT_MAX: Final = 4_096
"""Scopes that are kept: ten times those of a district."""

UNLISTED_MARK: Final = "+"
"""First character of the last segment of a household that is not on the roster."""

_PLAIN: Final = re.compile(r"[0-9a-z]+(?:/[0-9a-z]+)*")
_GRID: Final = re.compile(r"(\d{6})/(\d{3})/(\d{3})/(\d{3})(?:/.*)?", re.ASCII | re.DOTALL)


class AreaKind(StrEnum):
    """What an area is."""

    district = "district"
    street = "street"
    community = "community"
    grid = "grid"
    compound = "compound"
    building = "building"
    unit = "unit"
    household = "household"
    site = "site"

    @property
    def level(self) -> int:
        """How far down it lies, from 0 for a district; a site lies as low as a household."""
        return _LEVELS[self]


_LEVELS: Final[Mapping[AreaKind, int]] = {
    AreaKind.district: 0,
    AreaKind.street: 1,
    AreaKind.community: 2,
    AreaKind.grid: 3,
    AreaKind.compound: 4,
    AreaKind.building: 5,
    AreaKind.unit: 6,
    AreaKind.household: 7,
    AreaKind.site: 7,
}


class Scope(str):
    """The id of the area by which changes are ordered and partitioned: a grid, or larger."""

    __slots__ = ()


@lru_cache(SCOPES_KEPT_MAX)
def _scope(text: str) -> Scope:
    """The same object for the same grid: it is looked up again and again while rows go by."""
    return Scope(text)


class AreaId(str):
    """A well-formed area id. `AreaId(text)` trusts its argument, `AreaId.parse` does not."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id that this text is; InvalidAreaId if it is none."""
        if _PLAIN.fullmatch(text):
            return cls(text)
        above, slash, last = text.rpartition("/")
        if not last.startswith(UNLISTED_MARK) or (slash and not _PLAIN.fullmatch(above)):
            raise InvalidAreaId(text, "segments hold 0-9 and a-z, the last one may be +label")
        try:
            spelling.decode(last[1:])
        except ValueError as error:
            raise InvalidAreaId(text, str(error)) from None
        return cls(text)

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path, largest area first."""
        return tuple(self.split("/"))

    @property
    def parent(self) -> "AreaId | None":
        """The id without its last segment; the tree may know another parent."""
        above = self.rpartition("/")[0]
        return AreaId(above) if above else None

    @property
    def scope(self) -> Scope:
        """The first four segments, or all if there are fewer."""
        segments = self.split("/", SCOPE_SEGMENTS)
        return _scope(self if len(segments) <= SCOPE_SEGMENTS else self[: -len(segments[-1]) - 1])

    @property
    def grid_code(self) -> str | None:
        """The 15 digits of the grid in which this area lies by its id; None above a grid."""
        match = _GRID.fullmatch(self)
        return "".join(match.groups()) if match else None

    @property
    def unlisted(self) -> bool:
        """Whether this is a household written at the door, not one of the roster."""
        return self.rpartition("/")[2].startswith(UNLISTED_MARK)

    @property
    def label(self) -> str:
        """The last segment in words: an unlisted household's label as it was typed."""
        last = self.rpartition("/")[2]
        return spelling.decode(last[1:]) if self.unlisted else last

    def unlisted_household(self, label: str) -> "AreaId":
        """The id of a household of this label below this area; InvalidAreaId if it has none."""
        try:
            return AreaId(f"{self}/{UNLISTED_MARK}{spelling.encode(spelling.canonical(label))}")
        except ValueError as error:
            raise InvalidAreaId(f"{self}/{UNLISTED_MARK}{label}", str(error)) from None

    def contains(self, other: str) -> bool:
        """Whether the other id lies below this one, by whole segments; an id contains itself."""
        return other == self or other.startswith(f"{self}/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """One node of the area tree. Its parent is the tree's and may differ from its id's.

    `gone` of one that the office's newest list does not name any more: it keeps its records and its
    id, counts nowhere as a household that is left to do, and comes back when it is listed again.
    """

    id: AreaId
    kind: AreaKind
    name: str
    parent: AreaId | None
    gone: bool = False

    @property
    def on_roster(self) -> bool:
        """Whether it is a household that counts: the office's newest list names it."""
        return self.kind is AreaKind.household and not self.gone

    def to_json(self) -> dict[str, str | bool | None]:
        """The document `area`; `gone` stands in it where it is so."""
        mark = {"gone": True} if self.gone else {}
        return {
            "id": self.id,
            "kind": self.kind.value,
            "name": self.name,
            "parent": self.parent,
            **mark,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Self:
        """The area of a document `area`; InvalidAreaId, KeyError or ValueError if it is none."""
        parent = data["parent"]
        return cls(
            id=AreaId.parse(str(data["id"])),
            kind=AreaKind(str(data["kind"])),
            name=str(data["name"]),
            parent=None if parent is None else AreaId.parse(str(parent)),
            gone=data.get("gone") is True,
        )
