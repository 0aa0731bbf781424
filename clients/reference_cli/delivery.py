"""What a synchronisation did, counted as it happens, and the document `sync` made of it.

Changes are counted by their row hash, so that one pushed again after a cut counts once, with its
last answer. Records that became merged, settled by rule or a clash are told by comparing their
summaries before and after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clients.reference_cli.tablet import Tablet
from sync.core.results import Duplicate, Refused, Result, Stored
from sync.core.scan import scan
from sync.home.rows import Arrival, IndexedRecord
from sync.home.store import ERASED


@dataclass(kw_only=True, slots=True)
class Delivery:
    """The running count of one synchronisation; filled by the dialling loop.

    Attributes:
        tries: connections tried.
        reached: the server let the tablet in at least once.
        results: the last answer to each row pushed, by row hash.
        records: the record of each of them.
        received: rows that were not held before, as (record, bytes).
        compared: scopes whose digest the server answered, and whether it was equal.
        unequal: scopes that the server once said to hold otherwise.
        rewound: scopes that were served from the beginning again.
        given_back: rows of others pushed at the end of a rewind, by their hash; their answers
            count in nothing else.
        deposit: the server granted nothing any more and took what was here.
        let_go: records that are no longer this staff's and went from here.
        erased: records that were erased at the office and went from here.
        erased_unsent: those of them in which something was written here that came too late.
        seconds: from the first try to the end.
        offset_ms: how far the server's clock is ahead of this device's.
    """

    tries: int = 0
    reached: bool = False
    results: dict[bytes, Result] = field(default_factory=dict)
    records: dict[bytes, str] = field(default_factory=dict)
    received: list[tuple[str, bytes]] = field(default_factory=list)
    compared: dict[str, bool] = field(default_factory=dict)
    unequal: set[str] = field(default_factory=set)
    rewound: list[str] = field(default_factory=list)
    given_back: set[bytes] = field(default_factory=set)
    deposit: bool = False
    let_go: int = 0
    erased: int = 0
    erased_unsent: set[str] = field(default_factory=set)
    seconds: float = 0.0
    offset_ms: int = 0

    def answered(self, results: Iterable[tuple[bytes, Result]]) -> None:
        """The server answered these rows."""
        self.results.update(results)

    def refusals(self) -> list[tuple[bytes, str, Refused]]:
        """The changes written here that are refused for good: hash, record and why.

        Without those of erased records: nobody has to see to them.
        """
        return [
            (hash_, self.records[hash_], result)
            for hash_, result in self.results.items()
            if hash_ not in self.given_back
            and isinstance(result, Refused)
            and not result.retryable
            and result.code != ERASED
        ]

    def arrived(self, arrival: Arrival) -> None:
        """These rows came."""
        self.received.extend(arrival.rows)

    def count(self, kind: type[Stored | Duplicate | Refused]) -> int:
        """How many changes have this kind of last answer."""
        return sum(isinstance(result, kind) for result in self.own_results())

    def too_late(self) -> int:
        """How many changes were refused because their record was erased."""
        results = self.own_results()
        return sum(isinstance(each, Refused) and each.code == ERASED for each in results)

    def lacked(self) -> int:
        """How many rows of others, given back at the end of a rewind, the server had no more."""
        answers = [self.results[hash_] for hash_ in self.given_back & self.results.keys()]
        return sum(not isinstance(answer, Duplicate) for answer in answers)

    def sent(self) -> int:
        """How many of this tablet's changes were pushed and answered."""
        return len(self.own_results())

    def own_results(self) -> list[Result]:
        """The last answers to the changes that were written here."""
        return [result for hash_, result in self.results.items() if hash_ not in self.given_back]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """What became of records by one synchronisation.

    Attributes:
        merged: records that answers of several people meet in now.
        rule, clash: (record, question) that are now settled by rule, or have to be settled.
        returned: records that were returned, or once more.
        authors: how many people the rows received are from.
        shared: how many records of the rows received hold this staff's own work too.
    """

    merged: int
    rule: int
    clash: int
    returned: int
    authors: int
    shared: int


def outcomes(tablet: Tablet, delivery: Delivery) -> Outcomes:
    """What the delivery changed; reads every record that it touched."""
    changed = tablet.refresh()
    authors = {scan(data).staff for _, data in delivery.received}
    records = {record for record, _ in delivery.received}
    return Outcomes(
        merged=sum(new["merged"] and not _before(old).get("merged") for old, new in changed),
        rule=sum(len(_fresh(old, new, "rule")) for old, new in changed),
        clash=sum(len(_fresh(old, new, "clash")) for old, new in changed),
        returned=sum(
            bool(set(new["returned"]) - set(_before(old).get("returned", ())))
            for old, new in changed
        ),
        authors=len(authors),
        shared=sum(_own_work(tablet, record) for record in records),
    )


def document(delivery: Delivery, found: Outcomes, digests: Mapping[str, int]) -> dict[str, Any]:
    """Document `sync`."""
    return {
        "sent": delivery.sent(),
        "stored": delivery.count(Stored),
        "duplicate": delivery.count(Duplicate),
        "refused": delivery.count(Refused),
        "received": len(delivery.received),
        "given_back": delivery.lacked(),
        "outcomes": {"merged": found.merged, "rule": found.rule, "clash": found.clash},
        "digests": dict(digests),
        "rewound": delivery.rewound,
        "deposit": delivery.deposit,
        "let_go": delivery.let_go,
        "erased": delivery.erased,
        "seconds": round(delivery.seconds, 3),
    }


def digests(tablet: Tablet) -> dict[str, int]:
    """How many scopes were equal and unequal by the server's last answers."""
    answers = [state.equal for state in tablet.store.scopes().values()]
    return {"equal": answers.count(True), "unequal": answers.count(False)}


def _before(old: IndexedRecord) -> Mapping[str, Any]:
    return old.summary or {}


def _fresh(old: IndexedRecord, new: Mapping[str, Any], outcome: str) -> set[str]:
    return set(new[outcome]) - set(_before(old).get(outcome, ()))


def _own_work(tablet: Tablet, record: str) -> bool:
    return any(row.own for row in tablet.store.rows_of(record))
