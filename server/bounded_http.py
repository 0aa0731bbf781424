"""uvicorn's HTTP protocol with what it lacks: bounds on how long, and how large, a request may be.

Without them a connection that never finishes its header, or its body, stays for ever, and a header
may fill the memory. A connection that is over its bound is cut without a word: whoever writes so
slowly is not reading either.

Left out: how long an answer may take to be read. A district's bundle over a slow radio takes
minutes, and only people who are known are sent anything large.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_TIMEOUT_S: Final = 10.0
"""From the connection, or a further request's first byte, to the end of its header."""

BODY_TIMEOUT_S: Final = 60.0
"""From the end of the header to the end of the body: the largest has 64 KiB, 1 KiB/s is enough."""

HEAD_BYTES_MAX: Final = 64 * 1024
"""Of a header that is not finished; what browsers send, with all cookies, is under 16 KiB."""


class BoundedHttp(HttpToolsProtocol):
    """One connection that speaks HTTP, until it is upgraded or over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._in_head = True
        self._upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The header is waited for."""
        super().connection_made(transport)
        self._expect_within(HEAD_TIMEOUT_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes bytes; a header of too many ends the connection."""
        super().data_received(data)
        if self._deadline is None and self._idle:  # blank lines before a request that never comes
            self._expect_within(HEAD_TIMEOUT_S)
        if not self._in_head:
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES_MAX:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        if self.cycle is not None:  # the first one is waited for since the connection was made
            self._expect_within(HEAD_TIMEOUT_S)

    def on_headers_complete(self) -> None:
        """The header is whole."""
        self._in_head = False
        self._expect_within(BODY_TIMEOUT_S)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._expect_nothing()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """The socket has bounds of its own."""
        self._upgraded = True
        self._expect_nothing()
        super().handle_websocket_upgrade()

    @property
    def _idle(self) -> bool:
        """Whether every request was answered, and nothing says how long it may stay so."""
        if self._upgraded or self.timeout_keep_alive_task is not None:
            return False
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and cycle.response_complete

    def _expect_within(self, seconds: float) -> None:
        self._expect_nothing()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
