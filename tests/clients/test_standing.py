"""What `status` says of a tablet that is not simply in order: each in plain words, and in JSON."""

import asyncio
import functools
import json
import re

import pytest

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.commands import sync as command
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.dial import Surroundings, deliver
from clients.reference_cli.session import SessionDriver
from clients.reference_cli.tablet import Tablet
from sync.core.messages import Digest
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT
from tests.clients.line import FakeServer, Line

HOUSE = f"{UNIT}/0301"
NEXT_SYNC = "下一步：有信号时运行 doorstep-tablet sync"


@pytest.fixture
def server(clock, monkeypatch):
    """The server that every `sync` of the test reaches."""
    server = FakeServer()
    server.now_ms = clock.now_ms

    async def no_sleep(_seconds):
        await asyncio.sleep(0)

    around = Surroundings(connect=server.connect, draw=lambda: 0.999, sleep=no_sleep)
    monkeypatch.setattr(command, "deliver", functools.partial(deliver, surroundings=around))
    return server


@pytest.fixture
def delivered(wang, server):
    """A tablet with one record, all of it delivered."""
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support")
    wang.ok("sync")
    return wang


def status(home):
    return json.loads(home.ok("status", "--json"))


def says(home, lang="zh-CN"):
    """The lines of `status`, none of which has an internal name."""
    text = home.ok("status", lang=lang)
    assert not re.search(r"scope|seq|outbox|rewind|digest|deposit", text, re.IGNORECASE)
    return text.splitlines()


def test_in_order(delivered):
    document = status(delivered)
    assert (document["standing"], document["lost"]) == ("known", 0)
    (grid,) = document["scopes"].values()
    assert (grid["equal"], grid["rewinding"], grid["lost"]) == (True, False, False)
    assert says(delivered)[-1] == "没有要做的。"


def test_unknown_to_the_server(delivered, server):
    delivered.ok("note", "0301:p2022", "注")
    server.closing.append((4401, "unauthenticated"))
    assert delivered.run("sync").exit_code == 1
    assert status(delivered)["standing"] == "unknown"
    lines = says(delivered)
    assert lines[2] == "⚠ 服务器不认识这台平板，要重新开通；本机内容都在"
    assert lines[-1] == "下一步：向社区要开通码，再运行 doorstep-tablet enroll 网址 开通码"
    english = says(delivered, "en")
    assert english[2] == (
        "⚠ The server does not know this tablet: it has to be enrolled again; all is still here"
    )
    assert (
        english[-1] == "Next: ask the office for a code, then run doorstep-tablet enroll URL CODE"
    )
    delivered.ok("sync")
    assert status(delivered)["standing"] == "known", "the server knows it after all"


def test_shut_out_by_a_server_that_takes_nothing_in_either(delivered, server):
    delivered.ok("note", "0301:p2022", "注")
    server.closing.extend([(4403, "revoked")] * 2)
    assert delivered.run("sync").exit_code == 1
    assert status(delivered)["standing"] == "revoked"
    lines = says(delivered)
    assert lines[2] == "⚠ 这台平板或您的账号已停用；没有送达的还在本机，sync 会交给社区"
    assert lines[-1] == NEXT_SYNC


def test_in_the_middle_of_a_download_from_the_beginning(delivered):
    with HomeStore(delivered.path) as store:
        store.rewind(GRID)
    assert status(delivered)["scopes"][GRID]["rewinding"] is True
    lines = says(delivered)
    assert "第7网格：正在从头核对，下次 sync 接着做" in lines
    assert lines[-1] == NEXT_SYNC
    assert "第7网格: being checked from the beginning, the next sync goes on" in says(
        delivered, "en"
    )


def test_with_an_area_that_is_lost_and_not_handed_over_yet(delivered):
    grants = [{"area": "130709/100/002/008", "role": "grid_member", "form": None}]
    delivered.download(grants=grants)
    document = status(delivered)
    assert (document["lost"], document["scopes"][GRID]["lost"]) == (1, True)
    lines = says(delivered)
    assert "1份记录已不归您，下次 sync 交接后从本机移除" in lines
    assert not any(line.startswith("第7网格：") for line in lines)
    assert lines[-1] == NEXT_SYNC
    assert (
        "1 record is no longer yours; the next sync hands over what is here, then it goes from "
        "this tablet" in says(delivered, "en")
    )


def test_with_digests_that_differ(delivered, server, clock):
    server.equal = False
    delivered.ok("note", "0301:p2022", "注")
    delivered.ok("sync")
    lines = says(delivered)
    assert "⚠ 第7网格：核对不一致（今天 08:00）" in lines
    assert lines[-1] == "下一步：请告诉社区，有网格核对不一致"
    assert says(delivered, "en")[-1] == "Next: tell the office that a grid differs from the server"


class Clock:
    """Monotonic seconds that stand still until they are set."""

    now_s = 0.0

    def __call__(self):
        return self.now_s


async def talk(driver, line):
    """Both sides say what they have to say."""
    while True:
        for message in driver.data_to_send():
            await line.send(message)
        if not line.out:
            return
        driver.receive(await line.recv())


def test_a_connection_on_which_nothing_happens_compares_again_after_the_interval(delivered, server):
    server.interval_s, clock_s = 3600, Clock()
    before = len(server.told(Digest))
    with HomeStore(delivered.path) as store:
        driver = SessionDriver(
            Tablet(store),
            ServerAddress(url="http://127.0.0.1:9"),
            "token",
            Delivery(),
            app="test",
            watch=True,
            clock_s=clock_s,
        )
        line = Line(server)
        asyncio.run(talk(driver, line))
        compared = len(server.told(Digest)) - before
        for _ in range(10):
            due = driver.again_at
            assert due == clock_s.now_s + 3600
            clock_s.now_s = due - 1
            driver.wake()
            asyncio.run(talk(driver, line))
            assert len(server.told(Digest)) == before + compared
            clock_s.now_s = due
            driver.wake()
            asyncio.run(talk(driver, line))
            compared += 1
            assert len(server.told(Digest)) == before + compared
