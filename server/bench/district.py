"""The district of a benchmark: founded once, with tablets that are enrolled already.

Enrolling is no part of any benchmark, so it is done in the database, before a server runs. The
tablets of a grid are those of the people whose one grant is the whole grid: each is to hold all of
its visits. Where a grid has more visits than households, the rest are at doors that are not on the
roster, as a tablet writes them (`…/u1/+7`).
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path

from schema.area import AreaKind, Scope
from schema.grant import Right
from server import database, founding
from server.bench import visits
from server.clock import now_ms
from server.directory import Directory, load
from server.people import devices
from server.people.ids import new_token
from sync.log.connect import writing


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """One tablet: its grid, its holder, and the token that it opens sessions with."""

    scope: Scope
    staff: str
    device: str
    token: str


class District:
    """A data directory on which no server runs, to be copied for each measurement.

    Args:
        data: where it is made; nothing may be there.
        tablets_a_grid: so many; those of a grid stand together in `tablets`.

    Raises:
        AlreadyInitialised: there is a district in it; nothing was changed.
    """

    def __init__(self, data: Path, tablets_a_grid: int) -> None:
        founding.initialise(data, sample=True)
        self.data = data
        with closing(database.open_database(data)) as connection:
            known = load(connection)
            self._doors = _doors(known)
            self.grids: Sequence[Scope] = sorted(self._doors)[: visits.GRIDS]
            holders = _holders(known)
            with writing(connection):
                self.tablets = tuple(
                    _enrolled(connection, scope, holders[scope][n % len(holders[scope])])
                    for scope in self.grids
                    for n in range(tablets_a_grid)
                )

    def copy(self, data: Path) -> Path:
        """The same district in a directory of its own."""
        shutil.copytree(self.data, data)
        return data

    def doors(self, scope: Scope) -> Iterator[str]:
        """The area ids of a grid's doors, without end."""
        roster = self._doors[scope]
        unit = roster[0].rpartition("/")[0]
        return chain(roster, (f"{unit}/+{number}" for number in count(1)))

    def records(self, scope: Scope, upto: int) -> list[str]:
        """The ids of the records of a grid's first visits."""
        return [f"{visits.FORM}/{door}{visits.KEY}" for door in islice(self.doors(scope), upto)]


def _doors(known: Directory) -> dict[Scope, list[str]]:
    doors: dict[Scope, list[str]] = {}
    for area in known.tree:
        if area.kind is AreaKind.household:
            doors.setdefault(area.id.scope, []).append(str(area.id))
    return doors


def _holders(known: Directory) -> dict[Scope, list[str]]:
    """Who may see and write all of a grid and nothing else, by grid."""
    holders: dict[Scope, list[str]] = {}
    for person in known.staff.values():
        for grant in person.grants:
            works = Right.write in grant.rights and Right.review not in grant.rights
            if works and str(grant.area) == grant.area.scope:
                holders.setdefault(grant.area.scope, []).append(person.id)
    return holders


def _enrolled(connection: sqlite3.Connection, scope: Scope, staff: str) -> Enrolled:
    at_ms = now_ms()
    nonce = new_token()
    device = devices.add(connection, name="", platform="bench", nonce=nonce, now_ms=at_ms)
    devices.assign(connection, device, staff, at_ms)
    token = devices.issue_token(connection, device, at_ms)
    return Enrolled(scope=scope, staff=staff, device=device, token=token)
