"""Lines that end after so many bytes."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import websockets
from websockets.asyncio.server import serve

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.fleet.cutting import cutting
from sync.core.messages import SUBPROTOCOL

MESSAGE = bytes(range(256)) * 8


class Server:
    """Sends back every message; what came before the end is kept."""

    def __init__(self):
        self.heard = []
        self.endings = asyncio.Queue()

    async def talk(self, connection):
        try:
            async for message in connection:
                self.heard.append(message)
                await connection.send(message)
        finally:
            self.endings.put_nowait(connection.close_code)


@asynccontextmanager
async def serving():
    server = Server()
    async with serve(server.talk, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL]) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield server, ServerAddress(url=f"http://127.0.0.1:{port}")


async def echo(connect, address, messages=3):
    """How many messages went there and back."""
    async with connect(address) as socket:
        for number in range(messages):
            try:
                await socket.send(MESSAGE)
                assert await socket.recv() == MESSAGE
            except websockets.ConnectionClosed:
                return number
        return messages


def test_the_bytes_up_to_the_cut_arrive_and_no_more():
    async def scenario():
        heard = asyncio.get_running_loop().create_future()

        async def listen(reader, writer):
            data = b""
            try:
                while piece := await reader.read(4096):
                    data += piece
            except ConnectionResetError:
                pass
            writer.close()
            heard.set_result(data)

        async with await asyncio.start_server(listen, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            address = ServerAddress(url=f"http://127.0.0.1:{port}")
            with pytest.raises((OSError, websockets.WebSocketException)):
                await echo(cutting(iter([50])), address)
            return await heard

    # An abort may overtake bytes that were on their way; it never lets more through.
    data = asyncio.run(scenario())
    assert len(data) <= 50
    assert b"GET /sync HTTP/1.1\r\n".startswith(data[:20])


def test_a_line_is_cut_in_the_middle_of_a_message():
    async def scenario():
        async with serving() as (server, address):
            # A handshake takes less than 1,000 bytes in both directions, an exchange 4,100.
            done = await echo(cutting(iter([1_000 + 4_100])), address)
            code = await server.endings.get()
            return done, code, server.heard

    done, code, heard = asyncio.run(scenario())
    assert done == 1
    assert code == 1006  # nobody said goodbye
    assert heard in ([MESSAGE], [MESSAGE] * 2)


def test_what_comes_back_counts_too():
    async def scenario():
        async with serving() as (_, address):
            return await echo(cutting(iter([1_000 + 4_100 + 2_100 + 1_000])), address)

    assert asyncio.run(scenario()) == 1


def test_each_connection_takes_the_next_cut_and_then_they_hold():
    async def scenario():
        connect = cutting(iter([1_500, 6_000]))
        async with serving() as (_, address):
            return [await echo(connect, address) for _ in range(4)]

    first, second, third, fourth = asyncio.run(scenario())
    assert first == 0
    assert second == 1
    assert third == fourth == 3
