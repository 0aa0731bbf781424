"""The audit: who did which administrative act, in a chain that shows a changed row.

`hash` = BLAKE2b-128 over the row before it and this row's fields, so whoever changes a row must
recompute every later one; `first_broken` finds the first that does not fit. That the newest rows
were cut off no chain can show: the views remember the newest one (`server.views.witness`). A row
stands in the same transaction as the act that it tells of, and has no secret in it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from sync.log.log import Healed

HASH_BYTES = 16

HEALED = "row.healed"
"""The act of putting a damaged row of the log back; the projector looks for it."""

_START = bytes(HASH_BYTES)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the audit, as somebody else may remember it: it stands for all before it."""

    n: int
    hash: bytes


class Facts(TypedDict):
    """What a line says beside its act."""

    at_ms: int
    actor: str
    subject: str
    detail: Mapping[str, object]


def facts(at_ms: int, actor: str, subject: str, **detail: object) -> Facts:
    """What a line says beside its act, for `record`, whose arguments they are."""
    return {"at_ms": at_ms, "actor": actor, "subject": subject, "detail": detail}


def record(
    connection: sqlite3.Connection,
    *,
    at_ms: int,
    actor: str,
    act: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Adds one act to the audit.

    Args:
        connection: inside the act's own transaction.
        at_ms: when, on the server's clock.
        actor: staff id of who did it, or "server".
        act: name of the act, as `staff.grant`.
        subject: id of the person, tablet, form or area acted on.
        detail: what else is worth knowing; never a secret.
    """
    before = connection.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    n, chain = (before[0] + 1, before[1]) if before else (1, _START)
    text = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    connection.execute(
        "INSERT INTO audit (n, at_ms, actor, act, subject, detail, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            n,
            at_ms,
            actor,
            act,
            subject,
            text,
            _row_hash(chain, n, at_ms, actor, act, subject, text),
        ),
    )


def rows_healed(connection: sqlite3.Connection, rows: Sequence[Healed], at_ms: int) -> None:
    """Adds what of the log was put back from a tablet's bytes, a line a row.

    Args:
        connection: inside the transaction that puts it back.
        rows: which.
        at_ms: when, on the server's clock.
    """
    for row in rows:
        detail = {"scope": row.scope, "seq": row.seq, "device": row.device}
        record(
            connection, at_ms=at_ms, actor="server", act=HEALED, subject=row.record, detail=detail
        )


def healed_since(connection: sqlite3.Connection, n: int) -> tuple[int, list[str]]:
    """The number of the last line, and the records of which rows were put back behind line `n`."""
    (last,) = connection.execute("SELECT coalesce(max(n), 0) FROM audit").fetchone()
    found = connection.execute(
        "SELECT DISTINCT subject FROM audit WHERE n > ? AND n <= ? AND act = ?", (n, last, HEALED)
    )
    return last, [record for (record,) in found]


def last_restore_ms(connection: sqlite3.Connection) -> int:
    """When the directory was last made of a backup, on the server's clock; 0 if never."""
    found = connection.execute("SELECT max(at_ms) FROM audit WHERE act = 'restore'").fetchone()
    return int(found[0] or 0)


def newest(connection: sqlite3.Connection) -> Line | None:
    """The last line; None where there is none."""
    found = connection.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return None if found is None else Line(*found)


def has(connection: sqlite3.Connection, line: Line) -> bool:
    """Whether this very line is there."""
    found = connection.execute("SELECT hash FROM audit WHERE n = ?", (line.n,)).fetchone()
    return found is not None and bool(found[0] == line.hash)


def first_broken(connection: sqlite3.Connection) -> int | None:
    """The number of the first row whose hash does not fit or that is missing; None if all fit."""
    chain = _START
    expected_n = 1
    rows = connection.execute(
        "SELECT n, at_ms, actor, act, subject, detail, hash FROM audit ORDER BY n"
    )
    for n, at_ms, actor, act, subject, detail, kept in rows:
        chain = _row_hash(chain, n, at_ms, actor, act, subject, detail)
        if kept != chain:  # the hash covers the number, so a missing row breaks the next one
            return expected_n
        expected_n += 1
    return None


def _row_hash(before: bytes, *fields: object) -> bytes:
    digest = hashlib.blake2b(before, digest_size=HASH_BYTES)
    for field in fields:
        data = str(field).encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.digest()
