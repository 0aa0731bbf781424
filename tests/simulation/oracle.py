"""The oracle: what must be true when the district has come to rest, checked answer by answer.

Reads the databases plainly and the ledger; shares nothing with the code under test but the reading
of a change's bytes, which was compared with what the person said when it was written. Numbers are
those of the promises in the package's header.
"""

from collections import defaultdict
from functools import reduce
from typing import Any

from schema.record_id import RecordId
from sync.core.audience import Audience
from sync.core.change import Change
from sync.core.record import HeldChange, RecordReading, read_record
from sync.core.scan import scan
from tests.simulation.ledger import Broken, Written
from tests.simulation.logs import stored_rows
from tests.simulation.office import granted_anything, may_read
from tests.simulation.people import FORMS
from tests.simulation.tablet import SimTablet
from tests.simulation.world import World


class Oracle:
    """The checks of one district at rest."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledger = world.ledger
        self.office = world.server.office
        self.rows = list(stored_rows(world.server.log))
        self.stored = {row.hash: row for row in self.rows}
        self.kept = {kept.hash for kept in world.server.log.quarantine()}
        self.safe = self.stored.keys() | self.kept | self.ledger.discarded | self.ledger.emptied
        self.erased = world.server.log.erased()

    def check(self) -> None:
        """Raises Broken for the first promise that does not hold."""
        self._log_is_sound()
        self._nothing_seen_hides_the_unseen()
        for tablet in self.world.tablets:
            rows = tablet.rows()
            self._own_rows(tablet, rows)
            if granted_anything(self.office, tablet.device):
                self._owed_rows(tablet)
                self._holds_what_it_may(tablet, rows)
                self._digests(tablet, rows)
        self._equal_readings()

    def _log_is_sound(self) -> None:
        """Every row was written by somebody, in order, once, and is where its record says."""
        last: dict[str, int] = defaultdict(int)
        for row in self.rows:
            last[row.scope] += 1
            if row.seq != last[row.scope]:
                raise Broken("a hole in the log", f"{row.scope} {row.seq}")
            written = self.ledger.written.get(row.hash)
            if written is None:
                raise Broken("nobody wrote it", f"{row.record} {row.hash.hex()[:6]}")
            if bool(row.data) == (row.record in self.erased):
                raise Broken("erased wrongly", f"{row.record} {row.hash.hex()[:6]}")
        if len(self.stored) != len(self.rows):
            raise Broken("stored twice", "one change under two numbers")
        if unknown := self.kept - self.ledger.written.keys():
            raise Broken("nobody wrote it", f"{len(unknown)} rows in quarantine")

    # 1, 2: nothing that anybody holds is lost

    def _own_rows(self, tablet: SimTablet, rows: list[Any]) -> None:
        held = {name: (seq, refusal) for name, _, _, seq, own, refusal, _ in rows if own}
        if unknown := held.keys() - tablet.own:
            raise Broken("nobody wrote it", f"{len(unknown)} own rows of {tablet.name}")
        for name in sorted(tablet.own):
            written = self.ledger.written[name]
            if name in held:
                self._held_row(tablet, written, *held[name])
            elif not (self._left_rightly(tablet, written) or self._erased_rightly(tablet, written)):
                raise Broken("an own row is gone", self._row(tablet, written))
            elif name not in self.safe and not self.ledger.rolled_back:
                raise Broken("a row that was given up is nowhere", self._row(tablet, written))

    def _held_row(
        self, tablet: SimTablet, written: Written, seq: int | None, refusal: str | None
    ) -> None:
        """An own row that is held is at the server, and its tablet knows of it."""
        if written.hash in tablet.put_off:
            return  # refused for the moment to the end: quarantine is full
        if seq is None and refusal is None:
            raise Broken("an own row waits for ever", self._row(tablet, written))
        if written.hash in self.safe:
            return
        if self.ledger.rolled_back and not granted_anything(self.office, tablet.device):
            return  # a deposit is told nothing of a log that was put back
        raise Broken("an own row is not at the server", self._row(tablet, written))

    def _left_rightly(self, tablet: SimTablet, written: Written) -> bool:
        """Whether this home may have given the row up: it lost the place after it wrote it."""
        return tablet.told.get(written.hash) is not None and self._lost_place(
            tablet, written.record, written.office
        )

    def _erased_rightly(self, tablet: SimTablet, written: Written) -> bool:
        """Whether its record was erased, after the server had answered or listed the row."""
        heard = written.hash in tablet.told or written.hash in self.ledger.stored
        return heard and written.record in self.ledger.erased

    def _lost_place(self, tablet: SimTablet, record: str, since: int) -> bool:
        """Whether the home may once have been without a right to the record."""
        return any(
            not may_read(office, device, record)
            for office in self.world.offices[since:]
            for device in tablet.devices
            if device in office.devices
        )

    def _owed_rows(self, tablet: SimTablet) -> None:
        """7: what the server lost and this home held, whoever wrote it, came back to it."""
        for name, since in sorted(tablet.owed.items()):
            written = self.ledger.written[name]
            if name in self.safe or name in tablet.put_off or written.record in self.ledger.erased:
                continue
            if not self._lost_place(tablet, written.record, since):
                raise Broken(
                    "a row that the server lost is not given back", self._row(tablet, written)
                )

    def _holds_what_it_may(self, tablet: SimTablet, rows: list[Any]) -> None:
        """Exactly the rows that are for it; 7, and 1 for the rows of others."""
        listed = {name for name, _, _, seq, _, _, unlisted in rows if seq and not unlisted}
        due = {
            row.hash
            for row in self.rows
            if row.data
            and may_read(self.office, tablet.device, row.record)
            and not self._blind(tablet, row.scope)
        }
        kept_here = {record for name, record, *_ in rows if name in tablet.put_off}
        # What the server never had of a record is refused, and stays to be seen.
        kept_here |= {record for _, record, *_ in rows} - {row[1] for row in rows if row[3]}
        for name in sorted(due - listed):
            raise Broken("a row never came", self._row(tablet, self.ledger.written[name]))
        for name, record, _, _, own, refusal, unlisted in rows:
            if record in self.erased and may_read(self.office, tablet.device, record):
                if name not in tablet.put_off:
                    raise Broken("an erased record stays", f"{tablet.name} {record} own={own}")
            elif unlisted and name not in tablet.put_off:
                raise Broken("an unlisted row stays", f"{tablet.name} {record}")
            # A lost record is kept whole for a row that waits; its scope is served no more.
            waits = record in kept_here and not may_read(self.office, tablet.device, record)
            safe = name in self.stored or name in tablet.put_off or waits
            if refusal is None and not safe:
                raise Broken("held, and not stored", f"{tablet.name} {record} own={own}")
            if not may_read(self.office, tablet.device, record) and record not in kept_here:
                raise Broken("held without a right", f"{tablet.name} {record} own={own}")

    def _blind(self, tablet: SimTablet, scope: str) -> bool:
        """Whether it may lack rows of a scope unknowingly: no mark tells of them, and no digest.

        A move or an erasure that was undone with a log that was put back leaves marks as they are;
        digests tell, but are not compared while a row of the tablet's own waits, as it does for
        ever behind a quarantine that stays full.
        """
        return scope in self.ledger.unmarked and bool(tablet.put_off)

    # 6: digests

    def _digests(self, tablet: SimTablet, rows: list[Any]) -> None:
        feed = self.world.server.feed
        permit = self.office.permit(self.office.devices[tablet.device].staff)
        of_scope: dict[str, list[bytes]] = defaultdict(list)
        for name, record, scope, seq, _, _, unlisted in rows:
            granted = may_read(self.office, tablet.device, record)  # else kept for a row put off
            if seq is not None and not unlisted and granted:
                of_scope[scope].append(name)
        for scope in permit.scopes(feed.scopes):
            mine = reduce(_xor, of_scope[scope], bytes(16))
            head, theirs = feed.digest(scope, Audience.of(permit, scope, feed.moves(scope)))
            if mine != theirs and not self._blind(tablet, scope):
                raise Broken("digests unequal", f"{tablet.name} {scope} at {head}")
            state = tablet.store.scopes().get(scope)
            if tablet.put_off or (0, bytes(16)) == (head, theirs):
                continue
            if state is None or not state.equal:
                raise Broken("digests not compared", f"{tablet.name} {scope} at {head}: {state}")

    # 4: the fold

    def _nothing_seen_hides_the_unseen(self) -> None:
        self.readings: dict[str, RecordReading] = {}
        of_record: dict[str, list[Any]] = defaultdict(list)
        for row in self.rows:
            if row.data:
                of_record[row.record].append(row)
        for record, rows in sorted(of_record.items()):
            changes = [scan(row.data) for row in rows]
            form = FORMS[RecordId.parse(record).form]
            held = [
                HeldChange(change=change, seq=row.seq)
                for change, row in zip(changes, rows, strict=True)
            ]
            reading = self.readings[record] = read_record(form, held)
            saw = {
                change.change_id: self.ledger.written[row.hash].saw
                for change, row in zip(changes, rows, strict=True)
            }
            for question, entries in _by_question(changes).items():
                visible = {entry.change for entry in reading.answers[question].visible}
                self._visible(record, question, entries, visible, saw)

    def _visible(
        self,
        record: str,
        question: str,
        entries: dict[int, tuple[int, ...]],
        visible: set[int],
        saw: dict[int, frozenset[int]],
    ) -> None:
        """Ten lines of fold: hidden is what another one replaces; honest tablets make no circle."""
        hidden = {old for new, replaces in entries.items() for old in replaces if old != new}
        if visible != entries.keys() - hidden:
            raise Broken("read wrongly", f"{question} of {record}")
        for new, replaces in sorted(entries.items()):
            for old in sorted(set(replaces) & entries.keys()):
                if old not in saw[new]:
                    raise Broken("hidden unseen", f"{question} of {record}: {old:x} by {new:x}")
            if not self.ledger.rolled_back and not self.ledger.discarded:
                for old in sorted(saw[new] & visible - {new}):
                    raise Broken("seen, and a clash", f"{question} of {record}: {old:x} by {new:x}")

    # 5: equal rights, equal records

    def _equal_readings(self) -> None:
        """One tablet, drawn by the seed, reads each record as the server does."""
        able = [
            tablet for tablet in self.world.tablets if granted_anything(self.office, tablet.device)
        ]
        if not able:
            return
        tablet = able[self.world.setting.seed % len(able)]
        unsent = {self.ledger.written[name].record for name in tablet.put_off}
        for record, reading in sorted(self.readings.items()):
            if self._blind(tablet, RecordId.parse(record).scope):
                continue
            if record not in unsent and may_read(self.office, tablet.device, record):
                mine = tablet.tablet.read(record).reading
                if _said(mine) != _said(reading):
                    raise Broken("read unequally", f"{tablet.name} {record}")

    def _row(self, tablet: SimTablet, written: Written) -> str:
        return (
            f"{written.hash.hex()[:6]} in {written.record}, written by {written.home} in step "
            f"{written.step}; {tablet.name} was told {tablet.told.get(written.hash)}"
        )


def _by_question(changes: list[Change]) -> dict[str, dict[int, tuple[int, ...]]]:
    found: dict[str, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for change in changes:
        for entry in change.entries:
            found[entry.question][change.change_id] = entry.replaces
    return found


def _said(reading: RecordReading) -> object:
    return (
        reading.created_by,
        {
            name: (answer.value, answer.outcome, [entry.change for entry in answer.visible])
            for name, answer in reading.answers.items()
        },
    )


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
