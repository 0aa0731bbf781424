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
from sync.log.errors import NewerDatabase
from sync.log.migrate import LOG_MIGRATIONS, migrate, numbered

FILE_NAME = "log.db"
_UNFINISHED = "log.db.new"

MIGRATIONS = (*LOG_MIGRATIONS, *numbered(Path(__file__).with_name("migrations")))
"""Every migration of log.db in the order of its number."""

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
    if not exists(data):
        raise NotInitialised(data=str(data))
    connection = open_writer(data / FILE_NAME)
    try:
        migrate(connection, MIGRATIONS)
    except NewerDatabase as error:
        connection.close()
        raise NewerVersion(data=str(data), found=error.found, known=error.known) from error
    except BaseException:
        connection.close()
        raise
    return connection


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
