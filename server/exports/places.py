"""Addresses in words, whole and in parts that have columns of their own, and names of people."""

from typing import Final

from schema.area import AreaId, AreaKind
from server.directory import Directory
from server.exports.words import word

_KINDS: Final = {
    AreaKind.community: "community",
    AreaKind.grid: "grid",
    AreaKind.compound: "compound",
    AreaKind.building: "building",
    AreaKind.unit: "unit",
    AreaKind.household: "door",
    AreaKind.site: "door",
}

PARTS: Final = tuple(dict.fromkeys(_KINDS.values()))
"""The parts of an address, largest first."""


class Places:
    """Where records lie, in words. Records come sorted, so one place is asked for often in a row.

    Args:
        known: names of areas and people.
        lang: of what people read.
    """

    def __init__(self, known: Directory, lang: str) -> None:
        self._known = known
        self._lang = lang
        self._last: tuple[AreaId | None, str, dict[str, str]] = (None, "", {})

    def address(self, area: AreaId) -> str:
        """The address as people say it."""
        return self._of(area)[1]

    def parts(self, area: AreaId) -> dict[str, str]:
        """Its parts, those that it has."""
        return self._of(area)[2]

    def person(self, staff_id: str) -> str:
        """A person's name."""
        person = self._known.staff.get(staff_id)
        return person.name if person else word("somebody", self._lang)

    def _of(self, area: AreaId) -> tuple[AreaId | None, str, dict[str, str]]:
        if self._last[0] != area:
            self._last = (area, self._known.tree.words(area, self._lang), self._parts(area))
        return self._last

    def _parts(self, area: AreaId) -> dict[str, str]:
        tree = self._known.tree
        lineage = [known for step in tree.lineage(area) if (known := tree.get(step))]
        parts = {_KINDS[known.kind]: known.name for known in lineage if known.kind in _KINDS}
        if area not in tree:
            above = tree.words(lineage[0].id, self._lang) if lineage else ""
            parts["door"] = tree.words(area, self._lang).removeprefix(above).strip()
        return parts
