"""The numbers of the district: what they come to, and which records are behind them.

Which records are in a number stands in one table (`figured`), written with them. Its sums are
read where somebody sees a whole scope; where a scope is seen in part, or a part of it was moved
away, the same lines are counted with the records that are seen. A list of a number asks for these
lines too, so that it has as many records as the number says.

Left out: what a record counts as (`figuring`), what a page makes of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from schema.area import Scope
from server.views.asking import Filter, InNumber, Sight
from server.views.conditions import (
    EVERY,
    NOTHING,
    Condition,
    all_of,
    lies_below,
    lying_in,
    visible,
)
from server.views.file import FILE_NAME
from server.views.reading import ViewsConnection, reading
from server.views.spans import ranges
from server.views.sums import seen_by
from sync.log.statements import load

_SQL: Final = load(Path(__file__).with_name("reading.sql"))

FEW: Final = 4_000
"""So many records of a number are gathered before a list of them is sorted; of more the list is
followed in its order, and each record looked up. Gathering takes about a microsecond a record."""

EVERY_SCOPE: Final = 1_000_000
"""However many scopes somebody sees, each one's sums are looked up: a range for all of a period."""

_ALL_DAYS: Final = (-1_000_000, 10_000_000)
"""From before the calendar's first day to behind its last."""

_GATHERED: Final = """r.number IN (
  SELECT record FROM figured
  WHERE slot IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?
)"""
_LOOKED_UP: Final = """EXISTS (
  SELECT 1 FROM figured
  WHERE record = r.number AND slot IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?
)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What one number comes to, in one grid or everywhere (`grid` is "").

    `undecided` lines are of records that are in the number only when something is settled.
    `amount` is in thousandths.
    """

    figure: str
    part: str
    undecided: bool
    grid: str
    records: int
    amount: int


class Figures:
    """The numbers of one data directory."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME

    def counts(
        self,
        sight: Sight,
        *,
        area: str | None = None,
        first_day: int | None = None,
        last_day: int | None = None,
        figures: Sequence[str] | None = None,
        form: str | None = None,
        by_grid: bool = False,
    ) -> list[Counts]:
        """What numbers come to.

        Args:
            sight: whose eyes: what they may not see is in no number.
            area: here and below; None: wherever they see.
            first_day: with which the period begins; None: no beginning.
            last_day: with which it ends; None: no end.
            figures: these alone; None: all.
            form: of this form alone; None: of all.
            by_grid: for each grid, or larger area, in which the records lie today.
        """
        days = ("f.day BETWEEN ? AND ?", _days(first_day, last_day))
        torn = (json.dumps(sight.tree.torn_scopes()),) if by_grid else ()
        with reading(self._path) as connection:
            whole, part = _conditions(connection, sight, area)
            only: list[Condition] = [] if form is None else [("r.form = ?", (form,))]
            if figures is not None:
                only.append((_OF_FIGURES, (json.dumps(figures),)))
            found: list[Any] = []
            for span in ranges(first_day, last_day) if whole != NOTHING else ():
                where, values = all_of([whole, *only])
                statement = _SQL["figure_sums"].format(grid=_SUMMED[by_grid], where=where)
                found += connection.execute(statement, (*values, *span))
            if part != NOTHING:
                where, values = all_of([part, days, *only])
                statement = _SQL["figures_counted"].format(grid=_COUNTED[by_grid], where=where)
                found += connection.execute(statement, (*torn, *values))
        return _added(found)

    def count(self, wanted: Filter, sight: Sight) -> int | None:
        """How many records a filter finds that asks for a number, in an area perhaps; else None."""
        number = wanted.number
        alone = Filter(number=number, area=wanted.area, form=wanted.form)
        if number is None or wanted != alone or number.part is None:
            return None
        found = self.counts(
            sight,
            area=wanted.area,
            first_day=number.first_day,
            last_day=number.last_day,
            figures=[number.figure],
            form=wanted.form,
        )
        return sum(
            each.records
            for each in found
            if (each.part, each.undecided) == (number.part, number.undecided)
        )


_OF_SCOPES: Final = "r.scope IN (SELECT value FROM json_each(?))"
_OF_FIGURES: Final = """s.slot IN (
  SELECT slot FROM figure_slots WHERE figure IN (SELECT value FROM json_each(?))
)"""
_SUMMED: Final = {False: "''", True: "r.scope"}
_COUNTED: Final = {
    False: "''",
    True: "CASE WHEN r.scope IN (SELECT value FROM json_each(?))"
    " THEN counted_in(r.area) ELSE r.scope END",
}


def in_number(connection: ViewsConnection, wanted: InNumber) -> Condition:
    """Records, named `r`, that are in a number."""
    asked = (wanted.figure, wanted.undecided, wanted.part)
    slots = [slot for (slot,) in connection.execute(_SQL["slots"], asked)]
    if not slots:
        return NOTHING
    named = json.dumps(slots)
    days = _days(wanted.first_day, wanted.last_day)
    (many,) = connection.execute(_SQL["in_slots"], (named, *days, FEW + 1)).fetchone()
    return _GATHERED if many <= FEW else _LOOKED_UP, (named, *days)


def _conditions(
    connection: ViewsConnection, sight: Sight, area: str | None
) -> tuple[Condition, Condition]:
    """What of the sums is asked for, and which records have to be counted."""
    known = [Scope(scope) for scope, *_ in connection.execute(_SQL["positions"])]
    whole, part = seen_by(connection, sight, EVERY_SCOPE)
    if whole == EVERY:
        whole = _OF_SCOPES, (json.dumps(known),)
    if area is None:
        return whole, part
    below = lying_in(sight.tree, area, known, EVERY_SCOPE)
    if below.whole:
        return tuple(  # type: ignore[return-value]  # two of them
            NOTHING if each == NOTHING else all_of([each, below.condition])
            for each in (whole, part)
        )
    below_it = lies_below(sight.tree, area)
    connection.create_function("lies_below", 1, below_it, deterministic=True)
    return NOTHING, all_of([visible(sight, known), below.condition])


def _days(first_day: int | None, last_day: int | None) -> tuple[int, int]:
    first, last = _ALL_DAYS
    return (
        first if first_day is None else first_day,
        last if last_day is None else last_day,
    )


def _added(rows: Iterable[Any]) -> list[Counts]:
    """One line a number and grid, also where some of it was moved there from another scope."""
    sums: dict[tuple[str, str, bool, str], list[int]] = defaultdict(lambda: [0, 0])
    for figure, part, undecided, grid, records, amount in rows:
        line = sums[figure, part, bool(undecided), grid]
        line[0] += records
        line[1] += amount
    return [
        Counts(
            figure=figure,
            part=part,
            undecided=undecided,
            grid=grid,
            records=records,
            amount=amount,
        )
        for (figure, part, undecided, grid), (records, amount) in sums.items()
    ]
