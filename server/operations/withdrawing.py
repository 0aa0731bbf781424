"""Operations that take something from people: a grant, or everything.

What is withdrawn is noted outside of backups within the act, before its commit (`withdrawals`), and
counts on open sessions within the act: a tablet is told what it lost, or cut off. What it has not
delivered it hands in. Nobody is deleted, and nobody may take the last administrator away: without
one nobody could be let in any more.
"""

from collections.abc import Callable
from sqlite3 import Connection

from schema.grant import Grant, Role
from server import withdrawals
from server.clock import now_ms
from server.directory import Directory
from server.errors import GrantNotHeld, LastAdmin, StaffDisabled
from server.operations.arguments import Arguments
from server.operations.staff import grant_named
from server.people import audit, grants, staff
from server.people.staff import Staff, grant_json
from server.station import Station


def revoke(station: Station, arguments: Arguments) -> object:
    """Takes from a person a role in an area, perhaps for one form.

    Raises:
        UnknownStaff, UnknownArea, UnknownRole, UnknownForm: a name that is not there.
        GrantNotHeld: it is none of theirs; those are named.
        LastAdmin: nobody would be left to administer an area.
    """
    at_ms = now_ms()

    def act(connection: Connection) -> None:
        # Asked here, on the writer's thread: of two acts at once the second sees the first.
        directory = station.directory
        actor = arguments.actor(directory).id
        person = directory.staff_named(arguments.text("login"))
        taken = grant_named(directory, arguments)
        if taken not in person.grants:
            raise GrantNotHeld(login=person.login, held=tuple(map(_in_words, person.grants)))
        _keep_an_admin(directory, person, lambda grant: grant == taken)
        withdrawals.note(station.data, withdrawals.grant_withdrawn(person, taken, at_ms))
        grants.take(connection, person.id, taken)
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor,
            act="staff.revoke",
            subject=person.id,
            detail=grant_json(taken),
        )

    station.change(act)
    return {"ok": True}


def disable(station: Station, arguments: Arguments) -> object:
    """Shuts a person out everywhere: pages and tablets.

    Raises:
        UnknownStaff: nobody is called so.
        StaffDisabled: they are already.
        LastAdmin: nobody would be left to administer an area.
    """
    at_ms = now_ms()

    def act(connection: Connection) -> None:
        directory = station.directory
        actor = arguments.actor(directory).id
        person = directory.staff_named(arguments.text("login"))
        if person.disabled:
            raise StaffDisabled(login=person.login)
        _keep_an_admin(directory, person, lambda _: True)
        withdrawals.note(station.data, withdrawals.staff_disabled(person, at_ms))
        staff.disable(connection, person.id)
        audit.record(connection, at_ms=at_ms, actor=actor, act="staff.disable", subject=person.id)

    station.change(act)
    return {"ok": True}


def _keep_an_admin(directory: Directory, person: Staff, taken: Callable[[Grant], bool]) -> None:
    """Refuses what leaves an area at the top of the tree without an administrator."""
    working = [each for each in directory.staff.values() if not each.disabled]
    for root in directory.tree.roots:
        admins = [
            (each, grant)
            for each in working
            for grant in each.grants
            if grant.role is Role.admin and grant.area == root and grant.form is None
        ]
        left = [each for each, grant in admins if each is not person or not taken(grant)]
        if admins and not left:
            raise LastAdmin(login=person.login, area=root)


def _in_words(grant: Grant) -> str:
    """A grant as it is named on the command line."""
    form = "" if grant.form is None else f" --form {grant.form}"
    return f"--role {grant.role.value} --area {grant.area}{form}"


OPERATIONS = {"staff.revoke": revoke, "staff.disable": disable}
