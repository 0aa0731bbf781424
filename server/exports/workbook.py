"""XLSX: real numbers and dates, everything else as text; never a formula, never a link.

Written row by row with XlsxWriter in its constant memory: what is large lies in files of the same
folder until the end. A cell holds 32,767 characters; longer text ends with a sign that it was cut,
and the cuts are counted. Control characters, which the format cannot hold, are shown as missing.
Numbers of more than 15 digits are text, since spreadsheets would round them. Text that looks like a
formula or a number keeps its format as text, so that it stays one when somebody edits the cell.
"""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from server.exports.cells import Cell, readable, too_long
from server.exports.columns import Table
from server.exports.delimited import needs_guard
from server.exports.errors import TooLarge
from server.exports.rows import Line
from server.exports.writing import Written

ROWS_MAX: Final = 1_048_575
"""Rows of a sheet below its head."""

COLUMNS_MAX: Final = 16_384

CELL_UNITS_MAX: Final = 32_767
"""UTF-16 units that a cell holds."""

CUT: Final = "…〔✂〕"
"""At the end of a text that did not fit."""

_TITLE_CHARACTERS_MAX: Final = 31
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIRST_DATE: Final = dt.date(1900, 3, 1)
"""Before it spreadsheets count days differently."""

_WIDTHS: Final = (6, 40)
"""Of a column, in characters, by its header."""


class Workbook:
    """One file with a sheet a table.

    Args:
        file: where.
        tables: the first is that of the records.
    """

    def __init__(self, file: Path, tables: Sequence[Table]) -> None:
        for table in tables:
            if len(table.columns) > COLUMNS_MAX:
                raise TooLarge(what="columns", found=len(table.columns), most=COLUMNS_MAX)
        self._file = file
        self._tables = tables
        self._cut = 0
        self._book = xlsxwriter.Workbook(
            str(file), {"constant_memory": True, "tmpdir": str(file.parent)}
        )
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._formats: dict[str, Format] = {}
        self._sheets = [self._sheet(table, title) for table, title in _titled(tables)]
        self._rows = [0] * len(tables)

    def _sheet(self, table: Table, title: str) -> Worksheet:
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for place, column in enumerate(table.columns):
            least, most = _WIDTHS
            sheet.set_column(place, place, min(max(2 * len(column.header) + 2, least), most))
            sheet.write_string(0, place, self._fitting(column.header), self._head)
        return sheet

    def add(self, line: Line) -> None:
        """Writes one record with the rows of its repeats."""
        for number, (table, sheet) in enumerate(zip(self._tables, self._sheets, strict=True)):
            for each in table.lines(line):
                self._rows[number] += 1
                if self._rows[number] > ROWS_MAX:
                    raise TooLarge(what="rows", found=self._rows[number], most=ROWS_MAX)
                for place, cell in enumerate(table.cells(each)):
                    self._write(sheet, self._rows[number], place, cell)

    def close(self) -> list[Written]:
        """Puts the file together."""
        for sheet, table, rows in zip(self._sheets, self._tables, self._rows, strict=True):
            sheet.autofilter(0, 0, rows, len(table.columns) - 1)
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from error  # it wraps what the disk said
        return [Written(file=self._file, rows=self._rows[0], cut=self._cut)]

    def _write(self, sheet: Worksheet, row: int, place: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case bool():
                sheet.write_boolean(row, place, cell)
            case dt.datetime():
                sheet.write_datetime(row, place, cell, self._format("yyyy-mm-dd hh:mm"))
            case dt.date() if cell >= _FIRST_DATE:
                sheet.write_datetime(row, place, cell, self._format("yyyy-mm-dd"))
            case int() | float() if not too_long(cell):
                sheet.write_number(
                    row, place, cell, self._format("0") if isinstance(cell, int) else None
                )
            case _:
                self._write_text(sheet, row, place, str(cell))

    def _write_text(self, sheet: Worksheet, row: int, place: int, text: str) -> None:
        guarded = needs_guard(text, for_people=True) or text.isdigit()
        sheet.write_string(row, place, self._fitting(text), self._format("@") if guarded else None)

    def _fitting(self, text: str) -> str:
        if 2 * len(text) > CELL_UNITS_MAX and len(text.encode("utf-16-le")) // 2 > CELL_UNITS_MAX:
            self._cut += 1
            kept = text.encode("utf-16-le")[: 2 * (CELL_UNITS_MAX - len(CUT))]
            text = kept.decode("utf-16-le", "ignore") + CUT
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return readable(text)

    def _format(self, number: str) -> Format:
        if number not in self._formats:
            self._formats[number] = self._book.add_format({"num_format": number})
        return self._formats[number]


def _titled(tables: Sequence[Table]) -> list[tuple[Table, str]]:
    """The tables with titles that a workbook takes: short, each once."""
    found: list[tuple[Table, str]] = []
    taken: set[str] = {"", "history"}
    for number, table in enumerate(tables, start=1):
        plain = _NOT_IN_TITLES.sub(" ", readable(table.title)).strip(" '")
        title = plain[:_TITLE_CHARACTERS_MAX]
        if title.casefold() in taken:
            title = f"{plain[: _TITLE_CHARACTERS_MAX - 6]} ({number})".strip()
        taken.add(title.casefold())
        found.append((table, title))
    return found
