"""Handover when somebody leaves, in one act: tablets, rounds, and a code for the successor.

Their tablets are shut out, what is left of their rounds is the successor's, who gets a code for a
tablet, and what is still unsent is told.

All of it is one commit with a line in the audit for each part. What a tablet that is shut out has
not delivered stays on it, and is handed in when it next connects: it is kept, under the name of
whoever wrote it, for a person who decides over it. Nothing that was recorded changes hands.
"""

import os
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from schema.rounds import Round
from server import settings, withdrawals
from server.clock import now_ms
from server.database import reading_database
from server.directory import Directory
from server.errors import MayNotRecord, OwnSuccessor, StaffDisabled
from server.operations.arguments import Arguments
from server.operations.rounds import refuse_who_may_not_record
from server.people import audit, devices, enrolment, rounds
from server.people.devices import Device
from server.people.enrolment import Code
from server.people.staff import Staff
from server.station import Station
from server.surveys.counting import doors_of_people


def hand_over(station: Station, arguments: Arguments) -> object:
    """Shuts out a person's tablets and gives a named successor their rounds and a code.

    Raises:
        UnknownStaff: nobody is called so.
        OwnSuccessor, StaffDisabled: the two cannot be these.
        MayNotRecord: the successor may not record in a part that they would get; nothing was done.
    """
    at_ms = now_ms()
    hours = arguments.number("hours", enrolment.HOURS_DEFAULT, least=1, most=enrolment.HOURS_MAX)

    def act(connection: Connection) -> tuple[Staff, Staff, list[Device], list[Round], Code]:
        directory = station.directory
        actor = arguments.actor(directory)
        person, successor = _two(directory, arguments)
        held, given = tablets_of(directory, person), rounds_of(directory, person)
        refuse_successor(directory, successor, person, given)
        for device in held:
            withdrawals.note(station.data, withdrawals.device_revoked(device, at_ms))
            devices.revoke(connection, device.id, at_ms)
            audit.record(
                connection, act="devices.revoke", **audit.facts(at_ms, actor.id, device.id)
            )
        for made in given:
            parts = [area for area, staff in made.parts.items() if staff == person.id]
            rounds.name(connection, made.id, dict.fromkeys(parts, successor.id))
            for area in parts:
                moved = {"area": area, "staff": successor.id, "before": person.id}
                line = audit.facts(at_ms, actor.id, made.id, **moved)
                audit.record(connection, act="rounds.assign", **line)
        (code,) = enrolment.issue_codes(connection, [successor.id], hours=hours, now_ms=at_ms)
        line = audit.facts(at_ms, actor.id, successor.id, hours=hours)
        audit.record(connection, act="devices.code", **line)
        ids = {
            "devices": [device.id for device in held],
            "rounds": [made.id for made in given],
        }
        line = audit.facts(at_ms, actor.id, person.id, to=successor.id, **ids)
        audit.record(connection, act="staff.handover", **line)
        return person, successor, held, given, code

    person, successor, held, given, code = station.change(act)
    url = station.url or settings.load(station.data, os.environ).address
    tablets = unsent(station, held)
    return {
        "staff": person.id,
        "to": successor.id,
        "devices": tablets,
        "unsent": sum(each["outbox"] or 0 for each in tablets),
        "rounds": [_handed(station, made, person) for made in given],
        "code": {
            "code": code.code,
            "staff": code.staff,
            "expires_ms": code.expires_ms,
            "url": url,
        },
    }


def tablets_of(directory: Directory, person: Staff) -> list[Device]:
    """The tablets that a person holds and that are not shut out."""
    return [
        each for each in directory.devices.values() if each.staff == person.id and not each.revoked
    ]


def rounds_of(directory: Directory, person: Staff) -> list[Round]:
    """The open rounds of which a person has a part."""
    return [
        made
        for made in directory.rounds.values()
        if not made.closed and person.id in made.parts.values()
    ]


def may_succeed(directory: Directory, successor: Staff, person: Staff) -> bool:
    """Whether somebody may record in all parts of another person's rounds."""
    try:
        refuse_successor(directory, successor, person, rounds_of(directory, person))
    except MayNotRecord:
        return False
    return True


def refuse_successor(
    directory: Directory, successor: Staff, person: Staff, given: Sequence[Round]
) -> None:
    """Refuses a successor who may not record in some part of these rounds; names the first."""
    for made in given:
        for area, staff in made.parts.items():
            if staff == person.id:
                refuse_who_may_not_record(directory, made, successor, area)


def unsent(station: Station, held: Sequence[Device]) -> list[dict[str, Any]]:
    """What each of these tablets had not delivered when it was last heard of."""
    with reading_database(station.data) as connection:
        contacts = devices.contacts(connection)
    return [
        {
            "id": device.id,
            "name": device.name,
            "outbox": contact.outbox if (contact := contacts.get(device.id)) else None,
            "oldest_ms": contact.outbox_oldest_ms if contact else None,
            "last_contact_ms": contact.contact_ms if contact else None,
        }
        for device in held
    ]


def _handed(station: Station, made: Round, person: Staff) -> dict[str, Any]:
    """What of a round was handed over: its areas, and how many doors these have."""
    return {
        "round": made.id,
        "title": made.title,
        "areas": [area for area, staff in made.parts.items() if staff == person.id],
        "doors": doors_of_people(station.directory.tree, made).get(person.id, 0),
    }


def _two(directory: Directory, arguments: Arguments) -> tuple[Staff, Staff]:
    person = directory.staff_named(arguments.text("login"))
    successor = directory.staff_named(arguments.text("to"))
    if person.id == successor.id:
        raise OwnSuccessor(login=person.login)
    if successor.disabled:
        raise StaffDisabled(login=successor.login)
    return person, successor


OPERATIONS = {"staff.handover": hand_over}
