"""Areas of which somebody can make a record, found by the words of their address."""

import functools
from collections.abc import Collection, Iterator
from typing import Final

from schema.area import AreaId, AreaKind
from schema.letters import letters, words
from schema.tree import AreaTree
from server.views.roster import roster

_WHOLE: Final = frozenset({AreaKind.household})
"""What the roster finds, which is kept for other pages too."""


def found(
    tree: AreaTree, kinds: Collection[AreaKind], text: str, within: Collection[AreaId]
) -> Iterator[AreaId]:
    """The areas of these kinds whose address holds every word, larger ones first.

    Args:
        tree: of today.
        kinds: of area.
        text: as a person typed it; empty: all of them. One of signs alone is held by none.
        within: areas in one of which they have to lie, or be it; none lies in another.
    """
    wanted, tops = words(text), frozenset(within)
    if text and not wanted:
        return
    for area, kind, said in _larger(tree):
        held = kind in kinds and all(word in said for word in wanted)
        if held and not tops.isdisjoint(tree.lineage(area)):
            yield area
    if not _WHOLE.isdisjoint(kinds):
        known = roster(tree)
        spans = [span for top in within for span in known.within.get(top, ())]
        yield from known.listed(sorted(spans), text, bytearray(b"\x01") * len(known.households))


@functools.lru_cache(maxsize=1)
def _larger(tree: AreaTree) -> tuple[tuple[AreaId, AreaKind, str], ...]:
    """All areas but households, with the letters of what they and those above them are called."""
    return tuple(
        (area.id, area.kind, "".join(letters(_called(tree, area.id))))
        for area in sorted(tree, key=lambda area: area.kind.level)
        if area.kind not in _WHOLE
    )


def _called(tree: AreaTree, area: AreaId) -> str:
    names = (known.name for step in tree.lineage(area) if (known := tree.get(step)))
    return "".join(reversed(list(names)))
