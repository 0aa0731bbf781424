"""Where the rows of a table lie in an SQLite file: a reader of the format of our own.

Source: sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format". Only what the tests need:
files without a write-ahead log and cells without overflow pages.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

PAGE_BYTES = 4096
_LEAF = 13
_INTERIOR = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One row: where its record begins in the file, how long that is, and its header with it."""

    rowid: int
    start: int
    size: int
    header: int


def cells(file: bytes, table: str) -> list[Cell]:
    """All rows of a table in the order of their rowid."""
    return list(_below(file, root(file, table)))


def root(file: bytes, table: str) -> int:
    """The number of a table's or an index's first page."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.deserialize(_journalled(file))
        statement = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        return int(memory.execute(statement, (table,)).fetchone()[0])


def pages(file: bytes, table: str) -> list[int]:
    """The numbers of a table's pages, its root first."""
    first = root(file, table)
    return [first, *_pages_below(file, first)]


def flip(file: bytes, at: int, bit: int) -> bytes:
    """The file with one bit another."""
    return file[:at] + bytes([file[at] ^ 1 << bit]) + file[at + 1 :]


def _journalled(file: bytes) -> bytes:
    """The same file, not of write-ahead mode (bytes 18 and 19), which memory has none of."""
    return file[:18] + b"\x01\x01" + file[20:]


def _pages_below(file: bytes, page: int) -> Iterator[int]:
    for child in _children(file, page):
        yield child
        yield from _pages_below(file, child)


def _below(file: bytes, page: int) -> Iterator[Cell]:
    base = (page - 1) * PAGE_BYTES
    if file[base] == _LEAF:
        for pointer in _pointers(file, base, 8):
            size, behind = _varint(file, base + pointer)
            rowid, start = _varint(file, behind)
            header, _ = _varint(file, start)
            yield Cell(rowid=rowid, start=start, size=size, header=header)
    for child in _children(file, page):
        yield from _below(file, child)


def _children(file: bytes, page: int) -> Iterator[int]:
    base = (page - 1) * PAGE_BYTES
    if file[base] == _INTERIOR:
        for pointer in _pointers(file, base, 12):
            yield _number(file, base + pointer, 4)
        yield _number(file, base + 8, 4)


def _pointers(file: bytes, base: int, header: int) -> list[int]:
    count = _number(file, base + 3, 2)
    return [_number(file, base + header + 2 * n, 2) for n in range(count)]


def _number(file: bytes, at: int, size: int) -> int:
    return int.from_bytes(file[at : at + size], "big")


def _varint(file: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(8):
        value = value << 7 | file[at + n] & 0x7F
        if file[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | file[at + 8], at + 9
