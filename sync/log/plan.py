"""What happens to each change of one commit: the order of answers, the quotas, the next heads.

Pure: works on what a store knows before the commit (`Known`) and says what the commit has to write
(`Plan`). It changes nothing of the store's, so a commit that fails leaves the store as it was.
Source of the order: records.md §4.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schema.area import Scope
from sync.core.digest import HASH_BYTES, chain_next, row_hash
from sync.core.results import Duplicate, Refused, Result, Stored
from sync.log.log import (
    DEVICE_RECORD_BYTES_MAX,
    EMPTY_HEAD,
    HELD_ROW_BYTES,
    QUARANTINE_DEVICE_BYTES_MAX,
    RECORD_BYTES_MAX,
    Commit,
    Head,
    Row,
    Submission,
)

NEVER_STORED = frozenset({"malformed", "too_large"})
"""Verdicts on the bytes themselves: what has one cannot be in the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A hash that quarantine knows.

    Attributes:
        device: whose share it counts in.
        cost: the bytes that it counts there; 0 once discarded.
        discarded: a person looked at it and emptied it.
    """

    device: str
    cost: int
    discarded: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a store knows about the changes of a batch before it is committed.

    Attributes:
        heads: at least of the batch's scopes that have rows.
        stored: (seq, hash) by (record, change id), of those that are stored.
        sizes: bytes by device, by record, of the batch's records that have rows.
        held: by hash, of the batch's changes that quarantine knows.
        held_bytes: what quarantine counts for a device.
        erased: at least those of the batch's records that were erased.
    """

    heads: Mapping[Scope, Head]
    stored: Mapping[tuple[str | None, int | None], tuple[int, bytes]]
    sizes: Mapping[str, Mapping[str, int]]
    held: Mapping[bytes, Held]
    held_bytes: Callable[[str], int]
    erased: Collection[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """A change to put into quarantine."""

    hash: bytes
    submission: Submission
    reason: str
    cost: int


@dataclass(kw_only=True, slots=True)
class Plan:
    """What a commit writes and answers.

    Attributes:
        received_ms: the commit's time.
        results: one a submission.
        rows: to add, each scope's in its order.
        keeps: to put into quarantine, by hash.
        leaving: hashes that leave quarantine, since they are stored now.
        heads: of the scopes that get rows.
        sizes: of the records that may get rows, with those they get.
        held_bytes: of the devices whose share of quarantine changes.
    """

    received_ms: int
    results: list[Result] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    keeps: dict[bytes, Keep] = field(default_factory=dict)
    leaving: set[bytes] = field(default_factory=set)
    heads: dict[Scope, Head] = field(default_factory=dict)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    held_bytes: dict[str, int] = field(default_factory=dict)

    def commit(self) -> Commit:
        """The part that callers of the log see."""
        return Commit(results=self.results, rows=self.rows, heads=self.heads)


def plan(
    batch: Sequence[Submission],
    hashes: Sequence[bytes],
    known: Known,
    received_ms: int,
    *,
    whole: bool = False,
) -> Plan:
    """Judges a batch in its order; what comes earlier in it counts as stored.

    A batch that is to be stored `whole` and is not writes nothing.
    """
    planned = _Planner(known, received_ms).run(batch, hashes)
    if not whole or not any(isinstance(each, Refused) for each in planned.results):
        return planned
    answers = [
        replace(each, kept=False) if isinstance(each, Refused) else each for each in planned.results
    ]
    return Plan(received_ms=received_ms, results=answers)


def hashes_of(batch: Sequence[Submission]) -> list[bytes]:
    """The row hash of each submission."""
    return [row_hash(submission.record, submission.data) for submission in batch]


def may_be_stored(submission: Submission) -> bool:
    """Whether the log can hold these bytes at all, so that looking them up makes sense."""
    return (
        submission.change_id is not None
        and submission.record is not None
        and submission.refusal not in NEVER_STORED
    )


def held_cost(submission: Submission) -> int:
    """What a change counts in its device's share of quarantine, bytes."""
    record = submission.record or ""
    return len(submission.data) + len(record.encode(errors="surrogatepass")) + HELD_ROW_BYTES


class _Tail:
    """A scope's end while rows are added to it: a `Head` that moves."""

    __slots__ = ("_digest", "chain", "seq")

    def __init__(self, head: Head) -> None:
        self.seq = head.seq
        self.chain = head.chain
        self._digest = int.from_bytes(head.digest, "big")

    def add(self, row: bytes) -> None:
        """Takes in one more row's hash."""
        self.seq += 1
        self.chain = chain_next(self.chain, row)
        self._digest ^= int.from_bytes(row, "big")

    def head(self) -> Head:
        """Where the scope stands now."""
        digest = self._digest.to_bytes(HASH_BYTES, "big")
        return Head(seq=self.seq, chain=self.chain, digest=digest)


class _Planner:
    """One batch, change by change."""

    def __init__(self, known: Known, received_ms: int) -> None:
        self.plan = Plan(received_ms=received_ms)
        self._known = known
        self._added: dict[tuple[str | None, int | None], tuple[int, bytes]] = {}
        self._tails: dict[Scope, _Tail] = {}

    def run(self, batch: Sequence[Submission], hashes: Sequence[bytes]) -> Plan:
        """The whole plan of a batch."""
        for submission, row in zip(batch, hashes, strict=True):
            self.plan.results.append(self._judge(submission, row))
        self.plan.heads = {scope: tail.head() for scope, tail in self._tails.items()}
        return self.plan

    def _judge(self, submission: Submission, row: bytes) -> Result:
        """The answer to one change; the plan grows by what it takes."""
        key = (submission.record, submission.change_id)
        stored = self._added.get(key) or self._known.stored.get(key)
        if stored is not None and stored[1] == row:
            return Duplicate(stored[0])
        code = self._refusal(submission, row, id_taken=stored is not None)
        if code is None:
            return self._store(submission, row)
        return self._refuse(submission, row, code)

    def _refusal(self, submission: Submission, row: bytes, *, id_taken: bool) -> str | None:
        if submission.forced is None:
            held = self._known.held.get(row)
            if held is not None and held.discarded:
                return "discarded"
            if submission.refusal is not None:
                return submission.refusal
        if id_taken:
            return "id_taken"
        if submission.forced is None and self._over_quota(submission):
            return "over_quota"
        return "erased" if submission.record in self._known.erased else None

    def _over_quota(self, submission: Submission) -> bool:
        sizes = self._sizes(submission)
        more = len(submission.data)
        return (
            sizes.get(submission.device, 0) + more > DEVICE_RECORD_BYTES_MAX
            or sum(sizes.values()) + more > RECORD_BYTES_MAX
        )

    def _sizes(self, submission: Submission) -> dict[str, int]:
        """Bytes by device in the change's record, with those that this batch adds."""
        record = submission.record
        assert record is not None, "a change that passed the gate has a record"
        sizes = self.plan.sizes.get(record)
        if sizes is None:
            sizes = self.plan.sizes[record] = dict(self._known.sizes.get(record, ()))
        return sizes

    # Storing

    def _store(self, submission: Submission, row: bytes) -> Stored:
        tail = self._tail(submission)
        tail.add(row)
        self.plan.rows.append(_row(submission, row, tail, self.plan.received_ms))
        self._added[submission.record, submission.change_id] = (tail.seq, row)
        sizes, device = self._sizes(submission), submission.device
        sizes[device] = sizes.get(device, 0) + len(submission.data)
        self._leave_quarantine(row)
        return Stored(tail.seq)

    def _tail(self, submission: Submission) -> _Tail:
        scope = submission.scope
        assert scope is not None, "a change that passed the gate has a scope"
        tail = self._tails.get(scope)
        if tail is None:
            tail = self._tails[scope] = _Tail(self._known.heads.get(scope, EMPTY_HEAD))
        return tail

    def _leave_quarantine(self, row: bytes) -> None:
        keep = self.plan.keeps.pop(row, None)
        if keep is not None:
            self._charge(keep.submission.device, -keep.cost)
        held = self._known.held.get(row)
        if held is not None:
            self.plan.leaving.add(row)
            self._charge(held.device, -held.cost)

    # Refusing

    def _refuse(self, submission: Submission, row: bytes, code: str) -> Refused:
        held = self._known.held.get(row)
        if held is not None:
            return Refused.of(code, kept=not held.discarded)
        if row in self.plan.keeps:
            return Refused.of(code, kept=True)
        cost = held_cost(submission)
        if self._share(submission.device) + cost > QUARANTINE_DEVICE_BYTES_MAX:
            return Refused.of("quarantine_full", kept=False)
        self.plan.keeps[row] = Keep(hash=row, submission=submission, reason=code, cost=cost)
        self._charge(submission.device, cost)
        return Refused.of(code, kept=True)

    def _share(self, device: str) -> int:
        held_bytes = self.plan.held_bytes
        if device not in held_bytes:
            held_bytes[device] = self._known.held_bytes(device)
        return held_bytes[device]

    def _charge(self, device: str, cost: int) -> None:
        self.plan.held_bytes[device] = self._share(device) + cost


def _row(submission: Submission, row: bytes, tail: _Tail, received_ms: int) -> Row:
    scope, record, change_id = submission.scope, submission.record, submission.change_id
    assert scope is not None, "a change that passed the gate has a scope"
    assert record is not None, "a change that passed the gate has a record"
    assert change_id is not None, "a change that passed the gate has an id"
    data, device = submission.data, submission.device
    return Row(scope, tail.seq, record, change_id, data, device, received_ms, row, tail.chain)
