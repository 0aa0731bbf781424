"""Workbooks as they were uploaded, byte for byte, with the files that they name.

Each version of a form that was made from a workbook has its own: who made it gets back what they
brought. Lists are in the form as well; pictures and sounds are here alone.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """A workbook as it was uploaded, or a file that it names."""

    name: str
    content: bytes


def keep(
    connection: sqlite3.Connection,
    form: str,
    version: str,
    workbook: Workbook,
    media: Iterable[Workbook],
) -> None:
    """Keeps the workbook of a version, and the files that it names."""
    connection.execute(
        "INSERT INTO workbooks (form, version, name, content) VALUES (?, ?, ?, ?)",
        (form, version, workbook.name, workbook.content),
    )
    connection.executemany(
        "INSERT INTO workbook_files (form, version, name, content) VALUES (?, ?, ?, ?)",
        [(form, version, each.name, each.content) for each in media],
    )


def drop(connection: sqlite3.Connection, form: str, version: str) -> None:
    """Takes them away."""
    for table in ("workbooks", "workbook_files"):
        connection.execute(
            f"DELETE FROM {table} WHERE form = ? AND version = ?",  # noqa: S608  our own names
            (form, version),
        )


def workbook(connection: sqlite3.Connection, form: str, version: str) -> Workbook | None:
    """The workbook from which a version was made, if it was made from one."""
    row = connection.execute(
        "SELECT name, content FROM workbooks WHERE form = ? AND version = ?", (form, version)
    ).fetchone()
    return None if row is None else Workbook(name=row[0], content=row[1])


def names(connection: sqlite3.Connection, form: str, version: str) -> list[str]:
    """What the files are called that the workbook of a version names."""
    rows = connection.execute(
        "SELECT name FROM workbook_files WHERE form = ? AND version = ? ORDER BY name",
        (form, version),
    )
    return [name for (name,) in rows]


def media(connection: sqlite3.Connection, form: str, version: str) -> list[Workbook]:
    """The files that the workbook of a version names, by their names."""
    rows = connection.execute(
        "SELECT name, content FROM workbook_files WHERE form = ? AND version = ? ORDER BY name",
        (form, version),
    )
    return [Workbook(name=name, content=content) for name, content in rows]
