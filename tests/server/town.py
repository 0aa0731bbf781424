"""A small town for tests of views and pages: two grids, six people, and a log they write into."""

import contextlib
import functools
import itertools
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.grant import Grant, Role
from schema.pack import load_pack
from schema.record_id import RecordId
from server import database, directory
from server.directory import Directory
from server.people import areas, figures, forms, grants, staff
from server.people.passwords import hash_password
from server.views.file import FILE_NAME
from server.views.following import Follower
from server.views.storing import ViewsFile
from sync.core.change import Change, Entry
from sync.core.results import Stored
from sync.core.update import encode
from sync.log.log import Submission
from sync.log.sqlite import SqliteLog

COMMUNITY = "130709/100/002"
GRID = f"{COMMUNITY}/007"
OTHER_GRID = f"{COMMUNITY}/008"
UNIT = f"{GRID}/x03/b02/u1"
AREAS = (
    ("130709", "district", "崇礼区"),
    ("130709/100", "street", "西湾子镇"),
    (COMMUNITY, "community", "长青路社区"),
    (GRID, "grid", "第7网格"),
    (f"{GRID}/x03", "compound", "和平小区"),
    (f"{GRID}/x03/b02", "building", "3号楼"),
    (UNIT, "unit", "1单元"),
    (f"{UNIT}/0301", "household", "0301"),
    (f"{UNIT}/0302", "household", "0302"),
    (OTHER_GRID, "grid", "第8网格"),
    (f"{OTHER_GRID}/x01", "compound", "裕兴小区"),
    (f"{OTHER_GRID}/x01/b01", "building", "1号楼"),
    (f"{OTHER_GRID}/x01/b01/u2", "unit", "2单元"),
    (f"{OTHER_GRID}/x01/b01/u2/0502", "household", "0502"),
)
FORMS = ("renovation_opinion", "household_file", "hazard_report")
"""What of the pack is recorded there; tests bring further kinds of their own."""

PEOPLE = (
    ("fang", "王芳", Role.grid_head, GRID),
    ("qiang", "李强", Role.grid_member, GRID),
    ("min", "赵敏", Role.community, COMMUNITY),
    ("hong", "陈红", Role.grid_head, OTHER_GRID),
    ("auditor", "周明", Role.auditor, "130709"),
    ("root", "管理员", Role.admin, "130709"),
)
PASSWORD = "right-horse-7"

OPINION = f"renovation_opinion/{UNIT}/0301:p2022"
NEXT_DOOR = f"renovation_opinion/{UNIT}/0302:p2022"
ELSEWHERE = f"renovation_opinion/{OTHER_GRID}/x01/b01/u2/0502:p2022"


# Hashing is slow by design, and a district of people with one password needs it once.
hashed = functools.cache(hash_password)


@dataclass
class Town:
    """The directory, and a pen: `write` stores one change and gives its id."""

    data: Path
    connection: sqlite3.Connection
    log: SqliteLog
    clock: Iterator[int] = field(default_factory=lambda: itertools.count(1_760_000_000_000, 60_000))
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1_000_001, 7_919))
    known: Directory | None = None

    @property
    def directory(self) -> Directory:
        """As it is now; read again only where something of it changed."""
        self.known = directory.load(self.connection, self.known)
        return self.known

    def add(self, login: str, name: str, role: Role, area: str) -> str:
        """Adds a person with a grant and the password of all."""
        person = staff.add(
            self.connection, login=login, name=name, password_hash=hashed(PASSWORD), now_ms=0
        )
        grants.give(self.connection, person, [Grant(area=AreaId(area), role=role)])
        return person

    def id_of(self, login: str) -> str:
        return self.directory.by_login[login].id

    def write(
        self,
        record: str,
        login: str,
        answers: Mapping[str, object],
        replaces: tuple[int, ...] = (),
        *,
        remark: str | None = None,
        time_ms: int | None = None,
    ) -> int:
        change = Change(
            next(self.ids),
            self.id_of(login),
            next(self.clock) if time_ms is None else time_ms,
            remark,
            tuple(Entry(name, value, replaces) for name, value in answers.items()),
        )
        assert isinstance(self.store(record, change.change_id, encode(change)), Stored)
        return change.change_id

    def fold(self) -> None:
        """Writes the views here, as the projector would in a process of its own."""
        with contextlib.closing(ViewsFile(self.data / FILE_NAME)) as file:
            follower = Follower(self.log, file, self.directory)
            while follower.batch():
                pass

    def store(self, record: str, change_id: int, data: bytes) -> object:
        """Stores bytes as they are, also such that no gate would let in."""
        submission = Submission(
            record=record,
            data=data,
            device="device0000000001",
            staff=self.id_of("fang"),
            change_id=change_id,
            scope=RecordId.parse(record).scope,
        )
        return self.log.append([submission], next(self.clock))[0]


def _fill(connection: sqlite3.Connection) -> None:
    pack = load_pack("chongli")
    areas.add_all(
        connection,
        [
            Area(id=AreaId(area), kind=AreaKind(kind), name=name, parent=AreaId(area).parent)
            for area, kind, name in AREAS
        ],
    )
    forms.publish(connection, [each for each in pack.forms if each.id in FORMS], 0)
    figures.keep(connection, pack.figures)
    for login, name, role, area in PEOPLE:
        person = staff.add(
            connection, login=login, name=name, password_hash=hashed(PASSWORD), now_ms=0
        )
        grants.give(connection, person, [Grant(area=AreaId(area), role=role)])


@contextlib.contextmanager
def founded(data: Path) -> Iterator[Town]:
    """The town in a directory of its own, for fixtures of any scope."""
    database.create(data, _fill)
    with contextlib.closing(database.open_database(data)) as connection:
        yield Town(data, connection, SqliteLog(connection))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with founded(tmp_path / "data") as made:
        yield made
