"""The process that reads the cells of one list; bounded like the one that reads forms.

Run as `python -m server.lists.child FILE`. It prints one line of JSON: the sheets with their cells,
or the problem document of why it could not. Numbers stay numbers, so that whoever looks at them can
tell a door `301` that lost its zero from one that was typed so; all else is text.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from python_calamine import CalamineSheet

from server.lists import delimited
from server.lists.errors import ListTooLarge
from server.xlsform.errors import WorkbookTooLarge
from server.xlsform.limits import answer
from server.xlsform.workbook import CELLS_MAX, ROWS_MAX, Raw, as_text, each_sheet

CHARACTERS_MAX: Final = 16 * 2**20
"""Of all cells: what a file of the size that is taken can hold, unless it says the same text over
and over."""

MERGED_MAX: Final = 20_000
"""Merged ranges of a sheet that are told. They count like the cells that they cover, each with what
its range says, so that no range repeated over and over costs whoever looks at them more."""

WORKBOOK: Final = ".xlsx"

_Cell: TypeAlias = str | int | float


def main(words: list[str]) -> None:
    """Reads the file named by the words; see the module."""
    file = Path(words[0])
    answer(file, lambda: {"sheets": sheets(file)})


def sheets(file: Path) -> list[dict[str, Any]]:
    """The sheets of a list with their cells.

    Raises:
        WorkbookError: it cannot be read.
    """
    if file.suffix.lower() == WORKBOOK:
        found = _of_workbook(file)
    else:
        rows = delimited.rows(file.read_bytes(), file.name, ROWS_MAX)
        found = [{"name": file.stem, "rows": rows, "merged": [], "typed": False}]
    _refuse_large(found, file.name)
    return found


def _of_workbook(file: Path) -> list[dict[str, Any]]:
    try:
        return [*each_sheet(file, _sheet)]
    except WorkbookTooLarge as error:
        raise ListTooLarge(file=error.file, bound=error.bound) from error


def _sheet(found: CalamineSheet, raw: Sequence[Sequence[Raw]]) -> dict[str, Any]:
    rows = [[_cell(each) for each in row] for row in raw]
    merged = [[*first, *last] for first, last in (found.merged_cell_ranges or ())[:MERGED_MAX]]
    return {"name": found.name, "rows": rows, "merged": merged, "typed": True}


def _cell(value: Raw) -> _Cell:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return as_text(value)


def _refuse_large(sheets: list[dict[str, Any]], file: str) -> None:
    cells = characters = 0
    for sheet in sheets:
        for row in sheet["rows"]:
            cells += len(row)
            characters += sum(len(str(each)) for each in row)
            _refuse_above(cells, characters, file)
        merged = 0
        for rows, columns, said in _merged(sheet):
            merged += rows * columns
            characters += rows * len(said)
            _refuse_above(merged, characters, file)


def _merged(sheet: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Each merged range of a sheet: how many used rows, how many columns, and what it says."""
    rows = sheet["rows"]
    for first_row, first, last_row, last in sheet["merged"]:
        top = rows[first_row] if first_row < len(rows) else ()
        said = str(top[first]) if first < len(top) else ""
        yield max(0, min(last_row + 1, len(rows)) - first_row), last + 1 - first, said


def _refuse_above(cells: int, characters: int, file: str) -> None:
    if cells > CELLS_MAX:
        raise ListTooLarge(file=file, bound=f"> {CELLS_MAX:,} cells")
    if characters > CHARACTERS_MAX:
        raise ListTooLarge(file=file, bound=f"> {CHARACTERS_MAX // 2**20} M characters")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(sys.argv[1:])
