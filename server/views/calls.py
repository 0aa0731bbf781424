"""Calls at doors, as survey rounds ask for them: by blocks of doors, at some doors, by callers.

Each question is one statement over an index, and its answer one row: at each row another thread may
go first. Left out: what the calls come to (`schema.rounds`), and who may see which door
(`server.surveys`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.views.reading import reading
from server.views.storing import FILE_NAME
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

    def blocks(
        self, round_id: str, form: str, blocks: Sequence[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """The calls of a round, and the form's records that are done, of each block of doors.

        Args:
            round_id: the round.
            form: what it is walked for.
            blocks: from which area's id to which other one they are asked for.

        Returns:
            two JSON lists as text for each block: `[area, seq, outcome]` and `[area, seq, id]`.
        """
        asked = json.dumps(blocks)
        with reading(self._path) as connection:
            (called,) = connection.execute(_SQL["round_calls"], (round_id, asked)).fetchone()
            (finished,) = connection.execute(_SQL["round_finished"], (form, asked)).fetchone()
        calls, done = json.loads(called), json.loads(finished)
        return [(calls[str(number)], done[str(number)]) for number in range(len(blocks))]

    def callers(self, round_id: str) -> list[tuple[str, str]]:
        """Who called at which door in a round: area and staff id, each pair once."""
        with reading(self._path) as connection:
            found = connection.execute(_SQL["round_callers"], (round_id,)).fetchone()[0]
        return [(area, staff) for area, staff in json.loads(found)]

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
