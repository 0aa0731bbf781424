"""Which households of the roster a household that was written at the door may be.

It is only proposed, by the spelling of its label: a person looks at both side by side and decides.
"""

import difflib
from typing import Final

from schema.area import AreaId
from schema.tree import AreaTree

NEAR_MAX: Final = 3
_NEAR: Final = 0.4
"""How alike two labels are at least: `0301-2` and `0301`, `一楼东户` and `101东`."""


def roster(tree: AreaTree, area: AreaId) -> list[AreaId]:
    """The households of the roster among which an unlisted one may be: those of its place."""
    place = tree.nearest(area)
    if place is None:
        return []
    return [each.id for each in tree.subtree(place) if each.on_roster]


def near(tree: AreaTree, area: AreaId) -> list[AreaId]:
    """Those of them whose names resemble the label, the nearest first."""
    names = {tree.words(each, "zh-CN").rpartition(" ")[2]: each for each in roster(tree, area)}
    alike = difflib.get_close_matches(area.label, names, n=len(names) or 1, cutoff=_NEAR)
    alike.sort(key=lambda name: name not in area.label)  # a label mostly says more than the name
    return [names[name] for name in alike[:NEAR_MAX]]
