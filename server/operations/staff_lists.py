"""Importing a list of people: what would change, or the change, in one commit.

Each person who is added and each role that is given stands in the audit by itself, as if it had
been done one by one.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from server import withdrawals
from server.clock import now_ms
from server.directory import Directory
from server.lists.staff import Person, StaffList, StaffPlan, person_json
from server.lists.table import Read, findings_of, sheets_of
from server.operations.arguments import Arguments
from server.operations.rosters import refuse_problems
from server.people import audit, generations, grants, staff
from server.people.staff import Staff, grant_json
from server.station import Station
from server.xlsform.problems import Findings, told

STAFF: Final = "staff.import"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be imported: what the list is called, its cells, and whose rights count."""

    file: str
    sheets: Sequence[Read]
    actor: Staff
    lang: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A list that was looked through against the people of a moment."""

    asked: Asked
    directory: Directory
    plan: StaffPlan
    findings: Findings

    def document(self) -> dict[str, Any]:
        """What a program reads of it, and what a page shows."""
        tree, lang = self.directory.tree, self.asked.lang
        areas = {each.area for person in self.plan.people for each in person.given}
        words = {str(area): tree.words(area, lang) for area in areas}
        return {
            "file": self.asked.file,
            "counts": self.plan.counts(),
            "added": [person_json(each, words) for each in self.plan.added],
            "changed": [person_json(each, words) for each in self.plan.changed],
            "missing": [{"login": p.login, "name": p.name} for p in self.plan.missing],
            "warnings": told(self.findings.warnings),
        }


def look(directory: Directory, asked: Asked) -> Looked:
    """What a list would change.

    Raises:
        ImportRefused: with every cell that is wrong.
    """
    findings = findings_of(asked.sheets)
    plan = StaffList(directory, findings, actor=asked.actor).plan(asked.sheets)
    refuse_problems(findings)
    return Looked(asked=asked, directory=directory, plan=plan, findings=findings)


def take(station: Station, asked: Asked) -> Looked:
    """Adds people and gives roles as a list says, in one commit.

    Raises:
        ImportRefused: with every cell that is wrong; nothing was changed.
    """
    while (found := _taken(station, asked)) is None:
        pass  # somebody else changed people in between: the list is looked through again
    return found


def _taken(station: Station, asked: Asked) -> Looked | None:
    """One try; None if people or areas were others by the time of the commit."""
    looked = look(station.directory, asked)
    plan, at_ms, then = looked.plan, now_ms(), looked.directory.numbers
    if not plan.added and not plan.changed:
        return looked

    def act(connection: sqlite3.Connection) -> bool:
        now = generations.numbers(connection)
        if any(now[part] != then[part] for part in ("people", "areas")):
            return False
        new = [(each.login, each.name, each.phone or "") for each in plan.added]
        ids = dict(zip((n[0] for n in new), staff.add_all(connection, new, at_ms), strict=True))
        for person in (*plan.added, *plan.changed):
            staff_id = person.known.id if person.known else ids[person.login]
            _write(connection, person, staff_id, asked.actor.id, at_ms)
        return True

    again = [
        withdrawals.grant_withdrawn(person.known, given, at_ms, stands=False)
        for person in plan.changed
        if person.known is not None
        for given in person.given
    ]
    withdrawn = {each.subject for each in withdrawals.standing_in(station.data)}
    if not station.change(act):
        return None
    for each in again:
        if each.subject in withdrawn:  # after the commit: a crash leaves them shut out
            station.change(lambda _, each=each: withdrawals.note(station.data, each))  # type: ignore[misc]
    return looked


def _write(
    connection: sqlite3.Connection, person: Person, staff_id: str, actor: str, at_ms: int
) -> None:
    """What changes of one person, with a line in the audit for each act."""
    if person.known is None:
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor,
            act="staff.add",
            subject=staff_id,
            detail={"login": person.login},
        )
    if person.renamed:
        staff.rename(connection, staff_id, person.name)
        audit.record(connection, at_ms=at_ms, actor=actor, act="staff.rename", subject=staff_id)
    if person.rung:
        staff.set_phone(connection, staff_id, person.phone or "")
        audit.record(connection, at_ms=at_ms, actor=actor, act="staff.phone", subject=staff_id)
    grants.give(connection, staff_id, person.given)
    for given in person.given:
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor,
            act="staff.grant",
            subject=staff_id,
            detail=grant_json(given),
        )


def asked_of(directory: Directory, arguments: Arguments) -> Asked:
    """What a command asks to import; UnknownStaff, InvalidRequest where it is none."""
    return Asked(
        file=arguments.text("file"),
        sheets=sheets_of(arguments.value("sheets")),
        actor=arguments.actor(directory),
        lang=arguments.lang(),
    )


def _import(station: Station, arguments: Arguments) -> object:
    """Looks a list of people through, and takes it unless it is a trial."""
    asked = asked_of(station.directory, arguments)
    trial = arguments.flag("dry_run")
    looked = look(station.directory, asked) if trial else take(station, asked)
    return {"ok": True, "dry_run": trial, **looked.document()}


OPERATIONS = {STAFF: _import}
