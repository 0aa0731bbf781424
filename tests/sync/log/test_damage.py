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
from sync.log.errors import StorageCorrupt
from sync.log.sqlite import SqliteLog
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


def change_row(store, seq, **columns):
    """Writes over fields of a row behind the log's back; the log is opened again."""
    setting = ", ".join(f"{name} = ?" for name in columns)
    changed = store.connection.execute(
        f"UPDATE rows SET {setting} WHERE position = (1 << 40) + ?", (*columns.values(), seq)
    )
    assert changed.rowcount == 1


@pytest.fixture
def three(sqlite_store, pen):
    """Three changes of a grid, stored one by one."""
    brought = [written(pen, f"03{n:02}") for n in range(3)]
    for submission in brought:
        pen.push(submission)
    return brought


@pytest.mark.parametrize("seq", [1, 2, 3])
@pytest.mark.parametrize(
    "columns", [{"data": b"x"}, {"hash": bytes(16)}, {"data": b"x", "hash": b"short"}]
)
def test_what_was_stored_is_known_by_its_hash_or_by_the_links_of_the_chain(
    sqlite_store, pen, three, seq, columns
):
    sound = sqlite_store.reader.read(GRID, 0, EVERYTHING)
    change_row(sqlite_store, seq, **columns)
    assert sqlite_store.reader.read(GRID, 0, EVERYTHING)[seq - 1].damaged
    commit = sqlite_store.log.commit([three[seq - 1]], 5)
    assert commit.results == [Duplicate(seq)]
    assert [(row.scope, row.seq, row.record) for row in commit.healed] == [
        (GRID, seq, three[seq - 1].record)
    ]
    assert sqlite_store.reader.read(GRID, 0, EVERYTHING) == sound
    assert wheres(sqlite_store) == set()


def test_other_bytes_under_its_number_are_not_put_in_its_place(sqlite_store, pen, three):
    change_row(sqlite_store, 2, hash=bytes(16))
    forged = three[1]._replace(data=written(pen, "0301").data)
    commit = sqlite_store.log.commit([forged], 5)
    assert [result.code for result in commit.results] == ["id_taken"]
    assert commit.healed == ()
    assert wheres(sqlite_store) >= {f"{GRID}:2"}


def test_what_one_may_not_write_may_still_be_brought_back(sqlite_store, pen, three):
    change_row(sqlite_store, 2, data=b"x")
    given_back = three[1]._replace(refusal="other_author", device="tablet02")
    assert sqlite_store.log.commit([given_back], 5).results == [Duplicate(2)]
    assert wheres(sqlite_store) == set()


def test_who_brought_it_first_and_when_stays_with_it(sqlite_store, pen, three):
    before = sqlite_store.reader.read(GRID, 0, EVERYTHING)[1]
    change_row(sqlite_store, 2, data=b"x")
    sqlite_store.log.commit([three[1]._replace(device="tablet02")], 99)
    after = sqlite_store.reader.read(GRID, 0, EVERYTHING)[1]
    assert (after.device, after.received_ms) == (before.device, before.received_ms)


def test_an_erased_row_is_never_filled_again(sqlite_store, pen, three):
    sqlite_store.log.erase({three[1].record: GRID}, 5)
    commit = sqlite_store.log.commit([three[1]], 6)
    assert commit.healed == ()
    assert sqlite_store.reader.read(GRID, 0, EVERYTHING)[1].data == b""


def test_it_is_told_in_the_transaction_that_puts_it_back(sqlite_store, three):
    told = []

    def tell(healed, received_ms):
        assert sqlite_store.connection.in_transaction
        told.append((healed[0].seq, received_ms))

    log = SqliteLog(sqlite_store.connection, tell)
    change_row(sqlite_store, 2, data=b"x")
    log.commit([three[1]], 5)
    log.commit([three[1]], 6)
    assert told == [(2, 5)]


def test_a_log_whose_noted_end_lies_before_its_last_row_takes_no_more(sqlite_store, three):
    """The next row would be given the number of one that is there."""
    sqlite_store.connection.execute("UPDATE scopes SET head = 1")
    with pytest.raises(StorageCorrupt, match="130709/100/002/007"):
        SqliteLog(sqlite_store.connection)
