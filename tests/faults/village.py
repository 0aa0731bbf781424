"""A small district on disk with tablets enrolled, made once and copied for each test.

Made by the server's own functions in this process, since what is tested comes after: how processes
that work on it die.
"""

import secrets
import shutil
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from schema.area import Area, AreaId, AreaKind
from schema.grant import Grant
from schema.pack import load_pack
from server import database
from server.people import areas, enrolment, forms, grants, staff
from server.people.passwords import hash_password
from sync.log.connect import writing
from tests.acceptance.district import Server
from tests.server.town import AREAS, GRID, PASSWORD, PEOPLE

__all__ = ["GRID", "PASSWORD", "READER", "Device", "Served", "Village", "found", "hazard"]

DEVICES = 20
"""More than any test uses at once; two people of one grid share them."""

READER = "min"
"""Who signs in to the pages, with PASSWORD."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A tablet that the server knows.

    Attributes:
        id: its id.
        staff: who holds it.
        token: what it says in `hello`.
    """

    id: str
    staff: str
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Village:
    """A data directory, and who may talk to a server on it.

    Attributes:
        data: the directory.
        staff: ids by login.
        devices: enrolled tablets, of the grid's two people in turn.
    """

    data: Path
    staff: dict[str, str]
    devices: tuple[Device, ...]

    def copied(self, folder: Path) -> "Village":
        """The same in a folder of its own, which must not exist."""
        shutil.copytree(self.data, folder)
        return Village(data=folder, staff=self.staff, devices=self.devices)


class Served(Server):
    """The installed command on a village.

    Attributes:
        village: whose directory it serves.
    """

    def __init__(self, village: Village, log: Path) -> None:
        super().__init__(village.data, log)
        self.village = village


def found(data: Path) -> Village:
    """Makes the district."""
    people: dict[str, str] = {}

    def fill(connection):
        pack = load_pack("chongli")
        areas.add_all(
            connection,
            [
                Area(id=AreaId(area), kind=AreaKind(kind), name=name, parent=AreaId(area).parent)
                for area, kind, name in AREAS
            ],
        )
        forms.publish(connection, pack.forms, 0)
        for login, name, role, area in PEOPLE:
            hashed = hash_password(PASSWORD) if login == READER else None
            person = staff.add(connection, login=login, name=name, password_hash=hashed, now_ms=0)
            grants.give(connection, person, [Grant(area=AreaId(area), role=role)])
            people[login] = person

    database.create(data, fill)
    with closing(database.open_database(data)) as connection, writing(connection):
        holders = [people[("fang", "qiang")[number % 2]] for number in range(DEVICES)]
        devices = tuple(_enrolled(connection, holder) for holder in holders)
    return Village(data=data, staff=people, devices=devices)


def _enrolled(connection, holder: str) -> Device:
    now_ms = time.time_ns() // 1_000_000
    (code,) = enrolment.issue_codes(connection, [holder], hours=1, now_ms=now_ms)
    enrolled = enrolment.enroll(
        connection,
        code=code.code,
        nonce=secrets.token_hex(8),
        device_name="tablet",
        platform="test",
        now_ms=now_ms,
    )
    return Device(id=enrolled.device, staff=enrolled.staff, token=enrolled.token)


def hazard(area: str = GRID) -> str:
    """The id of a new hazard report, which anybody of the grid may write."""
    return f"hazard_report/{area}:" + "".join(secrets.choice(_CROCKFORD[:8]) for _ in range(26))
