"""Areas as the server keeps them: the rows of the tree, written by init, by imports and by moves.

An area's id never changes, its parent does, and its name where a list says so. What a newer list
lacks is gone, with the time since when; it is never deleted. How many moves touched a scope is
counted beside the tree: a tablet's place in that scope counts only under the same number.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from schema.area import Area, AreaId, AreaKind, Scope
from server.people import generations


def add_all(connection: sqlite3.Connection, areas: Iterable[Area]) -> None:
    """Adds areas in the order given. The whole must make a tree: `AreaTree` tells."""
    connection.executemany(
        "INSERT INTO areas (id, kind, name, parent) VALUES (?, ?, ?, ?)",
        [(area.id, area.kind.value, area.name, area.parent) for area in areas],
    )
    generations.bump(connection, "areas")


def rename(connection: sqlite3.Connection, names: Mapping[AreaId, str]) -> None:
    """Gives areas other names."""
    connection.executemany(
        "UPDATE areas SET name = ? WHERE id = ?", [(name, area) for area, name in names.items()]
    )
    generations.bump(connection, "areas")


def mark_gone(connection: sqlite3.Connection, areas: Iterable[AreaId], at_ms: int) -> None:
    """Marks areas as gone since a time."""
    connection.executemany(
        "UPDATE areas SET gone_ms = ? WHERE id = ?", [(at_ms, area) for area in areas]
    )
    generations.bump(connection, "areas")


def bring_back(
    connection: sqlite3.Connection,
    areas: Iterable[AreaId],
    *,
    along: Iterable[tuple[AreaId, AreaId]] = (),
) -> None:
    """Takes the mark off areas, each exactly; first off those that went together with one of them.

    Args:
        connection: inside a transaction.
        areas: those that are there again.
        along: others, each with the one with which it comes back if both went together.
    """
    connection.executemany(
        "UPDATE areas SET gone_ms = NULL WHERE id = ?1"
        " AND gone_ms = (SELECT gone_ms FROM areas WHERE id = ?2)",
        along,
    )
    connection.executemany(
        "UPDATE areas SET gone_ms = NULL WHERE id = ?", [(area,) for area in areas]
    )
    generations.bump(connection, "areas")


def load_all(connection: sqlite3.Connection) -> list[Area]:
    """Every area in the order it was added. What was checked when stored is trusted."""
    kinds = {kind.value: kind for kind in AreaKind}
    rows = connection.execute(
        "SELECT id, kind, name, parent, gone_ms IS NOT NULL FROM areas ORDER BY position"
    )
    return [
        Area(
            id=AreaId(area),
            kind=kinds[kind],
            name=name,
            parent=None if parent is None else AreaId(parent),
            gone=bool(gone),
        )
        for area, kind, name, parent, gone in rows
    ]


def move(
    connection: sqlite3.Connection, area: AreaId, parent: AreaId, scopes: Iterable[Scope]
) -> None:
    """Puts an area, with all that lies below it, under another one.

    Args:
        connection: inside a transaction.
        area: what is moved.
        parent: under what.
        scopes: those of which something is moved with it.
    """
    connection.execute("UPDATE areas SET parent = ? WHERE id = ?", (parent, area))
    connection.executemany(
        "INSERT INTO moves (scope, number) VALUES (?, 1)"
        " ON CONFLICT (scope) DO UPDATE SET number = number + 1",
        [(scope,) for scope in scopes],
    )
    generations.bump(connection, "areas")


def load_moves(connection: sqlite3.Connection) -> dict[Scope, int]:
    """How many moves touched each scope; one that none touched is not named."""
    rows = connection.execute("SELECT scope, number FROM moves")
    return {Scope(scope): number for scope, number in rows}
