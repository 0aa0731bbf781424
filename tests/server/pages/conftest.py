"""The town with a server's station on it, and browsers of its people."""

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server import pages
from server.station import Station
from tests.server.town import ELSEWHERE, NEXT_DOOR, OPINION, PASSWORD, Town, town

__all__ = ["town"]

HOME = "http://testserver"
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


def browsers(station: Station, opened: contextlib.ExitStack) -> Callable[..., Browser]:
    """Makes browsers in which somebody is signed in, as long as the stack is open."""
    app = Starlette(routes=pages.routes(station))

    def make(login: str | None = None, lang: str = "zh-CN") -> Browser:
        made = Browser(app, base_url=HOME, headers={"Accept-Language": lang})
        opened.callback(made.close)
        if login is not None:
            answer = made.send_form("/login", login=login, password=PASSWORD, next="/")
            assert answer.status_code == 200
        return made

    return make
