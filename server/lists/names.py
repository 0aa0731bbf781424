"""What a list calls the places that it names: no two of a kind, right below one place, alike.

What is called anew is held against the other rows of the list and against the roster.
"""

from collections.abc import Container

from schema.area import AreaId, AreaKind
from schema.tree import AreaTree
from server.lists.addresses import Addresses
from server.lists.keys import key
from server.xlsform.cells import Cell
from server.xlsform.problems import Findings


class Names:
    """The names in one list.

    Args:
        tree: of today.
        places: where those of the roster are found.
        findings: told of names that are another place's.
    """

    def __init__(self, tree: AreaTree, places: Addresses, findings: Findings) -> None:
        self.given: dict[AreaId, str] = {}
        """What places are called that are new, or called otherwise than before."""
        self._tree = tree
        self._places = places
        self._findings = findings
        self._called: dict[tuple[AreaId, AreaKind, str], tuple[AreaId, Cell]] = {}

    def call(self, cell: Cell, kind: AreaKind, above: AreaId, area: AreaId) -> None:
        """Notes what a place of the list is called; told where another one gets the same name."""
        known = self._tree.get(area)
        name = self.given.get(area) or (known.name if known else "")
        said = above, kind, key(kind, name)
        first, there = self._called.setdefault(said, (area, cell))
        if first != area and (first in self.given or area in self.given):
            self._findings.problem(cell, "name_twice", other=there.row, said=name)

    def tell_taken(self, listed: Container[AreaId]) -> None:
        """Names that places get and that others have, of which no row says anything."""
        for (above, kind, said), (area, cell) in self._called.items():
            other = self._places.children(above, kind).get(said) if area in self.given else None
            if other is not None and not other.gone and other.id not in listed:
                words = self._places.words(above)
                self._findings.problem(cell, "name_taken", said=other.name, place=words)
