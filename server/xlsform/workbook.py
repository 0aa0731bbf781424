"""Reading a workbook's cells, all of them as text.

python-calamine reads the file; what it gives is turned into the text that a person sees, as far as
a form goes: whole numbers without a point, days in ISO 8601, truth as TRUE and FALSE. A cell with a
formula counts by the value that was saved with it.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from server.xlsform.cells import Sheet
from server.xlsform.errors import UnreadableWorkbook, WorkbookTooLarge

ROWS_MAX: Final = 100_000
"""Rows of one sheet, lists in files beside the workbook included."""

CELLS_MAX: Final = 2_000_000
"""Cells from the first used one to the last: a sheet with one cell in its far corner has more."""

Raw: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
T = TypeVar("T")


def sheets(file: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge: as `each_sheet`.
    """
    return each_sheet(file, _sheet)


def _sheet(found: CalamineSheet, raw: Sequence[Sequence[Raw]]) -> Sheet:
    return Sheet(name=found.name, rows=tuple(tuple(map(as_text, row)) for row in raw))


def each_sheet(
    file: Path, made: Callable[[CalamineSheet, Sequence[Sequence[Raw]]], T]
) -> tuple[T, ...]:
    """What is made of each sheet of a workbook and of its cells, without empty rows at its end.

    Raises:
        UnreadableWorkbook: no program could read it.
        WorkbookTooLarge: a sheet has more rows or cells than are taken.
    """
    try:
        with CalamineWorkbook.from_path(file) as book:
            found = map(book.get_sheet_by_name, book.sheet_names)
            return tuple(made(each, _cells(each, file.name)) for each in found)
    except CalamineError as error:
        raise UnreadableWorkbook(file=file.name) from error


def _cells(found: CalamineSheet, file: str) -> list[list[Raw]]:
    last_row, last_column = found.end or (0, 0)
    if last_row >= ROWS_MAX:
        raise WorkbookTooLarge(file=file, bound=f"{found.name} > {ROWS_MAX:,} rows")
    if (last_row + 1) * (last_column + 1) > CELLS_MAX:
        raise WorkbookTooLarge(file=file, bound=f"{found.name} > {CELLS_MAX:,} cells")
    rows = found.to_python(skip_empty_area=False)
    while rows and not any(each != "" for each in rows[-1]):
        rows.pop()
    return rows


def as_text(value: Raw) -> str:
    """What a cell says, as a person reads it."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)
