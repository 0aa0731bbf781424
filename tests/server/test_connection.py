"""A connection whose peer takes nothing, or takes it slowly: how it ends all the same."""

import asyncio

import pytest

from server import connection
from server.connection import Connection
from sync.core import messages as m
from sync.core.decode import decode_from_server
from sync.core.encode import encode
from sync.core.results import Stored
from tests.sync.core.district import HOUSE_7, WANG, Server, a_change, hello, record

WAIT_S = 30
PATIENCE_S = 600


class Gate:
    """A socket whose peer takes what is written at once, and more when `take` says so."""

    def __init__(self, *received):
        self._received = [encode(message) for message in received]
        self._offered, self._taker = asyncio.Queue(), None
        self.has_room, self.closed_with = True, None

    def listen(self, taker):
        self._taker = taker
        for data in self._received:
            taker.take(data)
        taker.turn_over()

    def write(self, messages):
        assert self.has_room, "written to where there is no room"
        self.has_room = False
        for data in messages:
            self._offered.put_nowait(decode_from_server(data))

    def go_on(self):
        pass

    async def close(self, code, _reason):
        self.closed_with = code

    async def offered(self):
        return await asyncio.wait_for(self._offered.get(), WAIT_S)

    def has_taken(self):
        """What was written is on its way."""
        self.has_room = True
        self._taker.writable()

    async def take(self):
        """Takes what was written and gives the next message."""
        self.has_taken()
        return await self.offered()


class Alone:
    """A switchboard with nobody else."""

    def join(self, _connection):
        pass

    def commit(self, _connection, _pushes):
        pass

    def note(self, _connection, _report):
        pass

    def mismatched(self, _connection):
        pass


@pytest.fixture
def server():
    server = Server()
    server.store(*((f"{record(HOUSE_7)}{n}", a_change(n, value="x" * 30_000)) for n in range(20)))
    return server


def connect(server, *received):
    socket = Gate(*received)
    return socket, Connection(socket, socket, server.session(), Alone(), lambda: 1)


def revoke(served):
    served.session.fail("revoked", "the device was revoked")
    served.wake()


def test_a_revoked_tablet_that_reads_nothing_is_let_go(server, monkeypatch):
    monkeypatch.setattr(connection, "CLOSE_TIMEOUT_S", 0.01)

    async def scenario():
        socket, served = connect(server, hello(WANG))
        running = asyncio.create_task(served.run())
        await socket.offered()
        revoke(served)
        await asyncio.wait_for(running, WAIT_S)

    asyncio.run(scenario())


def test_a_revoked_tablet_that_reads_slowly_gets_no_row_more(server):
    async def scenario():
        socket, served = connect(server, hello(WANG))
        running = asyncio.create_task(served.run())
        assert isinstance(await socket.offered(), m.Welcome)
        assert isinstance(await socket.offered(), m.Changes)
        revoke(served)
        assert isinstance(await socket.take(), m.Error)
        socket.has_taken()
        await asyncio.wait_for(running, WAIT_S)
        assert 4403 == socket.closed_with

    asyncio.run(scenario())


def test_the_end_does_not_wait_for_answers_that_nobody_hears(server):
    async def scenario():
        push = m.Push(id=1, changes=((record(HOUSE_7), a_change(99)),))
        socket, served = connect(server, hello(WANG), push)
        running = asyncio.create_task(served.run())
        await socket.offered()
        served.lost()
        ending = asyncio.create_task(served.finish("restarting", timeout_s=PATIENCE_S))
        assert not served.session.settled
        await asyncio.wait_for(asyncio.gather(running, ending), WAIT_S)

    asyncio.run(scenario())


def test_the_end_does_not_wait_for_a_tablet_that_reads_nothing(server, monkeypatch):
    monkeypatch.setattr(connection, "CLOSE_TIMEOUT_S", 0.01)

    async def scenario():
        push = m.Push(id=1, changes=((record(HOUSE_7), a_change(99)),))
        socket, served = connect(server, hello(WANG), push)
        running = asyncio.create_task(served.run())
        await socket.offered()
        ending = asyncio.create_task(served.finish("restarting", timeout_s=PATIENCE_S))
        assert not served.session.settled
        served.session.committed(1, [Stored(21)])
        served.wake()
        await asyncio.wait_for(asyncio.gather(running, ending), WAIT_S)

    asyncio.run(scenario())
