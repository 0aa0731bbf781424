"""Numbered migrations, forward only, each whole or not at all.

A database's version is `PRAGMA user_version`: the number of the last migration that was applied.
Each migration runs statement by statement inside one transaction that also sets the version
(`executescript` would commit by itself), so a process killed at any statement leaves the version
before. The list is the caller's: the log's own tables are `LOG_MIGRATIONS`, a server adds its own,
in one row of numbers; the log's alone lack those of the server, so gaps are no error here.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from sync.log.connect import storage_errors, writing
from sync.log.errors import MigrationError, NewerDatabase

Migration = tuple[int, Path | str]
"""A number from 1, used once in the whole list, and the SQL: a file, or the text itself."""


def numbered(folder: Path) -> tuple[Migration, ...]:
    """The files `NNNN_name.sql` of a folder, by number."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return tuple((int(file.name[:4]), file) for file in files)


LOG_MIGRATIONS = numbered(Path(__file__).with_name("migrations"))


def version(connection: sqlite3.Connection) -> int:
    """The number of the last migration applied; 0 for a new database."""
    with storage_errors():
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> int:
    """Brings a database up to the last of `migrations`.

    Args:
        connection: in autocommit mode, no transaction open.
        migrations: all there are, in any order.

    Returns:
        how many were applied.

    Raises:
        NewerDatabase: the database knows migrations that this list does not; it is untouched.
        LogError: storage failed; the database has the version before.
    """
    ordered = sorted(migrations, key=lambda migration: migration[0])
    numbers = [number for number, _ in ordered]
    if len(set(numbers)) < len(numbers) or any(number < 1 for number in numbers):
        raise MigrationError(f"Migrations are numbered from 1, each once, not {numbers}.")
    found, newest = version(connection), max(numbers, default=0)
    if found > newest:
        raise NewerDatabase(found, newest)
    missing = [migration for migration in ordered if migration[0] > found]
    for number, source in missing:
        _apply(connection, number, source)
    return len(missing)


def _apply(connection: sqlite3.Connection, number: int, source: Path | str) -> None:
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    with writing(connection):
        for statement in statements(text):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def statements(text: str) -> Iterator[str]:
    """The statements of an SQL text; a semicolon in a string, comment or trigger ends none."""
    pending = ""
    for piece in text.split(";")[:-1]:
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
    rest = pending + text.rpartition(";")[2]
    if _has_code(rest):
        raise MigrationError(f"A migration ends in the middle of a statement: {rest.strip()!r}")


def _has_code(text: str) -> bool:
    lines = (line.strip() for line in text.splitlines())
    return any(line and not line.startswith("--") for line in lines)
