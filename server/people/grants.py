"""Grants: a role in an area, perhaps for one form. What roles mean is `schema.grant`'s."""

import sqlite3
from collections.abc import Iterable

from schema.area import AreaId
from schema.grant import Grant, Role
from server.people import generations


def give(connection: sqlite3.Connection, staff_id: str, grants: Iterable[Grant]) -> None:
    """Gives a person grants; one held already is left as it is."""
    give_all(connection, [(staff_id, grant) for grant in grants])


def give_all(connection: sqlite3.Connection, given: Iterable[tuple[str, Grant]]) -> None:
    """Gives many people grants, in order: the first of each person gives the role in lists."""
    connection.executemany(
        "INSERT OR IGNORE INTO grants (staff, area, role, form) VALUES (?, ?, ?, ?)",
        [(staff, grant.area, grant.role.value, grant.form) for staff, grant in given],
    )
    generations.bump(connection, "people")


def take(connection: sqlite3.Connection, staff_id: str, grant: Grant) -> None:
    """Takes a grant from a person; one that is not held is no error."""
    connection.execute(
        "DELETE FROM grants WHERE staff = ? AND area = ? AND role = ? AND form IS ?",
        (staff_id, grant.area, grant.role.value, grant.form),
    )
    generations.bump(connection, "people")


def of_all(connection: sqlite3.Connection) -> dict[str, tuple[Grant, ...]]:
    """Every person's grants by staff id, in the order they were given."""
    found: dict[str, list[Grant]] = {}
    rows = connection.execute("SELECT staff, area, role, form FROM grants ORDER BY position")
    for staff, area, role, form in rows:
        grant = Grant(area=AreaId(area), role=Role(role), form=form)
        found.setdefault(staff, []).append(grant)
    return {staff: tuple(grants) for staff, grants in found.items()}
