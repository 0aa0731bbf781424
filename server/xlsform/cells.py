"""Cells that remember where they stand, so that whatever is wrong can be shown there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_LETTERS: Final = 26


def letters(index: int) -> str:
    """What a spreadsheet calls the column of this number, from 0: A, B … Z, AA."""
    said = ""
    index += 1
    while index:
        index, last = divmod(index - 1, _LETTERS)
        said = chr(ord("A") + last) + said
    return said


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell: the sheet as the workbook calls it, the row from 1, the column from 0.

    `text` is what the program reads, without blanks around it; `written` what stands there.
    """

    sheet: str
    row: int
    column: int
    text: str
    written: str = ""

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it."""
        return letters(self.column)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.letter}{self.row}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet as it was read: texts by row, the first row of the sheet first."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def cell(self, row: int, column: int) -> Cell:
        """The cell of a row (from 1) and column (from 0); blank where nothing stands."""
        texts = self.rows[row - 1] if row <= len(self.rows) else ()
        written = texts[column] if column < len(texts) else ""
        return Cell(sheet=self.name, row=row, column=column, text=trimmed(written), written=written)


def trimmed(written: str) -> str:
    """A text without white space around it, Chinese and no-break spaces too."""
    if not written:
        return written
    return written.strip().strip("\ufeff\u200b\u200c\u200d").strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What a column means: `key`, and for texts of several languages which (as written, or "")."""

    key: str
    language: str
    index: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a table: its cells by what their columns mean."""

    sheet: Sheet
    number: int
    columns: Mapping[str, tuple[Column, ...]] = field(repr=False)

    def cell(self, key: str) -> Cell:
        """The cell of a column; where the sheet lacks it, that of the row's first column."""
        columns = self.columns.get(key)
        if columns:
            return self.sheet.cell(self.number, columns[0].index)
        at = next((c.index for found in self.columns.values() for c in found), 0)
        return Cell(sheet=self.sheet.name, row=self.number, column=at, text="")

    def text(self, key: str) -> str:
        """What the cell of a column says; empty where nothing does."""
        return self.cell(key).text if key in self.columns else ""

    def written(self, key: str) -> Iterator[tuple[str, Cell]]:
        """The cells of a column in several languages that are not blank, with their languages."""
        for column in self.columns.get(key, ()):
            cell = self.sheet.cell(self.number, column.index)
            if cell.text:
                yield column.language, cell

    def blank(self) -> bool:
        """Whether nothing stands in the row at all."""
        return not any(map(trimmed, self.sheet.rows[self.number - 1]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A sheet with its columns understood, and the rows below its header."""

    sheet: Sheet
    header: int
    columns: Mapping[str, tuple[Column, ...]]

    def rows(self) -> Iterator[Row]:
        """The rows that hold something, in their order."""
        for number in range(self.header + 1, len(self.sheet.rows) + 1):
            row = Row(sheet=self.sheet, number=number, columns=self.columns)
            if not row.blank():
                yield row

    def heading(self, key: str) -> Cell:
        """The header of a column, or the header's first cell where the sheet lacks it."""
        index = self.columns[key][0].index if key in self.columns else 0
        return self.sheet.cell(self.header, index)
