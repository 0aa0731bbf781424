"""When two names mean the same place: 2号楼 and 2栋, 1单元 and １单元, 0301室 and 0301.

Offices write the same building in many ways, and a spreadsheet makes the number 301 of the door
0301. Names are compared by keys: numbers in figures, in half width, without the words around them.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from schema.area import Area, AreaKind
from schema.numeral import numeral

_NUMBER: Final = r"([0-9]+|[一二两三四五六七八九十]+)"
_PATTERNS: Final = {
    AreaKind.building: re.compile(rf"第?{_NUMBER}(?:号楼|号栋|楼|栋|幢|号|座|#|#楼)?|b{_NUMBER}"),
    AreaKind.unit: re.compile(rf"第?{_NUMBER}(?:单元|门|梯|号|号门)?|u{_NUMBER}"),
    AreaKind.household: re.compile(r"([0-9][0-9a-z-]*)(?:室|号|户|房|号房)?"),
}
KINDS: Final[Mapping[AreaKind, tuple[str, ...]]] = {
    AreaKind.district: ("区县", "区", "县"),
    AreaKind.street: ("街道", "乡镇", "街道乡镇", "镇"),
    AreaKind.community: ("社区", "村", "社区村"),
    AreaKind.grid: ("网格",),
    AreaKind.compound: ("小区", "院落"),
    AreaKind.building: ("楼栋", "楼", "栋", "幢"),
    AreaKind.unit: ("单元",),
    AreaKind.household: ("户", "住户", "家庭"),
    AreaKind.site: ("场所", "点位"),
}
"""What offices call the kinds of areas; the first name is the one that is said."""

_BLANKS: Final = re.compile(r"\s+")


def plain(name: str) -> str:
    """A name in half width, without case and blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name)).casefold()


@lru_cache(maxsize=8_192)
def key(kind: AreaKind, name: str) -> str:
    """By what names of a kind of area are compared."""
    text = plain(name)
    pattern = _PATTERNS.get(kind)
    match = pattern.fullmatch(text) if pattern else None
    if match is None:
        return text
    found = next(each for each in match.groups() if each)
    return found if kind is AreaKind.household else str(_number(found))


def kind_of(text: str) -> AreaKind | None:
    """The kind of area that a text names, in our word for it or in an office's."""
    said = plain(text)
    return next((kind for kind, names in KINDS.items() if said in (kind.value, *names)), None)


def wrong_level(kind: AreaKind, above: Area) -> dict[str, str]:
    """What the sentence says of a kind of area that cannot lie in another, in either language."""
    said, around = KINDS[kind][0], KINDS[above.kind][0]
    return {
        "kind": kind,
        "said": said,
        "parent": above.name,
        "above": above.kind,
        "around": around,
    }


def without_zeros(door: str) -> str:
    """A door's key as a spreadsheet makes a number of it."""
    return door.lstrip("0") if door.isdigit() else door


def number_in(kind: AreaKind, name: str) -> int | None:
    """The number of a building or unit; None of one that has a name."""
    found = key(kind, name)
    return int(found) if found.isascii() and found.isdigit() else None


def _number(text: str) -> int:
    """A number in figures of either kind: 12 or 十二."""
    return int(text) if text.isascii() else numeral(text)
