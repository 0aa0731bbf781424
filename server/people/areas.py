"""Areas as the server keeps them: the rows of the tree, written by init and by imports."""

import sqlite3
from collections.abc import Iterable

from schema.area import Area, AreaId, AreaKind
from server.people import generations


def add_all(connection: sqlite3.Connection, areas: Iterable[Area]) -> None:
    """Adds areas in the order given. The whole must make a tree: `AreaTree` tells."""
    connection.executemany(
        "INSERT INTO areas (id, kind, name, parent) VALUES (?, ?, ?, ?)",
        [(area.id, area.kind.value, area.name, area.parent) for area in areas],
    )
    generations.bump(connection, "areas")


def load_all(connection: sqlite3.Connection) -> list[Area]:
    """Every area in the order it was added. What was checked when stored is trusted."""
    kinds = {kind.value: kind for kind in AreaKind}
    rows = connection.execute("SELECT id, kind, name, parent FROM areas ORDER BY position")
    return [
        Area(
            id=AreaId(area),
            kind=kinds[kind],
            name=name,
            parent=None if parent is None else AreaId(parent),
        )
        for area, kind, name, parent in rows
    ]
