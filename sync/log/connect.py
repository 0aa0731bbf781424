"""Connections to a log's database, and SQLite's errors as ours.

One connection writes, any number read. Both are in autocommit mode: a transaction is open only
between a BEGIN and a COMMIT that somebody wrote down. The writer is durable at every commit: WAL
with synchronous=FULL, asserted after setting, since a pragma that is not understood is silent; and
what a process that died left behind is put on disk before it is believed (`leftovers`).
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.log import leftovers
from sync.log.errors import LogError, StorageBusy, StorageCorrupt, StorageFailed, StorageFull

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

PROBE_BYTES = 1024 * 1024
"""What is written to find out whether there is room: more than a page, less than a nuisance."""

_FULL_SYNCHRONOUS = 2

_BY_PRIMARY_CODE = {
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_BUSY: StorageBusy,
    sqlite3.SQLITE_LOCKED: StorageBusy,
    sqlite3.SQLITE_CORRUPT: StorageCorrupt,
    sqlite3.SQLITE_NOTADB: StorageCorrupt,
}

_WRITE_REFUSED = frozenset(
    {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN}
)
"""What SQLite also says on a full disk: in a write, and when it makes the files beside its own."""

_UNDECODABLE = "Could not decode to UTF-8"
"""How Python's module begins to say that a text is none; it gives no code with it."""

_PROGRAMMING = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.NotSupportedError)


def open_writer(
    path: Path, factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    """The one connection that writes; it may be handed to another thread, but used by one alone.

    Raises:
        StorageFull: there is no room for the files beside it.
        StorageFailed: the file cannot be opened, or cannot be written durably.
    """
    left = leftovers.found_ahead(path)
    with full_disk_told(path), storage_errors():
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
            if left is not None:
                leftovers.secure(connection, left)
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


def checkpoint(connection: sqlite3.Connection) -> None:
    """Moves what the write-ahead log holds into the database file; on a clean end of the writer.

    A reader in the middle of a read, or a full disk, keeps it from being done; nothing is lost
    then, since the next to open the database does it.
    """
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def scrub(connection: sqlite3.Connection) -> bool:
    """Writes the database anew, so that bytes which no row has any more are in no file of it.

    Emptying a row leaves its bytes in parts of pages that are in no use, and in the write-ahead
    log. Measured on SQLite 3.40, 1,000 of 3,000 rows emptied, written in random order: 971 to 974
    could still be read in the file, under `secure_delete` 14 to 27 (copies that page splits left),
    after VACUUM none. It takes about as long as copying the file, and as much room again.

    Args:
        connection: the writer's, no transaction open.

    Returns:
        whether it was done; False where there is no room, or somebody reads for longer than the
        writer waits (a backup): then it has to be done again.
    """
    try:
        with storage_errors():
            connection.execute("VACUUM")
            (held_up, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except (StorageFull, StorageBusy):
        return False
    except StorageFailed:
        if has_room(_file(connection)):
            raise
        return False
    return not held_up


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raises SQLite's complaints about the disk as ours; a programmer's errors pass through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        kind = _kind(error)
        if kind is None:
            raise
        raise kind(f"{kind.__doc__} ({error})") from error


def _kind(error: sqlite3.DatabaseError) -> type[LogError] | None:
    """What an error of SQLite's is to us; None for a programmer's."""
    if isinstance(error, _PROGRAMMING):
        return None
    if str(error).startswith(_UNDECODABLE):
        return StorageCorrupt
    primary_code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if primary_code == sqlite3.SQLITE_ERROR:
        return None
    return _BY_PRIMARY_CODE.get(primary_code, StorageFailed)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One commit: all of the block or nothing; the block may not begin one itself.

    Raises:
        LogError: storage failed; the transaction is rolled back.
    """
    with full_disk_told(connection), storage_errors():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def full_disk_told(database: Path | sqlite3.Connection) -> Iterator[None]:
    """Raises as StorageFull what SQLite takes for a failing disk where there is only no room."""
    try:
        yield
    except StorageFailed as failed:
        code = getattr(failed.__cause__, "sqlite_errorcode", None)
        if code in _WRITE_REFUSED and not has_room(_file(database)):
            raise StorageFull(f"{StorageFull.__doc__} ({failed.__cause__})") from failed.__cause__
        raise


def _file(database: Path | sqlite3.Connection) -> Path:
    if isinstance(database, Path):
        return database
    return Path(database.execute("PRAGMA database_list").fetchone()[2])


def has_room(database: Path) -> bool:
    """Whether the system still lets files here grow as large as the database's are about to be.

    SQLite tells a full disk from a failing one by ENOSPC alone; a limit on file size or a disk
    quota (EFBIG, EDQUOT) looks like a failing disk. So we write where it would write next, in a
    file of our own, and look at the system's answer.
    """
    files = (database, database.with_name(database.name + "-wal"))
    end = max((file.stat().st_size for file in files if file.exists()), default=0)
    probe = database.with_name(database.name + "-room")
    try:
        with probe.open("wb", buffering=0) as file:
            file.seek(end)
            file.write(bytes(PROBE_BYTES))
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno not in leftovers.NO_ROOM
    finally:
        probe.unlink(missing_ok=True)
    return True


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the database for several statements; nothing stays open behind it.

    It ends by ROLLBACK, since there is nothing to commit and SQLite commits no transaction in which
    it met damage, not even one that only read.
    """
    with storage_errors():
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
