"""The audit's newest line as the views remember it: they notice when lines are cut off its end.

A chain that lost its newest lines is whole. So the projector, which reads the log beside the
server, keeps the last line that it met in the views, and `verify` looks for it in the audit.
Invariant: what is remembered only goes on from a line that is still there; a cut is noticed until
the views are made anew. Whoever may write both files can hide it: this is a witness, not a seal.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import Final

from server.people import audit
from server.people.audit import Line
from server.views.comparing import reading_views
from server.views.storing import ViewsFile

_AUDIT: Final = "audit"


def remember(views: ViewsFile, connection: sqlite3.Connection) -> None:
    """Takes over the newest line, if the one before it still stands.

    Args:
        views: the projector's.
        connection: reads the log's database, in one state of it.
    """
    newest, known = audit.newest(connection), _line(views.fact(_AUDIT))
    if newest is None or newest == known or not (known is None or audit.has(connection, known)):
        return
    with views.transaction():
        views.put_fact(_AUDIT, f"{newest.n} {newest.hash.hex()}")


def missing(views: Path, connection: sqlite3.Connection) -> Line | None:
    """The line that the views remember and the audit has not; None where nothing contradicts it."""
    if not views.exists():
        return None
    # Views that cannot be read are named where they are compared.
    with contextlib.suppress(sqlite3.DatabaseError), reading_views(views) as shown:
        found = shown.execute("SELECT value FROM facts WHERE name = ?", (_AUDIT,)).fetchone()
        known = _line(found and found[0])
        if known is not None and not audit.has(connection, known):
            return known
    return None


def _line(text: str | None) -> Line | None:
    if text is None:
        return None
    n, _, hexed = text.partition(" ")
    return Line(int(n), bytes.fromhex(hexed))
