"""Opening views.db to read: a connection for one question, closed behind it.

Nothing stays open that would keep the WAL from being folded, and any thread may ask. Whoever asks
many questions at once, as a page does, has them share one connection (`together`): opening one and
reading its tables' definitions costs more than most answers.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from server.views.errors import NotReady
from server.views.file import VIEWS_VERSION, is_damage


class ViewsConnection(sqlite3.Connection):
    """A connection to the views, and what it found.

    Attributes:
        holding: the numbers of the records that hold a text, by its MATCH expression: a page counts
            them, shows some, and says whether there were too many.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - sqlite3's signature
        super().__init__(*args, **kwargs)
        self.holding: dict[str, Sequence[int]] = {}


class _Shared(threading.local):
    """What the questions of one thread share; None outside of `together`."""

    connections: dict[Path, ViewsConnection] | None = None


_shared = _Shared()


@contextlib.contextmanager
def together() -> Iterator[None]:
    """All questions of this thread inside the block share a connection, opened by the first.

    What was made anew meanwhile is not noticed: for a page that reads, not for one that waits.
    """
    opened: dict[Path, ViewsConnection] = {}
    _shared.connections = opened
    try:
        yield
    finally:
        _shared.connections = None
        for connection in opened.values():
            connection.close()


@contextlib.contextmanager
def reading(path: Path) -> Iterator[ViewsConnection]:
    """A read-only connection to the views, for statements that begin no transaction.

    Raises:
        NotReady: they are not there yet, of another version, or damaged: the projector makes them
            anew, or `doorstep rebuild`.
    """
    shared = _shared.connections
    if shared is None:
        with alone(path) as connection:
            yield connection
        return
    with _damage_told():
        if path not in shared:
            shared[path] = _opened(path)
        yield shared[path]


@contextlib.contextmanager
def alone(path: Path) -> Iterator[ViewsConnection]:
    """The same, shared with nobody: for a transaction."""
    with _damage_told(), contextlib.closing(_opened(path)) as connection:
        yield connection


def _opened(path: Path) -> ViewsConnection:
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            factory=ViewsConnection,
        )
    except sqlite3.OperationalError as error:
        raise NotReady from error
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != VIEWS_VERSION:
            raise NotReady
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        raise NotReady from error
