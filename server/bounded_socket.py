"""uvicorn's WebSocket protocol with what it lacks: bounds, an end that is an end, a short way.

The short way: from `listen` on, messages go straight to whoever takes them, and come back several
in one write. Upgrade, refusal and close go through ASGI as ever; a message would pass two queues
and two tasks there, which cost more than what it says.

Invariants:
- A connection's messages are taken for `TURN_S` in a turn of the event loop, at least one: a chunk
  may hold a thousand, and others have their turn between. Nothing is read while messages wait.
- What a peer is answered without being asked (pongs) is not kept for one that does not read.
- A message has at most `FRAGMENTS_MAX` fragments, and control frames come at most so often: an
  empty frame has six bytes and costs more work than any other six.
- A connection that is over is cut, also where its peer takes nothing any more: a buffer that is
  never read would keep it for as long as the peer likes.

Left out: what messages mean (`connection`), and how long a hello may take.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from typing import Any, Final, Protocol

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

FRAGMENTS_MAX: Final = 4096
"""Of one message of at most 256 KiB; libraries make fragments of 4 KiB and more."""

CONTROL_FRAMES_MAX: Final = 256
"""Pings and pongs in `CONTROL_WINDOW_S`; an honest side sends one in many seconds."""

CONTROL_WINDOW_S: Final = 60.0

SLICE_BYTES: Final = 16 * 1024
"""Frames are counted after so many bytes: the loop is not held by those that are too many."""

TURN_S: Final = 0.003
"""How long one connection's messages are taken before others have their turn: long enough for the
pushes of a day, which are committed and answered together then."""

LINGER_S: Final = 12.0
"""For the last bytes and the peer's own close frame, once the session is over (uvicorn waits 10 s
for the latter)."""

SHORT_WAY: Final = "doorstep.socket"
"""The extension under which a connection's scope has its `BoundedSocket`."""

_POLICY: Final = 1008
_TOO_LARGE: Final = 1009


class Taker(Protocol):
    """Who takes a connection's messages; called on the event loop."""

    @property
    def full(self) -> bool:
        """Whether no message shall be taken for now; `BoundedSocket.go_on` says when again."""

    def take(self, data: bytes | None) -> None:
        """A message; None is one of text."""

    def turn_over(self) -> None:
        """What was taken since the last call is all for this turn."""

    def writable(self) -> None:
        """What was written is on its way: there is room for more."""

    def lost(self) -> None:
        """The connection is ending, and takes nothing any more. May be said more than once."""


class BoundedSocket(WebSocketsSansIOProtocol):
    """One connection that speaks WebSocket."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        super().__init__(*args, **kwargs)
        self._controls = 0
        self._window_ends = 0.0
        self._linger: asyncio.TimerHandle | None = None
        self._taker: Taker | None = None
        self._untaken: deque[bytes | None] = deque()
        self._turn: asyncio.Handle | None = None

    def handle_connect(self, event: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """The upgrade is asked for: the application finds the short way in its scope."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][SHORT_WAY] = {"socket": self}

    # The short way

    def listen(self, taker: Taker) -> None:
        """From now on messages go to `taker`, beginning with those that came before."""
        self._taker = taker
        while not self.queue.empty():
            event: Any = self.queue.get_nowait()
            if event["type"] == "websocket.receive":
                self._untaken.append(event.get("bytes"))
            else:
                taker.lost()
        self.go_on()

    def go_on(self) -> None:
        """The taker is full no more."""
        if self._untaken and self._turn is None:
            self._turn = self.loop.call_soon(self._take_turn)

    @property
    def has_room(self) -> bool:
        """Whether what is written now may leave soon."""
        return self.writable.is_set() and not self.transport.is_closing()

    def write(self, messages: Iterable[bytes]) -> None:
        """Sends binary messages together; to a connection that is ending nothing is said."""
        if self.close_sent or self.transport.is_closing():
            return
        for message in messages:
            self.conn.send_binary(message)
        self.transport.write(b"".join(self.conn.data_to_send()))

    def _take_turn(self) -> None:
        self._turn = None
        self._hand_over()

    def _hand_over(self) -> None:
        """Gives messages to their taker, and reads on once none is left."""
        taker, until_s = self._taker, time.monotonic() + TURN_S
        assert taker is not None, "somebody listens"
        while self._untaken and not taker.full:
            taker.take(self._untaken.popleft())
            if time.monotonic() >= until_s:
                self.go_on()
                break
        taker.turn_over()
        if self.transport.is_closing():
            return
        if self._untaken and not self.read_paused:
            self.transport.pause_reading()
        elif self.read_paused and not self._untaken:
            self.transport.resume_reading()
        self.read_paused = bool(self._untaken)

    def resume_writing(self) -> None:
        """There is room again."""
        super().resume_writing()
        if self._taker is not None:
            self._taker.writable()

    def _tell_lost(self) -> None:
        if self._taker is not None:
            self._taker.lost()

    # What the peer sends

    def data_received(self, data: bytes) -> None:
        """Takes bytes, as long as their frames are within the bounds."""
        if len(data) <= SLICE_BYTES:
            super().data_received(data)
        else:
            view = memoryview(data)
            for begin in range(0, len(view), SLICE_BYTES):
                super().data_received(bytes(view[begin : begin + SLICE_BYTES]))
                if self.transport.is_closing():
                    break
        if self._untaken and self._turn is None:
            self._hand_over()

    def handle_cont(self, event: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """One more fragment of a message."""
        if len(self.frames) >= FRAGMENTS_MAX:
            self._refuse(_TOO_LARGE, "too many fragments")
        elif not self.close_sent:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A message is whole; what one of text says is not looked at, or decoded."""
        is_text = self.curr_msg_data_type == "text"
        if self._taker is None or self.close_sent:
            self.frames = [b""] if is_text else self.frames
            super().send_receive_event_to_app()
        else:
            self._untaken.append(None if is_text else b"".join(self.frames))
            self.frames = []

    def handle_ping(self) -> None:
        """Answered, if the peer takes answers."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()
        self._count_control()

    def handle_pong(self, event: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """An answer to a ping of ours, or to none."""
        super().handle_pong(event)
        self._count_control()

    def _count_control(self) -> None:
        now_s = self.loop.time()
        if now_s >= self._window_ends:
            self._window_ends = now_s + CONTROL_WINDOW_S
            self._controls = 0
        self._controls += 1
        if self._controls > CONTROL_FRAMES_MAX:
            self._refuse(_POLICY, "too many control frames")

    def handle_close(self, event: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """The peer ends the connection, or answers our end."""
        super().handle_close(event)
        self._tell_lost()

    def handle_parser_exception(self) -> None:
        """The peer has broken the rules of WebSocket."""
        super().handle_parser_exception()
        self._tell_lost()

    def shutdown(self) -> None:
        """The server ends."""
        super().shutdown()
        self._tell_lost()

    def _refuse(self, code: int, reason: str) -> None:
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()

    def keepalive_timeout(self) -> None:
        """A silent side is gone, whatever it was still due."""
        super().keepalive_timeout()
        self.transport.abort()

    async def send(self, message: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """Sends once there is room; to a connection that is ending nothing is said any more."""
        await self.writable.wait()
        if self.transport.is_closing():
            raise ClientDisconnected
        await super().send(message)

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        """The session is over."""
        super().on_task_complete(task)
        if not self.disconnected:
            self._linger = self.loop.call_later(LINGER_S, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        if self._linger is not None:
            self._linger.cancel()
        if self._turn is not None:
            self._turn.cancel()
        super().connection_lost(exc)
        self._tell_lost()
