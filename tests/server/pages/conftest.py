"""The town with a server's station on it, and browsers of its people."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server import pages
from server.clock import now_ms
from server.exports.jobs import Jobs
from server.pages.frame import Frame
from server.people import devices, enrolment
from server.people.devices import Contact
from server.station import Station
from tests.server.town import ELSEWHERE, NEXT_DOOR, OPINION, PASSWORD, Town, founded, town

__all__ = ["town"]

HOME = "http://testserver"
HOUR_MS = 3_600_000
HOUSEHOLD = "household_file/130709/100/002/007/x03/b02/u1/0301"


class Browser(TestClient):
    """A browser: it sends the Origin and the token of its own page with every form."""

    def send_form(self, path: str, **fields: object):
        sent = {"token": self.token(), **fields}
        return self.post(path, data=sent, headers={"Origin": HOME})

    def token(self) -> str:
        """What the forms that this browser is shown carry now."""
        return re.search(r'name="token" value="([^"]+)"', self.get("/nowhere").text)[1]

    def page(self, path: str, status: int = 200) -> str:
        answer = self.get(path)
        assert answer.status_code == status
        return answer.text


@pytest.fixture
def written(town: Town) -> Town:
    """What the tablets wrote: a clash, a flag, a return, a household, another grid's record."""
    town.write(
        OPINION,
        "fang",
        {"greening_lighting": "support", "road": "support", "_status": "finished"},
        remark="楼道灯坏了",
    )
    town.write(OPINION, "qiang", {"greening_lighting": "oppose"})
    town.write(NEXT_DOOR, "fang", {"parking_spaces": 9, "_status": "returned"})
    town.write(ELSEWHERE, "hong", {"opinion": "希望增加停车位"})
    town.write(
        HOUSEHOLD,
        "fang",
        {
            "phone": "13800001234",
            "members[0a1b2c]": True,
            "members[0a1b2c].name": "张伟",
            "members[9z8y7x]": True,
            "members[9z8y7x].name": "<b>李&娜</b>",
        },
    )
    return town


@pytest.fixture
def station(written: Town) -> Iterator[Station]:
    written.fold()
    written.connection.close()
    with Station(written.data) as opened:
        yield opened


@pytest.fixture
def browser(station: Station) -> Iterator[Callable[..., Browser]]:
    """A browser in which somebody is signed in; nobody without a login."""
    with contextlib.ExitStack() as opened:
        yield browsers(station, opened)


@pytest.fixture
def browser_of() -> Iterator[Callable[[Town], Callable[..., Browser]]]:
    """The same over a town that a test wrote more into."""
    with contextlib.ExitStack() as opened:

        def over(town: Town) -> Callable[..., Browser]:
            town.fold()
            town.connection.close()
            return browsers(opened.enter_context(Station(town.data)), opened)

        yield over


@pytest.fixture
def tablet(station):
    """Gives a person a tablet that said this of itself so long ago; None: nothing ever."""

    def enrolled(login, hours_ago=None, outbox=0, *, name="", offset_ms=0):
        at_ms = now_ms()
        staff = station.directory.by_login[login].id

        def act(connection):
            (code,) = enrolment.issue_codes(connection, [staff], hours=1, now_ms=at_ms)
            made = enrolment.enroll(
                connection,
                code=code.code,
                nonce=code.code,
                device_name=name,
                platform="Android 14",
                now_ms=at_ms,
            )
            if hours_ago is not None:
                contact = Contact(
                    device=made.device,
                    contact_ms=at_ms - int(hours_ago * HOUR_MS),
                    clock_offset_ms=offset_ms,
                    outbox=outbox,
                    outbox_oldest_ms=at_ms - 50 * HOUR_MS if outbox else None,
                )
                devices.note_contacts(connection, [contact])
            return made.device

        return station.change(act)

    return enrolled


@contextlib.contextmanager
def standing(data: Path, write: Callable[[Town], object]) -> Iterator[Callable[..., Browser]]:
    """Browsers over a town in which somebody wrote once, for the tests of a module to look at."""
    with founded(data) as town, contextlib.ExitStack() as opened:
        write(town)
        town.fold()
        yield browsers(opened.enter_context(Station(data)), opened)


def browsers(station: Station, opened: contextlib.ExitStack) -> Callable[..., Browser]:
    """Makes browsers in which somebody is signed in, as long as the stack is open."""
    app = Starlette(routes=pages.routes(Frame(station, (), Jobs(station))))

    def make(login: str | None = None, lang: str = "zh-CN") -> Browser:
        made = Browser(app, base_url=HOME, headers={"Accept-Language": lang})
        opened.callback(made.close)
        if login is not None:
            answer = made.send_form("/login", login=login, password=PASSWORD, next="/")
            assert answer.status_code == 200
        return made

    return make
