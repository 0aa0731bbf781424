"""What was written against what is stored, read from the two databases and from nothing else.

Written: the own rows in each tablet's database. Stored: the rows of the server's log. The fleet
strikes a balance of its own over the network; this one trusts neither its counters nor its reading.
An answer is a question and the id of the change that gave it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schema.form import Form
from schema.record_id import RecordId
from server.database import FILE_NAME
from sync.core.fold import Outcome
from sync.core.record import HeldChange, RecordReading, read_record
from sync.core.scan import scan
from sync.home.store import HomeStore
from sync.log.reader import SqliteLogReader

Answer = tuple[str, str, int]
"""Record, question, change id."""

Digests = Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Both sides.

    Attributes:
        written: answers in the tablets' databases, by those who gave them.
        refused: those of them that the server does not store.
        stored: answers in the server's log.
        equal, unequal: (tablet, area) by the server's last answer to the digest; one that was
            never asked is unequal.
        records: every record in the log, read.
    """

    written: frozenset[Answer]
    refused: frozenset[Answer]
    stored: frozenset[Answer]
    equal: int
    unequal: int
    records: Mapping[str, RecordReading]

    @property
    def missing(self) -> frozenset[Answer]:
        """What was written, and is neither stored nor refused."""
        return self.written - self.stored - self.refused

    @property
    def exact(self) -> bool:
        """Whether nothing is missing, nothing refused, and nobody holds anything else."""
        return not (self.missing or self.refused or self.unequal)

    def document(self) -> dict[str, Any]:
        """The parts of document `balance` that this ledger answers for."""
        readings = self.records.values()
        return {
            "records": len({record for record, _, _ in self.written}),
            "edits": {
                "written": len(self.written),
                "stored": len(self.written & self.stored),
                "refused": len(self.refused),
                "missing": len(self.missing),
            },
            "outcomes": {
                "merged": sum(reading.merged for reading in readings),
                "rule": sum(len(reading.having(Outcome.RULE)) for reading in readings),
                "clash": sum(len(reading.clashes) for reading in readings),
            },
            "digests": {"equal": self.equal, "unequal": self.unequal},
        }


def strike(homes: Iterable[Path], data: Path, forms: Mapping[str, Form]) -> Ledger:
    """Reads every home, which nobody may hold any more, and the log of a server that may run."""
    written: set[Answer] = set()
    refused: set[Answer] = set()
    equal: list[bool] = []
    for home in homes:
        with HomeStore(home) as store:
            for row in store.all_rows():
                if row.own:
                    (refused if row.refusal else written).update(_answers(row.record, row.data))
            equal.extend(state.equal is True for state in store.scopes().values())
    changes = _stored_changes(data)
    return Ledger(
        written=frozenset(written | refused),
        refused=frozenset(refused),
        stored=frozenset(
            (record, entry.question, held.change.change_id)
            for record, of in changes.items()
            for held in of
            for entry in held.change.entries
        ),
        equal=equal.count(True),
        unequal=equal.count(False),
        records={
            record: read_record(forms.get(RecordId.parse(record).form), of)
            for record, of in changes.items()
        },
    )


def _stored_changes(data: Path) -> dict[str, list[HeldChange]]:
    changes: dict[str, list[HeldChange]] = defaultdict(list)
    with closing(SqliteLogReader(data / FILE_NAME)) as log:
        for scope in log.heads():
            for row in log.read(scope, 0, sys.maxsize):
                held = HeldChange(change=scan(row.data), seq=row.seq, device=row.device)
                changes[row.record].append(held)
    return changes


def _answers(record: str, data: bytes) -> Iterable[Answer]:
    change = scan(data)
    return ((record, entry.question, change.change_id) for entry in change.entries)
