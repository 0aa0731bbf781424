"""Reading the log: the statements that both the writer and readers beside it share.

Every call sees one state of the database and ends its read transaction before it returns, so that
the write-ahead log can be checkpointed behind it. A scope's number never changes, so it is looked
up once. Rows come as `Row`; nothing of SQLite passes the interface.

Every row is hashed as it is read, a quarter of the time: what the disk has changed comes as a
damaged row without bytes, and where SQLite cannot read on, the rest is read one by one (`salvage`).
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from schema.area import Scope
from sync.core.digest import EMPTY_CHAIN
from sync.core.messages import ROW_FRAMING_BYTES
from sync.log.connect import open_reader, reading, storage_errors
from sync.log.errors import StorageCorrupt
from sync.log.keeping import as_kept, kept_of, sum_of
from sync.log.log import EMPTY_HEAD, Head, Kept, KeptSum, Row
from sync.log.salvage import Salvage, lost, row_of
from sync.log.statements import SQL, filled, padded_parts

SCOPE_STRIDE = 1 << 40
"""Positions a scope: position = number * SCOPE_STRIDE + seq. More than it will ever have rows."""

SEQ_MAX = SCOPE_STRIDE - 1
"""The last seq that a position can hold."""

_INTEGER_MAX = (1 << 63) - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How much a log holds."""

    scopes: int
    records: int
    changes: int


class LogReading:
    """The reads, over a connection in autocommit mode that the caller owns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._salvage = Salvage(connection)
        self._numbers: dict[Scope, int] = {}
        self._scopes: dict[int, Scope] = {}

    def heads(self, scopes: Iterable[Scope] | None = None) -> dict[Scope, Head]:
        """See `LogReader.heads`."""
        if scopes is None:
            return {scope: head for _, scope, head in self._read_scopes()}
        wanted = list(scopes)
        found = {scope: head for _, scope, head in self._read_scopes(wanted)}
        return {scope: found.get(scope, EMPTY_HEAD) for scope in wanted}

    def heads_before(self, at_ms: int) -> dict[Scope, int]:
        """The number of each scope's last row that was received before a time; none: not named."""
        found = self._all("heads_before", (SCOPE_STRIDE, at_ms))
        return {Scope(scope): seq for scope, seq in found if seq is not None}

    def read(self, scope: Scope, after: int, bytes_max: int, upto: int | None = None) -> list[Row]:
        """See `LogReader.read`."""
        base = self._base(scope)
        if base is None:
            return []
        last = SEQ_MAX if upto is None else _within_scope(upto)
        rows: list[Row] = []
        room = bytes_max
        with closing(self._between(scope, base, _within_scope(after), last)) as found:
            for row in found:
                room -= len(row.record.encode()) + len(row.data) + ROW_FRAMING_BYTES
                if rows and room < 0:
                    break
                rows.append(row)
        return rows

    def since(self, positions: Mapping[Scope, int], rows_max: int) -> list[Row]:
        """Rows above a caller's position in each scope, for one that follows them all.

        Scopes that are behind share `rows_max` evenly, so that none waits for a busy one; rows of
        one scope come together and in log order. Where the last rows before the head are missing, a
        damaged one at the head stands for all of them, so that a follower gets there. An empty list
        means that nothing is behind.

        Args:
            positions: the last seq that the caller has, by scope; a scope not named counts as 0.
            rows_max: at most so many rows.
        """
        rows: list[Row] = []
        with reading(self._connection):
            behind = [
                (number, scope, _within_scope(positions.get(scope, 0)), head.seq)
                for number, scope, head in self._read_scopes()
                if head.seq > positions.get(scope, 0)
            ][:rows_max]
            share = rows_max // len(behind) if behind else 0
            for number, scope, after, head_seq in behind:
                with closing(self._between(scope, number * SCOPE_STRIDE, after, SEQ_MAX)) as all_:
                    found = list(islice(all_, share))
                reached = found[-1].seq if found else after
                if len(found) < share and reached < head_seq:
                    found.append(lost(scope, head_seq))
                rows.extend(found)
        return rows

    def _between(
        self, scope: Scope, base: int, after: int, last: int
    ) -> Generator[Row, None, None]:
        """Rows with `after` < seq <= `last`; one by one from where SQLite cannot read on."""
        try:
            with (
                storage_errors(),
                closing(self._run("read", (base + after, base + last))) as found,
            ):
                for values in found:
                    after = values[0] - base
                    yield row_of(scope, base, values)
        except StorageCorrupt:
            head = self.heads([scope])[scope]
            for seq in range(after + 1, min(last, head.seq) + 1):
                row = self._salvage.row(scope, base, seq)
                if row is not None:
                    yield row

    def chain_at(self, scope: Scope, seq: int) -> bytes | None:
        """See `LogReader.chain_at`."""
        if seq == 0:
            return EMPTY_CHAIN
        base = self._base(scope)
        if base is None or not 0 < seq <= SEQ_MAX:
            return None
        try:
            found = self._all("chain_at", (base + seq,))
        except StorageCorrupt:
            return None
        return found[0][0] if found and type(found[0][0]) is bytes else None

    def record(self, record: str) -> list[Row]:
        """See `LogReader.record`; the index says which rows they are, and so whose."""
        rows = []
        try:
            for position, _, *rest in self._all("record", (record,)):
                scope, base = self._place(position)
                rows.append(row_of(scope, base, (position, record, *rest)))
        except StorageCorrupt:
            rows = []
            for position in self._salvage.positions(record):
                scope, base = self._place(position)
                row = self._salvage.row(scope, base, position - base, record)
                rows.append(row or lost(scope, position - base, record))
        return rows

    def records_after(self, record: str, records_max: int) -> list[str]:
        """The next ids of records behind this one, in the order of their text."""
        return [name for (name,) in self._all("records_after", (record, records_max))]

    def indexed_as(self, scope: Scope, seq: int) -> str | None:
        """Which record the index says a row is of; for damaged ones, since it reads all of it."""
        base = self._base(scope)
        return None if base is None else self._salvage.record_at(base + seq)

    def holds_back(self, record: str) -> bool:
        """Whether quarantine has anything of a record."""
        return bool(self._all("holds_back", (as_kept(record),))[0][0])

    def erased(self) -> dict[str, Scope]:
        """See `LogReader.erased`."""
        return {record: Scope(scope) for record, scope in self._all("erased", ())}

    def counts(self) -> Counts:
        """How much the log holds; reads the whole index by record."""
        scopes, records, changes = self._all("count", ())[0]
        return Counts(scopes=scopes, records=records, changes=changes)

    def quarantine(
        self,
        *,
        reason: str | None = None,
        device: str | None = None,
        staff: str | None = None,
        after: int = 0,
        rows_max: int | None = None,
    ) -> list[Kept]:
        """See `LogReader.quarantine`."""
        limit = -1 if rows_max is None else rows_max
        asked = (after, reason, device, limit, staff)
        return [kept_of(*values) for values in self._all("quarantine", asked)]

    def kept_sums(self, reason: str | None = None, staff: str | None = None) -> list[KeptSum]:
        """What quarantine holds, summed up by reason, person and record; oldest first."""
        return [sum_of(*values) for values in self._all("kept_sums", (reason, staff))]

    def kept(self, kept_id: int) -> Kept | None:
        """See `LogReader.kept`."""
        if not 0 < kept_id <= _INTEGER_MAX:
            return None
        found = self._all("kept", (kept_id,))
        return kept_of(*found[0]) if found else None

    def damage(self) -> list[str]:
        """What SQLite's own check finds, a line each; reads the whole database twice."""
        with storage_errors():
            found = self._run("integrity", ()).fetchall()
        return [line for (line,) in found if line != "ok"]

    def strays(self) -> list[int]:
        """Positions of rows that belong to no scope; reads the whole table."""
        return [position for (position,) in self._all("strays", (SCOPE_STRIDE,))]

    # Statements

    def _run(self, name: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        return self._connection.execute(SQL[name], values)

    def _all(self, name: str, values: tuple[object, ...]) -> list[Any]:
        with storage_errors():
            return self._run(name, values).fetchall()

    def _read_scopes(self, wanted: list[Scope] | None = None) -> Iterator[tuple[int, Scope, Head]]:
        """Number, scope and head, of all or of those that are wanted and known."""
        for number, text, seq, chain, digest in self._scope_rows(wanted):
            scope = Scope(text)
            self._numbers[scope] = number
            self._scopes[number] = scope
            yield number, scope, Head(seq=seq, chain=chain, digest=digest)

    def _scope_rows(self, wanted: list[Scope] | None) -> list[Any]:
        if wanted is None:
            return self._all("scopes", ())
        with storage_errors():
            return [
                values
                for part in padded_parts(wanted)
                for values in self._connection.execute(filled("scopes_of", 1, len(part)), part)
            ]

    def _base(self, scope: Scope) -> int | None:
        """The position of a scope's number 0; None where nothing is stored."""
        number = self._number(scope)
        return None if number is None else number * SCOPE_STRIDE

    def _number(self, scope: Scope) -> int | None:
        if scope not in self._numbers:
            for _ in self._read_scopes([scope]):
                pass
        return self._numbers.get(scope)

    def _place(self, position: int) -> tuple[Scope, int]:
        """The scope of a position, and the position of its number 0."""
        number = position // SCOPE_STRIDE
        return self._scope(number), number * SCOPE_STRIDE

    def _scope(self, number: int) -> Scope:
        if number not in self._scopes:
            self._scopes[number] = Scope(self._all("scope_of_number", (number,))[0][0])
        return self._scopes[number]


class SqliteLogReader(LogReading):
    """A log read beside its writer, from another thread or process; for one thread.

    Args:
        path: the database's file; it exists and is migrated.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(open_reader(path))

    def close(self) -> None:
        """Gives the connection back; safe to do twice."""
        self._connection.close()


def _within_scope(seq: int) -> int:
    """A seq that a stranger named, where it cannot point into another scope."""
    return min(max(seq, 0), SEQ_MAX)
