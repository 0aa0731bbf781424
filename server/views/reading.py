"""Opening views.db to read: a connection for one question, closed behind it.

Nothing stays open that would keep the WAL from being folded, and any thread may ask.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from server.views.errors import NotReady
from server.views.storing import VIEWS_VERSION, is_damage


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to the views.

    Raises:
        NotReady: they are not there yet, of another version, or damaged: the projector makes them
            anew, or `doorstep rebuild`.
    """
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
        )
    except sqlite3.OperationalError as error:
        raise NotReady from error
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != VIEWS_VERSION:
            raise NotReady
        yield connection
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        raise NotReady from error
    finally:
        connection.close()
