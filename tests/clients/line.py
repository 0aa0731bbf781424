"""A server at the other end of a line without a network, which does what a test tells it.

It speaks the protocol's messages by the core's codec, keeps rows in a `Log`, and says nothing that
a test did not ask for: which changes it refuses, where it cuts, what it closes with.
"""

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from functools import reduce

import websockets
from websockets.frames import Close

from sync.core.decode import decode_from_tablet
from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.encode import encode
from sync.core.messages import (
    Ack,
    Changes,
    Digest,
    DigestAnswer,
    Error,
    Got,
    Hello,
    Limits,
    Notice,
    Ping,
    Pong,
    Push,
    Welcome,
)
from sync.core.results import Duplicate, Refused, Stored

GRID = "130709/100/002/007"


class FakeServer:
    """One scope, any number of sessions.

    Attributes:
        rows: (record, bytes, seq) in order.
        refusing: record -> refusal, for changes of it.
        cut_after: messages sent in a session, pongs aside, before the line is cut; None: never.
        closing: (close code, error or None) to end the next session with instead of a welcome,
            perhaps with the milliseconds after which the tablet shall come again.
        behind: how many digests to answer with "not at the head" first.
        page: rows in one message.
        erased: records named as erased behind the next welcome.
        on_got: called with each `got`, at the moment when it comes.
        heard: every message received, in order.
    """

    def __init__(self, staff="wangfang000"):
        self.staff = staff
        self.rows = []
        self.refusing = {}
        self.cut_after = None
        self.closing = deque()
        self.unreachable = 0
        self.behind = 0
        self.page = 2
        self.interval_s = 0
        self.now_ms = 0
        self.bundle = "1"
        self.equal = None
        self.erased = ()
        self.sessions = 0
        self.heard = []
        self.on_got = lambda _got: None

    def store(self, record, data):
        """A row of somebody else."""
        self.rows.append((record, data, len(self.rows) + 1))

    @asynccontextmanager
    async def connect(self, _address):
        """What a tablet dials."""
        if self.unreachable:
            self.unreachable -= 1
            raise ConnectionRefusedError(111, "Connection refused")
        self.sessions += 1
        yield Line(self)

    def told(self, kind):
        """The messages of a kind that tablets sent."""
        return [message for message in self.heard if isinstance(message, kind)]


class Line:
    def __init__(self, server):
        self.server = server
        self.out = deque()
        self.own = set()
        self.sent = 0
        self.cursor = 0

    async def send(self, message):
        heard = decode_from_tablet(message)
        self.server.heard.append(heard)
        match heard:
            case Hello():
                self._welcome(heard)
            case Push():
                self._ack(heard)
            case Digest():
                self.compare(heard)
            case Got():
                self.server.on_got(heard)
            case Ping(n=n):
                self.out.append(Pong(n=n))

    async def recv(self):
        if not self.out:
            await asyncio.get_running_loop().create_future()
        if self.server.cut_after is not None and self.sent >= self.server.cut_after:
            raise websockets.ConnectionClosedError(None, None)
        message = self.out.popleft()
        self.sent += not isinstance(message, Pong)
        if isinstance(message, Close):
            raise websockets.ConnectionClosedError(message, None)
        return encode(message)

    def _welcome(self, hello):
        server = self.server
        if server.closing:
            code, error, *later = server.closing.popleft()
            if error is not None:
                again_ms = later[0] if later else None
                self.out.append(Error(code=error, message=error, retry_after_ms=again_ms))
            self.out.append(Close(code, ""))
            return
        self.cursor = hello.cursors.get(GRID, (0, b""))[0]
        self.out.append(
            Welcome(
                session="s",
                now_ms=server.now_ms,
                staff=server.staff,
                device="devicewangfang000",
                scopes={GRID: len(server.rows)},
                bundle=server.bundle,
                limits=Limits(
                    message_bytes=262144,
                    push_changes=2,
                    change_bytes=65536,
                    window_bytes=1 << 20,
                    digest_interval_s=server.interval_s,
                ),
            )
        )
        if server.erased:
            self.out.append(Notice(kind="erased", facts={"records": list(server.erased)}))
        if self.cursor == 0 and not server.rows:
            self._page(0)
        self.catch_up()

    def catch_up(self):
        while self.cursor < len(self.server.rows):
            self._page(min(self.cursor + self.server.page, len(self.server.rows)))

    def _page(self, to):
        rows = self.server.rows
        items = tuple(row for row in rows[self.cursor : to] if row[:2] not in self.own)
        self.out.append(
            Changes(
                scope=GRID,
                from_seq=self.cursor,
                to_seq=to,
                mark=b"12345678" if to else b"",
                items=items,
                more=to < len(rows),
            )
        )
        self.cursor = to

    def _ack(self, push):
        results = []
        known = {row[:2]: row[2] for row in self.server.rows}
        for record, data in push.changes:
            if record in self.server.refusing:
                results.append(self.server.refusing[record])
            elif (record, data) in known:
                results.append(Duplicate(known[record, data]))
            else:
                self.own.add((record, data))
                self.server.store(record, data)
                known[record, data] = len(self.server.rows)
                results.append(Stored(len(self.server.rows)))
        self.out.append(Ack(id=push.id, results=tuple(results)))
        self.catch_up()

    def compare(self, digest):
        server = self.server
        hashes = (row_hash(record, data) for record, data, _ in server.rows[: digest.seq])
        ok = reduce(xor, hashes, EMPTY_DIGEST) == digest.hash
        if server.behind:
            server.behind -= 1
            ok = None
        elif server.equal is not None:
            ok = server.equal
        self.out.append(DigestAnswer(scope=GRID, seq=digest.seq, ok=ok))


def refusal(code, *, retryable=False):
    """A refusal as the gate gives it."""
    return Refused(code, "说明", retryable, kept=not retryable)
