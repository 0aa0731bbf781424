"""Calls at doors, as survey rounds ask for them: of a scope, and at some doors.

Each question is one statement over an index. Left out: what the calls come to (`schema.rounds`),
and who may see which door (`server.surveys`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schema.area import Scope
from schema.rounds import VISIT
from server.views.file import FILE_NAME
from server.views.reading import reading
from sync.log.statements import load

_SQL: Final = load(Path(__file__).with_name("reading.sql"))


@dataclass(frozen=True, kw_only=True, slots=True)
class CallLine:
    """One call: where, its record and number in the log, what came of it, who made it, and when."""

    area: str
    record: str
    seq: int
    outcome: str | None
    come_back_at: str
    staff: str
    at_ms: int


class Calls:
    """The calls of one data directory."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME

    def writes(self, form: str) -> dict[Scope, tuple[int, int]]:
        """By scope, the numbers of the last writes to its visits and to the records of a form.

        Drawn anew at every write; 0 where there was none.
        """
        with reading(self._path) as connection:
            rows = connection.execute(_SQL["writes"], (VISIT, form)).fetchall()
        found = {(scope, of): number for scope, of, number in rows}
        return {
            Scope(scope): (found.get((scope, VISIT), 0), found.get((scope, form), 0))
            for scope, _ in found
        }

    def of_round(
        self, round_id: str, form: str, scope: str
    ) -> tuple[list[tuple[str, int, str | None, str]], list[tuple[str, int, str]]]:
        """What a round has in a scope.

        Returns:
            its calls (area, number in the log, outcome, who), and the form's records that are done
            (area, the number that finished them, id).
        """
        with reading(self._path) as connection:
            (calls,) = connection.execute(_SQL["round_calls"], (round_id, scope)).fetchone()
            (finished,) = connection.execute(_SQL["round_finished"], (form, scope)).fetchone()
        return json.loads(calls), json.loads(finished)

    def at(self, round_id: str, areas: Sequence[str]) -> dict[str, list[CallLine]]:
        """The calls of a round at some doors, by door, the latest last."""
        found: dict[str, list[CallLine]] = {}
        with reading(self._path) as connection:
            rows = connection.execute(_SQL["calls_at"], (round_id, json.dumps(areas))).fetchall()
        for area, record, seq, outcome, come_back_at, staff, at_ms in rows:
            line = CallLine(
                area=area,
                record=record,
                seq=seq,
                outcome=outcome,
                come_back_at=come_back_at,
                staff=staff,
                at_ms=at_ms,
            )
            found.setdefault(area, []).append(line)
        return found
