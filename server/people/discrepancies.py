"""Digests that stayed unequal: which tablet, where, since when (sync/PROTOCOL.md, 6).

Written down so that a restart neither forgets what a person has to look at nor serves the grid from
the beginning once more.
"""

import sqlite3

from schema.area import Scope


def report(connection: sqlite3.Connection, device: str, scope: Scope, found_ms: int) -> None:
    """A device's digest of a scope is unequal straight after a rewind; the latest time counts."""
    connection.execute(
        "INSERT INTO discrepancies (device, scope, found_ms) VALUES (?, ?, ?)"
        " ON CONFLICT (device, scope) DO UPDATE SET found_ms = excluded.found_ms",
        (device, scope, found_ms),
    )


def end(connection: sqlite3.Connection, device: str, scope: Scope) -> None:
    """It is equal again."""
    connection.execute("DELETE FROM discrepancies WHERE device = ? AND scope = ?", (device, scope))


def load(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """All that were reported and have not ended: (device, scope) and when."""
    rows = connection.execute(
        "SELECT device, scope, found_ms FROM discrepancies ORDER BY device, scope"
    )
    return {(device, scope): found_ms for device, scope, found_ms in rows}
