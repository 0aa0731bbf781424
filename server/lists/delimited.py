"""Reading a text with columns: CSV as Excel, WPS and other programs save it.

The encoding is UTF-8, with or without its mark; UTF-16 where its mark says so; else GB18030, which
Chinese programs write. Columns are parted by commas, tabs or semicolons, whichever parts the first
rows most evenly into most columns.
"""

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import islice
from statistics import mode
from typing import Final

from server.lists.errors import ListTooLarge, UnclosedQuote, UndecodableList

DELIMITERS: Final = (",", "\t", ";")
_LOOKED_AT: Final = 30
"""Rows by which the delimiter is told."""

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def rows(content: bytes, file: str, rows_max: int) -> list[list[str]]:
    """The cells of a text, row by row.

    Args:
        content: its bytes.
        file: what it is called, for errors.
        rows_max: so many rows are read at most.

    Raises:
        UndecodableList, UnclosedQuote, ListTooLarge: it cannot be read.
    """
    text = _decoded(content, file)
    reader = _reader(text, _delimiter(text))
    found: list[list[str]] = []
    try:
        for row in reader:
            if len(found) >= rows_max:
                raise ListTooLarge(file=file, bound=f"> {rows_max:,} rows")
            # A row that runs over several lines counts as one, as a spreadsheet shows it.
            found.append(row)
    except csv.Error as error:
        raise UnclosedQuote(file=file, row=len(found) + 1) from error
    return found


def _decoded(content: bytes, file: str) -> str:
    encodings = [name for mark, name in _MARKED if content.startswith(mark)]
    for encoding in encodings or ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            row = content[: error.start].count(b"\n") + 1
    raise UndecodableList(file=file, row=row)


def _delimiter(text: str) -> str:
    """The sign between columns; a comma where none parts anything."""
    return max(DELIMITERS, key=lambda sign: _columns(text, sign))


def _columns(text: str, delimiter: str) -> tuple[bool, float, int]:
    """How well a sign parts the first rows: at all, how evenly, into how many columns."""
    try:
        first = [row for row in islice(_reader(text, delimiter), _LOOKED_AT) if any(row)]
    except csv.Error:
        return False, 0.0, 0
    widths = [len(row) for row in first]
    most = mode(widths) if widths else 0
    return most > 1, widths.count(most) / max(len(widths), 1), most


def _reader(text: str, delimiter: str) -> "Sequence[list[str]]":
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, strict=True)  # type: ignore[return-value]
