"""Answering on a page: what somebody typed becomes an ordinary change that replaces what they saw.

A page was shown a record up to some row of its scope, and says so when it is sent (`Mark`: the
row's number, and the log's chain there, which no other log has at that number). What stands behind
that row is not replaced: a colleague's answer to the same question clashes with the typed one and
both are kept. Only what differs from what the page showed is written.

Invariant: a page that is sent twice writes once. The number of its change is drawn when the page is
made and comes back with it, so the second time its own change counts as seen and nothing differs.
Numbers of further parts of a large act follow from it (BLAKE2b, 53 bits); all parts are one commit.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from schema.answer import Value
from schema.form import Form
from schema.record_id import RecordId
from server.clock import now_ms
from server.station import SERVER_DEVICE, Station
from server.views.history import held_changes
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.digest import EMPTY_CHAIN
from sync.core.parting import parted
from sync.core.record import HeldChange, RecordReading, read_record, removal, superseded
from sync.core.results import Refused, Result

PARTS_MAX: Final = 16
"""Changes of one act: more than the quota of a device and record lets through."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to which row of the log a page was shown: its number, and the chain up to there."""

    upto: int
    chain: bytes

    def __str__(self) -> str:
        """As a page carries it."""
        return f"{self.upto}-{self.chain.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The mark that this text is; ValueError if it is none."""
        upto, _, chain = text.partition("-")
        if not (upto.isascii() and upto.isdigit() and len(upto) <= 18):
            raise ValueError(f"no mark: {text!r}")
        return cls(int(upto), bytes.fromhex(chain))


NOTHING_SEEN: Final = Mark(0, EMPTY_CHAIN)
"""The mark of a page that was made before there was such a record."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A record as a page showed it, and what was written behind that."""

    form: Form
    record: RecordId
    mark: Mark
    seen: tuple[HeldChange, ...]
    behind: tuple[HeldChange, ...]

    @cached_property
    def reading(self) -> RecordReading:
        """What the page showed."""
        return read_record(self.form, self.seen)

    @cached_property
    def _changes(self) -> list[Change]:
        return [each.change for each in self.seen]

    @cached_property
    def _ids(self) -> frozenset[int]:
        return frozenset(change.change_id for change in self._changes)

    def entry(self, question: str, value: Value) -> Entry:
        """An answer that replaces what was shown of its question."""
        return Entry(question, value, superseded(self._changes, self._ids, question, self.form))

    def removal(self, row: str) -> list[Entry]:
        """What removes a row, as far as it was shown; `row` is the name of its marker."""
        return [*removal(self._changes, self._ids, row, self.form)]


def held(
    station: Station,
    form: Form,
    record: RecordId,
    *,
    mark: Mark | None = None,
    own: Collection[int] = (),
    staff_id: str = "",
) -> Held | None:
    """A record, parted at what a page was shown; None if the log is not the one it was shown.

    Args:
        station: where.
        form: what it is read with.
        record: which; one that is not there has no changes.
        mark: of the page; None: all there is now.
        own: ids of changes that the page itself wrote (`numbers`), which count as shown.
        staff_id: whose page it is.
    """
    changes = held_changes(station, record)
    upto = max((each.seq or 0 for each in changes), default=0)
    if mark is None:
        mark = Mark(upto, station.reader.chain_at(record.scope, upto) or b"")
    elif (station.reader.chain_at(record.scope, mark.upto) or b"") != mark.chain:
        return None
    shown: list[HeldChange] = []
    behind: list[HeldChange] = []
    for each in changes:
        by_page = each.change.change_id in own and each.change.staff == staff_id
        known = (each.seq or 0) <= mark.upto or (by_page and each.device == SERVER_DEVICE)
        (shown if known else behind).append(each)
    return Held(form=form, record=record, mark=mark, seen=tuple(shown), behind=tuple(behind))


def numbers(act: int) -> tuple[int, ...]:
    """The ids of the changes that one act may write, its own first."""
    return tuple(_numbered(act, part) for part in range(PARTS_MAX))


def _numbered(act: int, part: int) -> int:
    if part == 0:
        return act
    drawn = hashlib.blake2b(f"{act}:{part}".encode(), digest_size=8, person=b"doorstep page")
    return int.from_bytes(drawn.digest()) % INT_BOUND


def write(
    station: Station,
    record: RecordId,
    entries: Sequence[Entry],
    *,
    staff_id: str,
    ids: Sequence[int],
) -> Result:
    """Stores an act, in as few changes as hold it, in one commit.

    Args:
        station: where.
        record: into which record.
        entries: what was answered, in order.
        staff_id: who, whose rights count.
        ids: for the changes, one after the other.

    Returns:
        the log's answer to the first of them that was refused, else to the last.

    Raises:
        StorageFailure: the disk failed, nothing was stored.
    """
    at_ms = now_ms()
    results = station.store(
        [
            # Later parts bear later times, so that rows stand as they were typed.
            station.judged(record, Change(number, staff_id, at_ms + place, None, part))
            for place, (number, part) in enumerate(zip(ids, parted(entries), strict=False))
        ]
    )
    return next((each for each in results if isinstance(each, Refused)), results[-1])
