"""The households of the roster, found by the words of their address, whether recorded or not.

An address holds a word as the index of records would say (`server.views.searching`). The tree is
walked once, with what is said on the way down: 20,000 addresses put together one by one would take
longer than a page may.
"""

import functools
from collections.abc import Iterator

from schema.area import AreaId, AreaKind
from schema.letters import letters, words
from schema.tree import ADDRESSED, AreaTree


def households(tree: AreaTree, top: AreaId, text: str) -> Iterator[AreaId]:
    """The households of an area whose addresses hold every word of a text, in no order.

    Args:
        tree: the areas of today.
        top: one of them.
        text: as a person typed it; empty: all of them. One of signs alone is held by none.
    """
    wanted = words(text)
    if text and not wanted:
        return
    waiting = [(top, _above(tree, top), wanted)]
    while waiting:
        step, said, missing = waiting.pop()
        area = tree.get(step)
        assert area is not None, "it is of the tree"
        if missing and area.kind in ADDRESSED:
            said += _lettered(area.name)
            missing = [word for word in missing if word not in said]
        if area.kind is not AreaKind.household:
            waiting.extend((child, said, missing) for child in tree.children(step))
        elif not missing:
            yield area.id


def _above(tree: AreaTree, top: AreaId) -> str:
    """What is said of an area before its own name."""
    lineage = (tree.get(step) for step in reversed(tree.lineage(top)[1:]))
    return "".join(_lettered(area.name) for area in lineage if area and area.kind in ADDRESSED)


@functools.lru_cache(maxsize=4096)
def _lettered(name: str) -> str:
    """A name's letters; a district has thousands of doors and few names of doors."""
    return "".join(letters(name))
