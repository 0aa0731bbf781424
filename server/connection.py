"""One tablet's socket: drives a `ServerSession` over Starlette's WebSocket.

A loop reads, a task sends; both call the same session on one event loop, so nothing here is locked.
The reader stops while the session is congested, the sender waits for the socket: a slow or greedy
tablet is slowed by its own connection and costs the bound of its window. What a message means is
the session's business, what is done about it the endpoint's (`Switchboard`).
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from sync.core.discrepancies import Found
from sync.core.office import Reported, Submission
from sync.core.server import ServerSession

HELLO_TIMEOUT_S: Final = 5.0
"""How long a connection may stay without saying hello."""

CLOSE_TIMEOUT_S: Final = 3.0
"""How long the last messages may take to a peer that does not read, before it is let go."""


class Switchboard(Protocol):
    """What a connection hands on."""

    def join(self, connection: "Connection") -> None:
        """The session said hello and was welcomed."""

    def commit(self, connection: "Connection", push: Submission) -> None:
        """A push is to be committed; its answer is given to the session, then `wake` called."""

    def note(self, connection: "Connection", report: Reported) -> None:
        """The tablet said something of itself."""

    def found(self, connection: "Connection", found: Found) -> None:
        """A comparison of digests has found something."""


class Connection:
    """One accepted socket and its session.

    Args:
        websocket: accepted.
        session: fresh.
        switchboard: takes what concerns others.
        clock_ms: the server's time.
    """

    def __init__(
        self,
        websocket: WebSocket,
        session: ServerSession,
        switchboard: Switchboard,
        clock_ms: Callable[[], int],
    ) -> None:
        self.session = session
        self.joined = False
        self._websocket = websocket
        self._switchboard = switchboard
        self._clock_ms = clock_ms
        self._something_to_send = asyncio.Event()
        self._relieved = asyncio.Event()
        self._gone = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None

    @property
    def source(self) -> WebSocket:
        """The socket, for whoever names where it comes from."""
        return self._websocket

    def wake(self) -> None:
        """There may be something to send, or room again for reading."""
        self._something_to_send.set()
        self._relieved.set()
        if self.session.close is not None and self._expiry is None and self._sender is not None:
            # A peer that does not read would keep the sender waiting for ever.
            loop = asyncio.get_running_loop()
            self._expiry = loop.call_later(CLOSE_TIMEOUT_S, self._sender.cancel)

    async def run(self) -> None:
        """Serves the socket until either side has closed it."""
        self._sender = sender = asyncio.create_task(self._send())
        reader = asyncio.create_task(self._read())
        if self.session.close is not None:  # turned away before it said a word
            self.wake()
        timer = asyncio.get_running_loop().call_later(HELLO_TIMEOUT_S, self._hello_is_late)
        try:
            await asyncio.wait((sender, reader), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            if self._expiry is not None:
                self._expiry.cancel()
            for task in (sender, reader):
                task.cancel()
            outcomes = await asyncio.gather(sender, reader, return_exceptions=True)
            self._gone.set()
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect):
                raise outcome

    async def finish(self, name: str, timeout_s: float) -> None:
        """Waits until every push taken is answered, then closes with the catalogue's `name`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not (self.session.settled or self._gone.is_set()):
                    self._relieved.clear()
                    await self._relieved.wait()
        self.session.fail(name, "the server restarts")
        self.wake()
        await self._gone.wait()

    def _hello_is_late(self) -> None:
        self.session.hello_timed_out()
        self.wake()

    async def _read(self) -> None:
        session = self.session
        while True:
            while session.congested:
                self._relieved.clear()
                await self._relieved.wait()
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            data = message.get("bytes")
            if data is None:
                session.receive_text()
            else:
                session.receive_data(data, self._clock_ms())
            self._hand_on()
            self.wake()
            # A chunk of the socket may hold a thousand messages: others have their turn between.
            await asyncio.sleep(0)

    def _hand_on(self) -> None:
        """Gives what the last message caused to whom it concerns."""
        session = self.session
        if session.device is not None and not self.joined and session.close is None:
            self.joined = True
            self._switchboard.join(self)
        for report in session.reports():
            self._switchboard.note(self, report)
        for push in session.submissions():
            self._switchboard.commit(self, push)
        for found in session.findings():
            self._switchboard.found(self, found)

    async def _send(self) -> None:
        session = self.session
        while True:
            await self._something_to_send.wait()
            self._something_to_send.clear()
            for data in session.outgoing():
                await self._websocket.send({"type": "websocket.send", "bytes": data})
                self._relieved.set()
            if session.close is not None:
                await self._websocket.close(session.close, session.close_reason)
                return
