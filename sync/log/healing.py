"""Damaged rows put back from bytes that somebody brings again.

A row's record id and bytes have its hash, and its hash is a link of the scope's chain, so what a
stranger brings can be proved to be what was stored: by the hash beside the damaged bytes, or, where
that is damaged itself, by the links before and behind it. What cannot be proved is left as it is.

Originals are looked for outside a transaction, since SQLite commits none in which it met damage; a
write over it may fail where the page itself is damaged, and then nothing is put back.

Invariants: an emptied row (erased) is no damaged one and is never filled again; whoever may not
write here may still bring what was stored: it is byte for byte what was there.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from schema.area import Scope
from sync.core.digest import EMPTY_CHAIN, chain_next
from sync.core.results import Duplicate, Result
from sync.log.log import Head, Healed, Row, Submission
from sync.log.salvage import SQL, Salvage

Pair = tuple[str | None, int | None]
"""Record id and change id of a submission."""

Heal = tuple[Row, Healed]
"""A row as it was stored, and what is told of it."""

Bases = Callable[[Scope], int | None]
"""The position of a scope's number 0; None where nothing is stored."""


class Healing:
    """What a commit puts back.

    Args:
        connection: the one that writes; used inside its transactions.
        base: where a scope lies.
        heads: where each scope stands.
    """

    def __init__(
        self, connection: sqlite3.Connection, base: Bases, heads: Mapping[Scope, Head]
    ) -> None:
        self._connection = connection
        self._salvage = Salvage(connection)
        self._base = base
        self._heads = heads

    def originals(
        self,
        batch: Sequence[Submission],
        hashes: Sequence[bytes],
        stored: Mapping[Pair, tuple[int, bytes]],
        received_ms: int,
    ) -> dict[bytes, Row]:
        """Rows that the disk did not keep and whose bytes are in this batch, by their hash.

        Args:
            batch: what was brought.
            hashes: its hashes.
            stored: number and hash of those of the batch that are stored, as far as can be read.
            received_ms: the server's clock, milliseconds since 1970.
        """
        found: dict[bytes, Row] = {}
        for submission, hash_ in zip(batch, hashes, strict=True):
            place = stored.get((submission.record, submission.change_id))
            if place is not None and submission.scope is not None and hash_ not in found:
                row = self._original(submission, submission.scope, hash_, place[0], received_ms)
                if row is not None:
                    found[hash_] = row
        return found

    def due(
        self,
        batch: Sequence[Submission],
        hashes: Sequence[bytes],
        results: Sequence[Result],
        originals: Mapping[bytes, Row],
    ) -> tuple[Heal, ...]:
        """Those of the originals that are answered `duplicate`, each once."""
        found: dict[bytes, Heal] = {}
        for submission, hash_, result in zip(batch, hashes, results, strict=True):
            row = originals.get(hash_)
            if row is not None and hash_ not in found and isinstance(result, Duplicate):
                device = submission.device
                healed = Healed(scope=row.scope, seq=row.seq, record=row.record, device=device)
                found[hash_] = (row, healed)
        return tuple(found.values())

    def put_back(self, heals: Iterable[Heal]) -> None:
        """Writes these rows over what the disk made of them, in the caller's transaction."""
        for row, _ in heals:
            position = (self._base(row.scope) or 0) + row.seq
            values = (row.record, row.change_id, row.data, row.device, row.received_ms)
            with _forgiving(self._connection):
                self._connection.execute(SQL["put_back"], (*values, row.hash, row.chain, position))

    def _original(
        self, submission: Submission, scope: Scope, hash_: bytes, seq: int, received_ms: int
    ) -> Row | None:
        """The row as it was stored, if these are its bytes and the disk did not keep them.

        Who brought it first and when stands in no hash: where that is gone, it is who does it now.
        """
        assert submission.record is not None, "what is stored has a record"
        assert submission.change_id is not None, "what is stored has a number"
        found = self._row(scope, seq)
        if found is None or not (found.damaged or found.change_id != submission.change_id):
            return None
        before = EMPTY_CHAIN if seq == 1 else _link(self._row(scope, seq - 1))
        link = None if before is None else chain_next(before, hash_)
        if found.hash != hash_ and not self._fits(link, found):
            return None
        return Row(
            scope=scope,
            seq=seq,
            record=submission.record,
            change_id=submission.change_id,
            data=submission.data,
            device=found.device or submission.device,
            received_ms=found.received_ms or received_ms,
            hash=hash_,
            chain=_link(found) or link or EMPTY_CHAIN,
        )

    def _fits(self, link: bytes | None, found: Row) -> bool:
        """Whether the chain says that this link stood here."""
        if link is None:
            return False
        head = self._heads[found.scope]
        behind = head.chain if found.seq == head.seq else None
        after = self._row(found.scope, found.seq + 1)
        if after is not None and after.chain == chain_next(link, after.hash):
            behind = link
        return link in (found.chain, behind)

    def _row(self, scope: Scope, seq: int) -> Row | None:
        return self._salvage.row(scope, self._base(scope) or 0, seq)


def places(rows: Iterable[Row]) -> dict[Pair, tuple[int, bytes]]:
    """Number and hash of each of these rows, as the log looks them up."""
    return {(row.record, row.change_id): (row.seq, row.hash) for row in rows}


def _link(row: Row | None) -> bytes | None:
    """A row's link of the chain, where it can be read."""
    return None if row is None or row.chain == EMPTY_CHAIN else row.chain


@contextmanager
def _forgiving(connection: sqlite3.Connection) -> Iterator[None]:
    """Lets SQLite write over a row whose old index entry it cannot find.

    With a damaged record id it looks for an entry that never was, and takes its absence for a
    damaged index. The entry that is there is the right one, and is written over by its equal.
    (sqlite.org/opcode.html, IdxDelete: no error in writable_schema mode; no schema is written.)
    """
    connection.execute("PRAGMA writable_schema = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA writable_schema = OFF")
