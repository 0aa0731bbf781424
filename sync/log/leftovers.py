"""What a process that died left in the write-ahead log, put on disk before it counts.

SQLite takes every whole commit that it finds there for committed, also one that was written and not
flushed when the process ended. Whoever is answered by it, as a change that is pushed again is
(`duplicate`), could lose it to a power cut, since that answer commits nothing and so flushes
nothing.

A flush alone is not enough. After one that failed (EIO) the system takes the pages for clean: it
shows what was written for as long as they stay in memory, writes none of it any more, and the next
flush succeeds. So everything that is found is written again, the same bytes in their places, and
then flushed: torn at any moment, the log holds what it held before or what it holds now.
"""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Final

from sync.log.errors import StorageFailed, StorageFull

PIECE_BYTES: Final = 1024 * 1024

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where there is no room, or none for this user."""


def found_ahead(database: Path) -> Path | None:
    """The write-ahead log that somebody left; None where the last one ended in order."""
    wal = database.with_name(f"{database.name}-wal")
    return wal if wal.exists() else None


def secure(connection: sqlite3.Connection, wal: Path) -> None:
    """Writes what is in the write-ahead log anew and flushes it; before anything read is believed.

    Nobody else writes meanwhile: it happens under SQLite's own lock of writers.

    Args:
        connection: open for writing, no transaction open.
        wal: its write-ahead log, found before it was opened.

    Raises:
        StorageFailed: the disk failed.
        StorageFull: there is no room, or no permission for so large a file any more.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        _write_again(wal)
        _flush_name(wal)
    except OSError as error:
        kind = StorageFull if error.errno in NO_ROOM else StorageFailed
        raise kind(f"{wal} cannot be written ({error}).") from error
    finally:
        connection.execute("ROLLBACK")


def _write_again(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    try:
        at = 0
        while piece := os.pread(descriptor, PIECE_BYTES, at):
            at += os.pwrite(descriptor, piece, at)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_name(file: Path) -> None:
    descriptor = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
