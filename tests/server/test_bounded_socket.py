"""The short way of a socket: whose turn it is, when nothing is read, what is told of the end."""

import asyncio
import itertools

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from server import bounded_socket
from server.bounded_socket import SHORT_WAY, BoundedSocket

UPGRADE = (
    b"GET /sync HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def frames(*messages, opcode=Opcode.BINARY):
    return b"".join(Frame(opcode, data).serialize(mask=True) for data in messages)


class Transport(asyncio.Transport):
    """Notes what is written, and whether it is read."""

    def __init__(self):
        super().__init__()
        self.reads, self.written, self.closing = True, [], False

    def write(self, data):
        self.written.append(data)

    def pause_reading(self):
        assert self.reads
        self.reads = False

    def resume_reading(self):
        assert not self.reads
        self.reads = True

    def is_closing(self):
        return self.closing

    def close(self):
        self.closing = True

    def abort(self):
        self.closing = True


class Taker:
    """Takes what it is given, as long as it is not full."""

    def __init__(self):
        self.full, self.took, self.turns, self.ends, self.rooms = False, [], 0, 0, 0

    def take(self, data):
        self.took.append(data)

    def turn_over(self):
        self.turns += 1

    def writable(self):
        self.rooms += 1

    def lost(self):
        self.ends += 1


class Line:
    """An accepted connection, and whoever listens to it."""

    def __init__(self, before=b""):
        config = uvicorn.Config(
            self._accept, interface="asgi3", log_config=None, ws_per_message_deflate=False
        )
        config.load()
        self.socket = BoundedSocket(config, ServerState(), {})
        self.transport, self.taker = Transport(), Taker()
        self.socket.connection_made(self.transport)
        self.socket.data_received(UPGRADE + before)

    async def _accept(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        self.transport.written.clear()
        scope["extensions"][SHORT_WAY]["socket"].listen(self.taker)
        await asyncio.Event().wait()

    async def listening(self):
        await turns(5)
        return self


async def turns(count):
    for _ in range(count):
        await asyncio.sleep(0)


def test_messages_come_in_order_and_those_from_before_come_first():
    async def scenario():
        line = await Line(frames(b"1", b"2")).listening()
        line.socket.data_received(frames(b"3"))
        line.socket.data_received(frames("四".encode(), opcode=Opcode.TEXT))
        await turns(5)
        return line

    line = asyncio.run(scenario())
    assert [b"1", b"2", b"3", None] == line.taker.took
    assert line.transport.reads


def test_what_a_turn_brings_is_taken_together():
    async def scenario():
        line = await Line().listening()
        line.socket.data_received(frames(*(b"%d" % n for n in range(25))))
        return line

    line = asyncio.run(scenario())
    assert (25, 1) == (len(line.taker.took), line.taker.turns)


def test_a_flood_of_messages_leaves_everybody_else_their_turn(monkeypatch):
    """Messages that are all there at once, of which each takes as long as a turn may."""
    monkeypatch.setattr(bounded_socket, "TURN_S", 0)
    others = []

    async def scenario():
        line = await Line().listening()
        line.taker.take = lambda _: others.append("it")
        line.socket.data_received(frames(*[b"x"] * 100))
        assert not line.transport.reads, "more is read while a hundred wait"
        while others.count("it") < 100:
            others.append("another")
            await asyncio.sleep(0)
        return line

    line = asyncio.run(scenario())
    assert not any(pair == ("it", "it") for pair in itertools.pairwise(others))
    assert line.transport.reads


def test_nothing_is_read_while_the_taker_is_full():
    async def scenario():
        line = await Line().listening()
        line.taker.full = True
        line.socket.data_received(frames(b"1", b"2"))
        await turns(5)
        assert ([], False) == (line.taker.took, line.transport.reads)
        line.taker.full = False
        line.socket.go_on()
        await turns(5)
        return line

    line = asyncio.run(scenario())
    assert ([b"1", b"2"], True) == (line.taker.took, line.transport.reads)


def test_several_messages_leave_in_one_write():
    async def scenario():
        line = await Line().listening()
        line.socket.write([b"a", b"b" * 200])
        return line

    line = asyncio.run(scenario())
    assert [b"\x82\x01a\x82\x7e\x00\xc8" + b"b" * 200] == line.transport.written


def test_room_that_comes_back_is_told():
    async def scenario():
        line = await Line().listening()
        line.socket.pause_writing()
        assert not line.socket.has_room
        line.socket.resume_writing()
        assert line.socket.has_room
        return line

    assert 1 == asyncio.run(scenario()).taker.rooms


@pytest.mark.parametrize(
    "end",
    [
        lambda socket: socket.data_received(frames(b"\x03\xe8", opcode=Opcode.CLOSE)),
        lambda socket: socket.data_received(b"\xff\xff"),
        lambda socket: socket.connection_lost(None),
        lambda socket: socket.shutdown(),
    ],
    ids=["the peer closes", "no frame", "the connection breaks", "the server ends"],
)
def test_an_end_is_told_and_nothing_is_written_behind_it(end):
    async def scenario():
        line = await Line().listening()
        end(line.socket)
        line.transport.written.clear()
        line.socket.write([b"too late"])
        return line

    line = asyncio.run(scenario())
    assert line.taker.ends
    assert [] == line.transport.written
