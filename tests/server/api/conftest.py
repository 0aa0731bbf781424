"""A town with a server's API and pages on it, and programs of its people."""

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from schema.area import AreaId
from schema.form import Form
from schema.grant import Grant, Role
from server import api, enrolment, pages
from server.exports.jobs import Jobs
from server.pages.frame import Frame
from server.people import devices, forms, grants
from server.people.enrolment import issue_codes
from server.station import Station
from tests.server.pages.conftest import HOME, HOUSEHOLD, Browser
from tests.server.town import (
    COMMUNITY,
    ELSEWHERE,
    NEXT_DOOR,
    OPINION,
    OTHER_GRID,
    PASSWORD,
    UNIT,
    Town,
    founded,
)

CARE = f"care/{UNIT}/0301"
CODE_NONCE = "a home"

CARE_FORM = {
    "id": "care",
    "version": "1",
    "title": {"zh-CN": "帮扶", "en": "Care"},
    "key": [],
    "areas": ["household"],
    "restricted": True,
    "questions": [{"name": "need", "kind": "text", "label": {"zh-CN": "需要", "en": "Need"}}],
}


class Program(Browser):
    """A program that signed in as a person does."""

    def ask(self, path: str, status: int = 200):
        """The document behind an address below /api/v1."""
        answer = self.get(f"/api/v1{path}")
        assert answer.status_code == status, answer.text
        return answer.json()

    def all_of(self, path: str, name: str):
        """Every document of a list, page after page."""
        found, following = [], f"/api/v1{path}"
        while following:
            document = self.get(following).json()
            found += document[name]
            following = document["next"]
        return found

    def hand_in(self, path: str, document: object, **headers: str):
        """Posts a JSON document, as a page of this site would."""
        sent = {"Origin": HOME, "Content-Type": "application/json", **headers}
        return self.post(f"/api/v1{path}", content=json.dumps(document), headers=sent)


def _write(town: Town) -> None:
    with town.connection:
        forms.publish(town.connection, [Form.from_json(CARE_FORM)], 1)
        named = Grant(area=AreaId(COMMUNITY), role=Role.community, form="care")
        grants.give(town.connection, town.id_of("min"), [named])
        device = devices.add(town.connection, name="tablet", platform="linux", nonce="n", now_ms=1)
        devices.assign(town.connection, device, town.id_of("fang"), 1)
    town.add("qu", "区办", Role.district, "130709")
    town.add("half", "半区", Role.district, OTHER_GRID)
    town.write(
        OPINION, "fang", {"greening_lighting": "support", "_status": "finished"}, remark="好"
    )
    town.write(OPINION, "qiang", {"greening_lighting": "oppose"})
    town.write(NEXT_DOOR, "fang", {"parking_spaces": 9, "_status": "returned"})
    town.write(ELSEWHERE, "hong", {"opinion": "希望增加停车位"})
    town.write(HOUSEHOLD, "fang", {"phone": "13800001234", "dwelling_use": "own"})
    town.write(HOUSEHOLD, "qiang", {"phone": "13911112222"})
    town.write(CARE, "fang", {"need": "轮椅"})


@pytest.fixture(scope="module")
def station(tmp_path_factory) -> Iterator[Station]:
    data: Path = tmp_path_factory.mktemp("town") / "data"
    with founded(data) as town:
        _write(town)
        town.fold()
    with Station(data) as opened:
        yield opened


@pytest.fixture(scope="module")
def code(station: Station) -> str:
    """An enrolment code of somebody's."""
    person = station.directory.by_login["hong"].id
    (made,) = station.change(lambda c: issue_codes(c, [person], hours=1, now_ms=2**42))
    return made.code


@pytest.fixture(scope="module")
def app(station: Station) -> Starlette:
    frame = Frame(station, (), Jobs(station))
    return Starlette(
        routes=[
            *enrolment.routes(station),
            *api.routes(frame),
            *pages.routes(frame),
        ]
    )


@pytest.fixture(scope="module")
def program(app: Starlette) -> Iterator[Callable[..., Program]]:
    """A program signed in as somebody, once for all tests; as nobody without a login."""
    with contextlib.ExitStack() as opened:

        def make(login: str | None = None) -> Program:
            made = Program(app, base_url=HOME, headers={"Accept-Language": "en"})
            opened.callback(made.close)
            if login is not None:
                made.send_form("/login", login=login, password=PASSWORD, next="/")
            return made

        yield functools.cache(make)
