"""Survey rounds as their pages show them: all, one with its people and grids, the doors of one."""

from typing import Any

from schema.area import AreaId
from schema.rounds import STATES
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.paging import page, paged
from server.api.parameters import absent, bad_mark, limit
from server.operations.rounds import document, line_document
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.round_doors import (
    BESIDE,
    OTHERS,
    Wanted,
    begins,
    is_staff,
    listed_doors,
    wanted_doors,
)
from server.pages.rounds import seen_round, surveys
from server.pages.visit import Visit
from server.surveys.counting import NOBODY, Survey, beside_the_list, called_by_others
from server.views.calls import CallLine


def rounds(visit: Visit) -> Document:
    """Documents `round`, the one that ends first first."""
    return page(visit, "rounds", [_seen(visit, found) for found in surveys(visit)])


def one_round(visit: Visit) -> Document:
    """Document `round` of one, with what each person has in each grid."""
    found = seen_round(visit)
    return {
        **_seen(visit, found),
        "lines": [line_document(line.staff, line.grid, line.counts) for line in found.lines],
        "called_by_others": len(called_by_others(found)),
        "beside": len(beside_the_list(visit.station, found, visit.permit)),
    }


def round_doors(visit: Visit) -> Document:
    """The doors of a round, perhaps in one state, of one person, in one area; by their ids."""
    found, wanted = seen_round(visit), _wanted(visit)
    doors = listed_doors(visit, found, wanted)
    try:
        begin = begins(visit, doors)
    except NotThere as error:
        raise bad_mark(visit) from error
    shown = doors[begin : begin + limit(visit)]
    calls = visit.station.calls.at(found.round.id, shown)
    documents = [_door(visit, found, door, calls.get(door, [])) for door in shown]
    return paged(visit, "doors", documents, begin, len(doors))


def _seen(visit: Visit, found: Survey) -> dict[str, Any]:
    """Document `round`, of which the visitor is told the parts that they look into."""
    said = document(found)
    known = visit.permit.touches
    said["parts"] = {area: staff for area, staff in said["parts"].items() if known(area)}
    return said


def _wanted(visit: Visit) -> Wanted:
    """What is asked for, as the page reads it; BadParameter names what is not there."""
    try:
        return wanted_doors(visit)
    except NoSuchFilter as error:
        state, which = visit.asked("state"), visit.asked("which")
        if state and state not in set(STATES):
            raise absent("state", state) from error
        if which not in ("", OTHERS, BESIDE):
            expected = f"{OTHERS} or {BESIDE}"
            raise BadParameter(name="which", value=which, expected=expected) from error
        name = "area" if is_staff(visit) else "staff"
        raise absent(name, visit.asked(name)) from error


def _door(visit: Visit, found: Survey, door: AreaId, calls: list[CallLine]) -> dict[str, Any]:
    number = found.doors.number(door)
    holder = NOBODY if number is None else found.staff_of(number)
    return {
        "id": door,
        "address": visit.words.address(door),
        "counted_in": visit.station.directory.tree.counted_in(door),
        "state": None if number is None else found.doors.state_of(number).value,
        "staff": None if holder == NOBODY else holder,
        "calls": [
            {
                "record": each.record,
                "outcome": each.outcome,
                "come_back_at": each.come_back_at or None,
                "staff": each.staff,
                "at_ms": each.at_ms,
            }
            for each in calls
        ],
    }
