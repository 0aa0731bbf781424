"""The reader beside the writer: one state a call, nothing left open, all scopes followed."""

import sqlite3
import threading

import pytest

from schema.area import Scope
from sync.log.connect import open_writer
from sync.log.errors import StorageCorrupt, StorageFailed
from sync.log.migrate import LOG_MIGRATIONS, migrate
from sync.log.reader import SqliteLogReader

GRID = Scope("130709/100/002/007")
NEXT_GRID = Scope("130709/100/002/008")
QUIET_GRID = Scope("130709/100/002/009")
EVERYTHING = 1 << 30


def follow(reader, positions, rows_max):
    """What a follower does: takes rows, moves its positions."""
    rows = reader.since(positions, rows_max)
    for row in rows:
        assert row.seq == positions.get(row.scope, 0) + 1
        positions[row.scope] = row.seq
    return rows


def test_a_follower_gets_every_row_of_every_scope_once_and_in_order(sqlite_store, pen):
    scopes = [GRID, NEXT_GRID, QUIET_GRID]
    pen.push(*[pen.change(scope=scopes[n % 2]) for n in range(25)], pen.change(scope=QUIET_GRID))
    positions, taken = {}, []
    while rows := follow(sqlite_store.reader, positions, 4):
        assert len(rows) <= 4
        taken.extend(rows)
    expected = {row for scope in scopes for row in sqlite_store.reader.read(scope, 0, EVERYTHING)}
    assert set(taken) == expected
    assert len(taken) == 26
    assert positions == {GRID: 13, NEXT_GRID: 12, QUIET_GRID: 1}


def test_a_busy_scope_keeps_no_other_waiting(sqlite_store, pen):
    pen.push(*[pen.change() for _ in range(100)])
    pen.push(pen.change(scope=QUIET_GRID))
    rows = sqlite_store.reader.since({}, 10)
    assert {row.scope for row in rows} == {GRID, QUIET_GRID}


def test_a_follower_goes_on_where_it_stood(sqlite_store, pen):
    pen.push(pen.change(), pen.change(), pen.change(scope=NEXT_GRID))
    rows = sqlite_store.reader.since({GRID: 1, NEXT_GRID: 1}, 100)
    assert [(row.scope, row.seq) for row in rows] == [(GRID, 2)]
    assert sqlite_store.reader.since({GRID: 2, NEXT_GRID: 1}, 100) == []


def test_more_scopes_than_rows_are_followed_too(sqlite_store, pen):
    grids = [Scope(f"130709/100/002/{n:03}") for n in range(40)]
    pen.push(*[pen.change(scope=grid) for grid in grids])
    positions, taken = {}, []
    while rows := follow(sqlite_store.reader, positions, 7):
        taken.extend(rows)
    assert sorted(row.scope for row in taken) == grids


def test_a_commit_is_seen_by_the_next_call(sqlite_store, pen):
    reader = sqlite_store.reader
    for seq in range(1, 4):
        pen.push(pen.change())
        assert reader.heads()[GRID].seq == seq
        assert reader.chain_at(GRID, seq) == reader.heads()[GRID].chain
        assert [row.seq for row in reader.read(GRID, seq - 1, EVERYTHING)] == [seq]


def test_what_is_not_committed_yet_is_not_seen(sqlite_store, pen):
    pen.push(pen.change())
    sqlite_store.connection.execute("BEGIN IMMEDIATE")
    sqlite_store.connection.execute("DELETE FROM rows")
    assert len(sqlite_store.reader.read(GRID, 0, EVERYTHING)) == 1
    sqlite_store.connection.execute("ROLLBACK")


def test_no_call_leaves_a_read_transaction_open(sqlite_store, pen):
    """A checkpoint that may cut the write-ahead log finds no reader in its way."""
    reader = sqlite_store.reader
    pen.push(*[pen.change(data=bytes(500)) for _ in range(50)], pen.garbage(b"x"))
    calls = [
        reader.heads,
        lambda: reader.heads([GRID]),
        lambda: reader.read(GRID, 0, 600),
        lambda: reader.since({}, 3),
        lambda: reader.chain_at(GRID, 3),
        lambda: reader.record("household_file/130709/100/002/007/0301"),
        reader.quarantine,
        lambda: reader.kept(1),
        reader.counts,
    ]
    for call in calls:
        assert call()
        pen.push(pen.change())
        blocked, _, _ = sqlite_store.connection.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        ).fetchone()
        assert blocked == 0


def test_a_reader_writes_nothing(sqlite_store):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        sqlite_store.reader._connection.execute("DELETE FROM rows")


def test_another_thread_reads_with_a_reader_of_its_own(sqlite_store, pen):
    pen.push(pen.change())
    seen = []

    def read():
        reader = SqliteLogReader(sqlite_store.path)
        seen.extend(reader.read(GRID, 0, EVERYTHING))
        reader.close()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert [row.seq for row in seen] == [1]


def test_a_log_that_nobody_writes_is_read(tmp_path):
    path = tmp_path / "log.db"
    connection = open_writer(path)
    migrate(connection, LOG_MIGRATIONS)
    connection.close()
    reader = SqliteLogReader(path)
    assert reader.heads() == {}
    reader.close()
    reader.close()


def test_counts_are_of_scopes_records_and_changes(sqlite_store, pen):
    pen.push(pen.change("0301"), pen.change("0301"), pen.change("0101", scope=NEXT_GRID))
    counts = sqlite_store.reader.counts()
    assert (counts.scopes, counts.records, counts.changes) == (2, 2, 3)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(StorageFailed):
        SqliteLogReader(tmp_path / "nothing.db")


def test_a_file_that_is_no_database_is_said(tmp_path):
    path = tmp_path / "log.db"
    path.write_bytes(b"anything else" * 1000)
    with pytest.raises(StorageCorrupt):
        SqliteLogReader(path).heads()
    with pytest.raises(StorageCorrupt):
        open_writer(path)
