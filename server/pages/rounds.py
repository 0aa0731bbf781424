"""`/rounds`: how far each survey round is, who is behind, and where somebody else called.

One round shows what each person has in each grid, most left first; every number opens the list of
its doors. Below stands who goes where, down to single doors, and is changed there by whoever leads
the area. A round is there for who may read doors of it, and for who leads one of its areas; numbers
are of what the visitor may read alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from schema.area import AreaId
from schema.rounds import STATES, Round, State
from server.pages.errors import NotThere
from server.pages.origin import with_query
from server.pages.records import is_number
from server.pages.round_acts import leads_all, leads_any, may_make
from server.pages.round_parts import Parts, parts_of
from server.pages.round_words import UNNAMED, said, walker
from server.pages.visit import Visit
from server.pages.words import State as Said
from server.surveys.counting import (
    NOBODY,
    Survey,
    beside_the_list,
    called_by_others,
    left,
    survey,
)

LINES: Final = 100
"""People with their grids on one page: more than a community has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """One number: of which state, how many doors, and where they are listed."""

    state: State
    said: Said
    n: int
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """What one person has in one grid."""

    staff: str
    name: str
    grid: str
    numbers: list[Number]
    left: int
    doors: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundLine:
    """One round of the list: what it is, its numbers, and whether it is late."""

    round: Round
    form: str
    days: str
    late: bool
    numbers: list[Number]
    left: int
    doors: int
    percent: int | None


def rounds(visit: Visit) -> Response:
    """All rounds that the visitor sees, the open ones first, the one that ends first first."""
    found = [_line(visit, each) for each in surveys(visit)]
    return visit.show(
        "rounds.html",
        open=[line for line in found if not line.round.closed],
        closed=[line for line in found if line.round.closed],
        may_make=may_make(visit),
    )


def surveys(visit: Visit, *, only_open: bool = False) -> list[Survey]:
    """The rounds that the visitor sees, counted; the one that ends first first."""
    made = visit.station.directory.rounds.values()
    wanted = sorted(
        (each for each in made if not (only_open and each.closed)),
        key=lambda each: (each.last_day, each.title),
    )
    counted = [(each, survey(visit.station, each, visit.permit)) for each in wanted]
    return [found for each, found in counted if found.doors.spans or leads_any(visit, each)]


def round_lines(visit: Visit) -> list[RoundLine]:
    """The open rounds of which the visitor may read something, for the overview."""
    return [_line(visit, each) for each in surveys(visit, only_open=True) if each.doors.spans]


def one_round(visit: Visit) -> Response:
    """One round: its sums, its people and grids, and who goes where."""
    found = seen_round(visit)
    people = sorted(_people(visit, found), key=lambda line: (-line.left, line.grid, line.name))
    begin = _begins(visit, len(people))
    others = called_by_others(found)
    beside = beside_the_list(visit.station, found, visit.permit)
    return visit.show(
        "round.html",
        line=_line(visit, found),
        places=visit.words.listed(visit.words.area(area) for area in found.round.areas),
        people=people[begin : begin + LINES],
        first=begin == 0,
        start=with_query(visit.path, after=""),
        more=with_query(visit.path, after=str(begin + LINES))
        if begin + LINES < len(people)
        else "",
        states=[said(visit.words, state) for state in STATES],
        others=len(others),
        beside=len(beside),
        parts=_parts(visit, found),
        may_close=not found.round.closed and leads_all(visit, found.round),
        done=visit.asked("done"),
    )


def seen_round(visit: Visit) -> Survey:
    """The round of the address; one answer for what is absent and what is not the visitor's."""
    made = visit.station.directory.rounds.get(visit.request.path_params["round"])
    if made is None:
        raise NotThere
    found = survey(visit.station, made, visit.permit)
    if not found.doors.spans and not leads_any(visit, made):
        raise NotThere
    return found


def doors_path(round_id: str, **asked: str) -> str:
    """Where the doors of a round are listed that something is said of."""
    return with_query(f"/rounds/{round_id}/doors", **asked)


def _parts(visit: Visit, found: Survey) -> Parts | None:
    return None if found.round.closed else parts_of(visit, found)


def _line(visit: Visit, found: Survey) -> RoundLine:
    made, counts = found.round, found.counts
    doors = sum(counts.values())
    return RoundLine(
        round=made,
        form=visit.words.form(made.form),
        days=visit.words.say(
            "%(first)s to %(last)s",
            first=visit.words.day(date.fromisoformat(made.first_day)),
            last=visit.words.day(date.fromisoformat(made.last_day)),
        ),
        late=not made.closed and left(counts) > 0 and made.last_day < visit.words.today.isoformat(),
        numbers=_numbers(visit, made, counts),
        left=left(counts),
        doors=doors,
        percent=counts[State.done] * 100 // doors if doors else None,
    )


def _people(visit: Visit, found: Survey) -> list[PersonLine]:
    words = visit.words
    return [
        PersonLine(
            staff=line.staff,
            name=walker(words, line.staff),
            grid=words.area(AreaId(line.grid)),
            numbers=_numbers(
                visit,
                found.round,
                line.counts,
                staff=UNNAMED if line.staff == NOBODY else line.staff,
                area=line.grid,
            ),
            left=left(line.counts),
            doors=sum(line.counts.values()),
        )
        for line in found.lines
    ]


def _numbers(visit: Visit, made: Round, counts: Mapping[State, int], **asked: str) -> list[Number]:
    return [
        Number(
            state=state,
            said=said(visit.words, state),
            n=counts[state],
            path=doors_path(made.id, state=state.value, **asked),
        )
        for state in STATES
    ]


def _begins(visit: Visit, lines: int) -> int:
    mark = visit.asked("after")
    if mark and not is_number(mark):
        raise NotThere
    return min(int(mark or 0), max(0, lines - 1) // LINES * LINES)
