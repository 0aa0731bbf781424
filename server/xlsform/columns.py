"""Sheets and their header rows understood: which sheet is which, and what each column holds.

A header is read in half width, so that `label：：中文` means what it seems to mean; a single colon
parts it too where no header of the sheet has two, as the standard's older forms do. Whatever is
read under another name than it has is told.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from server.xlsform.cells import Cell, Column, Sheet, Table
from server.xlsform.halfwidth import half_width
from server.xlsform.headers import (
    NOT_SHOWN,
    PREFIXES,
    SHEETS,
    SHEETS_UNSUPPORTED,
    TRANSLATED,
    UNSUPPORTED,
)
from server.xlsform.problems import Findings

COLUMNS_MAX: Final = 1_000
"""Columns of a sheet that are read: labels in 30 languages take 150."""


_OF_ROWS: Final = frozenset({"type", "name"})
"""`bind::type` is another thing than `type`."""


def named_sheets(sheets: Iterable[Sheet], findings: Findings) -> Mapping[str, Sheet]:
    """The sheets of a form by the standard's names."""
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        name = SHEETS.get(plain(sheet.name))
        first = sheet.cell(1, 0)
        if name is None:
            if not sheet.name.startswith("_"):
                findings.warn(first, "sheet_unused", said=sheet.name)
        elif name in SHEETS_UNSUPPORTED:
            if len(sheet.rows) > 1:
                findings.problem(first, "sheet_unsupported", said=sheet.name)
        elif name in found:
            findings.problem(first, "sheet_twice", said=sheet.name, other=found[name].name)
        else:
            found[name] = sheet
    return found


def plain(name: str) -> str:
    """A name as names are compared: half width, no case, blanks as `_`."""
    return "_".join(half_width(name).split()).lower()


def table_of(sheet: Sheet, known: Mapping[str, str], findings: Findings, *, own: bool) -> Table:
    """A sheet with its columns understood.

    Args:
        sheet: the sheet; its first row that holds something is the header.
        known: the names of columns.
        findings: told what is wrong with the header.
        own: whether columns of other names are the form's own (for filters), not strangers.
    """
    header = next((n for n, row in enumerate(sheet.rows, start=1) if any(row)), 1)
    texts = sheet.rows[header - 1] if sheet.rows else ()
    cells = [sheet.cell(header, index) for index in range(min(len(texts), COLUMNS_MAX))]
    cells = [cell for cell in cells if cell.text]
    double = any("::" in half_width(cell.text) for cell in cells)
    columns: dict[str, list[Column]] = {}
    for cell in cells:
        key, language = _meaning(cell.text, known, double=double, own=own)
        _tell(cell, key, language, known, findings)
        column = Column(key=key, language=language, index=cell.column)
        same = [each for each in columns.get(key, ()) if each.language == language]
        if same and key in known.values():
            other = sheet.cell(header, same[0].index)
            findings.problem(cell, "header_twice", other=other.letter, said=other.text)
        else:
            columns.setdefault(key, []).append(column)
    return Table(
        sheet=sheet, header=header, columns={key: tuple(found) for key, found in columns.items()}
    )


def _meaning(text: str, known: Mapping[str, str], *, double: bool, own: bool) -> tuple[str, str]:
    """What a header says: the column's name, or its own text where nobody knows it; a language."""
    parts = _parts(half_width(text), double=double)
    first = plain(parts[0])
    if first in PREFIXES and len(parts) > 1:
        inner = plain(parts[1])
        if (inner in known and inner not in _OF_ROWS) or first == "media":
            parts, first = parts[1:], inner
    if first == "media":
        return "media", ""
    if first in known:
        return known[first], parts[1] if len(parts) > 1 and known[first] in TRANSLATED else ""
    return (text if own else first), ""


def _parts(text: str, *, double: bool) -> list[str]:
    parts = [part.strip() for part in text.split("::" if double else ":")]
    if not double and "jr" in parts[:-1]:
        at = parts.index("jr")
        parts[at : at + 2] = [f"jr:{parts[at + 1]}"]
    return parts


def _tell(
    cell: Cell, key: str, language: str, known: Mapping[str, str], findings: Findings
) -> None:
    meant = f"{key}::{language}" if language else key
    if key in known.values() and _compared(cell.text) != _compared(meant):
        findings.warn(cell, "read_as", said=cell.text, meant=meant)


def _compared(header: str) -> str:
    """A header without what makes no difference: case, blanks."""
    return "".join(header.lower().replace("_", " ").split())


def tell_languages_twice(table: Table, languages: Mapping[str, str], findings: Findings) -> None:
    """Tells of columns of one text whose languages have different names and the same tag."""
    for columns in table.columns.values():
        seen: dict[str, Column] = {}
        for column in columns:
            first = seen.setdefault(languages[column.language], column)
            if column.language and first.language not in ("", column.language):
                cell = table.sheet.cell(table.header, column.index)
                other = table.sheet.cell(table.header, first.index)
                findings.problem(cell, "language_twice", other=other.letter, said=other.text)


def tell_strangers(table: Table, known: Mapping[str, str], findings: Findings) -> None:
    """Tells of columns that are not read, and of those that cannot be, cell by cell."""
    for key, columns in table.columns.items():
        for column in columns:
            cell = table.sheet.cell(table.header, column.index)
            if key in NOT_SHOWN or key.split("::")[0] in NOT_SHOWN:
                if any(row.sheet.cell(row.number, column.index).text for row in table.rows()):
                    findings.warn(cell, "not_shown", said=cell.text)
            elif key.split(":")[0] in UNSUPPORTED:
                for row in table.rows():
                    if (used := row.sheet.cell(row.number, column.index)).text:
                        findings.problem(used, "column_unsupported", said=cell.text)
            elif key not in known.values():
                findings.warn(cell, "column_unused", said=cell.text)
