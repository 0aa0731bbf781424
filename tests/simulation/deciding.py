"""What people decide on the server: rights, settlements, quarantine, erasures; each is one act."""

from typing import Any

from schema.record_id import RecordId
from sync.core.change import Change, Entry
from sync.core.digest import row_hash
from sync.core.gate import Verdict, judge
from sync.core.record import superseded
from sync.core.scan import scan
from sync.core.update import encode
from sync.log.log import Submission
from tests.simulation.ledger import Written
from tests.simulation.office import Office
from tests.simulation.people import SUPERVISOR


class Deciding:
    """The acts of one server; what they need of it is the server's."""

    def authority_changed(self, office: Office) -> None:
        """People, rights or areas changed; open sessions learn of it within the act."""
        if office.moves != self.office.moves:
            self.feed.tree_changed(office.moves)
        self.office = office
        for link in list(self.links):
            link.session.authority_changed(office)

    def settle(self, record: str, question: str, value: object, change_id: int, step: int) -> None:
        """A supervisor answers a question on a page, having the whole record before him."""
        changes = [scan(row.data) for row in self.log.record(record)]
        ids = frozenset(change.change_id for change in changes)
        change = Change(
            change_id=change_id,
            staff=SUPERVISOR,
            time_ms=max(0, self.now_ms),
            remark=None,
            entries=(Entry(question, value, superseded(changes, ids, question)),),
        )
        data = encode(change)
        verdict = judge(record, data, frozenset({SUPERVISOR}), self.office)
        row = Written(
            row_hash(record, data), record, data, change, "server", ids, self.office.number, step
        )
        self.ledger.write(row)
        self._store([submission(record, data, "server", SUPERVISOR, verdict)])

    def erase(self, record: str) -> None:
        """A record is emptied for good, at a resident's request; open sessions are told."""
        records = {record: RecordId.parse(record).scope}
        self.ledger.erased.add(record)
        self.ledger.emptied |= {k.hash for k in self.log.quarantine() if k.record == record}
        self.log.erase(records, self.now_ms)
        heads = {s: head for s, head in self.log.heads(records.values()).items() if head.seq}
        self.feed.erase(records, heads)
        for link in self.links:
            link.session.erased({scope: [name] for name, scope in records.items()})

    def accept_kept(self, *kept: Any) -> None:
        """A supervisor stores the very bytes that were refused."""
        self._store(
            [
                Submission(
                    record=each.record,
                    data=each.data,
                    device=each.device,
                    staff=each.staff,
                    change_id=scan(each.data).change_id,
                    scope=RecordId.parse(each.record).scope,
                    forced=SUPERVISOR,
                )
                for each in kept
            ]
        )

    def discard_kept(self, kept: Any) -> None:
        """A supervisor has looked at it and wants it not."""
        self.ledger.discarded.add(kept.hash)
        self.log.discard([kept.hash])


def submission(record: str, data: bytes, device: str, staff: str, verdict: Verdict) -> Submission:
    """A judged change, as the log takes it."""
    return Submission(
        record=record,
        data=data,
        device=device,
        staff=staff,
        change_id=verdict.change_id,
        scope=verdict.scope,
        refusal=verdict.refusal,
    )
