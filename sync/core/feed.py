"""What sessions read of the log: pages of rows in log order, filtered by grants, shared by all.

Invariants:
- A page covers every row after the cursor up to its `to_seq`, whether the tablet may see it or not:
  the cursor never stops at a row that is not for it, and never passes one that is.
- Nothing beyond the heads that were announced by `advance` is served: a row is broadcast after its
  commit, never before.
- A page's message is encoded once for all receivers with the same cursor and grants.

The rows come through `RowReader`, the reading half of a log; this module does no I/O of its own.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from schema.area import Scope
from schema.grant import Permit, Right
from schema.record_id import RecordId
from sync.core.digest import EMPTY_DIGEST, mark, xor
from sync.core.encode import encode
from sync.core.messages import Changes

PAGE_BYTES_MAX: Final = 128 * 1024
"""Of one `changes` message; half of what a message may have, so that framing always fits."""

PAGE_MESSAGE_BYTES_MAX: Final = PAGE_BYTES_MAX + 1024
"""The same with the fields that are not rows: a scope has at most 512 bytes, the rest is short."""

PAGES_KEPT_MAX: Final = 256
"""Encoded pages kept for other receivers: at most 32 MiB, in practice a few hundred KiB."""

NO_AREA_WAS_MOVED: Final = 0
"""Counts the moves of areas in a mark; areas cannot be moved yet."""


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
        """The change's bytes."""

    @property
    def hash(self) -> bytes:
        """Row hash, 16 bytes."""

    @property
    def chain(self) -> bytes:
        """Chain up to this row, 8 bytes."""


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


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a page is for: what of a scope a person may see, and the grants that say so.

    Attributes:
        permit: decides each row.
        grants: (area, form or None) of the grants that reach the scope; equal grants share pages.
        sees_all: every row of the scope is visible; spares the look at each.
    """

    permit: Permit
    grants: tuple[tuple[str, str | None], ...]
    sees_all: bool

    @classmethod
    def of(cls, permit: Permit, scope: Scope) -> "Audience":
        """The audience that this permit makes of a scope's readers."""
        pairs = {(str(grant.area), grant.form) for grant in permit.reaching(scope)}
        grants = tuple(sorted(pairs, key=lambda pair: (pair[0], pair[1] or "")))
        return cls(permit, grants, permit.sees_all(scope))

    def sees(self, row: LogRow) -> bool:
        """Whether this row is listed to them."""
        if self.sees_all:
            return True
        record = RecordId.parse(row.record)
        return self.permit.allows(Right.read, record.area, record.form)


@dataclass(frozen=True, slots=True)
class Page:
    """One `changes` message and its bytes."""

    message: Changes
    encoded: bytes


class Feed:
    """Pages and digests of all scopes, as of the heads announced."""

    def __init__(self, reader: RowReader, heads: Mapping[Scope, ScopeHead]) -> None:
        self._reader = reader
        self._heads = dict(heads)
        self._pages: OrderedDict[tuple[object, ...], Page] = OrderedDict()
        self._digests: dict[tuple[object, ...], tuple[int, bytes]] = {}

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes in which something is stored."""
        return tuple(self._heads)

    def head(self, scope: Scope) -> int:
        """The last sequence number that may be served; 0 where nothing is stored."""
        head = self._heads.get(scope)
        return 0 if head is None else head.seq

    def advance(self, heads: Mapping[Scope, ScopeHead]) -> None:
        """Announces what a commit has stored."""
        self._heads.update(heads)

    def page(self, scope: Scope, after: int, audience: Audience) -> Page:
        """What follows the cursor `after` in a scope, for this audience."""
        key = (scope, after, self.head(scope), audience.grants)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._make(scope, after, audience)
            if len(self._pages) > PAGES_KEPT_MAX:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(key)
        return page

    def mark(self, scope: Scope, seq: int, audience: Audience) -> bytes | None:
        """The mark of a cursor at `seq`; empty at 0; None where the log has not come that far."""
        if seq == 0:
            return b""
        chain = self._reader.chain_at(scope, seq) if seq <= self.head(scope) else None
        return None if chain is None else mark(chain, audience.grants, NO_AREA_WAS_MOVED)

    def digest(self, scope: Scope, audience: Audience) -> tuple[int, bytes]:
        """The head, and the XOR of the hashes of the scope's rows that this audience is listed."""
        head = self._heads.get(scope)
        if head is None:
            return 0, EMPTY_DIGEST
        if audience.sees_all:
            return head.seq, head.digest
        key = (scope, audience.grants)
        seq, digest = self._digests.get(key, (0, EMPTY_DIGEST))
        while seq < head.seq:
            rows = self._reader.read(scope, seq, PAGE_BYTES_MAX, head.seq)
            for row in rows:
                if audience.sees(row):
                    digest = xor(digest, row.hash)
            seq = rows[-1].seq
        self._digests[key] = (seq, digest)
        return seq, digest

    def _make(self, scope: Scope, after: int, audience: Audience) -> Page:
        head = self.head(scope)
        rows = self._reader.read(scope, after, PAGE_BYTES_MAX, head) if after < head else ()
        to_seq, chain = (rows[-1].seq, rows[-1].chain) if rows else (after, None)
        if to_seq and chain is None:
            chain = self._reader.chain_at(scope, to_seq)
        message = Changes(
            scope=scope,
            from_seq=after,
            to_seq=to_seq,
            mark=mark(chain, audience.grants, NO_AREA_WAS_MOVED) if chain is not None else b"",
            items=tuple((row.record, row.data, row.seq) for row in rows if audience.sees(row)),
            more=to_seq < head,
        )
        return Page(message, encode(message))


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
