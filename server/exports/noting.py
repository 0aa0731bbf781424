"""The audit of exports: who took what, how many records, and a hash by which the file is known.

An export that cannot be noted is not handed over. What was in the file is not noted.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.exports.order import Order
from server.exports.running import Made
from server.people import audit

ACT: Final = "export"

_OWN = """
    SELECT at_ms, subject, detail FROM audit WHERE act = 'export' AND actor = ?
    ORDER BY n DESC LIMIT ?
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """An export of before: when (ms), of which form, and what the audit says of it."""

    at_ms: int
    form: str
    detail: Mapping[str, Any]


def note(
    connection: sqlite3.Connection,
    order: Order,
    made: Made,
    *,
    actor: str,
    way: str,
    at_ms: int,
    because: str | None = None,
) -> None:
    """Adds an export to the audit.

    Args:
        connection: inside a transaction.
        order: what was asked for.
        made: what came of it.
        actor: staff id of who asked.
        way: "command", "page" or "api".
        at_ms: when, on the server's clock.
        because: why, if that was asked.
    """
    asked = order.to_json()
    for known in ("form", "viewer", "titles"):  # the subject, the actor, and names that stand there
        asked.pop(known, None)
    detail = {
        **asked,
        "way": way,
        "rows": made.rows,
        "files": [{"name": f.name, "rows": f.rows, "hash": f.hash} for f in made.files],
        **({} if because is None else {"because": because}),
    }
    audit.record(connection, at_ms=at_ms, actor=actor, act=ACT, subject=order.form, detail=detail)


def earlier(connection: sqlite3.Connection, actor: str, limit: int) -> list[Earlier]:
    """A person's exports of before, the latest first."""
    return [
        Earlier(at_ms=at_ms, form=form, detail=json.loads(detail))
        for at_ms, form, detail in connection.execute(_OWN, (actor, limit))
    ]
