"""The sums that pages show: what each form has in each grid, and what each person did.

Read from the tables of sums where somebody sees a whole scope; where a scope is seen in part, or a
part of it was moved away, its records are counted. Both come to the same, which a test holds
against a count of all documents.

Left out: what a page makes of them.
"""

import dataclasses
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from pathlib import Path
from typing import Any, Final

from schema.area import Scope
from server.clock import DAY_MS, ZONE_MS, day_of
from server.views.asking import EVERYTHING, Filter, Sight
from server.views.conditions import (
    EVERY,
    FEW_SCOPES,
    NOTHING,
    Condition,
    Reach,
    all_of,
    lying_in,
    reach,
    seen_in_part,
    seen_whole,
)
from server.views.file import FILE_NAME
from server.views.found import Numbers, Work
from server.views.reading import reading
from server.views.tallying import STATES
from sync.log.statements import load

_SQL: Final = load(Path(__file__).with_name("reading.sql"))

_SUMMED: Final = [field.name for field in dataclasses.fields(Numbers)][2:]
_LATEST: Final = _SUMMED.index("updated_ms")
_WORK: Final = [field.name for field in dataclasses.fields(Work)][1:]


class Sums:
    """The sums of one data directory."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME

    def numbers(self, sight: Sight, today_ms: int) -> list[Numbers]:
        """What each form has in each grid; `done_since` counts from the day of `today_ms` on."""
        with reading(self._path) as connection:
            whole, part = seen_by(connection, sight)
            torn = json.dumps(sight.tree.torn_scopes())
            since = {
                (scope, form): done
                for scope, form, done in _run(connection, "done_since", whole, day_of(today_ms))
            }
            found = [(*row, since.get(row[:2], 0)) for row in _run(connection, "tallies", whole)]
            if part != NOTHING:
                found += _run(connection, "counted", part, torn, today_ms)
        return list(_added(found))

    def count(self, wanted: Filter, sight: Sight) -> int | None:
        """How many records a filter finds, where the sums know it; None where they do not."""
        column = _column(wanted)
        if column is None:
            return None
        with reading(self._path) as connection:
            whole, part = seen_by(connection, sight)
            if part != NOTHING:
                return None
            asked = [whole]
            if wanted.area is not None:
                known = [Scope(scope) for scope, *_ in connection.execute(_SQL["positions"])]
                below = lying_in(sight.tree, wanted.area, known)
                if not below.whole:
                    return None
                asked.append(below.condition)
            if wanted.form is not None:
                asked.append(("r.form = ?", (wanted.form,)))
            where, values = all_of(asked)
            statement = _SQL["count_by_tallies"].format(column=column, where=where)
            return int(connection.execute(statement, values).fetchone()[0])

    def households(self, form: str, blocks: Sequence[tuple[str, str]]) -> list[str]:
        """The households with a record of a form that is done, whoever asks.

        Args:
            form: of the records.
            blocks: from which id to which other one they are asked for.

        Returns:
            those of each block, with blanks between. All come as one row, since at each row another
            thread may go first.
        """
        with reading(self._path) as connection:
            asked = (form, json.dumps(blocks))
            (found,) = connection.execute(_SQL["households"], asked).fetchone()
        by_block = json.loads(found)
        return [by_block[str(number)] or "" for number in range(len(blocks))]

    def people(self, sight: Sight, today_ms: int, week_ms: int) -> dict[str, Work]:
        """What each person did since the days of two times, and what of theirs waits, by id."""
        found: dict[str, list[int]] = defaultdict(lambda: [0] * len(_WORK))
        with reading(self._path) as connection:
            whole, part = seen_by(connection, sight)
            days = day_of(today_ms), day_of(week_ms)
            for staff, *row in _run(connection, "people_days", whole, *days):
                found[staff][:2] = row
            for staff, *row in _run(connection, "people_desks", whole):
                found[staff][2:] = row
            if part != NOTHING:
                since = _midnight(days[0]), _midnight(days[1])
                for staff, *row in _run(connection, "people_counted", part, *since):
                    found[staff] = [*map(add, found[staff], row)]
        return {
            staff: Work(staff=staff, **dict(zip(_WORK, row, strict=True)))
            for staff, row in found.items()
        }


def _column(wanted: Filter) -> str | None:
    """The sum that counts what a filter asks beside form and area; None where there is none."""
    asked = [
        name
        for name, value in (
            (wanted.status, wanted.status),
            ("clashing", wanted.clashing),
            ("flagged", wanted.flagged),
            ("finished + r.approved", wanted.done),
        )
        if value
    ]
    if _without_what_sums_know(wanted) != EVERYTHING or len(asked) > 1:
        return None
    if wanted.status not in (None, *STATES):
        return None
    return asked[0] if asked else "records"


def _without_what_sums_know(wanted: Filter) -> Filter:
    """What else a filter asks; people are asked for beside a text alone."""
    return dataclasses.replace(
        wanted,
        form=None,
        area=None,
        status=None,
        clashing=False,
        flagged=False,
        done=False,
        text=wanted.text.strip(),
        authors=(),
    )


def _midnight(day: int) -> int:
    return day * DAY_MS - ZONE_MS


def seen_by(
    connection: sqlite3.Connection, sight: Sight, few: int = FEW_SCOPES
) -> tuple[Condition, Condition]:
    """What of the sums these eyes see, and which records have to be counted for them.

    The connection learns the functions that the conditions call; `few` scopes of the sums are
    looked up by themselves.
    """
    connection.create_function("may_read", 2, sight.may_read, deterministic=True)
    connection.create_function("counted_in", 1, sight.tree.counted_in, deterministic=True)
    known = [Scope(scope) for scope, *_ in connection.execute(_SQL["positions"])]
    torn = frozenset(sight.tree.torn_scopes())
    if sight.permit is not None:
        reached = reach(sight.permit, known, torn)
        return seen_whole(sight.permit, reached, few), seen_in_part(reached)
    part = [scope for scope in known if scope in torn]
    counted = seen_in_part(Reach(whole={}, part=part))
    if not part:
        return EVERY, counted
    return ("r.scope NOT IN (SELECT value FROM json_each(?))", counted[1]), counted


def _run(
    connection: sqlite3.Connection, name: str, condition: Condition, *before: object
) -> list[Any]:
    where, values = condition
    return connection.execute(_SQL[name].format(where=where), (*before, *values)).fetchall()


def _added(rows: Iterable[Any]) -> Iterator[Numbers]:
    """One line a grid and form, also where some of it was moved there from another scope."""
    found: dict[tuple[str, str], list[int]] = {}
    for scope, form, *row in rows:
        line = found.setdefault((scope, form), row)
        if line is not row:
            latest = max(line[_LATEST], row[_LATEST])
            line[:] = map(add, line, row)
            line[_LATEST] = latest
    for (scope, form), row in found.items():
        counted = dict(zip(_SUMMED, row, strict=True))
        yield Numbers(scope=Scope(scope), form=form, **counted)
