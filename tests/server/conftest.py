"""A small invented district for tests of the server: one community, two grids, one compound."""

import contextlib

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.grant import Grant, Role
from schema.pack import Pack
from schema.sample import Sample, SampleStaff
from server import database
from server.people import areas, forms, grants, staff
from server.station import Station
from server.views.file import FILE_NAME
from server.views.following import Follower
from server.views.storing import ViewsFile

DISTRICT = "130709"
COMMUNITY = "130709/100/002"
GRID = "130709/100/002/007"
OTHER_GRID = "130709/100/002/008"
HOUSEHOLD = "130709/100/002/007/x03/0301"
NOW_MS = 1_700_000_000_000


def _area(text: str, kind: str, name: str) -> Area:
    area = AreaId.parse(text)
    return Area(id=area, kind=AreaKind(kind), name=name, parent=area.parent)


AREAS = (
    _area(DISTRICT, "district", "测试区"),
    _area("130709/100", "street", "测试街道"),
    _area(COMMUNITY, "community", "测试社区"),
    _area(GRID, "grid", "第7网格"),
    _area(OTHER_GRID, "grid", "第8网格"),
    _area("130709/100/002/007/x03", "compound", "和平小区"),
    _area(HOUSEHOLD, "household", "0301"),
)


def _form(name: str, *, restricted: bool = False) -> Form:
    return Form.from_json(
        {
            "id": name,
            "version": "1",
            "title": {"zh-CN": "测试表", "en": "Test form"},
            "key": [],
            "areas": ["household"],
            "restricted": restricted,
            "questions": [
                {"name": "note", "kind": "text", "label": {"zh-CN": "说明", "en": "Note"}}
            ],
        }
    )


FORMS = (_form("opinion"), _form("care", restricted=True))


class SmallPack(Pack):
    """The invented district as a pack, with two people as its sample."""

    __slots__ = ()

    def sample(self, seed: int = 0) -> Sample:
        people = [("li", "李某"), ("zhao", "赵某")]
        return Sample(
            areas=self.areas,
            staff=tuple(
                SampleStaff(
                    login=login,
                    name=name,
                    role=Role.grid_member,
                    area=AreaId(GRID),
                    phone="0313-0000001",
                )
                for login, name in people
            ),
        )


@pytest.fixture
def pack(tmp_path):
    title = {"zh-CN": "测试区", "en": "Test district"}
    return SmallPack(
        name="small", title=title, areas=AREAS, forms=FORMS, has_sample=True, folder=tmp_path
    )


@pytest.fixture
def data(tmp_path):
    """A data directory with areas and forms, and nobody in it."""
    directory = tmp_path / "data"

    def fill(connection):
        areas.add_all(connection, AREAS)
        forms.publish(connection, FORMS, NOW_MS)

    database.create(directory, fill)
    return directory


@pytest.fixture
def connection(data):
    with contextlib.closing(database.open_database(data)) as opened:
        yield opened


@pytest.fixture
def add_person(connection):
    """Adds a person with grants as (role, area) or (role, area, form); gives the id."""

    def add(login, *held, name=None):
        staff_id = staff.add(
            connection,
            login=login,
            name=name or f"{login}某",
            password_hash=None,
            now_ms=NOW_MS,
        )
        given = [
            Grant(area=AreaId(area), role=Role(role), form=form[0] if form else None)
            for role, area, *form in held
        ]
        grants.give(connection, staff_id, given)
        return staff_id

    return add


@pytest.fixture
def folded_here(monkeypatch):
    """Views are folded right here where something waits for them; no process is started."""

    def fold(station, timeout_s=0.0):
        with contextlib.closing(ViewsFile(station.data / FILE_NAME)) as file:
            follower = Follower(station.reader, file, station.directory)
            while follower.batch():
                pass

    monkeypatch.setattr(Station, "wait_for_views", fold)
