"""Workbooks to start from: the columns of each list with a few made-up rows, and what they mean.

The sheet of help begins with `_`, so that no reader takes it for a part of the list. Cells are
formatted as text: a spreadsheet then keeps the zero of door 0301.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from schema.text import Text, in_language
from server.lists import headers
from server.xlsform.new_book import new_book

_SHEETS: Final[Mapping[str, Text]] = {
    "households": {"zh-CN": "户", "en": "households"},
    "areas": {"zh-CN": "楼栋单元", "en": "areas"},
    "staff": {"zh-CN": "人员", "en": "staff"},
}
_RECORDS: Final[Text] = {"zh-CN": "记录", "en": "records"}
_HELP: Final[Text] = {"zh-CN": "_说明", "en": "_help"}

_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "households": ("community", "compound", "building", "unit", "room", "former"),
    "areas": ("grid", "compound", "building", "unit"),
    "staff": ("login", "name", "phone", "role", "area", "form"),
}
_EXAMPLES: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "households": (
        ("裕兴路社区", "长青小区", "1号楼", "1单元", "0101", ""),
        ("裕兴路社区", "长青小区", "1号楼", "1单元", "0102", ""),
    ),
    "areas": (
        ("裕兴路社区第1网格", "长青小区", "1号楼", "1单元"),
        ("裕兴路社区第1网格", "长青小区", "1号楼", "2单元"),
    ),
    "staff": (
        ("wangfang", "王芳", "0313-0000001", "网格员", "裕兴路社区第1网格", ""),
        ("zhaomin", "赵敏", "0313-0000002", "社区", "裕兴路社区", ""),
    ),
}
"""Made-up rows: nobody in them is real."""

_HELPS: Final[Mapping[str, Text]] = {
    "community": {
        "zh-CN": "可不填；有几个小区同名时才需要",
        "en": "May be left out; needed where several compounds have one name",
    },
    "grid": {
        "zh-CN": "网格名称、编号或15位编码；新小区必填",
        "en": "Its name, id or 15-digit code; needed for a new compound",
    },
    "compound": {"zh-CN": "小区名称或编号", "en": "Its name or id"},
    "building": {"zh-CN": "1号楼、1栋、1都可以", "en": "1号楼, 1栋 and 1 mean the same"},
    "unit": {
        "zh-CN": "1单元、1都可以；整栋只有一个单元时可不填",
        "en": "1单元 and 1 mean the same; may be left out where there is one alone",
    },
    "room": {
        "zh-CN": "门牌，如 0301。整列设为文本，前面的零才不会丢",
        "en": "As on the door: 0301. Make the column a text, or the zero is lost",
    },
    "former": {
        "zh-CN": "改了门牌的，在这里写原来的门牌",
        "en": "Where the door was called otherwise before: how",
    },
    "login": {
        "zh-CN": "字母开头，小写字母、数字、点、横线、下划线",
        "en": "A letter first, then a-z, 0-9, dot, hyphen, underscore",
    },
    "name": {"zh-CN": "同事看到的姓名", "en": "As colleagues read it"},
    "phone": {"zh-CN": "可不填", "en": "May be left out"},
    "role": {
        "zh-CN": "网格长、网格员、楼栋长、社区……；与地区一起填",
        "en": "grid_head, grid_member, building_head, community, …; together with an area",
    },
    "area": {"zh-CN": "地区的编号或名称", "en": "The id or the name of an area"},
    "form": {
        "zh-CN": "只授权一张表时写表单编号；受限的表必须写",
        "en": "For one form alone: its id; a restricted one needs it",
    },
}
_WIDTHS: Final = (22, 70)


def rows(kind: str, lang: str) -> list[list[str]]:
    """Headers and examples of a list, in words of a language."""
    return [[header(kind, each, lang) for each in _COLUMNS[kind]], *map(list, _EXAMPLES[kind])]


def header(kind: str, column: str, lang: str) -> str:
    """What a column of a list is called."""
    names = {"households": headers.HOUSEHOLDS, "areas": headers.AREAS, "staff": headers.STAFF}
    return headers.chinese(column, names[kind]) if lang.startswith("zh") else column


def write(file: Path, kind: str, lang: str) -> None:
    """Writes the template of a kind of list into a new file.

    Raises:
        FileTaken: a file of that name is there; it is untouched.
        OSError: it cannot be written.
    """
    helps = [(header(kind, each, lang), in_language(_HELPS[each], lang)) for each in _COLUMNS[kind]]
    _write(file, in_language(_SHEETS[kind], lang), rows(kind, lang), helps, lang)


def write_columns(file: Path, columns: Sequence[tuple[str, str]], lang: str) -> None:
    """Writes the template of a list of records: its headers, each with what goes below it.

    Raises:
        FileTaken, OSError: as `write`.
    """
    heads = [said for said, _ in columns]
    _write(file, in_language(_RECORDS, lang), [heads], columns, lang)


def _write(
    file: Path,
    name: str,
    rows_: Sequence[Sequence[str]],
    helps: Sequence[tuple[str, str]],
    lang: str,
) -> None:
    with new_book(file) as book:
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(helps) - 1, _WIDTHS[0], text)
        for number, row in enumerate(rows_):
            for place, said in enumerate(row):
                sheet.write_string(number, place, said, text if number else head)
        sheet.freeze_panes(1, 0)
        helping = book.add_worksheet(in_language(_HELP, lang))
        helping.set_column(0, 0, _WIDTHS[0])
        helping.set_column(1, 1, _WIDTHS[1])
        for number, (column, said) in enumerate(helps):
            helping.write_string(number, 0, column, head)
            helping.write_string(number, 1, said)
