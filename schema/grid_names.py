"""Communities and grids by a part of their name, for whoever searches by where something lies.

An address begins with the compound, so no record holds the name of its grid: it is looked up in the
tree, which also knows a grid that was renamed. A name counts alone and behind the one above it, as
people write it: `第7网格`, `长青路社区第7网格`.
"""

import functools
from typing import Final

from schema.area import AreaId, AreaKind
from schema.letters import letters
from schema.tree import AreaTree

WORD_LETTERS_MIN: Final = 2
"""A single digit or character stands in half of all names, and means a door or a person."""

_NAMED: Final = frozenset({AreaKind.community, AreaKind.grid})


def areas_named(tree: AreaTree, word: str) -> tuple[AreaId, ...]:
    """The communities and grids whose names hold a word, which is given by its letters."""
    if len(word) < WORD_LETTERS_MIN:
        return ()
    return tuple(area for area, name in _names(tree) if word in name)


@functools.lru_cache(maxsize=2)
def _names(tree: AreaTree) -> tuple[tuple[AreaId, str], ...]:
    """Names as letters, made once a tree."""
    found = []
    for area in tree.down_to(AreaKind.grid):
        if area.kind in _NAMED:
            above = tree.get(area.parent or "")
            found.append((area.id, _spelt(f"{above.name if above else ''}{area.name}")))
    return tuple(found)


def _spelt(name: str) -> str:
    return "".join(letters(name))
