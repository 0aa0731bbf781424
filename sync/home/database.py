"""The database file of a home: its lock, and how it is opened.

SQLite with WAL and synchronous=FULL, both asserted after being set: some file systems take the
pragma and ignore it. The file and its directory are the user's alone, since the token is in it.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import IO

from sync.home.errors import HomeInUse, HomeTooNew, UnsafeStorage
from sync.log import leftovers
from sync.log.connect import full_disk_told, storage_errors
from sync.log.migrate import migrate, numbered, version

DATABASE = "home.db"
LOCK = "lock"
MIGRATIONS = numbered(Path(__file__).with_name("migrations"))

# Another program looking at the file (a copy, a backup) may hold it for a moment.
BUSY_TIMEOUT_S = 5.0

# A tablet reads few rows at a time; hundreds of homes may be open in one process.
CACHE_KIB = 512

_FULL = 2


def make_directory(path: Path) -> None:
    """Makes a home's directory if there is none; its name, and that of each above, is on disk then.

    A file that is flushed in a directory whose own name is not can be gone after a power cut.
    """
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in missing:
        descriptor = os.open(each.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def lock(path: Path) -> IO[bytes]:
    """Takes the home for this process until the returned file is closed.

    Raises:
        HomeInUse: another process, or another store in this one, holds it.
    """
    held = (path / LOCK).open("ab")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise HomeInUse(path) from error
    return held


def connect(path: Path) -> sqlite3.Connection:
    """The home's database, migrated to this version.

    Raises:
        HomeTooNew: a later version wrote it; it is left untouched.
        UnsafeStorage: its log or flushing cannot be used on this file system.
        LogError: storage failed.
    """
    file = path / DATABASE
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    left = leftovers.found_ahead(file)
    with full_disk_told(file), storage_errors():
        connection = sqlite3.connect(file, isolation_level=None, timeout=BUSY_TIMEOUT_S)
        try:
            _prepare(connection, path, left)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, left: Path | None) -> None:
    if version(connection) > len(MIGRATIONS):
        raise HomeTooNew(path)
    if _pragma(connection, "journal_mode = WAL") != "wal":
        raise UnsafeStorage(path)
    connection.execute("PRAGMA synchronous = FULL")
    if _pragma(connection, "synchronous") != _FULL:
        raise UnsafeStorage(path)
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if left is not None:
        leftovers.secure(connection, left)
    migrate(connection, MIGRATIONS)


def _pragma(connection: sqlite3.Connection, text: str) -> object:
    return connection.execute(f"PRAGMA {text}").fetchone()[0]
