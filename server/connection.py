"""One tablet's socket: drives a `ServerSession` over the messages that come and go.

No task of its own: a message is taken as it comes, and what is to be sent is asked of the session
once a turn of the event loop, whatever has happened in it, so that acknowledgements and rows leave
in one write. The socket hands over nothing while the session is congested, and the session is asked
for nothing while the socket has no room: a slow or greedy tablet is slowed by its own connection
and costs the bound of its window. What a message means is the session's business, what is done
about it the endpoint's (`Switchboard`).
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol

from starlette.websockets import WebSocket

from server.bounded_socket import Taker
from sync.core.discrepancies import Found
from sync.core.office import Reported, Submission
from sync.core.server import ServerSession

HELLO_TIMEOUT_S: Final = 5.0
"""How long a connection may stay without saying hello."""

CLOSE_TIMEOUT_S: Final = 3.0
"""How long the last messages may take to a peer that does not read, before it is let go."""

WRITE_BYTES: Final = 64 * 1024
"""Messages go to the socket in parts of about this size: then it is looked whether it has room."""


class Socket(Protocol):
    """The short way to the peer (`bounded_socket`)."""

    @property
    def has_room(self) -> bool:
        """Whether what is written now may leave soon."""

    def listen(self, taker: Taker) -> None:
        """From now on messages go to `taker`."""

    def write(self, messages: Iterable[bytes]) -> None:
        """Sends messages together."""

    def go_on(self) -> None:
        """The taker is full no more."""


class Switchboard(Protocol):
    """What a connection hands on."""

    def join(self, connection: "Connection") -> None:
        """The session said hello and was welcomed."""

    def commit(self, connection: "Connection", pushes: Sequence[Submission]) -> None:
        """Pushes are to be committed; the session is given their answers, then `wake` called."""

    def note(self, connection: "Connection", report: Reported) -> None:
        """The tablet said something of itself."""

    def found(self, connection: "Connection", found: Found) -> None:
        """A comparison of digests has found something."""


class Connection:
    """One accepted socket and its session.

    Args:
        websocket: accepted.
        socket: the short way of the same.
        session: fresh.
        switchboard: takes what concerns others.
        clock_ms: the server's time.
    """

    def __init__(
        self,
        websocket: WebSocket,
        socket: Socket,
        session: ServerSession,
        switchboard: Switchboard,
        clock_ms: Callable[[], int],
    ) -> None:
        self.session = session
        self.joined = False
        self._websocket = websocket
        self._socket = socket
        self._switchboard = switchboard
        self._clock_ms = clock_ms
        self._loop = asyncio.get_running_loop()
        # The session is over: True where its last word was sent, False where nobody hears it.
        self._over: asyncio.Future[bool] = self._loop.create_future()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._settled: asyncio.Event | None = None
        self._is_woken = False
        self._expiry: asyncio.TimerHandle | None = None

    @property
    def source(self) -> WebSocket:
        """The socket, for whoever names where it comes from."""
        return self._websocket

    def wake(self) -> None:
        """There may be something to send, or room again for reading."""
        if not self._is_woken:
            self._is_woken = True
            self._loop.call_soon(self._serve)

    async def run(self) -> None:
        """Serves the socket until either side has closed it."""
        self._socket.listen(self)
        self.wake()  # who was turned away before it said a word is told so
        timer = self._loop.call_later(HELLO_TIMEOUT_S, self._hello_is_late)
        try:
            if await self._over and self.session.close is not None:
                await self._websocket.close(self.session.close, self.session.close_reason)
        finally:
            timer.cancel()
            if self._expiry is not None:
                self._expiry.cancel()
            self._gone.set_result(None)

    async def finish(self, name: str, timeout_s: float) -> None:
        """Waits until every push taken is answered, then closes with the catalogue's `name`."""
        self._settled = asyncio.Event()
        if self._over.done():
            self._settled.set()
        self.wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._settled.wait()
        self.session.fail(name, "the server restarts")
        self.wake()
        await asyncio.shield(self._gone)

    def _hello_is_late(self) -> None:
        self.session.hello_timed_out()
        self.wake()

    # What the socket says

    @property
    def full(self) -> bool:
        """Whether the session has enough for now."""
        return self.session.congested and self.session.close is None

    def take(self, data: bytes | None) -> None:
        """Takes a message."""
        try:
            if data is None:
                self.session.receive_text()
            else:
                self.session.receive_data(data, self._clock_ms())
        except Exception as error:  # noqa: BLE001 - it ends this connection, and is told there
            self._end(error)

    def turn_over(self) -> None:
        """Gives what the last messages caused to whom it concerns."""
        try:
            self._hand_on()
        except Exception as error:  # noqa: BLE001 - as in `take`
            self._end(error)
        self.wake()

    def writable(self) -> None:
        """There is room for more."""
        self.wake()

    def lost(self) -> None:
        """Nobody hears any more."""
        self._end(said=False)

    def _hand_on(self) -> None:
        session = self.session
        if session.device is not None and not self.joined and session.close is None:
            self.joined = True
            self._switchboard.join(self)
        for report in session.reports():
            self._switchboard.note(self, report)
        pushes = session.submissions()
        if pushes:
            self._switchboard.commit(self, pushes)
        for found in session.findings():
            self._switchboard.found(self, found)

    # What goes out

    def _serve(self) -> None:
        """Sends what there is, as far as there is room, and ends what is over."""
        self._is_woken = False
        if self._over.done():
            return
        try:
            is_all_said = self._send()
        except Exception as error:  # noqa: BLE001 - as in `take`
            self._end(error)
            return
        if self.session.close is not None:
            self._end_soon(is_all_said=is_all_said)
        elif not self.session.congested:
            self._socket.go_on()
        if self._settled is not None and self.session.settled:
            self._settled.set()

    def _send(self) -> bool:
        """Writes what the session has to say, while there is room; whether that was all."""
        outgoing = self.session.outgoing()
        while self._socket.has_room:
            part = _part(outgoing)
            if not part:
                return True
            self._socket.write(part)
        return False

    def _end_soon(self, *, is_all_said: bool) -> None:
        if is_all_said:
            self._end(said=True)
        elif self._expiry is None:  # a peer that does not read is let go
            self._expiry = self._loop.call_later(CLOSE_TIMEOUT_S, self.lost)

    def _end(self, error: Exception | None = None, *, said: bool = False) -> None:
        if self._over.done():
            return
        if error is not None:
            self._over.set_exception(error)
        else:
            self._over.set_result(said)
        if self._settled is not None:
            self._settled.set()


def _part(outgoing: Iterator[bytes]) -> list[bytes]:
    """The next messages, as many as are written together; none: that was all."""
    part, size = [], 0
    for message in outgoing:
        part.append(message)
        size += len(message)
        if size >= WRITE_BYTES:
            break
    return part
