"""What open pages are told, and whom."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from schema.grant import Grant, Role
from server.pages import live
from server.pages.live import Live
from server.pages.sessions import COOKIE, WebSessions
from server.people import grants, staff
from sync.log.log import Head
from tests.server.town import GRID, OTHER_GRID, PASSWORD

WAIT_S = 20.0
"""A bound against hanging; nothing here is slow."""

ADDRESS = "127.0.0.1"

END = b"event: end\ndata:\n\n"
ROWS = b"event: rows\ndata:\n\n"
TABLETS = b"event: tablets\ndata:\n\n"
LATE = b"event: late\ndata:\n\n"


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Sessions are looked at often, and nobody waits for a turn."""
    monkeypatch.setattr(live, "CHECK_S", 0.05)
    monkeypatch.setattr(live, "GAP_S", 0.0)


@pytest.fixture
def sessions(station):
    return WebSessions(station.data / "log.db", station.change, lambda: 1_000)


@pytest.fixture
def told(station, sessions):
    return Live(station, sessions)


def request(cookie: str | None, seen: str = "0") -> Request:
    headers = [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie else []
    return Request({"type": "http", "headers": headers, "query_string": f"seen={seen}".encode()})


async def following(told: Live, cookie: str | None, seen: str = "0") -> AsyncIterator[bytes]:
    """The stream of a page, behind its first words."""
    answer = await told.stream(request(cookie, seen))
    assert isinstance(answer, StreamingResponse)
    stream = aiter(answer.body_iterator)
    assert (await anext(stream)).startswith(b"retry:")
    return stream


async def nothing_from(stream: AsyncIterator[bytes]) -> bool:
    """Whether a stream says nothing while every event handed over is delivered."""
    said = asyncio.ensure_future(anext(stream))
    for _ in range(20):
        await asyncio.sleep(0)
    silent = not said.done()
    said.cancel()
    return silent


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), WAIT_S))


def test_a_page_is_told_of_its_own_areas_alone(station, sessions, told):
    async def scenario() -> None:
        fang = await following(told, sessions.sign_in("fang", PASSWORD, ADDRESS))
        station.listeners.folded([OTHER_GRID])
        assert await nothing_from(fang)
        fang = await following(told, sessions.sign_in("fang", PASSWORD, ADDRESS))
        station.listeners.folded([GRID])
        assert await anext(fang) == ROWS

    run(scenario)


def test_a_widened_grant_counts_for_a_page_that_is_open(station, sessions, told):
    fang = station.directory.by_login["fang"].id

    async def scenario() -> None:
        stream = await following(told, sessions.sign_in("fang", PASSWORD, ADDRESS))
        station.listeners.folded([OTHER_GRID])
        grant = Grant(area=OTHER_GRID, role=Role.grid_head)
        station.change(lambda connection: grants.give(connection, fang, [grant]))
        assert await anext(stream) == ROWS
        station.listeners.folded([OTHER_GRID])
        assert await anext(stream) == ROWS

    run(scenario)


def test_a_page_that_shows_less_than_there_is_is_told_at_once(sessions, told):
    async def scenario() -> None:
        stream = await following(told, sessions.sign_in("min", PASSWORD, ADDRESS), seen="7")
        assert await anext(stream) == ROWS

    run(scenario)


def test_what_tablets_say_of_themselves_has_a_name_of_its_own(station, sessions, told):
    async def scenario() -> None:
        stream = await following(told, sessions.sign_in("min", PASSWORD, ADDRESS))
        station.listeners.contacts(["device0000000001"])
        assert await anext(stream) == TABLETS

    run(scenario)


def test_a_page_is_told_once_that_it_is_late_and_once_that_it_is_not(
    station, sessions, told, monkeypatch
):
    monkeypatch.setattr(live, "LATE_S", 0.0)
    folded = {scope: station.feed.head(scope) for scope in station.feed.scopes}
    monkeypatch.setattr(type(station.projector), "positions", property(lambda _: folded))

    async def scenario() -> None:
        seen = str(sum(folded.values()))
        hong = await following(told, sessions.sign_in("hong", PASSWORD, ADDRESS), seen)
        station.feed.advance({GRID: Head(seq=99)})
        assert await anext(hong) == LATE
        assert told._late
        folded[GRID] = 99
        assert await anext(hong) == LATE
        assert not told._late

    run(scenario)


def test_events_of_a_page_that_was_not_told_yet_fall_together(station, sessions, told):
    async def scenario() -> None:
        stream = await following(told, sessions.sign_in("min", PASSWORD, ADDRESS))
        for _ in range(100):
            station.listeners.folded([GRID])
        assert await anext(stream) == ROWS
        assert await nothing_from(stream)

    run(scenario)


@pytest.mark.parametrize("how", ["signed out", "disabled", "new password"])
def test_a_stream_ends_with_its_session(station, sessions, told, how):
    cookie = sessions.sign_in("fang", PASSWORD, ADDRESS)
    fang = station.directory.by_login["fang"].id

    async def scenario() -> None:
        stream = await following(told, cookie)
        if how == "signed out":
            sessions.sign_out(cookie, ADDRESS)
        elif how == "disabled":
            station.change(lambda connection: staff.disable(connection, fang))
        else:
            station.change(lambda connection: staff.set_password(connection, fang, "x"))
        assert await anext(stream) == END
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    run(scenario)


@pytest.mark.parametrize("cookie", [None, "", "nobody"])
def test_without_a_session_a_stream_says_that_it_is_over(told, cookie):
    async def scenario() -> None:
        answer = await told.stream(request(cookie))
        assert answer.body == END

    run(scenario)


def test_one_person_holds_a_bounded_number_of_streams(sessions, told, monkeypatch):
    monkeypatch.setattr(live, "STREAMS_OF_ONE_MAX", 2)
    cookie = sessions.sign_in("min", PASSWORD, ADDRESS)

    async def scenario() -> None:
        held = [await following(told, cookie) for _ in range(2)]
        answer = await told.stream(request(cookie))
        assert answer.status_code == 503
        await following(told, sessions.sign_in("fang", PASSWORD, ADDRESS))
        await held[0].aclose()
        await following(told, cookie)

    run(scenario)


def test_streams_end_with_the_server_and_are_taken_up_again(station, sessions, told):
    """Without the word that the session is over: the page shall come back by itself."""

    async def scenario() -> None:
        stream = await following(told, sessions.sign_in("min", PASSWORD, ADDRESS))
        station.listeners.ending()
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    run(scenario)


def test_all_pages_together_fetch_at_a_bounded_rate(told, monkeypatch):
    """By the turns that are given out, on a clock that stands still."""
    monkeypatch.setattr(live.time, "monotonic", lambda: 100.0)
    pauses = [told._pause_s(0.0) for _ in range(live.FETCHES_A_SECOND + 1)]
    assert pauses[0] == 0.0
    assert pauses[-1] == pytest.approx(1.0)
