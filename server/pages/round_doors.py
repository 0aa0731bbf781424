"""`/rounds/ID/doors`: which doors are behind a number of a round, each with every call there."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.area import AreaId
from schema.rounds import COME_BACK_AT, OUTCOME, STATES, VISIT, Round, State
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.filling.subject import may_write, new_path
from server.pages.filters import touched_area
from server.pages.origin import with_query
from server.pages.round_words import UNNAMED, said, walker
from server.pages.rounds import seen_round
from server.pages.templating import link
from server.pages.visit import Visit
from server.pages.words import State as Said
from server.surveys.counting import NOBODY, Survey, beside_the_list, called_by_others

LINES: Final = 100

OTHERS: Final = "others"
BESIDE: Final = "beside"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which doors: in a state, of a person, in an area (None: all), or those of another list."""

    state: State | None
    staff: str | None
    area: AreaId | None
    which: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidCall:
    """One call: its record's page, who, what came of it, when, and when one is to come back."""

    path: str
    person: str
    outcome: str
    when: str
    back: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorLine:
    """One door: address, grid, state (None beside the list), whose it is, the calls there."""

    area: str
    address: str
    grid: str
    state: Said | None
    holder: str
    calls: list[SaidCall]
    fresh_record: str


def round_doors(visit: Visit) -> Response:
    """The doors that the address asks for, one page of them, in the order of their ids."""
    found, wanted = seen_round(visit), wanted_doors(visit)
    doors = listed_doors(visit, found, wanted)
    page = doors[begins(visit, doors) :][: LINES + 1]
    more, page = len(page) > LINES, page[:LINES]
    words = visit.words
    return visit.show(
        "round_doors.html",
        round=found.round,
        doors=_lines(visit, found, page),
        count=len(doors),
        state=said(words, wanted.state) if wanted.state else None,
        which=wanted.which,
        person="" if wanted.staff is None else walker(words, wanted.staff),
        place=words.area(wanted.area) if wanted.area else "",
        all=f"/rounds/{found.round.id}/doors",
        first=not visit.asked("after"),
        start=with_query(visit.path, after=""),
        more=with_query(visit.path, after=page[-1]) if more else "",
    )


def wanted_doors(visit: Visit) -> Wanted:
    """What the address asks for; NoSuchFilter if there is no such state, person or area."""
    state, staff, which = visit.asked("state"), visit.asked("staff"), visit.asked("which")
    if state and state not in set(STATES):
        raise NoSuchFilter
    if not is_staff(visit):
        raise NoSuchFilter
    if which not in ("", OTHERS, BESIDE):
        raise NoSuchFilter
    return Wanted(
        state=State(state) if state else None,
        staff=(NOBODY if staff == UNNAMED else staff) if staff else None,
        area=touched_area(visit),
        which=which,
    )


def is_staff(visit: Visit) -> bool:
    """Whether the address asks for a person who is there, for doors of nobody, or for neither."""
    staff = visit.asked("staff")
    return staff in ("", UNNAMED) or staff in visit.station.directory.staff


def listed_doors(visit: Visit, found: Survey, wanted: Wanted) -> list[AreaId]:
    """The doors asked for, in the order of their ids."""
    if wanted.which == BESIDE:
        return beside_the_list(visit.station, found, visit.permit)
    listed = found.listed(wanted.state, wanted.staff, wanted.area)
    if wanted.which != OTHERS:
        return listed
    others = frozenset(called_by_others(found))
    return [door for door in listed if door in others]


def begins(visit: Visit, doors: Sequence[AreaId]) -> int:
    """Where a page begins; a mark that is none of these doors is as one that is not there."""
    mark = visit.asked("after")
    if not mark:
        return 0
    begin = bisect_right(doors, mark)
    if begin == 0 or doors[begin - 1] != mark:
        raise NotThere
    return begin


def _lines(visit: Visit, found: Survey, doors: Sequence[AreaId]) -> list[DoorLine]:
    calls = visit.station.calls.at(found.round.id, doors) if doors else {}
    words, tree = visit.words, visit.station.directory.tree
    form = visit.station.directory.whole_forms.get(VISIT)
    lines = []
    for door in doors:
        number = found.doors.number(door)
        holder = NOBODY if number is None else found.staff_of(number)
        lines.append(
            DoorLine(
                area=door,
                address=words.address(door),
                grid=words.area(AreaId(tree.counted_in(door))),
                state=None if number is None else said(words, found.doors.state_of(number)),
                holder=words.person(holder) if holder != NOBODY else "",
                calls=[
                    SaidCall(
                        path=f"/records/{link(each.record)}",
                        person=words.person(each.staff),
                        outcome=words.answer(form, OUTCOME, each.outcome),
                        when=words.when(each.at_ms),
                        back=words.answer(form, COME_BACK_AT, each.come_back_at)
                        if each.come_back_at
                        else "",
                    )
                    for each in calls.get(door, ())
                ],
                fresh_record=_fresh(visit, found.round, door),
            )
        )
    return lines


def _fresh(visit: Visit, made: Round, door: AreaId) -> str:
    """Where the round's form is filled in for a door; empty for who may not, or where it ended."""
    form = visit.station.directory.published.get(made.form)
    may = form is not None and form.stopped_ms is None and may_write(visit, door, form)
    return new_path(made.form, door) if may and not made.closed else ""
