"""What records count as in the sums that pages show, and what a batch of them adds to these.

Pure. A record that is written again is taken out as it stood and added as it stands, so the sums
always are those of the records; `comparing` holds them against each other. Days are the
district's: a record finished at half past midnight is the new day's work.

Left out: tables (`storing`), and who may see which sum (`queries`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.clock import day_of
from server.views.projection import DONE, RecordLine

STATES: Final = ("draft", "finished", "returned", "approved", "void")

TALLIES: Final = ("records", *STATES, "clashes", "clashing", "flagged", "households")
DESKS: Final = ("draft", "returned", "clashing", "done")
"""The columns of the sums, in their tables' order."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a record counts."""

    scope: str
    form: str
    area: str
    status: str
    worker: str
    done_ms: int | None
    clashes: int
    flags: int

    @classmethod
    def of(cls, line: RecordLine) -> "Counted":
        """What a record counts as that is about to be written."""
        return cls(
            line.scope,
            line.form,
            line.area,
            line.status,
            line.worker,
            line.done_ms,
            len(line.clashes),
            line.flags,
        )

    @property
    def household(self) -> bool:
        """Whether it may be a household of the roster that is done by this."""
        return self.status in DONE and not self.area.rpartition("/")[2].startswith("+")


@dataclass(slots=True)
class Sums:
    """What is added to each table, by its key; a difference may be negative.

    Attributes:
        tallies: by scope, form and column.
        households: by area and form.
        days: by day, scope, form and person.
        desks: by scope, form, person and column.
        scopes: the scope of each household that is named in `households`.
    """

    tallies: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    households: Counter[tuple[str, str]] = field(default_factory=Counter)
    days: Counter[tuple[int, str, str, str]] = field(default_factory=Counter)
    desks: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    scopes: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, records: Iterable[Counted], times: int) -> None:
        """Counts records in (1) or out (-1)."""
        for record in records:
            for name, n in _tallied(record):
                self.tallies[record.scope, record.form, name] += n * times
            for name, n in _on_desk(record):
                self.desks[record.scope, record.form, record.worker, name] += n * times
            if record.done_ms is not None:
                day = day_of(record.done_ms)
                self.days[day, record.scope, record.form, record.worker] += times
            if record.household:
                self.households[record.area, record.form] += times
                self.scopes[record.area, record.form] = record.scope

    def add_households(self, before: Mapping[tuple[str, str], int]) -> None:
        """Counts households that are done by this batch, or no longer.

        Args:
            before: how many done records each household of `households` had.
        """
        for (area, form), n in self.households.items():
            known = before.get((area, form), 0)
            turned = (known + n > 0) - (known > 0)
            self.tallies[self.scopes[area, form], form, "households"] += turned

    def tally_rows(self) -> Iterator[tuple[object, ...]]:
        """Rows of the table `tallies`."""
        for scope, form in dict.fromkeys((scope, form) for scope, form, _ in self.tallies):
            yield (scope, form, *(self.tallies[scope, form, name] for name in TALLIES))

    def desk_rows(self) -> Iterator[tuple[object, ...]]:
        """Rows of the table `desks`."""
        for key in dict.fromkeys(key[:3] for key in self.desks):
            yield (*key, *(self.desks[(*key, name)] for name in DESKS))


def _tallied(record: Counted) -> Iterator[tuple[str, int]]:
    yield "records", 1
    if record.status in STATES:
        yield record.status, 1
    yield "clashes", record.clashes
    yield "clashing", int(record.clashes > 0)
    yield "flagged", int(record.flags > 0)


def _on_desk(record: Counted) -> Iterator[tuple[str, int]]:
    if record.status in DESKS:
        yield record.status, 1
    yield "clashing", int(record.clashes > 0)
    yield "done", int(record.status in DONE)
