"""A workbook to start from: the example as a form, and a sheet that says what may be written.

In Chinese or in the standard's English words. What it holds is a sound form: whoever imports it
unchanged has the example. The sheet of help begins with `_`, so that no reader takes it for a part
of the form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format

from schema.text import Text, in_language
from server.xlsform import example, headers, kinds
from server.xlsform.example import Row
from server.xlsform.guide import CHOICE_COLUMNS, COLUMNS, KINDS, SETTINGS
from server.xlsform.guide_functions import FUNCTIONS
from server.xlsform.new_book import new_book

ENGLISH: Final = "en"
_LANGUAGES: Final = {"zh-CN": "中文 (zh)", "en": "English (en)"}
_PLAIN: Final = {"yes": "是", "household": "户", "ulid": "多份", "latest": "最新"}
"""Cells of the example that are said in Chinese where headers are."""

_TITLE: Final = "form_title"
"""In the standard's words without a language: pyxform knows none for it."""

_HELP: Final[Text] = {"zh-CN": "_说明", "en": "_help"}
_WIDTHS: Final = {"label": 30, "type": 24, "relevant": 28, "constraint": 34, "calculation": 40}
_WIDTH: Final = 16
_HELP_WIDTHS: Final = (44, 26, 70)


def sheets(lang: str) -> dict[str, list[list[str]]]:
    """The sheets of the template by name, each as rows of texts, headers first."""
    return {
        _named("survey", lang): _rows(example.SURVEY, COLUMNS, lang, headers.SURVEY),
        _named("choices", lang): _rows(
            example.CHOICES, (*CHOICE_COLUMNS, "province"), lang, headers.CHOICES
        ),
        _named("settings", lang): _rows([example.SETTINGS], SETTINGS, lang, headers.SETTINGS),
        in_language(_HELP, lang): list(_help(lang)),
    }


def write(file: Path, lang: str) -> None:
    """Writes the template into a new file.

    Raises:
        FileTaken: a file of that name is there; it is untouched.
        OSError: it cannot be written.
    """
    with new_book(file) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE8EA", "text_wrap": True})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for name, rows in sheets(lang).items():
            _write_sheet(book, name, rows, head, text)


def _write_sheet(
    book: xlsxwriter.Workbook, name: str, rows: Sequence[Sequence[str]], head: Format, text: Format
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, said in enumerate(rows[0]):
        width = _HELP_WIDTHS[place] if name.startswith("_") else _WIDTHS.get(_key(said), _WIDTH)
        sheet.set_column(place, place, width, text)
    for number, row in enumerate(rows):
        for place, said in enumerate(row):
            if said:
                sheet.write_string(number, place, said, text if number else head)


def _key(header: str) -> str:
    name = header.partition("::")[0]
    return headers.SURVEY.get(name, name)


def _named(key: str, lang: str) -> str:
    """What a sheet is called: the standard's name, or the first Chinese one."""
    return key if lang == ENGLISH else headers.chinese(key, headers.SHEETS)


def _rows(
    rows: Sequence[Row], known: Iterable[str], lang: str, names: Mapping[str, str]
) -> list[list[str]]:
    """A header of the columns in use, and the rows below it."""
    used = [key for key in known if any(key in row for row in rows)]
    return [
        [_header(key, lang, names) for key in used],
        *([_cell(row.get(key, ""), key, lang) for key in used] for row in rows),
    ]


def _header(key: str, lang: str, names: Mapping[str, str]) -> str:
    said = key if lang == ENGLISH or key not in names.values() else headers.chinese(key, names)
    one = lang == ENGLISH and key == _TITLE
    return f"{said}::{_LANGUAGES[lang]}" if key in headers.TRANSLATED and not one else said


def _cell(said: str | Text, key: str, lang: str) -> str:
    if not isinstance(said, str):
        return in_language(said, lang)
    if lang == ENGLISH:
        return said
    return _chinese_type(said) if key == "type" else _PLAIN.get(said, said)


def _chinese_type(said: str) -> str:
    kind, _, of = said.partition(" ")
    return f"{kinds.chinese(kind)} {of}".strip()


def _help(lang: str) -> Iterator[list[str]]:
    """Sheets, columns, types and functions, a line each: as written, in the standard, what for."""
    words = _HEADINGS[lang]
    yield [words["name"], words["standard"], words["meaning"]]
    for title, table, names in (
        ("survey", COLUMNS, headers.SURVEY),
        ("choices", CHOICE_COLUMNS, headers.CHOICES),
        ("settings", SETTINGS, headers.SETTINGS),
    ):
        yield [f"{words['sheet']} {_named(title, lang)}", "", ""]
        for key, meant in table.items():
            yield [headers.chinese(key, names), key, in_language(meant, lang)]
    yield [words["types"], "", ""]
    for key, meant in KINDS.items():
        yield [kinds.chinese(key), key, in_language(meant, lang)]
    yield [words["functions"], "", ""]
    for said, meant in FUNCTIONS.items():
        yield [said, "", in_language(meant, lang)]


_HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-CN": {
        "name": "写什么",
        "standard": "标准里的写法",
        "meaning": "意思",
        "sheet": "工作表",
        "types": "题目类型",
        "functions": "公式里的函数",
    },
    "en": {
        "name": "In Chinese",
        "standard": "In the standard's words",
        "meaning": "What for",
        "sheet": "Sheet",
        "types": "Types of questions",
        "functions": "Functions of expressions",
    },
}
