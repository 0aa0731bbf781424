"""The directory: everything the event loop asks about people, tablets, areas and forms, in memory.

A `Directory` is an immutable snapshot, made by `load` after each administrative write. Invariants:
the event loop never asks SQLite for authority; a snapshot answers from one state of the database;
parts that were not written since the snapshot before are taken over from it with what was computed
from them (a new tablet must not rebuild a tree of twenty thousand households). What it hands out is
never changed. Permits and names of bundles are kept as long as people, areas and forms stay.
"""

import difflib
import functools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schema.area import Area, AreaKind, Scope
from schema.figure import Figure
from schema.form import Form
from schema.grant import Grant, Permit, Right, Role
from schema.rounds import Round
from schema.tree import AreaTree
from schema.trial import is_trial
from server import known_forms
from server.bundles import Bundles, Made
from server.errors import (
    UnknownArea,
    UnknownDevice,
    UnknownForm,
    UnknownKind,
    UnknownRole,
    UnknownRound,
    UnknownStaff,
)
from server.known_forms import KnownForms, trial_grants
from server.people import areas, devices, figures, generations, grants, rounds
from server.people.devices import Device
from server.people.forms import Standing
from server.people.ids import secret_hash
from server.people.staff import Staff
from server.views.figuring import Countings

NEAREST_MAX = 3
"""So many near names are offered for one that is not there."""

NAMED_MAX = 12
"""Names that are all told where none resembles what was typed: as many as there are roles."""


@dataclass(frozen=True, kw_only=True)
class Directory:
    """People, tablets, areas and forms at one moment.

    Attributes:
        tree: all areas.
        moves: how many moves of areas touched each scope; one that none touched is not named.
        forms: the current version of every form by the id that its records bear: those that were
            published, and those on trial, which are forms of their own (schema.trial).
        whole_forms: the same with what older versions asked: answers are named and masked by it.
        standings: every form that was ever imported: its versions, and how far they have come.
        staff: everybody by id, in the order they were added.
        devices: every tablet by id, in the order of enrolment.
        rounds: every survey round by id, in the order in which they were made.
        numbers: the generation of each part, by which the next snapshot sees what to keep.
        figures: the numbers of the district, in the order in which people read them.
        countings: how records count in them, made as it is asked for.
    """

    tree: AreaTree
    moves: Mapping[Scope, int]
    forms: Mapping[str, Form]
    whole_forms: Mapping[str, Form]
    standings: Mapping[str, Standing]
    staff: Mapping[str, Staff]
    devices: Mapping[str, Device]
    rounds: Mapping[str, Round] = field(default_factory=dict)
    numbers: Mapping[str, int]
    figures: tuple[Figure, ...] = ()
    countings: Countings = field(default_factory=lambda: Countings(()), repr=False)
    _tokens: Mapping[bytes, str] = field(repr=False)
    _permits: dict[tuple[str, Right | None, bool], Permit] = field(default_factory=dict, repr=False)
    _made: Made = field(default_factory=Made, repr=False)

    @functools.cached_property
    def restricted(self) -> frozenset[str]:
        """Ids of the forms that only a grant naming them opens."""
        return frozenset(form.id for form in self.forms.values() if form.restricted) | {
            name
            for name, standing in self.standings.items()
            if name not in self.forms and standing.newest.restricted
        }

    @functools.cached_property
    def published(self) -> Mapping[str, Form]:
        """The forms that count: what is only tried is in no list, sum or table."""
        return {name: form for name, form in self.forms.items() if not is_trial(name)}

    @functools.cached_property
    def by_login(self) -> Mapping[str, Staff]:
        """Everybody by their login."""
        return {person.login: person for person in self.staff.values()}

    def device_of_token(self, token: str) -> Device | None:
        """The device whose token this is, revoked or not; None for any other string."""
        return self.devices.get(self._tokens.get(secret_hash(token), ""))

    def permit(self, staff_id: str, right: Right | None = None, *, trials: bool = True) -> Permit:
        """What a person may do, perhaps by the grants alone that give a right; none if disabled.

        With `trials` also with the records of forms that they try; lists, sums and tables do
        without, so that nothing that was tried counts.
        """
        permit = self._permits.get((staff_id, right, trials))
        if permit is None:
            person = self.staff.get(staff_id)
            held = () if person is None or person.disabled else self._held(person, trials=trials)
            those = (grant for grant in held if right is None or right in grant.rights)
            permit = Permit(those, self.tree, self.restricted)
            self._permits[staff_id, right, trials] = permit
        return permit

    def _held(self, person: Staff, *, trials: bool) -> Iterator[Grant]:
        """What a person was given, perhaps with the same for each form that they try."""
        yield from person.grants
        for standing in self.standings.values() if trials else ():
            if standing.on_trial is not None and person.id in standing.staff:
                yield from trial_grants(person.grants, standing.on_trial)

    def name(self, staff_id: str) -> str:
        """A person's name for display; the id itself for somebody who is not here."""
        person = self.staff.get(staff_id)
        return person.name if person else staff_id

    def bundle_etag(self, staff_id: str) -> str:
        """Names what `bundle` gives now, without making it: every hello asks for it.

        It changes with areas, forms, grants and colleagues, not with what others are given.
        """
        return self._bundles.etag(self.permit(staff_id).grants)

    def bundle(self, staff_id: str) -> tuple[str, bytes]:
        """Etag and JSON of what this person's tablet needs."""
        held = self.permit(staff_id).grants
        return self._bundles.etag(held), self._bundles.document(held)

    @functools.cached_property
    def _bundles(self) -> Bundles:
        known = KnownForms(self.forms, self.whole_forms, self.standings)
        open_rounds = tuple(each for each in self.rounds.values() if not each.closed)
        number = self.numbers["areas"]
        return Bundles(self.tree, known, self.staff, open_rounds, number, self._made)

    # What people type, and the nearest names where nothing is called so.

    def staff_named(self, name: str) -> Staff:
        """The person with this login or id; UnknownStaff names the nearest logins."""
        person = self.by_login.get(name) or self.staff.get(name)
        if person is None:
            raise UnknownStaff(name=name, nearest=nearest(name, self.by_login))
        return person

    def area_named(self, name: str) -> Area:
        """The area with this id; UnknownArea names the nearest ids."""
        area = self.tree.get(name.rstrip("/"))
        if area is None:
            raise UnknownArea(name=name, nearest=self._areas_near(name))
        return area

    def form_named(self, name: str) -> Form:
        """The form with this id; UnknownForm names the nearest ids."""
        form = self.forms.get(name)
        if form is None:
            raise UnknownForm(name=name, nearest=nearest(name, self.published))
        return form

    def published_named(self, name: str) -> Form:
        """The published form with this id; UnknownForm names the nearest ids."""
        if name not in self.published:
            raise UnknownForm(name=name, nearest=nearest(name, self.published))
        return self.forms[name]

    def standing_named(self, name: str) -> Standing:
        """The form with this id, published or not; UnknownForm names the nearest ids."""
        standing = self.standings.get(name)
        if standing is None:
            raise UnknownForm(name=name, nearest=nearest(name, self.standings))
        return standing

    def device_named(self, name: str) -> Device:
        """The tablet with this id; UnknownDevice names the nearest ids."""
        device = self.devices.get(name)
        if device is None:
            raise UnknownDevice(name=name, nearest=nearest(name, self.devices))
        return device

    def round_named(self, name: str) -> Round:
        """The round of this id, or the last one of this title; UnknownRound names the nearest."""
        found = self.rounds.get(name)
        titled = {each.title: each for each in self.rounds.values()}
        if found is None and name not in titled:
            raise UnknownRound(name=name, nearest=nearest(name, titled))
        return found or titled[name]

    def _areas_near(self, name: str) -> tuple[str, ...]:
        """The nearest ids among those that share the longest known beginning: never all of them."""
        known = self.tree.nearest(name)
        if known is None:
            among: Iterable[str] = (area.id for area in self.tree if area.id.count("/") < 4)
        else:
            among = self.tree.children(known)
        return nearest(name, among) or ((known,) if known else tuple(self.tree.roots))


def role_named(name: str) -> Role:
    """The role of this name; UnknownRole names the nearest ones."""
    try:
        return Role(name)
    except ValueError:
        raise UnknownRole(name=name, nearest=nearest(name, [role.value for role in Role])) from None


def kind_named(name: str) -> AreaKind:
    """The kind of area of this name; UnknownKind names the nearest ones."""
    try:
        return AreaKind(name)
    except ValueError:
        kinds = [kind.value for kind in AreaKind]
        raise UnknownKind(name=name, nearest=nearest(name, kinds)) from None


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that resemble one that is not known.

    Where none does, all of them, if they are few enough to choose from.
    """
    names = list(known)
    found = difflib.get_close_matches(name, names, n=NEAREST_MAX, cutoff=0.5)
    return tuple(found or (names if len(names) <= NAMED_MAX else ()))


def load(connection: sqlite3.Connection, before: Directory | None = None) -> Directory:
    """A snapshot of the database as this connection sees it.

    Args:
        connection: reads one state: inside a transaction, or while nobody else writes.
        before: an earlier snapshot of the same database, whose unchanged parts are kept.
    """
    numbers = generations.numbers(connection)
    old = before.numbers if before else {}
    same = {part for part, number in numbers.items() if old.get(part) == number}
    if before and same == set(numbers):
        return before
    kept = before if before and {"areas", "forms", "people"} <= same else None
    then = KnownForms(before.forms, before.whole_forms, before.standings) if before else None
    known = known_forms.load(connection, then, same="forms" in same)
    made = kept._made if kept else Made()  # noqa: SLF001  the successor of the same class
    counted = before.figures if before and "forms" in same else figures.load(connection)
    return Directory(
        tree=before.tree if before and "areas" in same else AreaTree(areas.load_all(connection)),
        moves=before.moves if before and "areas" in same else areas.load_moves(connection),
        forms=known.forms,
        whole_forms=known.whole_forms,
        standings=known.standings,
        figures=counted,
        countings=before.countings if before and "forms" in same else Countings(counted),
        staff=before.staff if before and "people" in same else _staff(connection),
        devices=devices.load_all(connection),
        rounds=before.rounds if before and "rounds" in same else rounds.load_all(connection),
        numbers=numbers,
        _tokens=devices.tokens(connection),
        _permits=kept._permits if kept else {},  # noqa: SLF001
        _made=made if "rounds" in same else made.without_rounds(),
    )


def _staff(connection: sqlite3.Connection) -> dict[str, Staff]:
    held = grants.of_all(connection)
    rows = connection.execute(
        "SELECT id, login, name, phone, disabled FROM staff ORDER BY position"
    )
    return {
        staff_id: Staff(
            id=staff_id,
            login=login,
            name=name,
            phone=phone,
            grants=held.get(staff_id, ()),
            disabled=bool(disabled),
        )
        for staff_id, login, name, phone, disabled in rows
    }
