"""CSV that spreadsheets open rightly: UTF-8 with BOM, CRLF, and nothing that they would take amiss.

Text that a spreadsheet would run as a formula, or change (long numbers), gets a tab before it: see
OWASP, "CSV injection". In front of the deciding character may stand blanks and characters that
nobody sees. Tables for people protect doors such as `0301` and `3-2` too. Plain text stays as it
is; then control characters stay as well, which are shown as missing otherwise.
"""

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from server.exports.cells import Cell, readable
from server.exports.columns import Table
from server.exports.rows import Line
from server.exports.writing import Written

_STARTS_FORMULA: Final = frozenset("=+-@＝＋－＠")
"""Also in full width: some spreadsheets in Chinese and Japanese read those alike."""

_LONG: Final = re.compile(r"\d{12,}")

_CHANGED: Final = re.compile(
    r"0\d+|\d+(?:\.\d*)?[eE][+-]?\d+|\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?|\d{1,2}:\d{2}(?::\d{2})?"
)
"""Leading zeros, powers of ten, dates and times, as a spreadsheet reads them."""

_NOT_IN_NAMES: Final = re.compile(r"\W+")
TITLE_CHARACTERS_MAX: Final = 40

SHORT_CHARACTERS_MAX: Final = 64
VERDICTS_MAX: Final = 8192
"""Texts of which it is remembered whether they need a guard: about a megabyte."""


class DelimitedFiles:
    """One file a table: `x.csv`, and `x-members.csv` for the rows of `members`.

    Args:
        file: of the records; the others stand beside it.
        tables: the first is that of the records.
        plain: text as it is.
        for_people: protects what only looks like a number.
        titles: files named by the tables' titles where these tell them apart.
    """

    def __init__(
        self,
        file: Path,
        tables: Sequence[Table],
        *,
        plain: bool,
        for_people: bool,
        titles: bool = False,
    ) -> None:
        self._tables = tables
        self._plain, self._for_people = plain, for_people
        names = _titled(tables) if titles else [table.name for table in tables]
        self._paths = [beside(file, name) for name in names]
        self._files = [path.open("x", encoding="utf-8-sig", newline="") for path in self._paths]
        self._writers = [csv.writer(opened, lineterminator="\r\n") for opened in self._files]
        self._rows = [0] * len(tables)
        for writer, table in zip(self._writers, tables, strict=True):
            writer.writerow(self._text(column.header) for column in table.columns)

    def add(self, line: Line) -> None:
        """Writes one record with the rows of its repeats."""
        for number, table in enumerate(self._tables):
            for each in table.lines(line):
                self._writers[number].writerow(map(self._written, table.cells(each)))
                self._rows[number] += 1

    def close(self) -> list[Written]:
        """Closes the files."""
        for opened in self._files:
            opened.close()
        pairs = zip(self._paths, self._rows, strict=True)
        return [Written(file=path, rows=rows) for path, rows in pairs]

    def _written(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case str():
                return self._text(cell)
            case bool():
                return "true" if cell else "false"
            case dt.datetime():
                return f"{cell:%Y-%m-%d %H:%M}"
            case dt.date():
                return cell.isoformat()
            case _:
                return repr(cell)

    def _text(self, text: str) -> str:
        if self._plain:
            return text
        guarded = needs_guard(text, for_people=self._for_people)
        return f"\t{readable(text)}" if guarded else readable(text)


def _titled(tables: Sequence[Table]) -> list[str]:
    """Titles that a file may have; the names of the tables where those are not told apart."""
    titles = [
        _NOT_IN_NAMES.sub(" ", table.title).strip()[:TITLE_CHARACTERS_MAX] for table in tables
    ]
    told_apart = all(titles) and len({title.casefold() for title in titles[1:]}) == len(titles) - 1
    return [tables[0].name, *titles[1:]] if told_apart else [table.name for table in tables]


def beside(file: Path, name: str) -> Path:
    """Where the table of this name goes: `x-members.csv` beside `x.csv`."""
    return file.with_name(f"{file.stem}-{name}{file.suffix}") if name else file


def needs_guard(text: str, *, for_people: bool) -> bool:
    """Whether a spreadsheet would run this text, or make another value of it."""
    judge = _judged if len(text) <= SHORT_CHARACTERS_MAX else _judge
    return judge(text, for_people)


def _judge(text: str, for_people: bool) -> bool:  # noqa: FBT001 - the cache's key
    if text[:1] in ("\t", "\r", "\n"):
        return True
    seen = text.lstrip()
    if seen and not seen.isascii():
        seen = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Cc"))
        seen = seen.lstrip()
    if seen[:1] in _STARTS_FORMULA or _LONG.fullmatch(seen):
        return bool(seen)
    return for_people and _CHANGED.fullmatch(seen) is not None


# Labels, names and addresses stand in a column again and again.
_judged = lru_cache(maxsize=VERDICTS_MAX)(_judge)
