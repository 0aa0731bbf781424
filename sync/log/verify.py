"""What is wrong with a log, named row by row: nothing is trusted that can be computed again.

Walks every scope from 1 to its head: no sequence missing, each row's bytes a change with the id
and the record that the row says, hash and chain as computed from the bytes, the head as the last
row leaves it. Quarantine's hashes likewise. For a database also SQLite's own check. A row without
bytes is sound if its record was erased, and only then; it counts in no digest.

A damaged row is reported and stepped over; the rest is still checked. A log that is written to
meanwhile is checked up to where it stood. Left out: what the rows add up to (the views' business).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from schema.area import Scope
from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from sync.core.digest import EMPTY_CHAIN, EMPTY_DIGEST, chain_next, row_hash, xor
from sync.core.errors import ChangeRefused
from sync.core.scan import scan
from sync.log.errors import StorageCorrupt
from sync.log.log import Head, LogReader, Row
from sync.log.reader import LogReading

READ_BYTES = 1024 * 1024
"""What is read at a time; bounds memory."""

KEPT_ROWS = 16
"""Quarantined changes read at a time; one may have 256 KiB."""

_SENTENCES = {
    "unreadable": (
        "第{seq}号改动（{record}）读不出来，磁盘上的数据已损坏。",
        "Change {seq} ({record}) cannot be read: it is damaged on the disk.",
    ),
    "missing": (
        "第{first}至{last}号改动不见了。",
        "Changes {first} to {last} are missing.",
    ),
    "missing_one": ("第{first}号改动不见了。", "Change {first} is missing."),
    "hash": (
        "第{seq}号改动（{record}）的内容与存入时不同。",
        "Change {seq} ({record}) is not what was stored.",
    ),
    "chain": (
        "第{seq}号改动（{record}）与它前面的改动接不上。",
        "Change {seq} ({record}) does not follow the one before it.",
    ),
    "structure": (
        "第{seq}号改动（{record}）不是有效的改动：{reason}",
        "Change {seq} ({record}) is no valid change: {reason}",
    ),
    "place": (
        "第{seq}号改动（{record}）不属于这里，或编号不对。",
        "Change {seq} ({record}) does not belong here, or has another change's number.",
    ),
    "not_erased": (
        "第{seq}号改动（{record}）的记录已应本人要求删除，内容却还在。",
        "Change {seq} ({record}) still has its bytes although its record was erased.",
    ),
    "head": (
        "记下的终点与最后一号改动（第{seq}号）不符。",
        "The end that is noted does not match the last change, {seq}.",
    ),
    "stray": (
        "存储位置{position}的改动不属于任何网格。",
        "The change at position {position} belongs to no grid.",
    ),
    "quarantine": (
        "待处理内容{kept}与收到时不同。",
        "Held-back content {kept} is not what was received.",
    ),
    "database": ("数据库检查：{line}", "The database's own check says: {line}"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: what kind, for scripts; never renamed.
        where: `scope:seq`, `quarantine:id` or `log`.
        message: the sentence for a person.
    """

    code: str
    where: str
    message: str


def verify_rows(
    reader: LogReader,
    lang: str = "en",
    *,
    walked: Callable[[int], None] = lambda _: None,
) -> Iterator[Problem]:
    """Everything that is wrong with a log, in the order found; nothing if it is sound.

    Args:
        reader: any log; for a database also SQLite's own check is made.
        lang: of the messages, "zh-CN" or "en".
        walked: told how many more rows were looked at.
    """
    verification = _Verification(reader, 0 if lang.startswith("zh") else 1, walked)
    if isinstance(reader, LogReading):
        yield from verification.database(reader)
    try:
        verification.begin()
        for scope in sorted(reader.heads()):
            yield from verification.scope(scope)
        yield from verification.quarantine()
    except StorageCorrupt as corrupt:
        yield verification.problem("database", "log", line=corrupt)


class _Verification:
    """One run over one log."""

    def __init__(
        self,
        reader: LogReader,
        language: int,
        walked: Callable[[int], None],
    ) -> None:
        self._reader = reader
        self._language = language
        self._walked = walked
        self._erased: Mapping[str, Scope] = {}

    def begin(self) -> None:
        """Learns which records were erased before."""
        self._erased = self._reader.erased()

    def problem(self, code: str, where: str, **facts: object) -> Problem:
        """A problem with its sentence; `missing_one` is the code `missing` where it is one."""
        message = _SENTENCES[code][self._language].format(**facts)
        return Problem(code=code.removesuffix("_one"), where=where, message=message)

    def record_of(self, row: Row) -> str:
        """The record of a row; where the row is damaged, the index may know it still."""
        if row.damaged and isinstance(self._reader, LogReading):
            return self._reader.indexed_as(row.scope, row.seq) or row.record or "?"
        return row.record

    def was_erased(self, row: Row) -> bool:
        """Whether the row's record was erased: before, or a moment ago."""
        return row.record in self._erased or (not row.data and row.record in self._reader.erased())

    def erased_meanwhile(self) -> bool:
        """Whether records were erased since `begin`, so that digests have changed."""
        return self._erased.keys() != self._reader.erased().keys()

    def database(self, reader: LogReading) -> Iterator[Problem]:
        """What SQLite's own check finds, and rows outside every scope."""
        try:
            for line in reader.damage():
                yield self.problem("database", "log", line=line)
            for position in reader.strays():
                yield self.problem("stray", "log", position=position)
        except StorageCorrupt as corrupt:
            yield self.problem("database", "log", line=corrupt)

    def scope(self, scope: Scope) -> Iterator[Problem]:
        """The rows of one scope, and its head.

        The head is read before the rows: where no row follows, it has to be the last one's, also
        while others write.
        """
        walk = _Walk(self, scope)
        while True:
            head = self._reader.heads([scope])[scope]
            rows = self._reader.read(scope, walk.seq, READ_BYTES)
            if not rows:
                yield from walk.end(head)
                return
            for row in rows:
                yield from walk.step(row)
            self._walked(len(rows))

    def quarantine(self) -> Iterator[Problem]:
        """The hashes of what is held back."""
        after = 0
        while kept_rows := self._reader.quarantine(after=after, rows_max=KEPT_ROWS):
            for kept in kept_rows:
                if kept.hash != row_hash(kept.record, kept.data):
                    yield self.problem("quarantine", f"quarantine:{kept.id}", kept=kept.id)
            after = kept_rows[-1].id


class _Walk:
    """One scope, row by row: what the next row has to be.

    Behind a row that is missing or unreadable the chain is taken from the next one as it stands,
    so that one fault is reported once.
    """

    def __init__(self, verification: _Verification, scope: Scope) -> None:
        self._problem = verification.problem
        self._verification = verification
        self._scope = scope
        self.seq = 0
        self._chain: bytes | None = EMPTY_CHAIN
        self._digest: bytes | None = EMPTY_DIGEST

    def step(self, row: Row) -> Iterator[Problem]:
        """The next row."""
        if row.seq > self.seq + 1:
            yield self._missing(row.seq - 1)
        self.seq = row.seq
        if row.damaged and not row.record:
            self._chain = self._digest = None
            record = self._verification.record_of(row)
            yield self._problem("unreadable", self._where, seq=row.seq, record=record)
        else:
            yield from self._row(row)

    @property
    def _where(self) -> str:
        return f"{self._scope}:{self.seq}"

    def end(self, head: Head) -> Iterator[Problem]:
        """Behind the last row: the head, unless it moved on meanwhile in good order."""
        if head.seq > self.seq:
            yield self._missing(head.seq)
            return
        sound = (
            head.seq == self.seq
            and self._chain in (None, head.chain)
            and (self._digest in (None, head.digest) or self._verification.erased_meanwhile())
        )
        if not sound:
            yield self._problem("head", self._where, seq=self.seq)

    def _missing(self, last: int) -> Problem:
        first = self.seq + 1
        self._chain = self._digest = None
        code = "missing_one" if first == last else "missing"
        return self._problem(code, f"{self._scope}:{first}", first=first, last=last)

    def _row(self, row: Row) -> Iterator[Problem]:
        facts = {"seq": row.seq, "record": self._verification.record_of(row)}
        erased = self._verification.was_erased(row)
        if row.damaged or not (row.data or erased):
            yield self._problem("hash", self._where, **facts)
        if self._chain is not None and row.chain != chain_next(self._chain, row.hash):
            yield self._problem("chain", self._where, **facts)
        self._chain = row.chain
        if erased:
            if row.data:
                yield self._problem("not_erased", self._where, **facts)
            return
        self._digest = None if self._digest is None else xor(self._digest, row.hash)
        if row.data:
            yield from self._content(row, facts)

    def _content(self, row: Row, facts: Mapping[str, object]) -> Iterator[Problem]:
        try:
            change_id = scan(row.data).change_id
        except ChangeRefused as refused:
            yield self._problem("structure", self._where, **facts, reason=refused)
            return
        if change_id != row.change_id or not _lies_in(row.record, self._scope):
            yield self._problem("place", self._where, **facts)


def _lies_in(record: str, scope: Scope) -> bool:
    try:
        return RecordId.parse(record).scope == scope
    except InvalidRecordId:
        return False
