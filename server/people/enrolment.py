"""Enrolment: a code that one person shows, a tablet that becomes theirs.

A code is single-use and short-lived. Unknown, used and expired ones get one and the same answer,
NoSuchCode, so nothing can be learnt by trying. Enrolling is idempotent by the home's nonce
(sync/PROTOCOL.md, rule 13): with it any valid code gives the same device, unless revoked, and a
new token; a code answered to this nonce before works for it again while it lasts, so a lost answer
does not spend it.
"""

import sqlite3
from dataclasses import dataclass

from server.errors import NoSuchCode
from server.people import devices
from server.people.ids import new_code, same_code, secret_hash

HOURS_DEFAULT = 24
HOURS_MAX = 24 * 31
HOUR_MS = 3_600_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """A fresh enrolment code; its text stands nowhere else."""

    code: str
    staff: str
    expires_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """The answer to an enrolment; the token stands nowhere else."""

    token: str
    device: str
    staff: str


def issue_codes(
    connection: sqlite3.Connection, staff_ids: list[str], *, hours: int, now_ms: int
) -> list[Code]:
    """A code for each of these people, valid for `hours`; codes long expired are dropped."""
    connection.execute("DELETE FROM enrolment_codes WHERE expires_ms < ?", (now_ms - 24 * HOUR_MS,))
    expires_ms = now_ms + hours * HOUR_MS
    made = [Code(code=new_code(), staff=staff, expires_ms=expires_ms) for staff in staff_ids]
    connection.executemany(
        "INSERT INTO enrolment_codes (hash, staff, created_ms, expires_ms) VALUES (?, ?, ?, ?)",
        [(secret_hash(code.code), code.staff, now_ms, expires_ms) for code in made],
    )
    return made


def enroll(
    connection: sqlite3.Connection,
    *,
    code: str,
    nonce: str,
    device_name: str,
    platform: str,
    now_ms: int,
) -> Enrolled:
    """Makes the home with this nonce a tablet of the code's person.

    Args:
        connection: inside a transaction.
        code: as it was typed.
        nonce: the home's own, 1 to 64 bytes.
        device_name: what the holder calls it.
        platform: what it runs on.
        now_ms: the server's clock.

    Raises:
        NoSuchCode: unknown, used by another home or a revoked device, expired, or a disabled
            person's.
    """
    code_hash = secret_hash(same_code(code))
    staff, used_by = _valid(connection, code_hash, now_ms)
    device = devices.of_nonce(connection, nonce)
    if used_by is not None and used_by != device:
        raise NoSuchCode
    if device is None:
        device = devices.add(
            connection, name=device_name, platform=platform, nonce=nonce, now_ms=now_ms
        )
    if used_by is None:
        connection.execute(
            "UPDATE enrolment_codes SET used_by = ? WHERE hash = ?", (device, code_hash)
        )
    if devices.holder(connection, device) != staff:
        devices.assign(connection, device, staff, now_ms)
    token = devices.issue_token(connection, device, now_ms)
    return Enrolled(token=token, device=device, staff=staff)


def _valid(connection: sqlite3.Connection, code_hash: bytes, now_ms: int) -> tuple[str, str | None]:
    row = connection.execute(
        "SELECT c.staff, c.used_by FROM enrolment_codes c JOIN staff s ON s.id = c.staff"
        " WHERE c.hash = ? AND c.expires_ms > ? AND NOT s.disabled",
        (code_hash, now_ms),
    ).fetchone()
    if row is None:
        raise NoSuchCode
    return row[0], row[1]
