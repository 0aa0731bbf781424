"""A commit that storage refuses leaves no trace, in the database and in memory."""

import resource
import sqlite3

import pytest

from schema.area import Scope
from sync.core.results import Duplicate, Stored
from sync.log.connect import has_room, open_writer
from sync.log.errors import StorageBusy, StorageFailed, StorageFull
from sync.log.migrate import LOG_MIGRATIONS, migrate
from sync.log.sqlite import SqliteLog

GRID = Scope("130709/100/002/007")
NEXT_GRID = Scope("130709/100/002/008")
EVERYTHING = 1 << 30


class FailingConnection(sqlite3.Connection):
    """Fails at the statement that begins as `plan` says, with that error."""

    plan = None

    def execute(self, sql, *values):
        if self.plan is not None and sql.startswith(self.plan[0]):
            error = sqlite3.OperationalError(self.plan[1])
            error.sqlite_errorcode = self.plan[2]
            raise error
        return super().execute(sql, *values)


class FailingStore:
    def __init__(self, path):
        self.connection = open_writer(path, factory=FailingConnection)
        migrate(self.connection, LOG_MIGRATIONS)
        self.log = self.reads = SqliteLog(self.connection)


@pytest.fixture
def failing_store(tmp_path):
    opened = FailingStore(tmp_path / "log.db")
    yield opened
    opened.connection.close()


@pytest.fixture
def failing_pen(failing_store, pen):
    pen.store = failing_store
    return pen


STEPS = [
    "BEGIN",
    "SELECT record, device",
    "INSERT OR ROLLBACK INTO rows",
    "INSERT OR ROLLBACK INTO scopes",
    "INSERT OR ROLLBACK INTO quarantine",
    "COMMIT",
]
FAULTS = [
    (sqlite3.SQLITE_FULL, "database or disk is full", StorageFull),
    (sqlite3.SQLITE_IOERR_FSYNC, "disk I/O error", StorageFailed),
    (sqlite3.SQLITE_IOERR_WRITE, "disk I/O error", StorageFailed),
    (sqlite3.SQLITE_BUSY, "database is locked", StorageBusy),
    (sqlite3.SQLITE_CORRUPT, "database disk image is malformed", StorageFailed),
]


MET_AND_PASSED = ("SELECT record, device", sqlite3.SQLITE_CORRUPT)
"""Damage in rows that are only looked at: what is not damaged is read one by one."""

CASES = [(step, *fault) for step in STEPS for fault in FAULTS if (step, fault[0]) != MET_AND_PASSED]


@pytest.mark.parametrize(("step", "code", "text", "expected"), CASES)
def test_whatever_fails_wherever_the_log_stands_where_the_last_commit_left_it(
    failing_store, failing_pen, step, code, text, expected
):
    pen, log = failing_pen, failing_store.log
    pen.push(pen.change("0301"), pen.change("0302", refusal="forbidden"))
    before = log.heads(), log.read(GRID, 0, EVERYTHING), log.quarantine()
    batch = [
        pen.change("0303"),
        pen.change("0101", scope=NEXT_GRID),
        pen.change("0304", refusal="forbidden"),
    ]
    failing_store.connection.plan = (step, text, code)
    with pytest.raises(expected, match=text) as failed:
        pen.push(*batch)
    assert type(failed.value) is expected or code == sqlite3.SQLITE_CORRUPT
    failing_store.connection.plan = None
    assert not failing_store.connection.in_transaction
    assert (log.heads(), log.read(GRID, 0, EVERYTHING), log.quarantine()) == before
    assert pen.push(*batch)[:2] == [Stored(2), Stored(1)]
    assert [kept.data for kept in log.quarantine()] == [b"change 2", batch[2].data]
    assert pen.push(*batch)[:2] == [Duplicate(2), Duplicate(1)]


def test_sizes_and_shares_are_those_of_the_last_commit_after_a_failure(failing_store, failing_pen):
    pen = failing_pen
    large = [pen.change(data=bytes(64 * 1024)) for _ in range(2)]
    held = pen.garbage(bytes(9 * 1024 * 1024))
    failing_store.connection.plan = ("COMMIT", "disk full", sqlite3.SQLITE_FULL)
    for _ in range(3):
        with pytest.raises(StorageFull):
            pen.push(*large, held)
    failing_store.connection.plan = None
    answers = pen.push(*large, held)
    assert answers[:2] == [Stored(1), Stored(2)]
    assert answers[2].kept


def test_sizes_that_are_no_longer_remembered_are_counted_again(sqlite_store, pen, monkeypatch):
    monkeypatch.setattr("sync.log.sqlite.SIZED_RECORDS_MAX", 2)
    for record in ("0301", "0302", "0303", "0304"):
        pen.push(pen.change(record, data=bytes(100 * 1024)))
    for record in ("0301", "0304"):
        (answer,) = pen.push(pen.change(record, data=bytes(29 * 1024)))
        assert answer.code == "over_quota"
        assert isinstance(pen.push(pen.change(record, data=bytes(28 * 1024)))[0], Stored)


def test_what_was_written_beside_the_log_counts_after_reloading(sqlite_store, pen):
    pen.push(pen.change("0301"))
    sqlite_store.connection.execute("DELETE FROM rows")
    sqlite_store.connection.execute("UPDATE scopes SET head = 7")
    sqlite_store.log.reload()
    assert sqlite_store.log.heads()[GRID].seq == 7
    assert pen.push(pen.change("0301", change_id=1)) == [Stored(8)]


def test_discarding_is_part_of_the_transaction_that_is_open(sqlite_store, pen):
    pen.push(pen.garbage(b"x"))
    (kept,) = sqlite_store.log.quarantine()
    sqlite_store.connection.execute("BEGIN IMMEDIATE")
    assert sqlite_store.log.discard([kept.hash]) == 1
    sqlite_store.connection.execute("ROLLBACK")
    assert sqlite_store.reads.quarantine() == [kept]
    (answer,) = pen.push(pen.garbage(b"x"))
    assert (answer.code, answer.kept) == ("malformed", True)


def test_a_failed_discard_is_none(failing_store, failing_pen):
    failing_pen.push(failing_pen.garbage(b"x"))
    (kept,) = failing_store.log.quarantine()
    failing_store.connection.plan = ("COMMIT", "disk I/O error", sqlite3.SQLITE_IOERR_FSYNC)
    with pytest.raises(StorageFailed):
        failing_store.log.discard([kept.hash])
    failing_store.connection.plan = None
    assert failing_store.log.quarantine() == [kept]


def test_a_full_database_refuses_reads_on_and_resumes_by_itself(sqlite_store, pen):
    pen.push(pen.change("0301"))
    (pages,) = sqlite_store.connection.execute("PRAGMA page_count").fetchone()
    sqlite_store.connection.execute(f"PRAGMA max_page_count = {pages}")
    large = [pen.change(f"04{n:02}", data=bytes(4000)) for n in range(20)]
    with pytest.raises(StorageFull):
        pen.push(*large)
    assert len(sqlite_store.reads.read(GRID, 0, EVERYTHING)) == 1
    sqlite_store.connection.execute("PRAGMA max_page_count = 1000000")
    assert pen.push(*large) == [Stored(n + 2) for n in range(20)]


@pytest.fixture
def limit_file_size():
    """Sets how large a file of this process may grow; lifted at the end."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_limit_on_file_size_counts_as_a_full_disk(sqlite_store, pen, limit_file_size):
    """SQLite calls it an I/O error, which would end the server for good."""
    pen.push(pen.change("0301"))
    wal = sqlite_store.path.with_name("log.db-wal")
    limit_file_size(wal.stat().st_size + 20_000)
    large = [pen.change(f"04{n:02}", data=bytes(4000)) for n in range(50)]
    with pytest.raises(StorageFull):
        pen.push(*large)
    assert len(sqlite_store.reads.read(GRID, 0, EVERYTHING)) == 1
    limit_file_size(resource.RLIM_INFINITY)
    assert pen.push(*large) == [Stored(n + 2) for n in range(50)]
    assert sorted(file.name for file in sqlite_store.path.parent.iterdir()) == [
        "log.db",
        "log.db-shm",
        "log.db-wal",
    ]


def test_room_is_found_where_there_is_some(sqlite_store):
    assert has_room(sqlite_store.path)


def test_a_stranger_that_holds_the_database_makes_it_busy(sqlite_store, pen):
    pen.push(pen.change("0301"))
    stranger = sqlite3.connect(sqlite_store.path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    sqlite_store.connection.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(StorageBusy):
        pen.push(pen.change("0302"))
    assert len(sqlite_store.reads.read(GRID, 0, EVERYTHING)) == 1
    stranger.execute("ROLLBACK")
    stranger.close()
    assert pen.push(pen.change("0302")) == [Stored(2)]


def test_the_writer_is_durable_at_every_commit(sqlite_store):
    pragma = sqlite_store.connection.execute
    assert pragma("PRAGMA journal_mode").fetchone() == ("wal",)
    assert pragma("PRAGMA synchronous").fetchone() == (2,)
    assert pragma("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_writer_that_cannot_be_durable_is_refused(tmp_path):
    class Deaf(sqlite3.Connection):
        def execute(self, sql, *values):
            return super().execute(sql.replace("synchronous = FULL", "synchronous = OFF"), *values)

    with pytest.raises(StorageFailed, match="durably"):
        open_writer(tmp_path / "log.db", factory=Deaf)


def test_a_programmers_error_is_not_blamed_on_the_disk(sqlite_store):
    sqlite_store.connection.execute("ALTER TABLE rows RENAME TO elsewhere")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        sqlite_store.log.read(GRID, 0, 1) or sqlite_store.log.record("x")
