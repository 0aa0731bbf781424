"""Lists in files beside the workbook: CSV, the first sheet of a workbook, or places in GeoJSON.

A file is named by a cell and looked for in one folder alone: a name with a path in it is none. Its
first row names the columns; every further row has all of them, blank or not.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

from schema.roster import HOUSEHOLDS
from server.xlsform import features
from server.xlsform.cells import Cell, trimmed
from server.xlsform.checked import ItemList
from server.xlsform.container import FILE_MIB_MAX, refuse_unfit
from server.xlsform.errors import WorkbookError
from server.xlsform.languages import UNNAMED, tag
from server.xlsform.problems import Findings
from server.xlsform.workbook import ROWS_MAX, sheets

FIELD_CHARACTERS_MAX: Final = 32_767
"""As in a cell of a workbook."""

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""What Excel writes in China where nobody asks for UTF-8."""


class Media:
    """The files of one folder, each read once."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self._folder = folder
        self._findings = findings
        self._read: dict[str, ItemList | None] = {}

    def list_of(self, file: str, cell: Cell) -> ItemList | None:
        """The list that a file holds, called like it without its ending; None if it has none.

        What is wrong with the file is told at the first cell that names it.
        """
        if file not in self._read:
            self._read[file] = self._fetched(file, cell)
        return self._read[file]

    def named(self, name: str, cell: Cell) -> ItemList | None:
        """The list of a name without an ending, as `pulldata` has it."""
        for ending in (".csv", ".xlsx"):
            if (self._folder / f"{name}{ending}").is_file() and name == Path(name).name:
                return self.list_of(f"{name}{ending}", cell)
        if name != HOUSEHOLDS:  # which needs no file
            self._findings.problem(cell, "file_missing", said=f"{name}.csv")
        return None

    def named_in(self, texts: Collection[str]) -> tuple[str, ...]:
        """The files that were read as lists, and those that a cell names: pictures, sounds."""
        if not self._folder.is_dir():
            return ()
        there = (each.name for each in self._folder.iterdir() if each.is_file())
        return tuple(sorted(name for name in there if name in self._read or name in texts))

    def _fetched(self, file: str, cell: Cell) -> ItemList | None:
        path = self._folder / file
        if path.suffix.lower() not in _READERS:
            self._findings.problem(cell, "file_kind", said=file)
        elif file != Path(file).name or not path.is_file():
            self._findings.problem(cell, "file_missing", said=file)
        else:
            try:
                return _item_list(path, _READERS[path.suffix.lower()](path))
            except (_Unreadable, WorkbookError) as error:
                reason = str(error) if isinstance(error, _Unreadable) else error.sentence()
                self._findings.problem(cell, "file_unreadable", said=file, reason=reason)
        return None


class _Unreadable(Exception):
    """A file of which no table can be made, in a few words of any language."""


def _csv(path: Path) -> Sequence[Sequence[str]]:
    _refuse_large(path)
    csv.field_size_limit(FIELD_CHARACTERS_MAX)
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as lines:
                rows = list(csv.reader(lines))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise _Unreadable(str(error)) from error
        if len(rows) > ROWS_MAX:
            raise _Unreadable(f"> {ROWS_MAX:,} rows")
        return rows
    raise _Unreadable("UTF-8?")


def _features(path: Path) -> Sequence[Sequence[str]]:
    _refuse_large(path)
    try:
        rows = features.rows_of(path)
    except ValueError as error:
        raise _Unreadable(str(error)) from error
    if len(rows) > ROWS_MAX:
        raise _Unreadable(f"> {ROWS_MAX:,} rows")
    return rows


def _refuse_large(path: Path) -> None:
    if path.stat().st_size > FILE_MIB_MAX * 2**20:
        raise _Unreadable(f"> {FILE_MIB_MAX} MB")


def _workbook(path: Path) -> Sequence[Sequence[str]]:
    refuse_unfit(path)
    found = sheets(path)
    return found[0].rows if found else ()


_READERS: Final[Mapping[str, Callable[[Path], Sequence[Sequence[str]]]]] = {
    ".csv": _csv,
    ".xlsx": _workbook,
    features.SUFFIX: _features,
}
"""How a file is read, by its ending."""


def _item_list(path: Path, rows: Iterable[Sequence[str]]) -> ItemList:
    lines = iter(rows)
    columns = tuple(map(trimmed, next(lines, ())))
    if not any(columns):
        raise _Unreadable("no header")
    return ItemList(
        name=path.stem,
        source=path.name,
        columns=tuple(filter(None, columns)),
        labels={
            tag(c.partition("::")[2]) if "::" in c else UNNAMED: c
            for c in columns
            if c == "label" or c.startswith("label::")
        },
        rows=tuple(
            {
                column: text
                for column, text in zip_longest(columns, map(trimmed, line), fillvalue="")
                if column
            }
            for line in lines
            if any(line)
        ),
    )
