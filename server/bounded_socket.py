"""uvicorn's WebSocket protocol with what it lacks: bounds on frames, and an end that is an end.

Invariants:
- What a peer is answered without being asked (pongs) is not kept for one that does not read.
- A message has at most `FRAGMENTS_MAX` fragments, and control frames come at most so often: an
  empty frame has six bytes and costs more work than any other six.
- A connection that is over is cut, also where its peer takes nothing any more: a buffer that is
  never read would keep it for as long as the peer likes.

Left out: what messages mean (`connection`), and how long a hello may take.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

FRAGMENTS_MAX: Final = 4096
"""Of one message of at most 256 KiB; libraries make fragments of 4 KiB and more."""

CONTROL_FRAMES_MAX: Final = 256
"""Pings and pongs in `CONTROL_WINDOW_S`; an honest side sends one in many seconds."""

CONTROL_WINDOW_S: Final = 60.0

SLICE_BYTES: Final = 16 * 1024
"""Frames are counted after so many bytes: the loop is not held by those that are too many."""

LINGER_S: Final = 12.0
"""For the last bytes and the peer's own close frame, once the session is over (uvicorn waits 10 s
for the latter)."""

_POLICY: Final = 1008
_TOO_LARGE: Final = 1009


class BoundedSocket(WebSocketsSansIOProtocol):
    """One connection that speaks WebSocket."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        super().__init__(*args, **kwargs)
        self._controls = 0
        self._window_ends = 0.0
        self._linger: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Takes bytes, as long as their frames are within the bounds."""
        view = memoryview(data)
        for begin in range(0, len(view), SLICE_BYTES):
            super().data_received(bytes(view[begin : begin + SLICE_BYTES]))
            if self.transport.is_closing():
                return

    def handle_cont(self, event: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """One more fragment of a message."""
        if len(self.frames) >= FRAGMENTS_MAX:
            self._refuse(_TOO_LARGE, "too many fragments")
        elif not self.close_sent:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A message is whole; what one of text says is not looked at, or decoded."""
        if self.curr_msg_data_type == "text":
            self.frames = [b""]
        super().send_receive_event_to_app()

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
        super().connection_lost(exc)
