"""One WebSocket of a benchmark, without a task of its own, and every byte of it counted.

The `websockets` library's sans-I/O core under a bare asyncio protocol: frames come in, messages are
handed on in the same call. What is counted is the payload of TCP in both directions: the upgrade
and its answer, frame headers, pings and pongs; no header of TCP or IP. The request carries the
headers of the reference client.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import USER_AGENT, Response
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from sync.core.messages import MESSAGE_BYTES_MAX, SUBPROTOCOL

CONNECT_S: Final = 60.0
"""For a connection to be there, while a whole district asks for one."""


@dataclass(slots=True)
class Traffic:
    """Bytes of TCP payload, seen from the tablets."""

    up: int = 0
    down: int = 0

    def copy(self) -> "Traffic":
        """As it stands now."""
        return Traffic(self.up, self.down)

    def since(self, before: "Traffic") -> "Traffic":
        """What came after another moment."""
        return Traffic(self.up - before.up, self.down - before.down)


class Wire(asyncio.Protocol):
    """One connection.

    Args:
        url: of the server.
        traffic: where bytes are counted.
        opened: called once it may send.
        taken: called with each message.
        lost: called when it is over, with the reason where there is one.
    """

    def __init__(
        self,
        url: str,
        traffic: Traffic,
        *,
        opened: Callable[[], None],
        taken: Callable[[bytes], None],
        lost: Callable[[str], None],
    ) -> None:
        uri = parse_uri(url.replace("http", "ws", 1) + "/sync")
        self._protocol = ClientProtocol(
            uri, subprotocols=[Subprotocol(SUBPROTOCOL)], max_size=MESSAGE_BYTES_MAX
        )
        self._traffic = traffic
        self._opened = opened
        self._taken = taken
        self._lost = lost
        self._transport: asyncio.Transport | None = None

    async def connect(self) -> None:
        """Connects; `opened` is called when the server has agreed."""
        loop = asyncio.get_running_loop()
        uri = self._protocol.uri
        async with asyncio.timeout(CONNECT_S):
            await loop.create_connection(lambda: self, uri.host, uri.port)

    def send(self, message: bytes) -> None:
        """Sends a binary message."""
        self._protocol.send_binary(message)
        self._flush()

    def close(self) -> None:
        """Ends it in order."""
        self._protocol.send_close()
        self._flush()

    # What the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TCP is there: asks for the upgrade."""
        self._transport = cast("asyncio.Transport", transport)
        request = self._protocol.connect()
        request.headers["User-Agent"] = USER_AGENT
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._traffic.down += len(data)
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                if event.opcode is Opcode.BINARY:
                    self._taken(bytes(event.data))
            elif isinstance(event, Response) and self._protocol.handshake_exc is None:
                self._opened()
        self._flush()

    def eof_received(self) -> None:
        """The server sends nothing more."""
        self._protocol.receive_eof()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._transport = None
        reason = self._protocol.handshake_exc or self._protocol.close_reason or exc
        self._lost(str(reason or "the connection was closed"))

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if self._transport is None:
                return
            if data:
                self._traffic.up += len(data)
                self._transport.write(data)
            else:
                self._transport.write_eof()
