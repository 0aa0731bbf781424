"""What records count as in the sums that pages show, and what a batch of them adds to these.

Pure. A record that is written again is taken out as it stood and added as it stands, so the sums
always are those of the records; `comparing` holds them against each other. Days are the
district's: a record finished at half past midnight is the new day's work.

Left out: tables (`storing`), and who may see which sum (`queries`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from server.clock import day_of
from server.views.projection import RecordLine
from sync.core.calling import DONE

STATES: Final = ("draft", "finished", "returned", "approved", "void")

TALLIES: Final = ("records", *STATES, "clashes", "clashing", "flagged", "households")
DESKS: Final = ("draft", "returned", "clashing", "done")
"""The columns of the sums, in their tables' order."""


class Counted(NamedTuple):
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


def _counters() -> dict[Any, Counter[str]]:
    return defaultdict(Counter)


@dataclass(slots=True)
class Sums:
    """What is added to each table, by its key; a difference may be negative.

    Attributes:
        tallies: by scope and form, by column.
        households: by area and form.
        days: by day, scope, form and person.
        desks: by scope, form and person, by column.
        scopes: the scope of each household that is named in `households`.
    """

    tallies: dict[tuple[str, str], Counter[str]] = field(default_factory=_counters)
    households: Counter[tuple[str, str]] = field(default_factory=Counter)
    days: Counter[tuple[int, str, str, str]] = field(default_factory=Counter)
    desks: dict[tuple[str, str, str], Counter[str]] = field(default_factory=_counters)
    scopes: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, records: Iterable[Counted], times: int) -> None:
        """Counts records in (1) or out (-1)."""
        for record in records:
            scope, form, worker = record.scope, record.form, record.worker
            self._tally(self.tallies[scope, form], record, times)
            self._put_on(self.desks[scope, form, worker], record, times)
            if record.done_ms is not None:
                self.days[day_of(record.done_ms), scope, form, worker] += times
            if record.household:
                self.households[record.area, form] += times
                self.scopes[record.area, form] = scope

    @staticmethod
    def _tally(tally: Counter[str], record: Counted, times: int) -> None:
        tally["records"] += times
        if record.status in STATES:
            tally[record.status] += times
        if record.clashes:
            tally["clashes"] += record.clashes * times
            tally["clashing"] += times
        if record.flags:
            tally["flagged"] += times

    @staticmethod
    def _put_on(desk: Counter[str], record: Counted, times: int) -> None:
        if record.status in DESKS:
            desk[record.status] += times
        if record.clashes:
            desk["clashing"] += times
        if record.status in DONE:
            desk["done"] += times

    def add_households(self, before: Mapping[tuple[str, str], int]) -> None:
        """Counts households that are done by this batch, or no longer.

        Args:
            before: how many done records each household of `households` had.
        """
        for (area, form), n in self.households.items():
            known = before.get((area, form), 0)
            turned = (known + n > 0) - (known > 0)
            self.tallies[self.scopes[area, form], form]["households"] += turned

    def tally_rows(self) -> Iterator[tuple[object, ...]]:
        """Rows of the table `tallies`."""
        return _rows(self.tallies, TALLIES)

    def desk_rows(self) -> Iterator[tuple[object, ...]]:
        """Rows of the table `desks`."""
        return _rows(self.desks, DESKS)


def _rows(sums: Mapping[Any, Counter[str]], columns: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Key and columns of each sum that changes."""
    for key, counted in sums.items():
        if any(counted.values()):
            yield (*key, *(counted[name] for name in columns))
