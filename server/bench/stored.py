"""What a server's log holds, read with plain SQL by a connection that knows nothing of a log.

A reader of its own on purpose: what is counted as lost or held must not be what the code under
measurement says of itself.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from server.database import FILE_NAME

_GRID: Final = (
    "SELECT rows.record, rows.data FROM rows JOIN scopes ON scopes.number = rows.position >> 40"
    " WHERE scopes.scope = ?"
)

Row = tuple[str, bytes]
"""A record's id and the bytes of a change."""


def rows(data: Path) -> set[Row]:
    """Every change in the log of a directory; its server may be dead."""
    return set(_read(data, "SELECT record, data FROM rows"))


def rows_of(data: Path, scope: str) -> set[Row]:
    """The changes of one grid."""
    return set(_read(data, _GRID, scope))


def unequal(data: Path, holdings: Iterable[tuple[str, set[Row]]]) -> int:
    """How many of these holdings of a grid are not what the log has of it."""
    grids: dict[str, set[Row]] = {}
    count = 0
    for scope, held in holdings:
        if scope not in grids:
            grids[scope] = rows_of(data, scope)
        count += held != grids[scope]
    return count


def _read(data: Path, query: str, *values: str) -> list[Row]:
    with closing(sqlite3.connect(f"{(data / FILE_NAME).as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()
