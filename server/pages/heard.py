"""Who was heard of, and when: the other half of every number on the overview.

A grid from which nothing arrived may have done nothing, or its tablets may not have synced; what
tells the two apart is the contact that is longest ago among those who record there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schema.area import Scope
from schema.grant import Right
from server.database import reading_database
from server.pages.visit import Visit
from server.people import devices
from server.people.staff import Staff

SILENT_MS: Final = 24 * 3_600_000
"""After so long without a word nobody knows whether all is delivered, and asks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One person who records, and the last contact of a tablet of theirs.

    Attributes:
        staff: who.
        grids: the grids, or larger areas, in which they record.
        contact_ms: of the tablet heard of longest ago that they hold; None: of one of them never.
        quiet_ms: the same, but for a tablet that never came back when it was enrolled.
        unsent: changes that their tablets said they still hold.
    """

    staff: Staff
    grids: frozenset[Scope]
    contact_ms: int | None
    quiet_ms: int
    unsent: int

    def silent(self, now_ms: int) -> bool:
        """Whether they were not heard of for longer than a day."""
        return now_ms - self.quiet_ms > SILENT_MS


def heard(visit: Visit) -> list[Heard]:
    """Everybody with a tablet who records where the visitor may look, longest silence first."""
    with reading_database(visit.station.data) as connection:
        contacts, enrolled = devices.contacts(connection), devices.enrolled(connection)
    held: dict[str, list[tuple[devices.Contact | None, int]]] = defaultdict(list)
    for device in visit.station.directory.devices.values():
        if not device.revoked:
            held[device.staff].append((contacts.get(device.id), enrolled[device.id]))
    found = [
        _heard(person, grids, tablets)
        for person in visit.station.directory.staff.values()
        if (tablets := held.get(person.id))
        and not person.disabled
        and (grids := _grids(person, visit))
    ]
    return sorted(found, key=lambda each: (each.quiet_ms, each.staff.login))


def _heard(
    person: Staff, grids: frozenset[Scope], tablets: Sequence[tuple[devices.Contact | None, int]]
) -> Heard:
    said = [contact for contact, _ in tablets if contact is not None]
    every = len(said) == len(tablets)
    return Heard(
        staff=person,
        grids=grids,
        contact_ms=min(contact.contact_ms for contact in said) if every else None,
        quiet_ms=min(said.contact_ms if said else enrolled_ms for said, enrolled_ms in tablets),
        unsent=sum(contact.outbox or 0 for contact in said),
    )


def _grids(person: Staff, visit: Visit) -> frozenset[Scope]:
    """Where somebody records, as far as the visitor sees something there; offices do not count."""
    tree = visit.station.directory.tree
    return frozenset(
        tree.counted_in(grant.area)
        for grant in person.grants
        if Right.write in grant.rights
        and Right.review not in grant.rights
        and visit.permit.touches(grant.area)
    )


def by_grid(people: Iterable[Heard]) -> Mapping[Scope, list[Heard]]:
    """Those who record in each grid, longest silence first."""
    found: dict[Scope, list[Heard]] = defaultdict(list)
    for each in people:
        for grid in each.grids:
            found[grid].append(each)
    return found
