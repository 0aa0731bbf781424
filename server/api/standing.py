"""What is left and who is silent: the lists behind the numbers of the overview, as their pages."""

from typing import Any

from schema.area import AreaId
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.paging import page, paged
from server.api.parameters import absent, bad_mark, limit
from server.clock import now_ms
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.heard import Heard, heard
from server.pages.households import (
    DONE,
    LEFT,
    Wanted,
    begins,
    found_households,
    roster_forms,
    wanted_households,
)
from server.pages.visit import Visit


def households(visit: Visit) -> Document:
    """Households with a finished record of a form or without, in the order of their ids."""
    wanted = _wanted(visit)
    found = found_households(visit, wanted)
    try:
        begin = begins(visit, wanted, found)
    except NotThere as error:
        raise bad_mark(visit) from error
    doors = [_door(visit, household) for household in found[begin : begin + limit(visit)]]
    return paged(visit, "households", doors, begin, len(found))


def silent(visit: Visit) -> Document:
    """Everybody silent where the visitor may look, longest silence first."""
    now = now_ms()
    return page(visit, "silent", [_person(each) for each in heard(visit) if each.silent(now)])


def _wanted(visit: Visit) -> Wanted:
    """What is asked for, as the page reads it; BadParameter names what is not there."""
    try:
        return wanted_households(visit)
    except NoSuchFilter as error:
        form, state = visit.asked("form"), visit.asked("state")
        if not form:
            raise BadParameter(name="form", value="left out", expected="needed") from error
        if form not in {each.id for each in roster_forms(visit)}:
            raise absent("form", form) from error
        if state not in ("", LEFT, DONE):
            expected = f"{LEFT} or {DONE}"
            raise BadParameter(name="state", value=state, expected=expected) from error
        raise absent("area", visit.asked("area")) from error


def _door(visit: Visit, household: AreaId) -> dict[str, Any]:
    return {
        "id": household,
        "address": visit.words.address(household),
        "counted_in": visit.station.directory.tree.counted_in(household),
    }


def _person(each: Heard) -> dict[str, Any]:
    return {
        "id": each.staff.id,
        "login": each.staff.login,
        "name": each.staff.name,
        "areas": sorted(each.grids),
        "last_contact_ms": each.contact_ms,
        "outbox": each.unsent,
    }
