"""Operations on tablets: enrolment codes, list, revoke."""

import os
import sqlite3
from collections.abc import Sequence

from server import settings, withdrawals
from server.clock import now_ms
from server.database import reading_database
from server.directory import Directory, role_named
from server.errors import InvalidRequest, StaffDisabled
from server.operations.arguments import Arguments
from server.people import audit, devices, discrepancies, enrolment
from server.people.staff import Staff
from server.station import Station


def code(station: Station, arguments: Arguments) -> object:
    """A fresh enrolment code of one person (document `code`), or of all (a list of them)."""
    directory = station.directory
    everybody = arguments.flag("all")
    people = _everybody(directory, arguments) if everybody else [_one(directory, arguments)]
    hours = arguments.number("hours", enrolment.HOURS_DEFAULT, least=1, most=enrolment.HOURS_MAX)
    documents = issue(station, people, hours, arguments.actor(directory))
    return documents if everybody else documents[0]


def issue(
    station: Station, people: Sequence[Staff], hours: int, actor: Staff
) -> list[dict[str, object]]:
    """Documents `code`: a fresh enrolment code for each of these people, in their order.

    Args:
        station: the data directory in use.
        people: for whom.
        hours: how long the codes are valid, at most `HOURS_MAX`.
        actor: who makes them.
    """
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> list[enrolment.Code]:
        staff_ids = [person.id for person in people]
        made = enrolment.issue_codes(connection, staff_ids, hours=hours, now_ms=at_ms)
        for staff_id in staff_ids:
            audit.record(
                connection,
                at_ms=at_ms,
                actor=actor.id,
                act="devices.code",
                subject=staff_id,
                detail={"hours": hours},
            )
        return made

    url = station.url or settings.load(station.data, os.environ).address
    return [
        {"code": made.code, "staff": made.staff, "expires_ms": made.expires_ms, "url": url}
        for made in station.change(act)
    ]


def _one(directory: Directory, arguments: Arguments) -> Staff:
    if arguments.optional_text("role"):
        raise InvalidRequest(reason="a role goes with all, not with one person")
    person = directory.staff_named(arguments.text("staff"))
    if person.disabled:
        raise StaffDisabled(login=person.login)
    return person


def _everybody(directory: Directory, arguments: Arguments) -> Sequence[Staff]:
    """Who works and records, those of the smallest areas first; perhaps of one role."""
    role_text = arguments.optional_text("role")
    role = role_named(role_text) if role_text else None
    people = [
        person
        for person in directory.staff.values()
        if not person.disabled
        and any(grant.of_records for grant in person.grants)
        and (role is None or any(grant.role is role for grant in person.grants))
    ]
    return sorted(people, key=lambda person: -min(len(g.area.segments) for g in person.grants))


def list_devices(station: Station, _: Arguments) -> object:
    """Documents `device` of all tablets, in the order of enrolment."""
    with reading_database(station.data) as connection:
        contacts = devices.contacts(connection)
        reported = discrepancies.load(connection)
    documents = []
    for device in station.directory.devices.values():
        contact = contacts.get(device.id)
        documents.append(
            {
                "id": device.id,
                "staff": device.staff,
                "name": device.name,
                "last_contact_ms": contact.contact_ms if contact else None,
                "outbox": contact.outbox if contact else None,
                "clock_offset_ms": contact.clock_offset_ms if contact else None,
                "revoked": device.revoked,
                "assigned": sorted(device.assigned),
                "differs": [
                    {"area": scope, "found_ms": found_ms}
                    for (named, scope), found_ms in reported.items()
                    if named == device.id
                ],
            }
        )
    return documents


def revoke(station: Station, arguments: Arguments) -> object:
    """Shuts a tablet out for good; its open sessions end within seconds."""
    directory = station.directory
    device = directory.device_named(arguments.text("id"))
    actor = arguments.actor(directory).id
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> None:
        withdrawals.note(station.data, withdrawals.device_revoked(device, at_ms))
        devices.revoke(connection, device.id, at_ms)
        audit.record(connection, at_ms=at_ms, actor=actor, act="devices.revoke", subject=device.id)

    station.change(act)
    return {"ok": True}


OPERATIONS = {"devices.code": code, "devices.list": list_devices, "devices.revoke": revoke}
