"""Bits that rot in the database's file: every other row is read, and the row comes back.

The bits are flipped in the file itself, at places that a reader of SQLite's format of our own finds
(sqlite.org/fileformat2.html), between two runs of the log.
"""

import random

import pytest

from schema.area import Scope
from sync.core.change import Change, Entry
from sync.core.results import Duplicate
from sync.core.update import encode
from sync.log.verify import verify_rows
from tests.sync.log.cells import cells, flip

GRID = Scope("130709/100/002/007")
NEXT_GRID = Scope("130709/100/002/008")
EVERYTHING = 1 << 30
ROWS = 24


def written(pen, record, scope=GRID, **named):
    """A change with the bytes of one, long enough to fill a page with six."""
    change_id = 1 << 52 | pen.written
    entries = (Entry("phone", "没有电话" * 30, ()),)
    change = Change(change_id, "wangfang", 1_655_000_000_000, None, entries)
    return pen.change(record, change_id=change_id, data=encode(change), scope=scope, **named)


@pytest.fixture
def batch(sqlite_store, pen):
    """What two grids brought; it lies in the file, and not in the write-ahead log."""
    brought = [written(pen, f"03{n:02}", (GRID, NEXT_GRID)[n % 2]) for n in range(ROWS)]
    for submission in brought:
        pen.push(submission)
    sqlite_store.close()
    return brought


def rows(store):
    return {
        (row.scope, row.seq): row
        for scope in (GRID, NEXT_GRID)
        for row in store.reader.read(scope, 0, EVERYTHING)
    }


def wheres(store):
    """What verification names."""
    return {problem.where for problem in verify_rows(store.reader)}


ROUNDS = 120


def place(cell):
    """The scope and the number of the row that a cell holds."""
    return (GRID, NEXT_GRID)[(cell.rowid >> 40) - 1], cell.rowid & (1 << 40) - 1


def test_whatever_bit_of_a_row_rots_all_others_are_read_and_it_comes_back(sqlite_store, pen, batch):
    """One bit a round: in the header of a row's cell each third time, else anywhere in it."""
    whole = sqlite_store.path.read_bytes()
    sqlite_store.reopen()
    sound = rows(sqlite_store)
    dice, damaged, healed = random.Random(1), 0, 0
    for number in range(ROUNDS):
        sqlite_store.close()
        cell = dice.choice(cells(whole, "rows"))
        at = cell.start + dice.randrange(cell.size if number % 3 else cell.header)
        sqlite_store.path.write_bytes(flip(whole, at, dice.randrange(8)))
        sqlite_store.reopen()

        rotten = place(cell)
        read = rows(sqlite_store)
        others = [row for where, row in sound.items() if where != rotten]
        assert [row for where, row in read.items() if where != rotten] == others
        assert all(sqlite_store.reader.record(row.record) == [row] for row in others)
        assert len(sqlite_store.reader.since({}, ROWS)) == ROWS
        assert read[rotten].data in (b"", sound[rotten].data), "never bytes that nobody wrote"

        assert all(isinstance(answer, Duplicate) for answer in pen.push(*batch))
        if read[rotten].damaged:
            damaged += 1
            named = f"{rotten[0]}:{rotten[1]}"
            healed += rows(sqlite_store)[rotten].data == sound[rotten].data
            assert (named in wheres(sqlite_store)) != (
                rows(sqlite_store)[rotten].data == sound[rotten].data
            )
    assert damaged > 80
    assert damaged - healed <= 5, "the few in whose place SQLite cannot write"
