"""views.db as a file: where it lies, of which version it is, how it is made, and taken away.

The projector writes it and its parent makes it, so that pages can read. WAL with
synchronous=NORMAL: a power cut may undo the last batches, never damage the file, and the log still
has their rows.

Invariant: the tables are of this version of the program, or the file is made anew, empty.
"""

import contextlib
import sqlite3
from pathlib import Path

from server.views import tables

FILE_NAME = "views.db"

VIEWS_VERSION = 13
"""Grows with every change of tables.sql or of what is folded into it; kept in user_version."""

_NEW = 0
"""What SQLite has for a version in a file that nobody gave one."""

PAGE_BYTES = 8192
"""Two records a page; of SQLite's own 4096 a quarter stays empty behind nearly each. Measured on a
district's day: a file a quarter smaller, and two thirds of the time of its commits."""

CACHE_KIB = 16 * 1024


def opened(path: Path) -> sqlite3.Connection:
    """The file with its tables.

    One that is no database, or has tables of another version, is replaced, since it is no truth.
    """
    try:
        return _prepared(path)
    except sqlite3.OperationalError:
        raise  # a full disk or a lock: the file itself may be sound
    except sqlite3.DatabaseError:
        remove(path)
        return _prepared(path)


def ensure(path: Path) -> None:
    """Makes the file, empty, where there is none of this version.

    Pages then wait for rows, never for a process to start. What hinders it (a full disk) hinders
    the projector too, which tells of it.
    """
    with contextlib.suppress(sqlite3.Error):
        opened(path).close()


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether SQLite says that the file is damaged, and not that it is busy or the disk full."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def remove(path: Path) -> None:
    """Takes the views away: they are no truth, and are made anew. Nobody writes them meanwhile."""
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        each.unlink(missing_ok=True)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # of a new file
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (_NEW, VIEWS_VERSION):
            raise sqlite3.DatabaseError(f"{path} is of version {version}")
        if version == _NEW:
            connection.execute("BEGIN IMMEDIATE")
            make(connection)
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def make(connection: sqlite3.Connection) -> None:
    """Empty tables of this version, in the caller's transaction."""
    tables.make(connection)
    connection.execute(f"PRAGMA user_version = {VIEWS_VERSION}")
