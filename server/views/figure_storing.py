"""The writes of the district's numbers in views.db: which records are in which, and their sums.

A record that is written again is taken out as it stood and added as it stands, in the transaction
of its batch, so sums always are those of the lines below them; `comparing` holds them against each
other. Numbers are told apart by slots, small integers that are given out as numbers first occur.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from schema.counting import Figured
from server.views.projection import RecordLine
from server.views.spans import spans_with
from sync.log.statements import load

_SQL: Final = load(Path(__file__).with_name("statements.sql"))

_Slot = tuple[str, str, int]
_Sum = tuple[int, int, str, str]


class FigureTables:
    """The tables of the numbers, open for writing: those of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._slots: dict[_Slot, int] | None = None

    def forget_slots(self) -> None:
        """Has the slots read again: what gave some out was undone."""
        self._slots = None

    def count(self, records: Sequence[str], lines: Sequence[RecordLine]) -> None:
        """Takes records out of the sums as they stand, by their ids, and adds them as they will."""
        sums: dict[_Sum, list[int]] = {}
        if records:
            asked = (json.dumps(records, ensure_ascii=False),)
            for slot, scope, form, day, amount in self._connection.execute(_SQL["figured"], asked):
                _add(sums, slot, scope, form, day, -1, -amount)
        for line in lines:
            for each in line.figures:
                _add(sums, self._slot(each), line.scope, line.form, each.day, 1, each.amount)
        rows = [(*key, n, amount) for key, (n, amount) in sums.items() if n or amount]
        self._connection.executemany(_SQL["add_figure_sum"], rows)

    def put(self, numbers: Mapping[str, int], lines: Iterable[RecordLine]) -> None:
        """Writes in which numbers records are, which were in none; `numbers` are theirs, by id."""
        rows = [
            (numbers[line.id], self._slot(each), each.day, each.amount)
            for line in lines
            for each in line.figures
        ]
        self._connection.executemany(_SQL["put_figured"], rows)

    def _slot(self, figured: Figured) -> int:
        if self._slots is None:
            found = self._connection.execute(_SQL["slots"])
            self._slots = {(figure, part, open_): slot for figure, part, open_, slot in found}
        key = figured[:3]
        slot = self._slots.get(key)
        if slot is None:
            slot = self._slots[key] = len(self._slots) + 1
            self._connection.execute(_SQL["put_slot"], (slot, *key))
        return slot


def _add(
    sums: dict[_Sum, list[int]],
    slot: int,
    scope: str,
    form: str,
    day: int,
    records: int,
    amount: int,
) -> None:
    """Adds to the sums of every span in which the day lies."""
    for span in spans_with(day):
        known = sums.get((span, slot, scope, form))
        if known is None:
            sums[span, slot, scope, form] = [records, amount]
        else:
            known[0] += records
            known[1] += amount
