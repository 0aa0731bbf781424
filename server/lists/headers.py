"""What the columns of lists are called: our own names, and those that offices write.

The first name of each line is ours. Names are compared in half width, without case, blanks and
signs, so `房 号：` is `房号`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

Names = Mapping[str, str]
"""Our own name of a column by each of its names."""

_SIGNS: Final = re.compile(r"[\s_:：*＊、/／()（）\[\]【】.。-]+")


def plain(header: str) -> str:
    """A header as it is compared."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", header)).casefold()


def _index(names: Iterable[tuple[str, ...]]) -> Names:
    return {plain(alias): line[0] for line in names for alias in line}


_ADDRESS: Final = (
    ("street", "街道", "乡镇", "镇", "街道乡镇", "所属街道"),
    ("community", "社区", "村", "居委会", "社区村", "所属社区", "社区名称"),
    ("grid", "网格", "网格编号", "网格编码", "网格名称", "所属网格"),
    ("compound", "小区", "小区名称", "住宅小区", "院落", "楼盘", "所属小区", "小区院落", "estate"),
    ("building", "楼栋", "楼号", "栋", "幢", "楼", "栋号", "幢号", "楼栋号", "楼幢", "楼栋名称"),
    ("unit", "单元", "单元号", "单元名称", "门栋", "stairwell"),
    (
        *("room", "房号", "房间号", "室", "室号", "门牌", "门牌号", "户号", "门号", "房间", "户室"),
        *("household", "door", "户室号", "房屋编号"),
    ),
)
"""Columns that say where something is, from the largest area to the smallest."""

LEVELS: Final = tuple(line[0] for line in _ADDRESS)

_AREA: Final = ("area", "id", "编号", "地区编号", "地址编号", "地址编码", "户编号", "地区")

_PEOPLE: Final = (
    (
        "person",
        "姓名",
        "户主",
        "户主姓名",
        "业主",
        "业主姓名",
        "住户姓名",
        "居民姓名",
    ),
    ("phone", "电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "mobile"),
)

SYNONYMS: Final = tuple(frozenset(map(plain, line)) for line in _PEOPLE)
"""Columns that offices call in many ways: what one of them says, each of the others does."""

HOUSEHOLDS: Final = _index(
    [
        *_ADDRESS,
        _AREA,
        ("former", "原房号", "曾用房号", "原门牌", "原门牌号", "was"),
        *_PEOPLE,
    ]
)
"""Columns of a list of households."""

AREAS: Final = _index(
    [
        *_ADDRESS,
        _AREA,
        ("kind", "类别", "类型", "地区类别", "type"),
        ("name", "名称", "地区名称"),
        ("parent", "上级", "上级编号", "上级地区"),
    ]
)
"""Columns of a list of areas."""

STAFF: Final = _index(
    [
        ("login", "登录名", "账号", "帐号", "用户名", "登录账号", "username"),
        ("name", "姓名", "人员", "人员姓名"),
        ("phone", "电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "mobile"),
        ("role", "角色", "职务", "岗位"),
        ("area", "地区", "地区编号", "负责地区", "责任区", "编号"),
        ("form", "表单", "表单编号"),
        *_ADDRESS,
    ]
)
"""Columns of a list of staff."""

RECORDS: Final = _index([*_ADDRESS, _AREA])
"""Columns of a list of records that are no questions."""


def both(key: str, names: Names) -> str:
    """A column in the words of either language: `房号 (room)`."""
    found = chinese(key, names)
    return found if found == key else f"{found} ({key})"


def chinese(key: str, names: Names) -> str:
    """The first Chinese name of a column; its own name where it has none."""
    found = (name for name, meant in names.items() if meant == key and not name.isascii())
    return next(found, key)
