"""Operations on people: list, add, grant, password, phone. What shuts out is `withdrawing`'s."""

import sqlite3

from schema.area import AreaId
from schema.grant import Grant
from server import withdrawals
from server.clock import now_ms
from server.directory import Directory, role_named
from server.errors import StaffDisabled
from server.operations.arguments import Arguments
from server.people import audit, grants, staff
from server.people.passwords import hash_password
from server.people.staff import Staff, grant_json
from server.station import Station


def list_staff(station: Station, arguments: Arguments) -> object:
    """Documents `staff`, perhaps of one role, perhaps of an area and what lies below it."""
    directory = station.directory
    role_text, area_text = arguments.optional_text("role"), arguments.optional_text("area")
    role = role_named(role_text) if role_text else None
    area = directory.area_named(area_text).id if area_text else None

    def asked_for(person: Staff) -> bool:
        return (role is None and area is None) or any(
            (role is None or grant.role is role)
            and (area is None or area in directory.tree.lineage(grant.area))
            for grant in person.grants
        )

    return [person.to_json() for person in directory.staff.values() if asked_for(person)]


def add(station: Station, arguments: Arguments) -> object:
    """Adds a person, with a password if one is given; the document `staff`."""
    login, name = arguments.text("login"), arguments.text("name")
    phone = arguments.optional_text("phone") or ""
    password = arguments.optional_text("password")
    password_hash = hash_password(password) if password else None
    actor = arguments.actor(station.directory).id
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> str:
        staff_id = staff.add(
            connection,
            login=login,
            name=name,
            password_hash=password_hash,
            now_ms=at_ms,
            phone=phone,
        )
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor,
            act="staff.add",
            subject=staff_id,
            detail={"login": login},
        )
        return staff_id

    staff_id = station.change(act)
    return station.directory.staff[staff_id].to_json()


def grant(station: Station, arguments: Arguments) -> object:
    """Gives a person a role in an area, perhaps for one form.

    Raises:
        UnknownStaff, UnknownArea, UnknownRole, UnknownForm: a name that is not there.
        StaffDisabled: it would come to nothing.
    """
    directory = station.directory
    person = directory.staff_named(arguments.text("login"))
    if person.disabled:
        raise StaffDisabled(login=person.login)
    given = grant_named(directory, arguments)
    actor = arguments.actor(directory).id
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> None:
        grants.give(connection, person.id, [given])
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor,
            act="staff.grant",
            subject=person.id,
            detail=grant_json(given),
        )

    again = withdrawals.grant_withdrawn(person, given, at_ms, stands=False)
    withdrawn = {each.subject for each in withdrawals.standing_in(station.data)}
    station.change(act)
    if again.subject in withdrawn:  # after the commit: a crash leaves them shut out, not let in
        station.change(lambda _: withdrawals.note(station.data, again))
    return {"ok": True}


def grant_named(directory: Directory, arguments: Arguments) -> Grant:
    """The grant that was named by its role, its area and perhaps a form."""
    form = arguments.optional_text("form")
    return Grant(
        area=AreaId(directory.area_named(arguments.text("area")).id),
        role=role_named(arguments.text("role")),
        form=directory.standing_named(form).newest.form if form else None,
    )


def password(station: Station, arguments: Arguments) -> object:
    """Gives a person a password for the pages and ends their open sessions there."""
    directory = station.directory
    person = directory.staff_named(arguments.text("login"))
    password_hash = hash_password(arguments.text("password"))
    actor = arguments.actor(directory).id
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> None:
        staff.set_password(connection, person.id, password_hash)
        audit.record(connection, at_ms=at_ms, actor=actor, act="staff.password", subject=person.id)

    station.change(act)
    return {"ok": True}


def phone(station: Station, arguments: Arguments) -> object:
    """Writes down a person's phone number, or that none is known; the document `staff`."""
    directory = station.directory
    person = directory.staff_named(arguments.text("login"))
    number = arguments.optional_text("phone") or ""
    actor = arguments.actor(directory).id
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> None:
        staff.set_phone(connection, person.id, number)
        audit.record(connection, at_ms=at_ms, actor=actor, act="staff.phone", subject=person.id)

    station.change(act)
    return station.directory.staff[person.id].to_json()


OPERATIONS = {
    "staff.list": list_staff,
    "staff.add": add,
    "staff.grant": grant,
    "staff.password": password,
    "staff.phone": phone,
}
