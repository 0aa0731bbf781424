"""Devices: enrolled tablets, their tokens, and who holds them.

Invariants: of a token only its SHA-256 is kept; a token is valid until its device is revoked, and a
new one leaves the old one valid; the person assigned last holds the device, everyone ever assigned
may stand as the author of its changes. A revoked device stays revoked.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from server.people import generations
from server.people.ids import new_id, new_token, secret_hash

NAME_CHARACTERS_MAX = 100
NONCE_BYTES_MAX = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """One enrolled tablet.

    Attributes:
        id: 8 to 32 of a-z0-9, at random.
        name: as its holder calls it.
        staff: id of the person it was assigned to last.
        assigned: ids of everyone it was ever assigned to.
        revoked: shut out.
    """

    id: str
    name: str
    staff: str
    assigned: frozenset[str]
    revoked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """What a tablet last said about itself.

    Attributes:
        device: its id.
        contact_ms: when, on the server's clock.
        clock_offset_ms: server's clock minus the tablet's.
        outbox: changes that it had not delivered yet.
        outbox_oldest_ms: time of the oldest of them.
    """

    device: str
    contact_ms: int
    clock_offset_ms: int | None = None
    outbox: int | None = None
    outbox_oldest_ms: int | None = None


def add(
    connection: sqlite3.Connection, *, name: str, platform: str, nonce: str, now_ms: int
) -> str:
    """Adds a tablet and gives its id. Nobody holds it yet, and it has no token."""
    device_id = new_id()
    connection.execute(
        "INSERT INTO devices (id, name, platform, nonce, enrolled_ms) VALUES (?, ?, ?, ?, ?)",
        (device_id, name, platform, nonce, now_ms),
    )
    generations.bump(connection, "devices")
    return device_id


def enrolled(connection: sqlite3.Connection) -> dict[str, int]:
    """When every tablet was enrolled first, by device id."""
    return dict(connection.execute("SELECT id, enrolled_ms FROM devices").fetchall())


def of_nonce(connection: sqlite3.Connection, nonce: str) -> str | None:
    """The id of the device of the home with this nonce, unless it is revoked."""
    row = connection.execute(
        "SELECT id FROM devices WHERE nonce = ? AND revoked_ms IS NULL", (nonce,)
    ).fetchone()
    return row[0] if row else None


def issue_token(connection: sqlite3.Connection, device_id: str, now_ms: int) -> str:
    """A new token of a device. This answer is the only place where it can be read."""
    token = new_token()
    connection.execute(
        "INSERT INTO device_tokens (hash, device, issued_ms) VALUES (?, ?, ?)",
        (secret_hash(token), device_id, now_ms),
    )
    generations.bump(connection, "devices")
    return token


def assign(connection: sqlite3.Connection, device_id: str, staff_id: str, now_ms: int) -> None:
    """Makes a person the device's holder; everyone assigned before stays a possible author."""
    connection.execute(
        "INSERT INTO device_assignments (device, staff, assigned_ms) VALUES (?, ?, ?)",
        (device_id, staff_id, now_ms),
    )
    generations.bump(connection, "devices")


def holder(connection: sqlite3.Connection, device_id: str) -> str | None:
    """The id of the person to whom a device was assigned last; None before the first time."""
    row = connection.execute(
        "SELECT staff FROM device_assignments WHERE device = ? ORDER BY position DESC LIMIT 1",
        (device_id,),
    ).fetchone()
    return row[0] if row else None


def revoke(connection: sqlite3.Connection, device_id: str, now_ms: int) -> None:
    """Shuts a device out for good. Revoking it again changes nothing."""
    connection.execute(
        "UPDATE devices SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL",
        (now_ms, device_id),
    )
    generations.bump(connection, "devices")


def note_contacts(connection: sqlite3.Connection, contacts: Iterable[Contact]) -> None:
    """Keeps what tablets last said about themselves; an unknown (None) leaves what was known."""
    connection.executemany(
        "INSERT INTO device_contacts"
        " (device, contact_ms, clock_offset_ms, outbox, outbox_oldest_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (device) DO UPDATE SET contact_ms = excluded.contact_ms,"
        " clock_offset_ms = ifnull(excluded.clock_offset_ms, clock_offset_ms),"
        " outbox = ifnull(excluded.outbox, outbox),"
        " outbox_oldest_ms = iif(excluded.outbox IS NULL, outbox_oldest_ms,"
        " excluded.outbox_oldest_ms)",
        [
            (c.device, c.contact_ms, c.clock_offset_ms, c.outbox, c.outbox_oldest_ms)
            for c in contacts
        ],
    )


def contacts(connection: sqlite3.Connection) -> dict[str, Contact]:
    """What every tablet last said about itself, by device id."""
    rows = connection.execute(
        "SELECT device, contact_ms, clock_offset_ms, outbox, outbox_oldest_ms FROM device_contacts"
    )
    return {
        row[0]: Contact(
            device=row[0],
            contact_ms=row[1],
            clock_offset_ms=row[2],
            outbox=row[3],
            outbox_oldest_ms=row[4],
        )
        for row in rows
    }


def platforms(connection: sqlite3.Connection) -> dict[str, str]:
    """What every tablet runs on, as it said when it was enrolled, by device id."""
    return dict(connection.execute("SELECT id, platform FROM devices"))


def load_all(connection: sqlite3.Connection) -> dict[str, Device]:
    """Every device by its id, in the order of enrolment."""
    assigned: dict[str, list[str]] = {}
    for device, staff in connection.execute(
        "SELECT device, staff FROM device_assignments ORDER BY position"
    ):
        assigned.setdefault(device, []).append(staff)
    rows = connection.execute("SELECT id, name, revoked_ms FROM devices ORDER BY position")
    return {
        device: Device(
            id=device,
            name=name,
            staff=assigned[device][-1],
            assigned=frozenset(assigned[device]),
            revoked=revoked_ms is not None,
        )
        for device, name, revoked_ms in rows
        if device in assigned
    }


def tokens(connection: sqlite3.Connection) -> dict[bytes, str]:
    """The device id of every token's SHA-256."""
    return dict(connection.execute("SELECT hash, device FROM device_tokens"))
