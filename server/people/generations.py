"""A number for each part of what the directory holds, which is another one after every write.

It is drawn at random, not counted: a database that was put back and then written differently must
not come to the same numbers again, since tablets keep what they were told under them.

The in-memory snapshot keeps every part whose number did not change: enrolling a tablet must not
rebuild a tree of twenty thousand households.
"""

import sqlite3
from typing import Literal

Part = Literal["areas", "forms", "people", "devices", "rounds"]


def bump(connection: sqlite3.Connection, part: Part) -> None:
    """Says that a part was written; in the same transaction as the write."""
    connection.execute("UPDATE generations SET number = random() WHERE part = ?", (part,))


def numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of each part."""
    return dict(connection.execute("SELECT part, number FROM generations"))
