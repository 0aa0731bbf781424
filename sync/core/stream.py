"""The rows that one session is sent: a cursor a scope, a window, and no echo.

Invariants: a scope's cursor follows the log in order and only moves by a `changes` message; at
most `WINDOW_BYTES` of those are unconfirmed by `got`; live rows wait in the log, never in memory;
while a message says `more`, the next one is of the same scope; the bytes of a row are not sent back
on the session that pushed it, its place in the range is.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schema.area import Scope
from schema.grant import Permit
from sync.core.audience import Audience
from sync.core.deflate import wrapped
from sync.core.encode import encode
from sync.core.feed import PAGE_MESSAGE_BYTES_MAX, Feed, without
from sync.core.messages import Got, Position

WINDOW_BYTES: Final = 1024 * 1024
"""Of `changes` in flight without `got`: a slow tablet costs no more than this."""

ERASED_NAMED_MAX: Final = 256
"""Records named in one message: 128 KiB of ids at most, half of what a message may have."""

OWN_ROWS_MAX: Final = 65_536
"""Sequence numbers of a scope remembered so as not to echo them; beyond it rows are echoed, which
harms nobody: a tablet knows its own rows by their hash."""


class RowStream:
    """What is sent to one tablet of the log.

    Args:
        feed: what is stored and may be served.

    Attributes:
        deflate: whether the tablet takes wrapped messages.
    """

    def __init__(self, feed: Feed) -> None:
        self.deflate = False
        self._feed = feed
        self._audiences: dict[Scope, Audience] = {}
        self._cursors: dict[Scope, int] = {}
        self._due: dict[Scope, None] = {}
        self._held: set[str] = set()
        self._own: dict[Scope, set[int]] = {}
        self._in_flight: dict[Scope, deque[tuple[int, int]]] = {}
        self._in_flight_bytes = 0

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes that are served."""
        return tuple(self._audiences)

    @property
    def heads(self) -> dict[str, int]:
        """The head of each scope that is served."""
        return {scope: self._feed.head(scope) for scope in self._audiences}

    def audience(self, scope: Scope) -> Audience | None:
        """For whom a scope is served; None where it is not."""
        return self._audiences.get(scope)

    def serve(self, permit: Permit, cursors: Mapping[str, Position]) -> list[Scope]:
        """Serves exactly the scopes of this permit; those not served yet start at their cursor.

        One at cursor 0 is due even where nothing is stored: its tablet waits for a word.

        Args:
            permit: what the tablet's holder may do.
            cursors: where the tablet stands in scopes that are not served yet.

        Returns:
            the scopes that the tablet has to take from the beginning: its mark is not this log's
            (a server put back to an older state, other grants meanwhile), or what it may see of a
            scope has just changed, or it held rows of it when it lost it. Nothing is ever skipped
            because numbers went back.
        """
        before, self._audiences = self._audiences, {}
        self._held.update(scope for scope, (seq, _) in cursors.items() if seq)
        rewound = []
        for scope in permit.scopes(self._feed.scopes):
            moves = self._feed.moves(scope)
            audience = self._audiences[scope] = Audience.of(permit, scope, moves)
            if scope not in before:
                seq, mark = cursors.get(scope, (0, b""))
                self._cursors[scope] = seq
                held_before = scope in self._held and not seq
                if held_before or self._feed.mark(scope, seq, audience) != mark:
                    rewound.append(scope)
                elif seq == 0 or seq < self._feed.head(scope):
                    self._due[scope] = None
            elif before[scope].key != audience.key:
                rewound.append(scope)
        for scope in before.keys() - self._audiences.keys():
            self._held.add(scope)
            self._forget(scope)
        for scope in rewound:
            self.rewind(scope)
        return rewound

    def rewind(self, scope: Scope) -> None:
        """The scope is served from the beginning; the tablet has to be told before."""
        self._forget(scope)
        self._cursors[scope] = 0
        self._due[scope] = None

    def _forget(self, scope: Scope) -> None:
        self._cursors.pop(scope, None)
        self._own.pop(scope, None)
        self._due.pop(scope, None)
        # Nobody says `got` for what is gone or comes again from the beginning.
        self._in_flight_bytes -= sum(size for _, size in self._in_flight.pop(scope, ()))

    def at_head(self, scope: Scope) -> bool:
        """Whether a scope is served and everything of it was sent."""
        return scope in self._audiences and scope not in self._due

    def advanced(self, scope: Scope) -> None:
        """Rows were committed in a scope; the feed knows its new head.

        They may have been sent already, with others of which it was told before.
        """
        if scope in self._audiences and self._cursors[scope] < self._feed.head(scope):
            self._due[scope] = None

    def pushed(self, scope: Scope, seq: int) -> None:
        """This row came from the receiver itself."""
        if scope in self._audiences and seq > self._cursors[scope]:
            own = self._own.setdefault(scope, set())
            if len(own) < OWN_ROWS_MAX:
                own.add(seq)

    def confirm(self, got: Got) -> None:
        """The tablet holds a scope durably up to here; opens the window."""
        waiting = self._in_flight.get(Scope(got.scope), deque())
        while waiting and waiting[0][0] <= got.seq:
            self._in_flight_bytes -= waiting.popleft()[1]

    def erased(self, records: Mapping[Scope, Sequence[str]]) -> Iterator[list[str]]:
        """Those of these erased records that the receiver may have held, in bounded parts."""
        audiences = ((self._audiences.get(scope), names) for scope, names in records.items())
        mine = [n for audience, names in audiences if audience for n in audience.of_these(names)]
        for first in range(0, len(mine), ERASED_NAMED_MAX):
            yield mine[first : first + ERASED_NAMED_MAX]

    def messages(self) -> Iterator[bytes]:
        """The encoded `changes` that may be sent now, up to the window."""
        while self._due and self._in_flight_bytes + PAGE_MESSAGE_BYTES_MAX <= WINDOW_BYTES:
            scope = next(iter(self._due))
            page = self._feed.page(scope, self._cursors[scope], self._audiences[scope])
            message = page.message
            mine = {seq for seq in self._own.get(scope, ()) if seq <= message.to_seq}
            if mine:
                encoded = encode(without(message, mine))
                travels = wrapped(encoded) if self.deflate else encoded
                self._own[scope] -= mine
            else:
                encoded = page.encoded
                travels = page.wrapped if self.deflate else encoded
            self._cursors[scope] = message.to_seq
            self._in_flight.setdefault(scope, deque()).append((message.to_seq, len(encoded)))
            self._in_flight_bytes += len(encoded)
            if not message.more:
                del self._due[scope]
            yield travels
