"""Survey rounds as the server keeps them: what is asked for, where, by whom, and since which row.

An id is drawn at random and never reused, since visits name the round by it. Who was named for an
area is written over when somebody else is; what they recorded bears their own name.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from schema.area import AreaId, Scope
from schema.rounds import Round
from server.people import generations


def add(connection: sqlite3.Connection, made: Round, now_ms: int) -> None:
    """Adds a round with its areas and parts, inside a transaction."""
    connection.execute(
        "INSERT INTO rounds (id, title, form, keys, first_day, last_day, opened_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            made.id,
            made.title,
            made.form,
            json.dumps(dict(made.keys), ensure_ascii=False),
            made.first_day,
            made.last_day,
            now_ms,
        ),
    )
    connection.executemany(
        "INSERT INTO round_areas (round, area) VALUES (?, ?)",
        [(made.id, area) for area in made.areas],
    )
    connection.executemany(
        "INSERT INTO round_starts (round, scope, seq) VALUES (?, ?, ?)",
        [(made.id, scope, seq) for scope, seq in made.starts.items()],
    )
    name(connection, made.id, made.parts)


def name(connection: sqlite3.Connection, round_id: str, parts: Mapping[AreaId, str]) -> None:
    """Names who goes where, in place of whoever was named for the same areas."""
    connection.executemany(
        "INSERT INTO round_parts (round, area, staff) VALUES (?, ?, ?)"
        " ON CONFLICT (round, area) DO UPDATE SET staff = excluded.staff",
        [(round_id, area, staff) for area, staff in parts.items()],
    )
    generations.bump(connection, "rounds")


def name_nobody(connection: sqlite3.Connection, round_id: str, areas: Iterable[AreaId]) -> None:
    """Leaves areas to whoever was named for what lies above them."""
    connection.executemany(
        "DELETE FROM round_parts WHERE round = ? AND area = ?",
        [(round_id, area) for area in areas],
    )
    generations.bump(connection, "rounds")


def close(connection: sqlite3.Connection, round_id: str, now_ms: int) -> None:
    """Ends a round: tablets are asked for nothing of it any more. Its numbers stay."""
    connection.execute("UPDATE rounds SET closed_ms = ? WHERE id = ?", (now_ms, round_id))
    generations.bump(connection, "rounds")


def load_all(connection: sqlite3.Connection) -> dict[str, Round]:
    """Every round by id, in the order in which they were made."""
    areas = _by_round(connection.execute("SELECT round, area, NULL FROM round_areas"))
    parts = _by_round(connection.execute("SELECT round, area, staff FROM round_parts"))
    starts = _by_round(connection.execute("SELECT round, scope, seq FROM round_starts"))
    rows = connection.execute(
        "SELECT id, title, form, keys, first_day, last_day, closed_ms IS NOT NULL"
        " FROM rounds ORDER BY position"
    )
    return {
        round_id: Round(
            id=round_id,
            title=title,
            form=form,
            keys=json.loads(keys),
            areas=tuple(map(AreaId, areas.get(round_id, ()))),
            parts={AreaId(area): staff for area, staff in parts.get(round_id, {}).items()},
            starts={Scope(scope): seq for scope, seq in starts.get(round_id, {}).items()},
            first_day=first_day,
            last_day=last_day,
            closed=bool(closed),
        )
        for round_id, title, form, keys, first_day, last_day, closed in rows
    }


def _by_round(rows: Iterable[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for round_id, key, value in rows:
        found.setdefault(round_id, {})[key] = value
    return found
