"""The log as its callers see it: rows to which more are only added, and a quarantine beside them.

Promises of every implementation, each held by the contract suite:
- `append` is one commit: when it returns, what it answers is durable; when it raises, nothing is.
- `seq` is gap-free from 1 in each scope, given inside the commit.
- a row never changes; its hash and its place in the scope's chain are kept with it. Erasing its
  record alone empties it: number, hash and chain stay, and no digest counts it any more. One that
  the disk did not keep is read as `damaged`, and put back when the same bytes are brought again.
- what is refused for good is in quarantine, byte for byte, once, before it is answered.

Left out: who may write what (the gate's verdict comes with each submission), merging, sending.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from schema.area import Scope
from sync.core.digest import EMPTY_CHAIN, EMPTY_DIGEST
from sync.core.results import Result

DEVICE_RECORD_BYTES_MAX = 128 * 1024
"""What one device may write into one record: a broken tablet cannot fill a record alone."""

RECORD_BYTES_MAX = 512 * 1024
"""What a record may hold: every reader loads a record whole."""

QUARANTINE_DEVICE_BYTES_MAX = 16 * 1024 * 1024
"""What quarantine holds for one device; beyond it the bytes stay on the tablet."""

HELD_ROW_BYTES = 128
"""What a quarantined row costs beside its bytes and record id, so that many tiny ones count too."""


class Row(NamedTuple):
    """One stored change; a named tuple for the reason that `sync.core.change.Entry` is one.

    Attributes:
        scope: where it is ordered.
        seq: its place in the scope, from 1, without gaps.
        record: the record id.
        change_id: unique within the record.
        data: the change as received; empty where its record was erased.
        device: who brought it; "server" for changes made on a page or by a command.
        received_ms: the server's clock at the commit, milliseconds since 1970.
        hash: `row_hash(record, data)`, 16 bytes.
        chain: the scope's hash chain up to and with this row, 8 bytes.
        damaged: the disk has not kept it: `data` is empty, and nothing else of it is certain; a
            field that cannot be read at all is empty too.
    """

    scope: Scope
    seq: int
    record: str
    change_id: int
    data: bytes
    device: str
    received_ms: int
    hash: bytes
    chain: bytes
    damaged: bool = False


class Submission(NamedTuple):
    """One change as it was pushed, with the gate's verdict; a named tuple, as `Row`.

    Attributes:
        record: the record id as received; None if none came.
        data: the bytes as received.
        device: the device that brought it.
        staff: the session's staff, for the quarantine; the change's author stands in its bytes.
        change_id: None if the bytes are no change.
        scope: None if the record id is malformed.
        refusal: the code that the gate gave; None if the change passed.
        forced: the person on whose authority it is stored although the gate, a quota or an earlier
            discarding says no; None for whatever a device pushes.
    """

    record: str | None
    data: bytes
    device: str
    staff: str
    change_id: int | None
    scope: Scope | None
    refusal: str | None = None
    forced: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """Where a scope stands.

    Attributes:
        seq: the last row's.
        chain: the chain up to it.
        digest: XOR of the hashes of all rows, but for those of erased records.
    """

    seq: int = 0
    chain: bytes = EMPTY_CHAIN
    digest: bytes = EMPTY_DIGEST


EMPTY_HEAD = Head()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One refused change in quarantine, as it was first brought.

    Attributes:
        id: never given twice.
        hash: `row_hash(record, data)`.
        record: the record id as received; None if none came.
        data: the bytes as received.
        device: the device that brought it first.
        staff: that session's staff.
        received_ms: when, milliseconds since 1970.
        reason: the code of the refusal.
    """

    id: int
    hash: bytes
    record: str | None
    data: bytes
    device: str
    staff: str
    received_ms: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptSum:
    """What quarantine holds of one record, for one reason and from one person.

    Attributes:
        reason: the code of the refusal.
        staff: whose session brought it.
        record: the record id as received; None if none came.
        changes: how many.
        oldest_ms: when the first was received, milliseconds since 1970.
        last_id: of the last one.
    """

    reason: str
    staff: str
    record: str | None
    changes: int
    oldest_ms: int
    last_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Healed:
    """A damaged row whose bytes were brought again and put back.

    Attributes:
        scope: where it is.
        seq: its place there.
        record: the record that it is of.
        device: who brought it again.
    """

    scope: Scope
    seq: int
    record: str
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """What one commit did.

    Attributes:
        results: one answer a submission, in their order.
        rows: what was stored, in the order of the submissions.
        heads: the new heads of the scopes that got rows.
        healed: the damaged rows that it put back.
    """

    results: list[Result]
    rows: list[Row]
    heads: dict[Scope, Head]
    healed: tuple[Healed, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure:
    """What an erasure emptied.

    Attributes:
        records: those that were not erased before.
        rows: how many rows lost their bytes.
        kept: how many changes in quarantine did.
    """

    records: tuple[str, ...]
    rows: int
    kept: int


class LogReader(Protocol):
    """The reading half. Each call sees one state of the log and leaves nothing open behind it."""

    def heads(self, scopes: Iterable[Scope] | None = None) -> dict[Scope, Head]:
        """The heads of `scopes`, an empty one where nothing is stored; of all that have rows."""
        ...

    def read(self, scope: Scope, after: int, bytes_max: int, upto: int | None = None) -> list[Row]:
        """Rows with `after` < seq <= `upto`, in log order.

        As many as fit `bytes_max`, counted as they travel (record id, bytes and
        `ROW_FRAMING_BYTES` each), but at least one if there is any.
        """
        ...

    def chain_at(self, scope: Scope, seq: int) -> bytes | None:
        """The chain up to `seq`; the empty chain at 0; None where the log has no such row."""
        ...

    def record(self, record: str) -> list[Row]:
        """All rows of one record, in log order; without bytes where it was erased."""
        ...

    def erased(self) -> dict[str, Scope]:
        """The records that were erased, with their scopes."""
        ...

    def quarantine(
        self,
        *,
        reason: str | None = None,
        device: str | None = None,
        staff: str | None = None,
        after: int = 0,
        rows_max: int | None = None,
    ) -> list[Kept]:
        """What is kept, oldest first: of one reason, device or person, with an id above `after`."""
        ...

    def kept(self, kept_id: int) -> Kept | None:
        """One kept change; None if it never was there, was stored since, or discarded."""
        ...


class UpdateLog(LogReader, Protocol):
    """The log of one server. One caller at a time writes."""

    def append(self, batch: Sequence[Submission], received_ms: int) -> list[Result]:
        """Stores and keeps a batch in one commit; see `commit`."""
        ...

    def commit(
        self, batch: Sequence[Submission], received_ms: int, *, whole: bool = False
    ) -> Commit:
        """Stores and keeps a batch in one commit.

        Each change is answered by the first of these that applies (records.md §4): duplicate,
        discarded, the gate's refusal, id_taken, over_quota, erased. What comes earlier in the batch
        counts as stored already. A refused one is kept in quarantine unless its device's share is
        full (`quarantine_full`).

        Args:
            batch: in the order written.
            received_ms: the server's clock, milliseconds since 1970.
            whole: all or nothing: where one is refused none is stored, and none kept; the answers
                tell which it was.

        Raises:
            LogError: nothing of the batch was stored or kept.
        """
        ...

    def discard(self, hashes: Iterable[bytes]) -> int:
        """Empties kept changes; their hashes stay, so that they answer `discarded` from now on.

        Returns:
            how many of them were kept until now.
        """
        ...

    def erase(self, records: Mapping[str, Scope], erased_ms: int) -> Erasure:
        """Empties records for good, in one commit: their rows, and what quarantine holds of them.

        Numbers, hashes and chains stay, so that nobody has to count anew; the heads' digests lose
        the rows. From now on the records take no change, not even on somebody's authority. One that
        was erased before stays so, and what quarantine holds of it since.

        Args:
            records: with their scopes; also such of which nothing is stored.
            erased_ms: the server's clock, milliseconds since 1970.
        """
        ...
