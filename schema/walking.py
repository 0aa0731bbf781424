"""The order in which doors are walked: building, unit, floor, door, as people count them.

Names are compared by the numbers in them: 2号楼 comes before 10号楼, 二单元 before 十一单元, and a
door's number begins with its floor (0301 and 301 are on the third, 1201 on the twelfth), so its
number alone orders floors and doors; what lies below ground comes first. Where names say nothing,
ids decide.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, TypeAlias

from schema.area import AreaId, AreaKind
from schema.numeral import numeral
from schema.tree import AreaTree

Step: TypeAlias = tuple[tuple[int, int, str], ...]
"""A name as pieces to compare: numbers before words, each by its value."""

NAMES_KEPT: Final = 8_192
"""A district has thousands of doors and few names of doors."""

_BELOW: Final = re.compile(r"(?<![0-9])(?:-|负|地下)(?=[0-9零〇一二两三四五六七八九十百])")
_PIECE: Final = re.compile(
    r"((?<![0-9])-?[0-9]+)|(-?[零〇一二两三四五六七八九十百千]+)|([甲乙丙丁戊己庚辛壬癸])"
)
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"


def walking_place(tree: AreaTree, area: AreaId) -> tuple[tuple[Step, str], ...]:
    """What doors are sorted by to be walked in order, whichever grids they lie in."""
    steps = [
        (_name(tree, step), str(step))
        for step in reversed(tree.lineage(area))
        if tree.kind(step) is not AreaKind.district
    ]
    if area not in tree:
        steps.append((in_numbers(area.label), str(area)))
    return tuple(steps)


def _name(tree: AreaTree, area: AreaId) -> Step:
    known = tree.get(area)
    return in_numbers(known.name if known else area.label)


@lru_cache(NAMES_KEPT)
def in_numbers(name: str) -> Step:
    """A name as it is compared: `十号楼B` is the number 10, then the word 号楼B."""
    text = _BELOW.sub("-", unicodedata.normalize("NFKC", name))
    pieces: list[tuple[int, int, str]] = []
    behind = 0
    for match in _PIECE.finditer(text):
        if word := text[behind : match.start()].strip():
            pieces.append((1, 0, word))
        pieces.append((0, _number(match), ""))
        behind = match.end()
    if word := text[behind:].strip():
        pieces.append((1, 0, word))
    return tuple(pieces)


def _number(match: re.Match[str]) -> int:
    digits, chinese, stem = match.groups()
    if digits:
        return int(digits)
    if chinese:
        sign = -1 if chinese.startswith("-") else 1
        return sign * numeral(chinese.removeprefix("-"))
    return _STEMS.index(stem) + 1
