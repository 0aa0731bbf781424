"""Own rows on their way to the server: packed into pushes, a few unanswered at a time.

Invariants: rows go out in the order offered; a push holds at most the announced number of changes
and bytes; every row is either waiting here, in one unanswered push, or answered.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from sync.core.errors import RemoteError
from sync.core.messages import Ack, Limits, Push
from sync.core.tablet_events import Offered

PUSHES_UNANSWERED_MAX: Final = 4
PUSH_BYTES_MAX: Final = 128 * 1024
"""Of one push message; half of what a message may have, so that framing always fits."""

CHANGE_OVERHEAD_BYTES: Final = 16
"""Upper bound of what msgpack adds to a pushed change: list and two length headers."""


class PushQueue:
    """The rows that one session has to push."""

    def __init__(self) -> None:
        self._offered: deque[Offered] = deque()
        self._unanswered: dict[int, tuple[Offered, ...]] = {}
        self._pushes = 0

    @property
    def empty(self) -> bool:
        """Whether every row offered was answered."""
        return not (self._offered or self._unanswered)

    def offer(self, rows: Iterable[Offered]) -> None:
        """Takes rows, in the order written."""
        self._offered.extend(rows)

    def pushes(self, limits: Limits) -> Iterator[Push]:
        """The pushes that may go out now."""
        bytes_max = min(PUSH_BYTES_MAX, limits.message_bytes // 2)
        while self._offered and len(self._unanswered) < PUSHES_UNANSWERED_MAX:
            rows = tuple(self._next_rows(limits.push_changes, bytes_max))
            self._pushes += 1
            self._unanswered[self._pushes] = rows
            yield Push(id=self._pushes, changes=tuple((row.record, row.data) for row in rows))

    def _next_rows(self, rows_max: int, bytes_max: int) -> Iterator[Offered]:
        """The rows of one push, at least one."""
        size = 0
        for count in range(rows_max):
            if not self._offered:
                return
            row = self._offered[0]
            size += len(row.record.encode()) + len(row.data) + CHANGE_OVERHEAD_BYTES
            if count and size > bytes_max:
                return
            yield self._offered.popleft()

    def answered(self, ack: Ack) -> tuple[Offered, ...]:
        """The rows whose answers these are, in their order; RemoteError where it fits no push."""
        rows = self._unanswered.pop(ack.id, None)
        if rows is None or len(rows) != len(ack.results):
            raise RemoteError("malformed", "ack: answers no push of this session")
        return rows
