"""Reading the audit: its lines, the latest first, perhaps those about certain people or places.

Left out: what a line says to a person, and who may read it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LATEST = """
    SELECT n, at_ms, actor, act, subject, detail FROM audit WHERE n < ? ORDER BY n DESC LIMIT ?
"""

_ABOUT = """
    WITH spans (low, high) AS (
      SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?3)
    )
    SELECT n, at_ms, actor, act, subject, detail FROM audit WHERE n < ?4 AND n IN (
      SELECT n FROM audit WHERE actor IN (SELECT value FROM json_each(?1))
      UNION
      SELECT n FROM audit WHERE subject IN (SELECT value FROM json_each(?2))
      UNION
      SELECT a.n FROM spans CROSS JOIN audit a WHERE a.subject >= low AND a.subject < high
      UNION
      SELECT n FROM audit WHERE act = 'export' AND json_array_length(?3) > 0 AND (
        detail ->> '$.area' IS NULL
        OR detail ->> '$.area' IN (SELECT value FROM json_each(?6))
        OR EXISTS (
          SELECT 1 FROM spans WHERE detail ->> '$.area' >= low AND detail ->> '$.area' < high
        )
      )
    ) ORDER BY n DESC LIMIT ?5
"""

_NEXT = {"/": "0", ":": ";"}
"""What follows the characters that stand behind an area's id in a longer one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditLine:
    """One act: its number, when, who (a staff id or "server"), what, to whom, and details."""

    n: int
    at_ms: int
    actor: str
    act: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What lines are asked for: acts of or on people, on tablets, and on places and below.

    Attributes:
        people: staff ids.
        devices: ids of tablets.
        areas: ids of areas; all that lies below by the id is meant, and the records of all of it.
        above: the areas over these: an export of one of them took what lies in these too.
        forms: ids of the forms whose records are meant.
    """

    people: Sequence[str]
    devices: Sequence[str]
    areas: Sequence[str]
    above: Sequence[str]
    forms: Sequence[str]

    def __bool__(self) -> bool:
        """Whether anything is meant."""
        return bool(self.people or self.devices or self.areas)


def latest(connection: sqlite3.Connection, before: int, lines_max: int) -> list[AuditLine]:
    """The lines below a number, the latest first."""
    return list(_lines(connection.execute(_LATEST, (before, lines_max))))


def about(
    connection: sqlite3.Connection, wanted: About, before: int, lines_max: int
) -> list[AuditLine]:
    """The same of those that are about something."""
    values = (
        json.dumps(list(wanted.people)),
        json.dumps([*wanted.people, *wanted.devices]),
        json.dumps(list(_ranges(wanted))),
        before,
        lines_max,
        json.dumps(list(wanted.above)),
    )
    return list(_lines(connection.execute(_ABOUT, values)))


def _ranges(wanted: About) -> Iterator[tuple[str, str]]:
    """Between which texts the subjects lie: areas, and ids of records that begin with them."""
    for area in wanted.areas:
        for start in (area, *(f"{form}/{area}" for form in wanted.forms)):
            yield start, f"{start}\x01"
            for sign, following in _NEXT.items():
                yield f"{start}{sign}", f"{start}{following}"


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[AuditLine]:
    for n, at_ms, actor, act, subject, detail in rows:
        yield AuditLine(
            n=n, at_ms=at_ms, actor=actor, act=act, subject=subject, detail=json.loads(detail)
        )
