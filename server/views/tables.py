"""The tables of views.db, as `tables.sql` says, made anew and empty."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path


def make(connection: sqlite3.Connection) -> None:
    """Drops what is there and makes the tables, in the caller's transaction.

    Statement by statement, since `executescript` would commit by itself.
    """
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'texts_%'"
    ).fetchall()
    for (name,) in found:
        connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    for statement in _split(Path(__file__).with_name("tables.sql").read_text(encoding="utf-8")):
        connection.execute(statement)


def _split(script: str) -> Iterator[str]:
    """The statements of a script; SQLite itself says where one is complete."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
