"""A list of people against those there are: who is new, who is called otherwise, who gets what.

A row is a person, by their login, with a role in an area; who has several has several rows. Nobody
is taken anything from and nobody is shut out by a list: who is missing is told, and a person
decides. Nobody gives themselves anything by a list, and name and phone change only of whom the
importer administers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.area import AreaId
from schema.grant import Grant, Right
from schema.role import ROLE_NAMES, Role
from server.directory import Directory
from server.errors import InvalidName
from server.lists import headers
from server.lists.addresses import BELOW, Addresses
from server.lists.keys import plain
from server.lists.table import Read, number_typed, tables
from server.people.staff import Staff, is_login, is_phone, manages, proper_name, proper_phone
from server.xlsform.cells import Cell, Row, Table
from server.xlsform.problems import Findings

_NEEDED: Final = ("login", "name")
_MOBILE: Final = re.compile(r"1[0-9]{10}")
"""A number of a mobile: as none begins with a zero, none has lost one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What a list says of one person; `known` is who has the login already.

    `phone` is None where the list does not say.
    """

    login: str
    name: str
    phone: str | None
    known: Staff | None
    row: int
    grants: list[Grant]

    @property
    def renamed(self) -> bool:
        """Whether the name is another one."""
        return self.known is not None and self.known.name != self.name

    @property
    def rung(self) -> bool:
        """Whether the phone number is another one."""
        return self.known is not None and self.phone not in (None, self.known.phone or "")

    @property
    def given(self) -> list[Grant]:
        """The grants that they do not hold yet."""
        held = self.known.grants if self.known else ()
        return [each for each in self.grants if each not in held]


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffPlan:
    """What would change; `missing` work where the list gives roles and are not on it."""

    people: Sequence[Person]
    missing: Sequence[Staff]

    @property
    def added(self) -> list[Person]:
        """People who are new."""
        return [each for each in self.people if each.known is None]

    @property
    def changed(self) -> list[Person]:
        """People of whom something changes."""
        return [
            each
            for each in self.people
            if each.known is not None and (each.renamed or each.rung or each.given)
        ]

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "listed": len(self.people),
            "added": len(self.added),
            "changed": len(self.changed),
            "missing": len(self.missing),
            "unchanged": len(self.people) - len(self.added) - len(self.changed),
        }


class StaffList:
    """Looks through a list of people, row by row.

    Args:
        known: everybody, the areas and the forms.
        findings: told of everything at its cell.
        actor: whose rights count.
    """

    def __init__(self, known: Directory, findings: Findings, *, actor: Staff) -> None:
        self._known = known
        self._findings = findings
        self._actor = actor
        self._permit = known.permit(actor.id)
        self._places = Addresses(known.tree, findings)
        self._people: dict[str, Person] = {}
        self._rows: dict[tuple[str, Grant | None], int] = {}
        self._roles = {
            plain(said): role
            for role, names in ROLE_NAMES.items()
            for said in (role.value, *names.values())
        }
        self._forms = {
            plain(said): name
            for name, standing in known.standings.items()
            for said in (*standing.newest.title.values(), name)
        }

    def plan(self, sheets: Sequence[Read]) -> StaffPlan:
        """What the list would change; nothing of it counts where findings have problems."""
        for read, table in tables(sheets, headers.STAFF, self._findings):
            if self._has_columns(table):
                for row in table.rows():
                    self._take(read, row)
        return StaffPlan(people=[*self._people.values()], missing=[*self._missing()])

    def _has_columns(self, table: Table) -> bool:
        missing = [name for name in _NEEDED if name not in table.columns]
        for name in missing:
            column = headers.both(name, headers.STAFF)
            self._findings.problem(table.heading(name), "column_missing", column=column)
        return not missing

    def _take(self, read: Read, row: Row) -> None:
        before = self._findings.count
        login, name, phone = self._login(row), self._name(row), self._phone(read, row)
        grant = self._grant(row)
        if self._findings.count > before:
            return
        known = self._known.by_login.get(login)
        cell = row.cell("login")
        if known is not None and known.disabled and grant is not None:
            self._findings.problem(cell, "staff_disabled", said=login)
            return
        other = self._rows.setdefault((login, grant), row.number)
        if other != row.number:
            self._findings.problem(cell, "grant_twice", other=other)
            return
        said = Person(login=login, name=name, phone=phone, known=known, row=row.number, grants=[])
        if not self._may_change(cell, said, grant):
            return
        person = self._people.setdefault(login, said)
        if (person.name, person.phone) != (name, phone):
            self._findings.problem(cell, "staff_differs", said=login, other=person.row)
        if grant is not None:
            person.grants.append(grant)

    def _may_change(self, cell: Cell, said: Person, grant: Grant | None) -> bool:
        """Whether whoever imports may change what a row changes of somebody who is known."""
        known, roots = said.known, self._known.tree.roots
        if known is None:
            return True
        if (said.renamed or said.rung) and not manages(self._permit, known, roots):
            self._findings.problem(cell, "not_managed", said=said.login)
            return False
        if known.id == self._actor.id and grant is not None and grant not in known.grants:
            self._findings.problem(cell, "own_role", said=said.login)
            return False
        return True

    def _login(self, row: Row) -> str:
        cell = row.cell("login")
        if not is_login(cell.text):
            self._findings.problem(cell, "bad_login", said=cell.text)
        return cell.text

    def _name(self, row: Row) -> str:
        cell = row.cell("name")
        try:
            return proper_name(cell.text)
        except InvalidName:
            self._findings.problem(cell, "bad_name")
            return ""

    def _phone(self, read: Read, row: Row) -> str | None:
        """The number as it is kept; None where the list has none, or does not say."""
        text = row.text("phone")
        if text and not is_phone(text):
            self._findings.problem(row.cell("phone"), "bad_phone", said=text)
            return None
        if number_typed(read, row, "phone") and not _MOBILE.fullmatch(text):
            cell = row.cell("phone")
            self._findings.warn(cell, "phone_number", about="phone_number", said=text)
        return proper_phone(text)

    def _grant(self, row: Row) -> Grant | None:
        cell = row.cell("role")
        named = [name for name in ("area", *headers.LEVELS) if row.text(name)]
        if not row.text("role") and not named:
            return None
        if not row.text("role") or not named:
            self._findings.problem(cell, "half_grant")
            return None
        role = self._role(cell)
        area = self._area(row)
        form = self._form(row.cell("form")) if row.text("form") else None
        if role is None or area is None:
            return None
        if not self._permit.allows(Right.people, area, None):
            place = self._places.words(area)
            self._findings.problem(cell, "no_right", place=place)
            return None
        return Grant(area=area, role=role, form=form)

    def _role(self, cell: Cell) -> Role | None:
        role = self._roles.get(plain(cell.text))
        if role is None:
            known = "、".join(names["zh-CN"] for names in ROLE_NAMES.values())
            self._findings.problem(cell, "unknown_role", said=cell.text, known=known)
        return role

    def _form(self, cell: Cell) -> str | None:
        form = self._forms.get(plain(cell.text))
        if form is None:
            self._findings.problem(cell, "unknown_form", said=cell.text)
        return form

    def _area(self, row: Row) -> AreaId | None:
        if row.text("area"):
            return self._places.called(row.cell("area"))
        for kind in reversed(BELOW):
            if row.text(kind.value):
                found = self._places.named(row, kind)
                return found.id if found else None
        found = self._places.compound(row) if row.text("compound") else None
        if not row.text("compound"):
            found = self._places.above_compound(row)
        return found.id if found else None

    def _missing(self) -> list[Staff]:
        """Who works by a grant on an area in which the list gives somebody the same role."""
        given = {(each.area, each.role) for of in self._people.values() for each in of.grants}
        return [
            person
            for person in self._known.staff.values()
            if not person.disabled
            and person.login not in self._people
            and any((grant.area, grant.role) in given for grant in person.grants)
        ]


def person_json(person: Person, words: Mapping[str, str]) -> dict[str, Any]:
    """A person of a list as documents have it; `words`: what areas are called."""
    before = person.known
    return {
        "login": person.login,
        "name": person.name,
        "row": person.row,
        "before": before.name if before and person.renamed else None,
        "phone": person.phone if person.rung or before is None else None,
        "grants": [
            {"role": each.role.value, "area": each.area, "form": each.form}
            | {"place": words.get(each.area, each.area)}
            for each in person.given
        ],
    }
