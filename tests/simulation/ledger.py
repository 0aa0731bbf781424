"""The oracle's own books: who wrote what with what in view, and what anybody was told of it.

Kept beside the code under test and never read by it. A row is named by its hash.
"""

from collections import Counter
from dataclasses import dataclass, field

from sync.core.change import Change


class Broken(AssertionError):
    """A promise was broken.

    Attributes:
        promise: which, in a word or two; the shrinker looks for the same.
    """

    def __init__(self, promise: str, story: str) -> None:
        super().__init__(f"{promise}: {story}")
        self.promise = promise


@dataclass(frozen=True, slots=True)
class Written:
    """One change, as its author wrote it.

    Attributes:
        home: the home, or "server".
        saw: ids of the changes of the record that its author had before him.
        office: number of the office of that moment.
        step: number of the step.
    """

    hash: bytes
    record: str
    data: bytes
    change: Change
    home: str
    saw: frozenset[int]
    office: int
    step: int


@dataclass
class Ledger:
    """Everything that happened, as far as promises speak of it.

    Attributes:
        written: every change by hash.
        stored: hashes that were in the log once, by a commit that had come to its end.
        kept: hashes that were in quarantine once.
        discarded: hashes that a supervisor discarded.
        erased: records that were erased once, whether or not the server still knows it.
        emptied: hashes that quarantine held of them then.
        rolled_back: steps at which the log was put back behind the server's back.
        unmarked: scopes in which moves of areas or erasures were undone with it, untold by marks.
        happened: how often what; schedules that reach nothing prove nothing.
    """

    written: dict[bytes, Written] = field(default_factory=dict)
    stored: set[bytes] = field(default_factory=set)
    kept: set[bytes] = field(default_factory=set)
    discarded: set[bytes] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    emptied: set[bytes] = field(default_factory=set)
    rolled_back: list[int] = field(default_factory=list)
    unmarked: set[str] = field(default_factory=set)
    happened: Counter[str] = field(default_factory=Counter)

    def write(self, row: Written) -> None:
        """Somebody wrote a change."""
        if row.hash in self.written:
            raise Broken("written twice", f"{row.record} has the same bytes again")
        self.written[row.hash] = row

    def ids(self, hashes: list[bytes]) -> frozenset[int]:
        """Change ids of rows."""
        missing = [name for name in hashes if name not in self.written]
        if missing:
            raise Broken("nobody wrote it", f"rows {[name.hex()[:8] for name in missing]}")
        return frozenset(self.written[name].change.change_id for name in hashes)
