"""The tablet's side of one session, without I/O: messages in, messages and events out.

The driver's duties, in this order for each connection:
- send `hello`'s bytes, then after every input whatever `data_to_send` gives;
- act on each of `events`: put `Arrived` and `Answered` into the store, durably, *before* calling
  `stored` for the former; a tablet never says `got` for what its disk does not hold;
- `offer` the own rows that are not finally answered (and those to push again at the start);
- when `at_head` and `idle`, compare digests with `send_digest`.

Invariants: a `changes` message whose `from` is not the cursor is the server's fault and ends the
session; it is not at the head before the server has said which scopes it rewinds; in a deposit
(nothing is granted any more) it listens to answers alone. How rows are packed is `pushing`'s.
Rules: `sync/PROTOCOL.md`.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from schema.record_id import RecordId
from sync.core.decode import decode_from_server
from sync.core.deflate import DEFLATE, wrapped
from sync.core.encode import encode
from sync.core.errors import LocalError, RemoteError
from sync.core.messages import (
    Ack,
    Changes,
    Digest,
    DigestAnswer,
    Error,
    FromServer,
    Got,
    Hello,
    Message,
    Notice,
    Ping,
    Pong,
    Position,
    Status,
    Welcome,
)
from sync.core.pushing import PushQueue
from sync.core.results import Duplicate, Stored
from sync.core.tablet_events import (
    Answered,
    Arrived,
    Compared,
    Event,
    Failed,
    Noticed,
    Offered,
    Rewound,
    Welcomed,
)
from sync.core.transitions import TabletState, after_on_tablet

GREETING: Final = 0
"""The number of the ping that follows the welcome: what the server has to say of this tablet's
cursors it has said when the answer comes, so a session cannot end before a `rewind` is read."""

UNEQUAL: Final = 1
"""The number of the ping that follows an unequal digest, for the same reason."""

ROW_OVERHEAD_BYTES: Final = 20
"""Upper bound of what msgpack adds to a row that arrives: list, two length headers, a number."""

CHANGES_OVERHEAD_BYTES: Final = 1024
"""The same of a `changes` message, its scope and mark included."""

GOT_BYTES: Final = 128 * 1024
"""`got` is due after this much of one scope has come, half of what the protocol allows at most."""


class TabletSession:
    """One connection to the server, as the tablet sees it.

    Args:
        token: the device's token.
        app: name and version of this software.
        cursors: per scope the position up to which rows are stored here.
        outbox: how many own rows are not finally answered.
    """

    def __init__(
        self, *, token: str, app: str, cursors: Mapping[str, Position], outbox: int
    ) -> None:
        self.state = TabletState.fresh
        self.welcome: Welcome | None = None
        self._token = token
        self._app = app
        self._cursors = dict(cursors)
        self._outbox = outbox
        self._outgoing: deque[bytes] = deque()
        self._events: list[Event] = []
        self._queue = PushQueue()
        self._targets: dict[str, int] = {}
        self._unserved: set[str] = set()
        self._ungot_bytes: Counter[str] = Counter()
        self._digests = 0
        self._unequal = 0
        self._greeted = False

    # What the driver asks

    @property
    def idle(self) -> bool:
        """Whether every row offered and every digest sent was answered, and what follows read."""
        return self._queue.empty and not self._digests and not self._unequal

    @property
    def at_head(self) -> bool:
        """Whether every scope has come to the head it was announced with, and to own rows.

        Not before the server has said which scopes it serves from the beginning.
        """
        return (
            self.state is TabletState.open
            and self._greeted
            and not self._unserved
            and all(self._seq(scope) >= target for scope, target in self._targets.items())
        )

    @property
    def scopes(self) -> Collection[str]:
        """The scopes that the server serves in this session."""
        return self._targets.keys()

    @property
    def cursors(self) -> Mapping[str, Position]:
        """The position of each scope, as of the last `changes` received."""
        return self._cursors

    @property
    def remaining(self) -> int:
        """How many rows are still to come, as far as the server has said."""
        return sum(max(0, target - self._seq(scope)) for scope, target in self._targets.items())

    def events(self) -> list[Event]:
        """What happened since the last call, in order."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[bytes]:
        """Everything that may be sent now, in order."""
        if self.welcome is not None:
            for push in self._queue.pushes(self.welcome.limits):
                self._send(push)
        out, self._outgoing = self._outgoing, deque()
        return list(out)

    # Inputs

    def hello(self, clock_ms: int) -> None:
        """Opens the session, at the device's uncorrected time."""
        if self.state is not TabletState.fresh:
            raise LocalError("hello is sent once")
        self.state = TabletState.greeting
        self._send(
            Hello(
                token=self._token,
                app=self._app,
                cursors=self._cursors,
                outbox=self._outbox,
                clock_ms=clock_ms,
                z=(DEFLATE,),
            )
        )

    def offer(self, rows: Iterable[Offered]) -> None:
        """Takes own rows to push, in the order written."""
        self._queue.offer(rows)

    def stored(self, changes: Changes) -> None:
        """The rows and the cursor of an `Arrived` are durable here."""
        scope = changes.scope
        self._ungot_bytes[scope] += _travelled_bytes(changes)
        if changes.more and self._ungot_bytes[scope] < GOT_BYTES:
            return
        self._ungot_bytes.pop(scope, None)
        self._send(Got(scope=scope, seq=changes.to_seq))

    def send_digest(self, scope: str, digest: bytes) -> None:
        """Asks whether the server holds the same in this scope up to the cursor."""
        self._digests += 1
        self._send(Digest(scope=scope, seq=self._seq(scope), hash=digest))

    def report(self, outbox: int, oldest_ms: int | None) -> None:
        """Says what is not delivered now, for the devices page: at most once a minute."""
        self._send(Status(outbox=outbox, oldest_ms=oldest_ms))

    def receive_data(self, data: bytes) -> None:
        """Takes one binary message; RemoteError where the server broke the protocol."""
        if self.state is TabletState.closed:
            return
        message = decode_from_server(data)
        self.state = after_on_tablet(self.state, message)
        self._take(message)

    def closed(self) -> None:
        """The connection is gone; whatever was unanswered will be pushed in the next session."""
        self.state = TabletState.closed

    # How messages are taken

    def _take(self, message: FromServer) -> None:
        deposit = self.welcome is not None and self.welcome.deposit
        match message:
            case Changes() | DigestAnswer() | Notice() if deposit:
                pass
            case Welcome():
                self._greet(message)
            case Ack():
                self._answer(message)
            case Changes():
                self._arrive(message)
            case DigestAnswer(scope=scope, seq=seq, ok=ok):
                self._digests -= 1
                if ok is False:
                    self._unequal += 1
                    self._send(Ping(n=UNEQUAL))
                if scope in self._targets:  # else lost on the way: nobody waits for the answer
                    self._events.append(Compared(scope, seq, ok))
            case Notice():
                self._notice(message)
            case Error():
                self._events.append(Failed(message))
            case Ping(n=n):
                self._send(Pong(n=n))
            case Pong(n=n):
                self._greeted = self._greeted or n == GREETING
                self._unequal -= n == UNEQUAL and self._unequal > 0

    def _greet(self, welcome: Welcome) -> None:
        self.welcome = welcome
        self._expect({} if welcome.deposit else welcome.scopes)
        self._send(Ping(n=GREETING))
        self._events.append(Welcomed(welcome))

    def _notice(self, notice: Notice) -> None:
        if notice.kind == "rewind":
            self._rewind(notice.facts["scope"])
            self._events.append(Rewound(notice.facts["scope"]))
            return
        if notice.kind == "scopes":
            self._expect(notice.facts["scopes"])
        self._events.append(Noticed(notice))

    def _expect(self, heads: Mapping[str, int]) -> None:
        """Every scope named will be served up to its head at least; one at 0 answers once."""
        self._unserved = {
            scope for scope in heads if scope not in self._targets and not self._seq(scope)
        } | (self._unserved & heads.keys())
        self._targets = {
            scope: max(head, self._targets.get(scope, 0)) for scope, head in heads.items()
        }

    def _rewind(self, scope: str) -> None:
        """The scope comes from the beginning; what was on its way before it is void."""
        if scope not in self._targets:
            raise RemoteError("malformed", "scope: not one of this session")
        self._cursors[scope] = (0, b"")
        self._ungot_bytes.pop(scope, None)
        self._unserved.add(scope)

    def _arrive(self, changes: Changes) -> None:
        if changes.from_seq != self._seq(changes.scope) or changes.to_seq < changes.from_seq:
            raise RemoteError("malformed", "from: not this tablet's cursor")
        if changes.scope not in self._targets:
            raise RemoteError("malformed", "scope: not one of this session")
        self._cursors[changes.scope] = (changes.to_seq, changes.mark)
        if not changes.more:
            self._unserved.discard(changes.scope)
        self._events.append(Arrived(changes))

    def _answer(self, ack: Ack) -> None:
        rows = self._queue.answered(ack)
        for row, result in zip(rows, ack.results, strict=True):
            if isinstance(result, Stored | Duplicate):
                scope = RecordId.parse(row.record).scope
                if scope in self._targets:
                    self._targets[scope] = max(self._targets[scope], result.seq)
        answered = zip((row.hash for row in rows), ack.results, strict=True)
        self._events.append(Answered(tuple(answered)))

    # What goes out

    def _send(self, message: Message) -> None:
        encoded = encode(message)
        deflate = self.welcome is not None and DEFLATE in self.welcome.z
        self._outgoing.append(wrapped(encoded) if deflate else encoded)

    def _seq(self, scope: str) -> int:
        return self._cursors.get(scope, (0, b""))[0]


def _travelled_bytes(changes: Changes) -> int:
    """At least what the message takes of the server's window: record ids travel as well."""
    return CHANGES_OVERHEAD_BYTES + sum(
        len(record.encode()) + len(data) + ROW_OVERHEAD_BYTES for record, data, _ in changes.items
    )
