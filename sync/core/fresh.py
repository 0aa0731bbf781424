"""Rows that a commit has just stored, kept for a moment: it is now that tablets are told of them.

Invariants: what is given is what the commit wrote, as reading it would give it; a bounded number of
bytes is kept, the oldest go first. Whatever is not here is read.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from schema.area import Scope
from sync.core.messages import ROW_FRAMING_BYTES

FRESH_BYTES_MAX: Final = 12 * 1024 * 1024
"""What is kept: what a district brings when it comes back, until all are told."""

ROW_BYTES: Final = 512
"""What a row takes beside its bytes: many tiny ones count too."""


class LogRow(Protocol):
    """What is read of a row."""

    @property
    def seq(self) -> int:
        """Position in the scope."""

    @property
    def record(self) -> str:
        """Record id."""

    @property
    def data(self) -> bytes:
        """The change's bytes; none where it was erased, or is damaged on the disk."""

    @property
    def hash(self) -> bytes:
        """Row hash, 16 bytes."""

    @property
    def chain(self) -> bytes:
        """Chain up to this row, 8 bytes."""

    @property
    def damaged(self) -> bool:
        """Whether the disk has not kept it."""


class ScopedRow(LogRow, Protocol):
    """The same, and whose it is."""

    @property
    def scope(self) -> Scope:
        """Where it is ordered."""


class FreshRows:
    """Of all scopes."""

    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[Scope, int], ScopedRow] = OrderedDict()
        self._bytes = 0

    def add(self, rows: Iterable[ScopedRow]) -> None:
        """Keeps what a commit has stored, in the place of what was stored longest ago."""
        for row in rows:
            self._rows[row.scope, row.seq] = row
            self._bytes += len(row.data) + ROW_BYTES
        while self._bytes > FRESH_BYTES_MAX:
            _, row = self._rows.popitem(last=False)
            self._bytes -= len(row.data) + ROW_BYTES

    def clear(self) -> None:
        """The log is not what it was: everything is to be read."""
        self._rows.clear()
        self._bytes = 0

    def after(self, scope: Scope, after: int, bytes_max: int, upto: int) -> Sequence[ScopedRow]:
        """Rows as a log would read them, up to the first that is not here."""
        rows: list[ScopedRow] = []
        room = bytes_max
        for seq in range(after + 1, upto + 1):
            row = self._rows.get((scope, seq))
            if row is None:
                break
            room -= len(row.record.encode()) + len(row.data) + ROW_FRAMING_BYTES
            if rows and room < 0:
                break
            rows.append(row)
        return rows
