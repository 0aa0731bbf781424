"""The numbers of the district as the server keeps them: what each counts.

They come with a pack, and are others once a district imports its own. They stand in log.db with the
forms, so that a backup holds them. A directory that was made before there were any has none.
"""

import json
import sqlite3
from collections.abc import Sequence

from schema.figure import Figure
from server.people import generations

_NAME = "numbers"


def keep(connection: sqlite3.Connection, figures: Sequence[Figure]) -> None:
    """Keeps these numbers, and no others."""
    text = json.dumps([each.to_json() for each in figures], ensure_ascii=False)
    connection.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_NAME, text),
    )
    generations.bump(connection, "forms")


def load(connection: sqlite3.Connection) -> tuple[Figure, ...]:
    """The numbers, in the order in which people read them."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (_NAME,)).fetchone()
    return () if row is None else tuple(map(Figure.stored, json.loads(row[0])))
