"""A rebuild makes the pages' data anew, with a server and without, and goes on after a death."""

import asyncio
import contextlib
import sqlite3
import threading

import pytest

from server import desk
from server.safekeeping.rebuilding import rebuild
from server.safekeeping.verifying import verify
from server.station import Station
from tests.server.safekeeping.conftest import RECORD, write


def spoil(data):
    with contextlib.closing(sqlite3.connect(data / "views.db")) as views, views:
        assert views.execute("UPDATE records SET document = '{}'").rowcount == 1


@pytest.fixture
def projected(written):
    with Station(written) as station:
        station.wait_for_views()
    return written


@contextlib.contextmanager
def running(data):
    """What a server has of a desk, on a thread of its own."""
    begun, over = threading.Event(), None
    station = Station(data)

    async def serve():
        nonlocal over
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        async with desk.listening(station):
            begun.set()
            await over.wait()

    stop = []
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert begun.wait(30)
    try:
        yield station
    finally:
        stop[0]()
        thread.join()
        station.close()


def test_without_a_server_it_is_made_anew(projected):
    spoil(projected)
    told = []
    rebuild(projected, told.append)
    assert told[-1] == 1.0
    assert verify(projected).problems == ()


def test_with_a_server_it_does_it_and_goes_on_working(projected, people):
    spoil(projected)
    with running(projected) as station:
        rebuild(projected)
        write(station, people["li"], "meanwhile")
        station.wait_for_views()
        assert verify(projected).problems == ()


def test_twice_comes_to_the_same(projected):
    for _ in range(2):
        rebuild(projected)
        assert verify(projected).problems == ()


def test_what_a_death_left_half_is_gone_on_with(projected):
    """As it is when everything dies right behind the removal, and in the middle of folding."""
    with Station(projected) as station:
        station.projector.rebuild()
        station.projector.stop()
    assert verify(projected).problems == ()
    rebuild(projected)
    assert verify(projected).problems == ()


@pytest.mark.parametrize("content", [b"", b"nonsense" * 5000])
def test_views_that_are_none_are_made_anew(projected, content):
    (projected / "views.db").write_bytes(content)
    rebuild(projected)
    assert verify(projected).problems == ()


def test_views_with_a_damaged_page_are_taken_away_by_the_projector_itself(projected, people):
    file = projected / "views.db"
    with contextlib.closing(sqlite3.connect(file)) as views:
        views.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = views.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'records'"
        ).fetchone()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(b"\xff" * 4096)
    with Station(projected) as station:
        write(station, people["wang"], "more")
        station.wait_for_views(120.0)
        assert station.views.ending(RECORD, 1) == [RECORD]
    assert verify(projected).problems == ()
