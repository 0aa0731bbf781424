"""Connections to a log's database, and SQLite's errors as ours.

One connection writes, any number read. Both are in autocommit mode: a transaction is open only
between a BEGIN and a COMMIT that somebody wrote down. The writer is durable at every commit: WAL
with synchronous=FULL, asserted after setting, since a pragma that is not understood is silent.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.log.errors import StorageBusy, StorageCorrupt, StorageFailed, StorageFull

BUSY_TIMEOUT_S = 5.0
"""How long the writer waits for a stranger that holds the database, before it says so."""

WRITER_CACHE_KIB = 16 * 1024
"""Page cache: the index by record is written at random places and should stay in memory."""

READER_CACHE_KIB = 4 * 1024
"""Page cache of each reading connection."""

CACHED_STATEMENTS = 256
"""Prepared statements a connection keeps: the texts of `queries.sql` in all their lengths."""

CHECKPOINT_PAGES = 4000
"""Pages in the write-ahead log before it is copied back: 16 MB. SQLite's own 1000 copies the same
pages of a busy hour four times as often."""

WAL_BYTES_MAX = 64 * 1024 * 1024
"""What the write-ahead log is cut to after a checkpoint, if a long reader let it grow."""

_FULL_SYNCHRONOUS = 2

_BY_PRIMARY_CODE = {
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_BUSY: StorageBusy,
    sqlite3.SQLITE_LOCKED: StorageBusy,
    sqlite3.SQLITE_CORRUPT: StorageCorrupt,
    sqlite3.SQLITE_NOTADB: StorageCorrupt,
}

_PROGRAMMING = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.NotSupportedError)


def open_writer(
    path: Path, factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    """The one connection that writes; it may be handed to another thread, but used by one alone.

    Raises:
        StorageFailed: the file cannot be opened, or cannot be written durably.
    """
    with storage_errors():
        connection = sqlite3.connect(
            path,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=CACHED_STATEMENTS,
            factory=factory,
        )
        try:
            _make_durable(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _make_durable(connection: sqlite3.Connection) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = {-WRITER_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES_MAX}")
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or synchronous != _FULL_SYNCHRONOUS:
        raise StorageFailed(
            f"The database cannot be written durably here (journal {mode}, synchronous "
            f"{synchronous}): use a local file system."
        )


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; for one thread, beside the writer.

    Raises:
        StorageFailed: there is no such file, or it cannot be opened.
    """
    with storage_errors():
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            cached_statements=CACHED_STATEMENTS,
        )
        try:
            connection.execute(f"PRAGMA cache_size = {-READER_CACHE_KIB}")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raises SQLite's complaints about the disk as ours; a programmer's errors pass through."""
    try:
        yield
    except _PROGRAMMING:
        raise
    except sqlite3.DatabaseError as error:
        primary_code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if primary_code == sqlite3.SQLITE_ERROR:
            raise
        kind = _BY_PRIMARY_CODE.get(primary_code, StorageFailed)
        raise kind(f"{kind.__doc__} ({error})") from error


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One commit: all of the block or nothing; the block may not begin one itself.

    Raises:
        LogError: storage failed; the transaction is rolled back.
    """
    with storage_errors():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the database for several statements; nothing stays open behind it."""
    with storage_errors():
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")
