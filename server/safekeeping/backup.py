"""Backups: one consistent file, made while the server works, and made whole or not at all.

The copy is SQLite's own (its backup interface), read over a connection of its own inside one read
transaction: the state of one moment, whatever is written meanwhile. The writer never waits for it;
only the write-ahead log is not started again until the copy is done. The file is written under
another name beside its place, synced, checked, and then given its name, which it never takes from
another file. It holds everything but what can be made again (the pages' data) and what must not be
in a backup (`server.withdrawals`).
"""

import contextlib
import errno
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server import database
from server.clock import now_ms
from server.errors import StorageFailure
from server.safekeeping.errors import (
    BackupFailed,
    BackupInside,
    BackupNoRoom,
    FileTaken,
)
from server.safekeeping.files import give_name, sync_directory
from sync.log.connect import has_room, open_reader, storage_errors
from sync.log.reader import SqliteLogReader

STEP_PAGES: Final = 2048
"""Pages copied between two looks at the progress: 8 MB."""

Progress = Callable[[float], None]

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_OF_THE_SOURCE: Final = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    }
)
"""Failures of reading: of the data directory, not of the backup's place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """A backup that was made.

    Attributes:
        file: where it is.
        size_bytes: of the file.
        at_ms: the moment whose state it has, on the server's clock.
        changes: how many it holds.
        records: how many it holds.
        scopes: how many it holds.
    """

    file: Path
    size_bytes: int
    at_ms: int
    changes: int
    records: int
    scopes: int


def back_up(data: Path, file: Path, progress: Progress = lambda _: None) -> Backup:
    """Copies a directory's database, whether a server runs on it or not.

    Args:
        data: the data directory.
        file: the new file; its folder exists.
        progress: told the part that is done, 0 to 1.

    Raises:
        NotInitialised, NewerVersion: there is nothing that this program could copy.
        FileTaken, BackupInside: nothing was written.
        BackupNoRoom, BackupFailed: the unfinished file was removed.
        StorageFailure: what was read is damaged; the unfinished file was removed.
    """
    database.refuse_newer(data)
    if file.exists() or file.is_symlink():
        raise FileTaken(file=str(file))
    if data.resolve() in file.resolve().parents:
        raise BackupInside(file=str(file), data=str(data))
    unfinished = file.with_name(f"{file.name}.unfinished-{secrets.token_hex(4)}")
    try:
        with _failures_of(file, unfinished):
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            at_ms = _copy(data / database.FILE_NAME, unfinished, progress)
            _sync(unfinished)
        _check(unfinished, data)
        with closing(SqliteLogReader(unfinished)) as reader:
            counts = reader.counts()
        with _failures_of(file, unfinished):
            give_name(unfinished, file)
            sync_directory(file.absolute().parent)
    finally:
        for left in unfinished.parent.glob(f"{unfinished.name}*"):
            left.unlink()
    return Backup(
        file=file,
        size_bytes=file.stat().st_size,
        at_ms=at_ms,
        changes=counts.changes,
        records=counts.records,
        scopes=counts.scopes,
    )


def _copy(source_file: Path, target_file: Path, progress: Progress) -> int:
    """Copies one state, that of the moment given back."""

    def told(_: int, remaining: int, total: int) -> None:
        progress(1 - remaining / max(total, 1))

    with (
        closing(open_reader(source_file)) as source,
        closing(sqlite3.connect(target_file, isolation_level=None)) as target,
    ):
        # Ours alone until it is complete: it is synced once, at the end.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        # An open read transaction holds the moment: without one, each commit of the server between
        # two steps would make SQLite begin again, on a busy day for ever.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        at_ms = now_ms()
        source.backup(target, pages=STEP_PAGES, progress=told)
        # The copy says that it has a write-ahead log, as its source has. One file is to be all.
        target.execute("PRAGMA journal_mode = DELETE")
    return at_ms


@contextlib.contextmanager
def _failures_of(file: Path, unfinished: Path) -> Iterator[None]:
    """Tells apart what failed: room for the copy, its disk, or the disk it is read from."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code in _OF_THE_SOURCE or code & 0xFF in _OF_THE_SOURCE:
            with storage_errors():
                raise
        if code & 0xFF == sqlite3.SQLITE_FULL or not has_room(unfinished):
            raise BackupNoRoom(file=str(file)) from error
        raise BackupFailed(file=str(file), reason=str(error)) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise BackupNoRoom(file=str(file)) from error
        if error.errno == errno.EEXIST:
            raise FileTaken(file=str(file)) from error
        raise BackupFailed(file=str(file), reason=error.strerror or str(error)) from error


def _sync(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _check(copy: Path, data: Path) -> None:
    """SQLite's quick check of the copy, read back."""
    with closing(open_reader(copy)) as connection, storage_errors():
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StorageFailure(data=str(data), reason=found)
