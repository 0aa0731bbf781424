"""One WebSocket of a lean client, its bytes counted where they enter and leave the socket.

The library's protocol without its streams and tasks: a message is handed on in the call that read
it. The handshake is counted, what TCP adds is not. No compression is offered: no server here
compresses by default to a client of its own library.
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol, cast

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri


class Broken(Exception):
    """A server closed a connection that was still needed."""


@dataclass(slots=True)
class Traffic:
    """Bytes that passed a socket."""

    up: int = 0
    down: int = 0


class Listener(Protocol):
    """Who is told what happens to a socket, in the moment that it happens."""

    def opened(self) -> None:
        """The server took the connection."""

    def heard(self, message: bytes) -> None:
        """A message came."""

    def lost(self, broken: Broken) -> None:
        """The connection is gone, whoever closed it."""


class Socket(asyncio.Protocol):
    """A WebSocket."""

    def __init__(self, uri: str, listener: Listener) -> None:
        self.traffic = Traffic()
        self._uri = parse_uri(uri)
        self._listener = listener
        self._protocol = ClientProtocol(self._uri, max_size=None)
        self._transport: asyncio.WriteTransport | None = None
        self._parts: list[bytes | bytearray | memoryview] = []

    async def connect(self) -> None:
        """Opens it; the listener is told when the server took it."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, self._uri.host, self._uri.port)

    def say(self, message: bytes) -> None:
        """Sends a message."""
        self._protocol.send_binary(message)
        self._flush()

    def close(self) -> None:
        """Closes the connection; the server is not waited for."""
        if self._transport is not None and not self._transport.is_closing():
            if self._protocol.state is State.OPEN:
                self._protocol.send_close()
                self._flush()
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open: asks for the upgrade."""
        # uvloop's transports are no subclass, though they are alike.
        self._transport = cast("asyncio.WriteTransport", transport)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Hands each message on that these bytes complete."""
        self.traffic.down += len(data)
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._frame(event)
            elif self._protocol.handshake_exc is None:
                self._listener.opened()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for the server learns that it is gone."""
        reason = self._protocol.handshake_exc or exc or "the server closed"
        self._listener.lost(Broken(str(reason)))

    def _frame(self, frame: Frame) -> None:
        if frame.opcode in (Opcode.BINARY, Opcode.TEXT, Opcode.CONT):
            self._parts.append(frame.data)
            if frame.fin:
                message, self._parts = b"".join(self._parts), []
                self._listener.heard(message)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data and self._transport is not None:
                self.traffic.up += len(data)
                self._transport.write(data)
