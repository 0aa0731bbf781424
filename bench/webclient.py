"""One HTTP connection of a lean client, kept open, its bytes counted at the socket."""

import asyncio
import json
from typing import Any, cast

import httptools

from bench.websocket import Broken, Traffic


class WebClient(asyncio.Protocol):
    """Asks for one thing after the other over one connection."""

    def __init__(self) -> None:
        self.traffic = Traffic()
        self._transport: asyncio.WriteTransport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    @classmethod
    async def connect(cls, host: str, port: int) -> "WebClient":
        """Opens one."""
        _, client = await asyncio.get_running_loop().create_connection(cls, host, port)
        return client

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Sends a request and gives the answer's status and body.

        Raises:
            Broken: the server closed the connection instead.
        """
        if self._transport is None or self._transport.is_closing():
            raise Broken("closed")
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = "" if body is None else "content-type: application/json\r\n"
        head = f"{method} {path} HTTP/1.1\r\nhost: bench\r\naccept: application/json\r\n{kind}"
        data = f"{head}content-length: {len(content)}\r\n\r\n".encode() + content
        self._answer = asyncio.get_running_loop().create_future()
        self.traffic.up += len(data)
        self._transport.write(data)
        answer = await self._answer
        return self._parser.get_status_code(), answer

    async def get(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """The same, its JSON read, or nothing where the server has nothing.

        Raises:
            Broken: the server refuses the request.
        """
        status, answer = await self.ask(method, path, body)
        if status == 404:
            return None
        if status >= 400:
            raise Broken(f"{method} {path}: {status} {answer[:200]!r}")
        return json.loads(answer)

    def close(self) -> None:
        """Closes the connection."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        # uvloop's transports are no subclass, though they are alike.
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Reads on in the answer."""
        self.traffic.down += len(data)
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for an answer learns that none comes."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Broken(str(exc or "closed")))

    def on_body(self, part: bytes) -> None:
        """A part of the answer's body was read."""
        self._body.append(part)

    def on_message_complete(self) -> None:
        """The answer is complete."""
        body, self._body = b"".join(self._body), []
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(body)
