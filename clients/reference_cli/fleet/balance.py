"""Whether anything is missing, answer by answer, and what became of what was written.

Two sides that share nothing are compared: the own rows in the tablets' databases, and the rows of a
fresh download. An answer is a question and the id of the change that gave it. No counter that was
kept on the way is trusted. `missing` = written - stored - refused, as sets, never as numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clients.reference_cli.fleet.download import ServerRow
from schema.form import Form
from schema.record_id import RecordId
from sync.core.fold import Outcome
from sync.core.record import HeldChange, read_record
from sync.core.scan import scan
from sync.home.store import HomeStore

Answer = tuple[str, str, int]
"""Record, question, change id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What the tablets' databases hold of their own work, and the last word on their digests.

    Attributes:
        answers: all that were written.
        refused: those of them in changes that the server does not store.
        equal, unequal, unasked: (tablet, scope) by the server's last answer.
    """

    answers: frozenset[Answer]
    refused: frozenset[Answer]
    equal: int
    unequal: int
    unasked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """Records in which several people's answers meet, and questions by how they were settled."""

    merged: int
    rule: int
    clash: int


def answers_of(record: str, data: bytes) -> set[Answer]:
    """The answers in one row."""
    change = scan(data)
    return {(record, entry.question, change.change_id) for entry in change.entries}


def written(homes: Iterable[Path]) -> Written:
    """Reads every home's database."""
    everything: set[Answer] = set()
    refused: set[Answer] = set()
    digests: list[bool | None] = []
    for home in homes:
        with HomeStore(home) as store:
            for row in store.all_rows():
                if row.own:
                    found = answers_of(row.record, row.data)
                    everything |= found
                    if row.refusal is not None:
                        refused |= found
            digests.extend(state.equal for state in store.scopes().values())
    return Written(
        answers=frozenset(everything),
        refused=frozenset(refused),
        equal=digests.count(True),
        unequal=digests.count(False),
        unasked=digests.count(None),
    )


def outcomes(
    rows: Iterable[ServerRow], forms: Mapping[str, Form], records: frozenset[str]
) -> Outcomes:
    """Folds the downloaded rows of these records."""
    by_record: dict[str, list[HeldChange]] = defaultdict(list)
    for row in rows:
        if row.record in records:
            by_record[row.record].append(HeldChange(change=scan(row.data), seq=row.seq))
    readings = [
        read_record(forms.get(RecordId.parse(record).form), changes)
        for record, changes in by_record.items()
    ]
    return Outcomes(
        merged=sum(reading.merged for reading in readings),
        rule=sum(len(reading.having(Outcome.RULE)) for reading in readings),
        clash=sum(len(reading.clashes) for reading in readings),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """Both sides, and what was found."""

    written: Written
    stored: frozenset[Answer]
    records: frozenset[str]
    outcomes: Outcomes

    @property
    def missing(self) -> frozenset[Answer]:
        """Answers that were written, and that the server neither has nor refused."""
        return self.written.answers - self.stored - self.written.refused

    @property
    def exact(self) -> bool:
        """Whether nothing is missing, and both sides hold the same everywhere."""
        return not (self.missing or self.written.unequal or self.written.unasked)

    def edits(self) -> dict[str, Any]:
        """Part `edits` of document `balance`."""
        return {
            "written": len(self.written.answers),
            "stored": len(self.written.answers & self.stored),
            "refused": len(self.written.refused),
            "missing": len(self.missing),
        }


def strike(homes: Iterable[Path], rows: Iterable[ServerRow], forms: Mapping[str, Form]) -> Balance:
    """The balance of these homes against these downloaded rows."""
    mine = written(homes)
    listed = list(rows)
    stored = frozenset(answer for row in listed for answer in answers_of(row.record, row.data))
    records = frozenset(record for record, _, _ in mine.answers)
    return Balance(
        written=mine, stored=stored, records=records, outcomes=outcomes(listed, forms, records)
    )
