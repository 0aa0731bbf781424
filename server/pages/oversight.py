"""Whom a visitor oversees: which people and areas the pages of administration show, and to whom.

An administrator (right `people`) sees and manages everybody of their area; an office that reviews
sees the people of its area and manages nobody. Who has a grant elsewhere too is managed only by
whoever administers both: a code for a tablet opens all that its holder may see.
"""

from collections.abc import Callable

from schema.area import AreaId, AreaKind
from schema.grant import Right
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.visit import Visit
from server.people import staff
from server.people.staff import Staff

OVERSEEING = frozenset({Right.people, Right.review})
"""Rights of which one shows the people of an area, and their tablets."""


def require(visit: Visit, *rights: Right) -> None:
    """NotThere unless the visitor has one of these rights somewhere."""
    if not any(grant.rights.intersection(rights) for grant in visit.permit.grants):
        raise NotThere


def oversees(visit: Visit, area: AreaId) -> bool:
    """Whether the people who work in an area are shown to the visitor."""
    permit = visit.permit
    return any(permit.allows(right, area, None) for right in OVERSEEING)


def sees(visit: Visit, person: Staff) -> bool:
    """Whether a person is shown to the visitor."""
    if not person.grants:
        return manages(visit, person)
    return any(oversees(visit, grant.area) for grant in person.grants)


def manages(visit: Visit, person: Staff) -> bool:
    """Whether the visitor may give this person a tablet and take it away."""
    return staff.manages(visit.permit, person, visit.station.directory.tree.roots)


def phones(visit: Visit) -> Callable[[str], str]:
    """Gives a person's number by their id; empty where none is known or the visitor may not see."""
    people = visit.station.directory.staff

    def phone(staff_id: str) -> str:
        person = people.get(staff_id)
        return person.phone or "" if person and sees(visit, person) else ""

    return phone


def works_in(visit: Visit, person: Staff, area: AreaId | None) -> bool:
    """Whether a person has a grant in an area; everybody where none is named."""
    tree = visit.station.directory.tree
    return area is None or any(area in tree.lineage(grant.area) for grant in person.grants)


def asked_area(visit: Visit) -> AreaId | None:
    """The area that the address asks for; NoSuchFilter if it is not there or not overseen."""
    wanted = visit.asked("area")
    if not wanted:
        return None
    known = visit.station.directory.tree.get(wanted)
    if known is None or not oversees(visit, known.id):
        raise NoSuchFilter
    return known.id


def communities(visit: Visit) -> list[tuple[str, str]]:
    """The communities that the visitor oversees: ids and names, to choose from."""
    return [
        (area.id, area.name)
        for area in visit.station.directory.tree.down_to(AreaKind.community)
        if area.kind is AreaKind.community and oversees(visit, area.id)
    ]


def person_named(visit: Visit, staff_id: str) -> Staff:
    """The person with this id; one answer for who is absent and who is not shown."""
    person = visit.station.directory.staff.get(staff_id)
    if person is None or not sees(visit, person):
        raise NotThere
    return person


def actor(visit: Visit) -> str:
    """The login in whose name an operation is done."""
    if visit.person is None:
        raise NotThere
    return visit.person.login
