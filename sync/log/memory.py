"""The log in memory: for tests and simulations, where a process's end is a server's end.

Keeps the promises of `sync.log.log` but durability. Written for plainness, not for speed: it looks
through all its rows where the database has an index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from schema.area import Scope
from sync.core.digest import EMPTY_CHAIN, xor
from sync.core.messages import ROW_FRAMING_BYTES
from sync.core.results import Result
from sync.log.log import (
    EMPTY_HEAD,
    Commit,
    Erasure,
    Head,
    Kept,
    Row,
    Submission,
)
from sync.log.plan import Held, Keep, Known, Plan, hashes_of, plan


class MemoryLog:
    """One server's log, gone with the process."""

    def __init__(self) -> None:
        self._scopes: dict[Scope, list[Row]] = {}
        self._records: dict[str, list[Row]] = {}
        self._heads: dict[Scope, Head] = {}
        self._kept: dict[int, Kept] = {}
        self._held: dict[bytes, Held] = {}
        self._erased: dict[str, Scope] = {}
        self._last_kept = 0

    # Writing

    def append(self, batch: Sequence[Submission], received_ms: int) -> list[Result]:
        """See `UpdateLog.append`."""
        return self.commit(batch, received_ms).results

    def commit(
        self, batch: Sequence[Submission], received_ms: int, *, whole: bool = False
    ) -> Commit:
        """See `UpdateLog.commit`."""
        planned = plan(batch, hashes_of(batch), self._known(batch), received_ms, whole=whole)
        self._apply(planned)
        return planned.commit()

    def discard(self, hashes: Iterable[bytes]) -> int:
        """See `UpdateLog.discard`."""
        wanted = set(hashes)
        found = [kept for kept in self._kept.values() if kept.hash in wanted]
        for kept in found:
            del self._kept[kept.id]
            self._held[kept.hash] = Held(device=kept.device, cost=0, discarded=True)
        return len(found)

    def erase(self, records: Mapping[str, Scope], erased_ms: int) -> Erasure:  # noqa: ARG002
        """See `UpdateLog.erase`; when it happened is asked by nobody here."""
        fresh = {r: scope for r, scope in records.items() if r not in self._erased}
        full = [row for record in fresh for row in self._records.get(record, ()) if row.data]
        for row in full:
            empty = row._replace(data=b"")
            self._scopes[row.scope][row.seq - 1] = empty
            self._records[row.record][self._records[row.record].index(row)] = empty
            head = self._heads[row.scope]
            self._heads[row.scope] = replace(head, digest=xor(head.digest, row.hash))
        self._erased.update(fresh)
        kept = self.discard([kept.hash for kept in self._kept.values() if kept.record in fresh])
        return Erasure(records=tuple(fresh), rows=len(full), kept=kept)

    def _known(self, batch: Sequence[Submission]) -> Known:
        records = {submission.record for submission in batch}
        rows = [row for record in records if record for row in self._records.get(record, ())]
        return Known(
            heads=self._heads,
            stored={(row.record, row.change_id): (row.seq, row.hash) for row in rows},
            sizes=_sizes(rows),
            held=self._held,
            held_bytes=self._held_bytes,
            erased=self._erased,
        )

    def _held_bytes(self, device: str) -> int:
        return sum(held.cost for held in self._held.values() if held.device == device)

    def _apply(self, planned: Plan) -> None:
        for row in planned.rows:
            self._scopes.setdefault(row.scope, []).append(row)
            self._records.setdefault(row.record, []).append(row)
        self._heads.update(planned.heads)
        for row_hash in planned.leaving:
            del self._held[row_hash]
        self._kept = {
            kept_id: kept for kept_id, kept in self._kept.items() if kept.hash in self._held
        }
        for keep in planned.keeps.values():
            self._keep(keep, planned.received_ms)

    def _keep(self, keep: Keep, received_ms: int) -> None:
        self._last_kept += 1
        submission = keep.submission
        self._held[keep.hash] = Held(device=submission.device, cost=keep.cost, discarded=False)
        self._kept[self._last_kept] = Kept(
            id=self._last_kept,
            hash=keep.hash,
            record=submission.record,
            data=submission.data,
            device=submission.device,
            staff=submission.staff,
            received_ms=received_ms,
            reason=keep.reason,
        )

    # Reading

    def heads(self, scopes: Iterable[Scope] | None = None) -> dict[Scope, Head]:
        """See `LogReader.heads`."""
        if scopes is None:
            return dict(self._heads)
        return {scope: self._heads.get(scope, EMPTY_HEAD) for scope in scopes}

    def read(self, scope: Scope, after: int, bytes_max: int, upto: int | None = None) -> list[Row]:
        """See `LogReader.read`."""
        rows: list[Row] = []
        room = bytes_max
        for row in self._scopes.get(scope, [])[max(after, 0) : _stop(upto)]:
            room -= len(row.record.encode()) + len(row.data) + ROW_FRAMING_BYTES
            if rows and room < 0:
                break
            rows.append(row)
        return rows

    def chain_at(self, scope: Scope, seq: int) -> bytes | None:
        """See `LogReader.chain_at`."""
        if seq == 0:
            return EMPTY_CHAIN
        rows = self._scopes.get(scope, [])
        return rows[seq - 1].chain if 0 < seq <= len(rows) else None

    def record(self, record: str) -> list[Row]:
        """See `LogReader.record`."""
        return list(self._records.get(record, ()))

    def erased(self) -> dict[str, Scope]:
        """See `LogReader.erased`."""
        return dict(self._erased)

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
        found = [
            kept
            for kept in self._kept.values()
            if kept.id > after
            and reason in (None, kept.reason)
            and device in (None, kept.device)
            and staff in (None, kept.staff)
        ]
        return found[:rows_max]

    def kept(self, kept_id: int) -> Kept | None:
        """See `LogReader.kept`."""
        return self._kept.get(kept_id)


def _stop(upto: int | None) -> int | None:
    return None if upto is None else max(upto, 0)


def _sizes(rows: Iterable[Row]) -> Mapping[str, Mapping[str, int]]:
    sizes: dict[str, dict[str, int]] = {}
    for row in rows:
        of_record = sizes.setdefault(row.record, {})
        of_record[row.device] = of_record.get(row.device, 0) + len(row.data)
    return sizes
