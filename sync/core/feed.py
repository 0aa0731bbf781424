"""What sessions read of the log: pages of rows in log order, filtered by grants, shared by all.

Invariants:
- A page covers every row after the cursor up to its `to_seq`, whether the tablet may see it or not:
  the cursor never stops at a row that is not for it, and never passes one that is.
- A row whose bytes are not here (erased, or damaged on the disk) is passed and never listed; so is
  a number that the reader does not know below the head. A damaged one is left out of digests from
  when it is met: who holds it is unequal then, is served the scope again, and brings it back.
- Nothing beyond the heads that were announced by `advance` is served: a row is broadcast after its
  commit, never before.
- What a commit has just stored is served from memory (`fresh`), anything else is read.
- A page's message is encoded once for all receivers with the same cursor and grants.

The rows come through `RowReader`, the reading half of a log; this module does no I/O of its own.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Final, Protocol

from schema.area import Scope
from sync.core.audience import Audience
from sync.core.deflate import wrapped
from sync.core.digest import EMPTY_CHAIN, EMPTY_DIGEST, mark, xor
from sync.core.encode import encode
from sync.core.fresh import FreshRows, LogRow, ScopedRow
from sync.core.messages import Changes

PAGE_BYTES_MAX: Final = 128 * 1024
"""Of one `changes` message; half of what a message may have, so that framing always fits."""

PAGE_MESSAGE_BYTES_MAX: Final = PAGE_BYTES_MAX + 1024
"""The same with the fields that are not rows: a scope has at most 512 bytes, the rest is short."""

PAGES_BYTES_MAX: Final = 4 * 1024 * 1024
"""Of rows in the pages that are kept for other receivers: who is told together asks one after the
other. In all its forms a page takes about three times as much."""

PAGE_BYTES: Final = 2048
"""What a page takes beside its rows: many short ones count too."""


class RowReader(Protocol):
    """The reading half of a log."""

    def read(
        self, scope: Scope, after: int, bytes_max: int, upto: int | None = None
    ) -> Sequence[LogRow]:
        """Rows of the scope after a sequence number, in order, at least one if there is any.

        As many as fit `bytes_max` as they travel, record ids and framing included.
        """

    def chain_at(self, scope: Scope, seq: int) -> bytes | None:
        """The chain at a sequence number; None where there is no such row."""


class ScopeHead(Protocol):
    """How far a scope has come."""

    @property
    def seq(self) -> int:
        """The last row's sequence number; 0 where nothing is stored."""

    @property
    def digest(self) -> bytes:
        """XOR of the hashes of all rows, 16 bytes."""


class Page:
    """One `changes` message and its bytes, as they are and deflated."""

    __slots__ = ("_encoded", "_wrapped", "cost", "message")

    def __init__(self, message: Changes) -> None:
        self.message = message
        self.cost = PAGE_BYTES + sum(len(data) for _, data, _ in message.items)
        self._encoded: bytes | None = None
        self._wrapped: bytes | None = None

    @property
    def encoded(self) -> bytes:
        """Its bytes; made once for all who are sent all of it."""
        if self._encoded is None:
            self._encoded = encode(self.message)
        return self._encoded

    @property
    def wrapped(self) -> bytes:
        """For a side that takes wrapped messages; made once for all of them."""
        if self._wrapped is None:
            self._wrapped = wrapped(self.encoded)
        return self._wrapped


class Feed:
    """Pages and digests of all scopes, as of the heads announced.

    Args:
        reader: the rows.
        heads: how far each scope that has rows has come.
        moves: how many moves of areas touched each scope; one not named was not touched.
        erased: the erased records, with their scope.
    """

    def __init__(
        self,
        reader: RowReader,
        heads: Mapping[Scope, ScopeHead],
        *,
        moves: Mapping[Scope, int] | None = None,
        erased: Mapping[str, Scope] | None = None,
    ) -> None:
        self._reader = reader
        self._heads = dict(heads)
        self._moves = dict(moves or {})
        self._erased: dict[Scope, list[str]] = {}
        self._fresh = FreshRows()
        self._pages: OrderedDict[tuple[object, ...], Page] = OrderedDict()
        self._pages_bytes = 0
        self._digests: dict[tuple[object, ...], tuple[int, bytes]] = {}
        self._damaged: dict[Scope, dict[int, bytes]] = {}
        self._note_erased(erased or {})

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes in which something is stored."""
        return tuple(self._heads)

    def head(self, scope: Scope) -> int:
        """The last sequence number that may be served; 0 where nothing is stored."""
        head = self._heads.get(scope)
        return 0 if head is None else head.seq

    def moves(self, scope: Scope) -> int:
        """How many moves of areas touched a scope."""
        return self._moves.get(scope, 0)

    def erased(self, scopes: Iterable[Scope]) -> dict[Scope, list[str]]:
        """The erased records of these scopes, where there are any."""
        return {scope: self._erased[scope] for scope in scopes if scope in self._erased}

    def advance(self, heads: Mapping[Scope, ScopeHead], rows: Iterable[ScopedRow] = ()) -> None:
        """Announces what a commit has stored; rows that are given need not be read soon."""
        self._heads.update(heads)
        self._fresh.add(rows)

    def tree_changed(self, moves: Mapping[Scope, int]) -> None:
        """Areas or forms changed: who sees what is found out anew."""
        self._moves = dict(moves)
        self._forget()

    def erase(self, records: Mapping[str, Scope], heads: Mapping[Scope, ScopeHead]) -> None:
        """Records were erased: their rows have no bytes any more, and count in no digest.

        One of them that was damaged is left out of the head's digest now, and not once more by us.
        """
        self._note_erased(records)
        self._heads.update(heads)
        for scope in heads:
            known = self._damaged.get(scope, {})
            self.healed(scope, [seq for seq in known if not self._is_damaged(scope, seq)])
        self._forget()

    def _is_damaged(self, scope: Scope, seq: int) -> bool:
        return any(row.damaged for row in self._reader.read(scope, seq - 1, 1, seq))

    def _note_erased(self, records: Mapping[str, Scope]) -> None:
        for record, scope in records.items():
            known = self._erased.setdefault(scope, [])
            if record not in known:
                known.append(record)

    def damaged(self, scope: Scope, rows: Mapping[int, bytes]) -> None:
        """Rows that the disk has not kept: their numbers, and the hashes they have in the head."""
        known = self._damaged.setdefault(scope, {})
        if not rows.keys() <= known.keys():
            known.update(rows)
            self._digests.clear()

    def healed(self, scope: Scope, seqs: Iterable[int]) -> None:
        """Damaged rows are whole again: they are listed, and count."""
        known = self._damaged.get(scope, {})
        for seq in seqs:
            known.pop(seq, None)
        self._forget()

    def _rows(self, scope: Scope, after: int, head: int) -> Sequence[LogRow]:
        fresh = self._fresh.after(scope, after, PAGE_BYTES_MAX, head)
        if fresh:
            return fresh
        rows = self._reader.read(scope, after, PAGE_BYTES_MAX, head)
        damaged = {row.seq: row.hash for row in rows if row.damaged}
        if damaged:
            self.damaged(scope, damaged)
        return rows

    def _forget(self) -> None:
        self._fresh.clear()
        self._pages.clear()
        self._pages_bytes = 0
        self._digests.clear()

    def page(self, scope: Scope, after: int, audience: Audience) -> Page:
        """What follows the cursor `after` in a scope, for this audience."""
        key = (scope, after, self.head(scope), audience.key)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = Page(self._read(scope, after, audience))
            self._pages_bytes += page.cost
            while self._pages_bytes > PAGES_BYTES_MAX:
                self._pages_bytes -= self._pages.popitem(last=False)[1].cost
        else:
            self._pages.move_to_end(key)
        return page

    def mark(self, scope: Scope, seq: int, audience: Audience) -> bytes | None:
        """The mark of a cursor at `seq`; empty at 0; None where the log has not come that far."""
        if seq == 0:
            return b""
        return self._mark_at(scope, seq, audience) if seq <= self.head(scope) else None

    def _mark_at(self, scope: Scope, seq: int, audience: Audience) -> bytes:
        # A chain that cannot be read is taken for the empty one, each time alike.
        chain = self._reader.chain_at(scope, seq) or EMPTY_CHAIN
        return mark(chain, audience.grants, audience.moves)

    def digest(self, scope: Scope, audience: Audience) -> tuple[int, bytes]:
        """The head, and the XOR of the hashes of the scope's rows that this audience is listed."""
        head = self._heads.get(scope)
        if head is None:
            return 0, EMPTY_DIGEST
        if audience.sees_all:
            return head.seq, reduce(xor, self._damaged.get(scope, {}).values(), head.digest)
        key = (scope, audience.key)
        seq, digest = self._digests.get(key, (0, EMPTY_DIGEST))
        while seq < head.seq:
            rows = self._rows(scope, seq, head.seq)
            for row in rows:
                if audience.sees(row):
                    digest = xor(digest, row.hash)
            seq = rows[-1].seq if rows else head.seq
        self._digests[key] = (seq, digest)
        return seq, digest

    def _read(self, scope: Scope, after: int, audience: Audience) -> Changes:
        head = self.head(scope)
        rows = self._rows(scope, after, head) if after < head else ()
        to_seq = rows[-1].seq if rows else max(after, head)
        if rows:
            position = mark(rows[-1].chain, audience.grants, audience.moves)
        else:
            position = self._mark_at(scope, to_seq, audience) if to_seq else b""
        return Changes(
            scope=scope,
            from_seq=after,
            to_seq=to_seq,
            mark=position,
            items=tuple((row.record, row.data, row.seq) for row in rows if audience.sees(row)),
            more=to_seq < head,
        )


def without(message: Changes, own: frozenset[int] | set[int]) -> Changes:
    """The same range without the rows that the receiver itself pushed on this connection."""
    items = tuple(item for item in message.items if item[2] not in own)
    return Changes(
        scope=message.scope,
        from_seq=message.from_seq,
        to_seq=message.to_seq,
        mark=message.mark,
        items=items,
        more=message.more,
    )
