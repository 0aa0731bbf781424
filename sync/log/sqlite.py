"""The log in SQLite: what the writer thread holds.

Invariants: one connection writes; a commit is one BEGIN IMMEDIATE … COMMIT; what is kept in memory
(heads, scope numbers, erased records, sizes of records, shares of quarantine) changes only after
the COMMIT, so a commit that fails leaves it as the database is.

Few statements a commit, whatever its size, since each one gives up the interpreter's lock: one
look-up a 256 records, one insert a power of two of rows. Measured on 2 cores, 10,000 changes of 550
bytes over 81 scopes: 0.17 s of CPU in commits of 5,000, 0.22 s of 500, 0.4 s of 100.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import chain as chained
from operator import itemgetter

from schema.area import Scope
from sync.core.results import Result
from sync.log import erasing
from sync.log.connect import open_reader, open_writer, storage_errors, writing
from sync.log.errors import StorageCorrupt
from sync.log.healing import Heal, Healing, Pair, places
from sync.log.keeping import values_of
from sync.log.log import EMPTY_HEAD, Commit, Erasure, Head, Healed, Submission
from sync.log.plan import Held, Known, Plan, hashes_of, may_be_stored, plan
from sync.log.reader import SCOPE_STRIDE, LogReading
from sync.log.salvage import sizes_of
from sync.log.statements import SQL, exact_parts, filled, padded_parts

__all__ = ["SIZED_RECORDS_MAX", "SqliteLog", "open_reader", "open_writer"]

SIZED_RECORDS_MAX = 4096
"""Records whose sizes are remembered, so that a long one is not summed up at every change."""

_POSITION = itemgetter(0)


class SqliteLog(LogReading):
    """The log of one server, over the one connection that writes.

    Args:
        connection: from `open_writer`, migrated at least by `LOG_MIGRATIONS`; stays the caller's.
        told: told of damaged rows that a commit puts back, in its transaction; given its time.

    Raises:
        StorageCorrupt: the noted end of a scope lies before its last row: what came next would take
            that row's number.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        told: Callable[[Sequence[Healed], int], None] | None = None,
    ) -> None:
        super().__init__(connection)
        self._told = told
        self._heads: dict[Scope, Head] = {}
        self._healing = Healing(connection, self._base, self._heads)
        self._sizes: dict[str, dict[str, int]] = {}
        self._held_bytes: dict[str, int] = {}
        self._erased: dict[str, Scope] = {}
        self._anything_held = False
        self._stale = False
        self.reload()

    def reload(self) -> None:
        """Reads again what is kept in memory; after somebody else wrote through the connection."""
        self._heads.clear()
        self._heads.update((scope, head) for _, scope, head in self._read_scopes())
        self._sizes.clear()
        self._held_bytes.clear()
        self._erased = super().erased()
        self._anything_held = bool(self._all("anything_held", ())[0][0])
        overrun = self._salvage.overrun(SCOPE_STRIDE)
        if overrun is not None:
            raise StorageCorrupt(f"The end noted for {overrun} is not that of its changes.")
        # What a transaction has written may still be taken back.
        self._stale = self._connection.in_transaction

    def _refresh(self) -> None:
        if self._stale:
            self.reload()

    def heads(self, scopes: Iterable[Scope] | None = None) -> dict[Scope, Head]:
        """See `LogReader.heads`; from memory."""
        self._refresh()
        if scopes is None:
            return dict(self._heads)
        return {scope: self._heads.get(scope, EMPTY_HEAD) for scope in scopes}

    def append(self, batch: Sequence[Submission], received_ms: int) -> list[Result]:
        """See `UpdateLog.append`."""
        return self.commit(batch, received_ms).results

    def commit(
        self, batch: Sequence[Submission], received_ms: int, *, whole: bool = False
    ) -> Commit:
        """See `UpdateLog.commit`."""
        self._refresh()
        hashes = hashes_of(batch)
        # Before the transaction: SQLite commits none in which it met damage. Nobody else writes.
        with storage_errors():
            known = self._known(batch, hashes)
            originals = self._healing.originals(batch, hashes, known.stored, received_ms)
        known = replace(known, stored={**known.stored, **places(originals.values())})
        planned = plan(batch, hashes, known, received_ms, whole=whole)
        heals = self._healing.due(batch, hashes, planned.results, originals)
        try:
            self._commit(planned, heals)
        except StorageCorrupt:
            if not heals:
                raise
            heals = ()  # its place takes no writing either: then without
            self._commit(planned, heals)
        return replace(planned.commit(), healed=tuple(healed for _, healed in heals))

    def _commit(self, planned: Plan, heals: Sequence[Heal]) -> None:
        with writing(self._connection):
            numbers = self._numbers_with(planned.heads)
            self._write(planned, numbers)
            self._healing.put_back(heals)
            if heals and self._told is not None:
                self._told([healed for _, healed in heals], planned.received_ms)
        self._remember(planned, numbers)

    def discard(self, hashes: Iterable[bytes]) -> int:
        """See `UpdateLog.discard`; part of the transaction that is open, else one of its own."""
        self._held_bytes.clear()
        with self._joining():
            return self._discard(list(hashes))

    def erased(self) -> dict[str, Scope]:
        """See `LogReader.erased`; from memory."""
        self._refresh()
        return dict(self._erased)

    def erase(self, records: Mapping[str, Scope], erased_ms: int) -> Erasure:
        """See `UpdateLog.erase`; part of the transaction that is open, else one of its own.

        The bytes are then in no row; in what nobody reads of the file until `scrub`, which stays
        wanted until it was done.
        """
        self._stale = True
        with self._joining(), storage_errors():
            return erasing.empty(self._connection, records, erased_ms)

    def want_scrub(self) -> None:
        """Within the transaction that is open: what it discards shall be in no file either."""
        erasing.want_scrub(self._connection)

    def scrub(self) -> bool:
        """Leaves nothing of what was erased in the files, if it is wanted; whether none is left."""
        return erasing.scrub_if_wanted(self._connection)

    def _joining(self) -> AbstractContextManager[None]:
        """The transaction that is open, else one of its own."""
        return nullcontext() if self._connection.in_transaction else writing(self._connection)

    def _discard(self, hashes: list[bytes]) -> int:
        with storage_errors():
            return sum(
                self._connection.execute(filled("discard", 1, len(part)), part).rowcount
                for part in padded_parts(hashes)
            )

    # What is known before a commit

    def _known(self, batch: Sequence[Submission], hashes: Sequence[bytes]) -> Known:
        storable = [submission for submission in batch if may_be_stored(submission)]
        sizes = self._sizes_of({str(submission.record) for submission in storable})
        pairs = [
            (submission.record, submission.change_id)
            for submission in storable
            if submission.record in sizes
        ]
        return Known(
            heads=self._heads,
            stored=self._stored(pairs),
            sizes=sizes,
            held=self._held(hashes) if self._anything_held else {},
            held_bytes=self._held_bytes_of,
            erased=self._erased,
        )

    def _sizes_of(self, records: set[str]) -> dict[str, dict[str, int]]:
        """Bytes by device, of those of the records that have rows."""
        sizes = {record: self._sizes[record] for record in records if record in self._sizes}
        unknown = [record for record in records if record not in sizes]
        try:
            with storage_errors():
                for part in padded_parts(unknown):
                    found = self._connection.execute(filled("sizes", 1, len(part)), part)
                    for record, device, size in found:
                        sizes.setdefault(record, {})[device] = size
        except StorageCorrupt:
            sizes.update((record, sizes_of(self.record(record))) for record in unknown)
            sizes = {record: size for record, size in sizes.items() if size}
        return sizes

    def _stored(self, pairs: Sequence[Pair]) -> dict[Pair, tuple[int, bytes]]:
        stored: dict[Pair, tuple[int, bytes]] = {}
        try:
            with storage_errors():
                for part in padded_parts(pairs):
                    values = tuple(chained.from_iterable(part))
                    found = self._connection.execute(filled("stored", 2, len(part)), values)
                    for record, change_id, position, row_hash in found:
                        stored[record, change_id] = (position % SCOPE_STRIDE, row_hash)
        except StorageCorrupt:
            stored.update(self._salvage.stored(pairs, self._place))
        return stored

    def _held(self, hashes: Sequence[bytes]) -> dict[bytes, Held]:
        held = {}
        for part in padded_parts(hashes):
            found = self._connection.execute(filled("held", 1, len(part)), part)
            for row_hash, device, cost, discarded in found:
                held[row_hash] = Held(device=device, cost=cost, discarded=bool(discarded))
        return held

    def _held_bytes_of(self, device: str) -> int:
        if device not in self._held_bytes:
            found = self._connection.execute(SQL["held_bytes"], (device,)).fetchone()
            self._held_bytes[device] = found[0]
        return self._held_bytes[device]

    # What a commit writes

    def _numbers_with(self, heads: Iterable[Scope]) -> dict[Scope, int]:
        """The numbers of these scopes; new ones get the next free."""
        numbers = {}
        free = len(self._heads) + 1
        for scope in heads:
            number = self._numbers.get(scope)
            if number is None:
                number, free = free, free + 1
            numbers[scope] = number
        return numbers

    def _write(self, planned: Plan, numbers: dict[Scope, int]) -> None:
        self._insert("leave", 1, [(row_hash,) for row_hash in planned.leaving])
        rows = [
            (
                numbers[row.scope] * SCOPE_STRIDE + row.seq,
                row.record,
                row.change_id,
                row.device,
                row.received_ms,
                row.hash,
                row.chain,
                row.data,
            )
            for row in planned.rows
        ]
        rows.sort(key=_POSITION)  # neighbours share a page
        self._insert("add_rows", 8, rows)
        heads = [
            (numbers[scope], scope, head.seq, head.chain, head.digest)
            for scope, head in planned.heads.items()
        ]
        self._insert("write_heads", 5, heads)
        self._insert("keep", 8, values_of(planned))

    def _insert(self, name: str, columns: int, rows: Sequence[tuple[object, ...]]) -> None:
        for part in exact_parts(rows):
            values = tuple(chained.from_iterable(part))
            self._connection.execute(filled(name, columns, len(part)), values)

    # What is remembered after it

    def _remember(self, planned: Plan, numbers: dict[Scope, int]) -> None:
        self._heads.update(planned.heads)
        for scope, number in numbers.items():
            self._numbers[scope] = number
            self._scopes[number] = scope
        self._held_bytes.update(planned.held_bytes)
        self._anything_held = self._anything_held or bool(planned.keeps)
        for record, sizes in planned.sizes.items():
            self._sizes.pop(record, None)
            self._sizes[record] = sizes
        while len(self._sizes) > SIZED_RECORDS_MAX:
            del self._sizes[next(iter(self._sizes))]
