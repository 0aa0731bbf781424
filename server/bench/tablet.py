"""A lean tablet: the protocol's conduct, and no home behind it.

It says what a tablet has to say (hello, the ping behind the welcome, pushes, `got`) and believes to
be in sync when a tablet may: every push is answered, the ping came back, and its cursor stands at
the last row of its grid. What it receives it keeps in memory, to be compared afterwards. It sends
no digest and no report of itself, which a tablet does at most once an hour and once a minute.
Anything it does not expect ends the benchmark: a refused change, a rewind, a lost connection.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from server.bench.district import Enrolled
from server.bench.errors import BenchFailed
from server.bench.wire import Traffic, Wire
from server.clock import now_ms
from sync.core.decode import decode_from_server
from sync.core.deflate import DEFLATE
from sync.core.encode import encode
from sync.core.messages import (
    Ack,
    Changes,
    Error,
    FromServer,
    Got,
    Hello,
    Notice,
    Ping,
    Pong,
    Position,
    Welcome,
)
from sync.core.results import Stored

APP: Final = "doorstep-tablet/0.1.0"
"""As long as what a tablet says."""

Item = tuple[str, bytes, int]


class Watcher(Protocol):
    """Who is told what tablets live through, in the moment that it happens."""

    def greeted(self, tablet: "LeanTablet", /) -> None:
        """The server has said what it has to say of this tablet's cursor."""

    def answered(self, tablet: "LeanTablet", waited_s: float, /) -> None:
        """A push is acknowledged, so long after it was written to the socket."""

    def arrived(self, tablet: "LeanTablet", items: Sequence[Item], /) -> None:
        """Rows of others came, and the cursor moved."""

    def failed(self, reason: str) -> None:
        """What was not expected happened."""


class LeanTablet:
    """One tablet.

    Args:
        who: it is.
        watcher: is told.
        cursor: up to where it holds its grid.

    Attributes:
        received: rows of others that came, in order.
        unanswered: when each push without an answer was written, by its number.
    """

    def __init__(self, who: Enrolled, watcher: Watcher, cursor: Position = (0, b"")) -> None:
        self.who = who
        self.cursor = cursor
        self.is_greeted = False
        self.received: list[Item] = []
        self.unanswered: dict[int, float] = {}
        self._watcher = watcher
        self._wire: Wire | None = None
        self._leaving: Callable[[], None] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether it was told to connect."""
        return self._wire is not None

    async def connect(self, url: str, traffic: Traffic) -> None:
        """Opens a session; `greeted` is told when it is open."""
        self._wire = Wire(url, traffic, opened=self._hello, taken=self._take, lost=self._lost)
        await self._wire.connect()

    def push(self, pushes: Iterable[tuple[int, bytes]]) -> None:
        """Hands in visits, message by message, without waiting for an answer."""
        for number, message in pushes:
            self.unanswered[number] = time.perf_counter()
            self._send(message)

    def leave(self, left: Callable[[], None]) -> None:
        """Ends the session in order; tells when it is over."""
        assert self._wire is not None, "it was connected"
        self._leaving = left
        self._wire.close()

    def let_go(self) -> None:
        """The server is about to end: nothing of this connection matters any more."""
        self._leaving = lambda: None

    def in_sync(self, upto: int) -> bool:
        """Whether it believes to hold everything, where its grid has rows up to this one."""
        return self.is_greeted and not self.unanswered and self.cursor[0] >= upto

    # What the wire says

    def _hello(self) -> None:
        scope, cursor = self.who.scope, self.cursor
        hello = Hello(
            token=self.who.token,
            app=APP,
            cursors={scope: cursor} if cursor[0] else {},
            outbox=0,
            clock_ms=now_ms(),
            z=(DEFLATE,),
        )
        self._send(encode(hello))

    def _lost(self, reason: str) -> None:
        if self._leaving is None:
            self._watcher.failed(f"a tablet lost its connection ({reason})")
        else:
            self._leaving()

    def _take(self, data: bytes) -> None:
        try:
            self._take_message(decode_from_server(data))
        except BenchFailed as error:
            self._watcher.failed(error.reason)

    def _take_message(self, message: FromServer) -> None:
        match message:
            case Welcome(deposit=False):
                self._send(encode(Ping(n=0)))
            case Pong():
                self.is_greeted = True
                self._watcher.greeted(self)
            case Ack():
                self._answer(message)
            case Changes():
                self._arrive(message)
            case Ping(n=n):
                self._send(encode(Pong(n=n)))
            case Notice(kind="bundle"):
                pass
            case Error(message=reason):
                raise BenchFailed(reason=f"the server ended a session: {reason}")
            case _:
                raise BenchFailed(reason=f"a tablet was told {type(message).__name__}")

    def _answer(self, ack: Ack) -> None:
        now_s = time.perf_counter()
        refused = [result for result in ack.results if not isinstance(result, Stored)]
        if refused:
            raise BenchFailed(reason=f"a visit was answered {refused[0]}")
        self._watcher.answered(self, now_s - self.unanswered.pop(ack.id))

    def _arrive(self, changes: Changes) -> None:
        if changes.scope != self.who.scope or changes.from_seq != self.cursor[0]:
            raise BenchFailed(reason=f"rows of {changes.scope} came out of turn")
        self.cursor = (changes.to_seq, changes.mark)
        self.received.extend(changes.items)
        self._send(encode(Got(scope=changes.scope, seq=changes.to_seq)))
        self._watcher.arrived(self, changes.items)

    def _send(self, message: bytes) -> None:
        assert self._wire is not None, "it was connected"
        if self._leaving is None:
            self._wire.send(message)
