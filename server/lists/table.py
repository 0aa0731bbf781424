"""A sheet of a list as a table: where its headers are, what its columns mean, and its rows.

Lists come with a title above the headers, empty rows, and cells that are merged. A cell that is
merged downwards says the same for each row that it covers. A header that is merged over several
columns names none of them, which is wrong; all else is a notice.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.text import Text
from server.errors import InvalidRequest
from server.lists import headers
from server.lists.words import SENTENCES
from server.xlsform.cells import Cell, Column, Row, Sheet, Table, letters, trimmed
from server.xlsform.problems import Findings

HEADER_ROWS: Final = 20
"""Rows among which the headers are looked for: titles and notes stand above them."""

TOLD_SINGLY: Final = 20
"""Empty rows and merged cells that are named one by one; of more the others are counted."""

_DIGITS_KEPT: Final = 15
"""Of a number in a spreadsheet; what is typed beyond them is lost."""

_SHORTENED: Final = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+")
"""A long number as a spreadsheet shows it, and saves it as CSV."""

_PLACES: Final = 4
"""Of a merged range: first row and column, last row and column."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """One sheet as it was read.

    Attributes:
        sheet: its cells as text; what is merged downwards is said in each row.
        numbers: the cells (row from 1, column from 0) that hold a number and no text.
        merged: ranges (first row, first column, last row, last column), rows from 1.
        typed: whether a number could be told from a text at all, as in a workbook.
    """

    sheet: Sheet
    numbers: frozenset[tuple[int, int]]
    merged: tuple[tuple[int, int, int, int], ...]
    typed: bool

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Read":
        """A sheet as the reading process told it; InvalidRequest if it is none."""
        try:
            rows = [[*row] for row in document["rows"]]
            merged = tuple(_range(each) for each in document["merged"])
            name, typed = str(document["name"]), document["typed"] is True
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidRequest(reason="a sheet has name, rows, merged, typed") from error
        for first_row, first, last_row, last in merged:
            if first == last and last_row - first_row < len(rows):
                _fill_down(rows[first_row - 1 : last_row], first)
        return cls(
            sheet=Sheet(name=name, rows=tuple(tuple(map(_text, row)) for row in rows)),
            numbers=frozenset(
                (number, column)
                for number, row in enumerate(rows, start=1)
                for column, value in enumerate(row)
                if isinstance(value, int | float)
            ),
            merged=merged,
            typed=typed,
        )


def sheets_of(document: object) -> tuple[Read, ...]:
    """The sheets of a file as a command or a page hands them on; InvalidRequest if none."""
    if not isinstance(document, list) or not document:
        raise InvalidRequest(reason="sheets is a list of sheets")
    return tuple(Read.of(each) for each in document if isinstance(each, dict))


def findings_of(sheets: Iterable[Read], sentences: Mapping[str, Text] = SENTENCES) -> Findings:
    """Where what is found in these sheets is gathered, to be said in these sentences."""
    return Findings(tuple(each.sheet.name for each in sheets), sentences)


def filled(sheets: Sequence[Read], findings: Findings) -> list[Read]:
    """The sheets that hold rows, but for those of help, whose names begin with `_`."""
    found = [each for each in sheets if each.sheet.rows and not each.sheet.name.startswith("_")]
    if not found:
        findings.problem(None, "no_sheet")
    return found


def tell_unread(read: Read, findings: Findings) -> None:
    """Tells of a sheet that stands beside the list and is none."""
    findings.warn(read.sheet.cell(1, 0), "sheet_unread", said=read.sheet.name)


def tables(
    sheets: Sequence[Read], names: headers.Names, findings: Findings
) -> Iterator[tuple[Read, Table]]:
    """The sheets that hold a list, as tables; those in which something is wrong are left out."""
    for place, read in enumerate(filled(sheets, findings)):
        # What stands beside the list, as notes do, is no list; the first sheet has to be one.
        if place and _found_header(read, _by_name(names)) is None:
            tell_unread(read, findings)
            continue
        before = findings.count
        table = table_of(read, names, findings)
        if table is not None and findings.count == before:
            yield read, table


def table_of(
    read: Read,
    names: headers.Names,
    findings: Findings,
    *,
    meant: Callable[[str], str | None] | None = None,
) -> Table | None:
    """A sheet as a table; None, and that is told, where nothing in it is a header.

    Args:
        read: the sheet.
        names: what its columns may be called.
        findings: told of everything that is not as it should be.
        meant: our own name of a column by its header, where there are more than `names` has.
    """
    meant = meant or _by_name(names)
    number = _found_header(read, meant)
    if number is None:
        shown = "、".join(headers.chinese(key, names) for key in dict.fromkeys(names.values()))
        findings.problem(read.sheet.cell(1, 0), "no_header", known=shown)
        return None
    table = Table(sheet=read.sheet, header=number, columns=_columns(read, number, meant, findings))
    _tell_rows(read, number, findings)
    return table


def _by_name(names: headers.Names) -> Callable[[str], str | None]:
    return lambda header: names.get(headers.plain(header))


def _found_header(read: Read, meant: Callable[[str], str | None]) -> int | None:
    """The row in which most columns have a name that is known; the first of several."""
    rows = range(1, min(HEADER_ROWS, len(read.sheet.rows)) + 1)
    known = {
        number: len({name for cell in _cells(read, number) if (name := meant(cell.text))})
        for number in rows
    }
    best = max(rows, key=lambda number: (known[number], -number), default=None)
    return best if best is not None and known[best] else None


def _columns(
    read: Read, number: int, meant: Callable[[str], str | None], findings: Findings
) -> dict[str, tuple[Column, ...]]:
    found: dict[str, tuple[Column, ...]] = {}
    covered = _merged_headers(read, number, findings)
    for cell in _cells(read, number):
        if not cell.text or cell.column in covered:
            continue
        name = meant(cell.text)
        if name is None:
            findings.warn(cell, "column_unknown", said=cell.text)
        elif name in found:
            other = letters(found[name][0].index)
            findings.problem(cell, "column_twice", said=cell.text, other=other)
        else:
            found[name] = (Column(key=name, language="", index=cell.column),)
    _tell_nameless(read, number, {*covered}, findings)
    return found


def _merged_headers(read: Read, number: int, findings: Findings) -> set[int]:
    """The columns under a header that is merged over several, each told."""
    covered: set[int] = set()
    for first_row, first, last_row, last in read.merged:
        if first_row <= number <= last_row and last > first:
            cell = read.sheet.cell(first_row, first)
            where = _where(first_row, first, last_row, last)
            findings.problem(cell, "merged_header", said=cell.text, range=where)
            covered.update(range(first, last + 1))
    return covered


def _tell_nameless(read: Read, number: int, covered: set[int], findings: Findings) -> None:
    """Columns that hold something under a header that is blank."""
    named = {cell.column for cell in _cells(read, number) if cell.text} | covered
    told: set[int] = set()
    for row in range(number + 1, len(read.sheet.rows) + 1):
        for column, written in enumerate(read.sheet.rows[row - 1]):
            if column not in named and column not in told and trimmed(written):
                told.add(column)
                cell = read.sheet.cell(row, column)
                findings.warn(cell, "column_nameless", column=letters(column))


def _tell_rows(read: Read, number: int, findings: Findings) -> None:
    """What stands above the headers, empty rows, and cells that say something for several rows."""
    if any(cell.text for row in range(1, number) for cell in _cells(read, row)):
        findings.warn(read.sheet.cell(1, 0), "above_header", row=number)
    empty = [row for row in range(number + 1, len(read.sheet.rows) + 1) if _blank(read, row)]
    for place, row in enumerate(empty):
        about = None if place < TOLD_SINGLY else "empty_row"
        findings.warn(read.sheet.cell(row, 0), "empty_row", about=about, row=row)
    down = [each for each in read.merged if each[0] > number]
    for place, (first_row, first, last_row, last) in enumerate(down):
        cell = read.sheet.cell(first_row, first)
        where = _where(first_row, first, last_row, last)
        if last > first:
            findings.problem(cell, "merged_across", said=cell.text, range=where)
            continue
        about = None if place < TOLD_SINGLY else "merged_down"
        findings.warn(cell, "merged_down", about=about, said=cell.text, range=where)


def _where(first_row: int, first: int, last_row: int, last: int) -> str:
    """A merged range as a spreadsheet shows it."""
    return f"{letters(first)}{first_row}:{letters(last)}{last_row}"


def _cells(read: Read, number: int) -> Iterator[Cell]:
    for column in range(len(read.sheet.rows[number - 1])):
        yield read.sheet.cell(number, column)


def _blank(read: Read, number: int) -> bool:
    return not any(map(trimmed, read.sheet.rows[number - 1]))


def number_typed(read: Read, row: Row, key: str) -> bool:
    """Whether a row's cell holds a number, and not the text of one."""
    columns = row.columns.get(key, ())
    return any((row.number, each.index) in read.numbers for each in columns[:1])


def digits_as_text(read: Read, row: Row, key: str) -> bool:
    """Whether a workbook's cell holds the digits of a number as a text, without a zero in front."""
    text = row.text(key)
    told = read.typed and text.isascii() and text.isdigit() and not text.startswith("0")
    return told and not number_typed(read, row, key)


def digits_lost(read: Read, row: Row, key: str) -> bool:
    """Whether a spreadsheet kept the first digits of a number alone, or wrote no others."""
    text = row.text(key)
    typed = number_typed(read, row, key) and text.lstrip("-").isdigit()
    return (typed and len(text) > _DIGITS_KEPT) or _SHORTENED.fullmatch(text) is not None


def _text(value: object) -> str:
    """A cell as text; what is neither text nor number has none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value if isinstance(value, str) else str(value)


def _range(values: Sequence[object]) -> tuple[int, int, int, int]:
    """A merged range with rows from 1; ValueError if it is none."""
    if len(values) != _PLACES or not all(type(each) is int and each >= 0 for each in values):
        raise ValueError("no range")
    first_row, first, last_row, last = (int(str(each)) for each in values)
    return first_row + 1, first, last_row + 1, last


def _fill_down(rows: Sequence[list[Any]], column: int) -> None:
    """Has rows say what their first one says; where that says nothing, no row grows."""
    said = rows[0][column] if rows and column < len(rows[0]) else ""
    for row in rows[1:] if said != "" else ():
        row.extend([""] * (column + 1 - len(row)))
        row[column] = said
