"""The one database of a server, `log.db`: how it is made, opened and brought up to date.

It holds the log's tables (sync.log) and the server's (people, tablets, areas, forms, audit); the
migrations of both stand in one numbered row. Invariants: WAL and synchronous=FULL, asserted when
opened; a database of a newer version is refused untouched; a new directory appears whole or not at
all. Only the holder of the directory's lock may call what writes here.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from server.errors import AlreadyInitialised, NewerVersion, NotInitialised
from sync.log.connect import open_reader, open_writer, reading, writing
from sync.log.migrate import LOG_MIGRATIONS, migrate, numbered, version

FILE_NAME = "log.db"
_UNFINISHED = "log.db.new"

MIGRATIONS = (*LOG_MIGRATIONS, *numbered(Path(__file__).with_name("migrations")))
"""Every migration of log.db in the order of its number."""

_SQLITE = b"SQLite format 3\x00"
_USER_VERSION = slice(60, 64)
"""Where `PRAGMA user_version` stands in a database's first bytes (sqlite.org/fileformat2.html)."""

T = TypeVar("T")


def exists(data: Path) -> bool:
    """Whether this is an initialised data directory."""
    return (data / FILE_NAME).is_file()


def open_database(data: Path) -> sqlite3.Connection:
    """The writing connection to the directory's database, brought to the newest version.

    Raises:
        NotInitialised: there is no database.
        NewerVersion: a newer program wrote it; nothing was changed.
    """
    refuse_newer(data)
    connection = open_writer(data / FILE_NAME)
    try:
        migrate(connection, MIGRATIONS)
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_newer(data: Path) -> None:
    """Returns if this program may work on the directory; nothing of it is touched.

    Opening a database for writing already changes it (it is given its write-ahead mode), and even
    reading makes files beside it. So the version is read off the file itself, where there is no
    write-ahead log that may say otherwise.

    Raises:
        NotInitialised: there is no database.
        NewerVersion: a newer program wrote it.
        StorageFailed: it cannot be read.
    """
    if not exists(data):
        raise NotInitialised(data=str(data))
    file, ahead = data / FILE_NAME, data / f"{FILE_NAME}-wal"
    if ahead.exists() and ahead.stat().st_size:
        with contextlib.closing(open_reader(file)) as connection:
            found = version(connection)
    else:
        with file.open("rb") as opened:
            header = opened.read(100)
        # What is no database at all is for whoever opens it to say.
        found = int.from_bytes(header[_USER_VERSION], "big") if header[:16] == _SQLITE else 0
    if found > len(MIGRATIONS):
        raise NewerVersion(data=str(data), found=found, known=len(MIGRATIONS))


@contextlib.contextmanager
def reading_database(data: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the directory's database and cannot write."""
    with contextlib.closing(open_reader(data / FILE_NAME)) as connection, reading(connection):
        yield connection


def create(data: Path, fill: Callable[[sqlite3.Connection], T]) -> T:
    """Makes a data directory whose database `fill` fills in one transaction.

    The database is written beside its place and put there when complete and on disk, so a directory
    in which this was interrupted counts as not initialised and can be initialised again.

    Raises:
        AlreadyInitialised: the directory has a database.
    """
    if exists(data):
        raise AlreadyInitialised(data=str(data))
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync_directory(data.parent)
    unfinished = data / _UNFINISHED
    for leftover in data.glob(f"{_UNFINISHED}*"):
        leftover.unlink()
    with contextlib.closing(open_writer(unfinished)) as connection:
        migrate(connection, MIGRATIONS)
        with writing(connection):
            answer = fill(connection)
    unfinished.chmod(0o600)
    unfinished.replace(data / FILE_NAME)
    _sync_directory(data)
    return answer


def _sync_directory(data: Path) -> None:
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
