"""Where a word of a search may be the name of a place: the scopes of communities and grids.

What is searched is the text of records, in which no grid's name stands; but each record's scope is
in the index, so that what lies in a grid is found there without a look at the records. Left out is
what was moved out of such a place, or into it from elsewhere: its scope says otherwise.
"""

from collections.abc import Callable, Iterable, Sequence

from schema.area import AreaId, Scope
from schema.grid_names import areas_named
from schema.tree import AreaTree

Placed = Callable[[str], Sequence[Scope]]


def placed(tree: AreaTree, known: Iterable[Scope]) -> Placed:
    """Gives the scopes of all places whose names hold a word.

    Args:
        tree: the areas of today.
        known: every scope that has records.
    """
    scopes = tuple(known)

    def lying_there(word: str) -> Sequence[Scope]:
        found = {
            scope
            for area in areas_named(tree, word)
            for scope in tree.scopes_below(area, scopes)
            if _lies_whole(tree, scope, area)
        }
        return sorted(found)

    return lying_there


def nowhere(_: str) -> Sequence[Scope]:
    """For whoever searches by texts alone."""
    return ()


def _lies_whole(tree: AreaTree, scope: Scope, area: AreaId) -> bool:
    return all(area in tree.lineage(top) for top in {scope, *tree.scope_tops(scope)})
