"""A connection whose peer takes nothing, or takes it slowly: how it ends all the same."""

import asyncio
import itertools

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
    """A socket whose peer takes one message at a time, when `take` says so."""

    def __init__(self, *received):
        self._received = list(received)
        self._offered, self._taken = asyncio.Queue(), asyncio.Semaphore(0)
        self.closed_with = None

    async def receive(self):
        if not self._received:
            await asyncio.Event().wait()
        return {"type": "websocket.receive", "bytes": encode(self._received.pop(0))}

    async def send(self, event):
        self._offered.put_nowait(decode_from_server(event["bytes"]))
        await self._taken.acquire()

    async def close(self, code, _reason):
        self.closed_with = code

    async def offered(self):
        return await asyncio.wait_for(self._offered.get(), WAIT_S)

    async def take(self):
        """Takes the message that was offered and gives the next."""
        self._taken.release()
        return await self.offered()


class Alone:
    """A switchboard with nobody else."""

    def join(self, _connection):
        pass

    def commit(self, _connection, _push):
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
    return socket, Connection(socket, server.session(), Alone(), lambda: 1)


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
        assert isinstance(await socket.take(), m.Changes)
        revoke(served)
        assert isinstance(await socket.take(), m.Error)
        socket._taken.release()
        await asyncio.wait_for(running, WAIT_S)
        assert 4403 == socket.closed_with

    asyncio.run(scenario())


def test_a_flood_of_messages_leaves_everybody_else_their_turn(server):
    """Messages that are all there at once: between each two of them, others get to run."""
    others = []

    async def scenario():
        flood = [hello(WANG), *(m.Ping(n=n) for n in range(100))]
        _, served = connect(server, *flood)
        running = asyncio.create_task(served.run())
        taken = served.session.receive_data
        served.session.receive_data = lambda *data: (others.append("it"), taken(*data))
        while others.count("it") < len(flood):
            others.append("another")
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(asyncio.wait_for(scenario(), WAIT_S))

    assert not any(pair == ("it", "it") for pair in itertools.pairwise(others))


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
