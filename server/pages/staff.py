"""`/staff`: who works where, and how do I get them started? People by grid, worst first.

What people did is counted from the records that the visitor may read; an administrator who reads
none sees no numbers, rather than zeros. Nothing done and nothing heard look different: beside what
somebody did stands when a tablet of theirs was heard of last.

A district has hundreds of people, so the worst grids stand on the first page. Ranks change while
somebody reads: a page begins at a rank, and whoever became worse meanwhile is found on the one
before.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from schema.area import AreaId, Scope
from schema.grant import Right
from server.clock import midnight_ms
from server.pages.errors import NotThere
from server.pages.importing import way_to_import
from server.pages.origin import with_query
from server.pages.oversight import (
    OVERSEEING,
    asked_area,
    communities,
    require,
    sees,
    works_in,
)
from server.pages.overview import chosen_form
from server.pages.progress import Progress, progress
from server.pages.records import is_number
from server.pages.tablets import Standing, Tablet, tablets
from server.pages.visit import Visit
from server.people.staff import Staff
from server.views.found import Work

GRIDS: Final = 40
"""On one page: some 170 people. A community has fewer."""

_RANK: Final = {
    Standing.differs: 5,
    Standing.never: 4,
    Standing.silent: 3,
    Standing.waiting: 1,
    Standing.complete: 0,
    Standing.revoked: 0,
}
_NO_TABLET: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One person of the list.

    Attributes:
        id, name, role: who, with their role in words.
        phone: by which they are reached; empty if not known.
        work: what they did and what of theirs waits; None where the visitor reads no records.
        tablet: the worst of the tablets they have in use; None without one.
        unsent: changes that all of them had not delivered.
    """

    id: str
    name: str
    role: str
    phone: str
    work: Work | None
    tablet: Tablet | None
    unsent: int

    @property
    def badness(self) -> tuple[int, int, int, int, int, str]:
        """Sorts the worst first: longest not heard of, then most waiting, then least done."""
        rank = _NO_TABLET if self.tablet is None else _RANK[self.tablet.standing]
        silent = self.tablet is not None and self.tablet.standing is Standing.silent
        since_ms = self.tablet.contact_ms or 0 if self.tablet and silent else 0
        work = self.work or Work(staff=self.id)
        waiting = self.unsent + work.returned + work.clashing
        return (-rank, since_ms, -waiting, work.today, work.week, self.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class GridPeople:
    """The people of a grid or of an office, worst first; `progress` is what is left there."""

    area: str
    name: str
    people: list[Person]
    progress: Progress | None

    @property
    def badness(self) -> tuple[tuple[int, int, int, int, int, str], str]:
        """Sorts the grid with the worst person first."""
        return (self.people[0].badness, self.area)


def staff(visit: Visit) -> Response:
    """The people whom the visitor oversees, perhaps of one area."""
    require(visit, *OVERSEEING)
    area = asked_area(visit)
    numbers = visit.station.sums.numbers(visit.sight, visit.words.today_ms)
    form = chosen_form(visit, numbers)
    by_scope = progress(numbers, form, visit)
    grids, offices = _by_grid(visit, area, by_scope)
    begin = _begins(visit, len(grids))
    end = begin + GRIDS
    return visit.show(
        "staff.html",
        grids=grids[begin:end],
        grid_count=len(grids),
        offices=offices,
        count=sum(len(grid.people) for grid in grids),
        first=begin == 0,
        start=with_query(visit.path, after=""),
        more=with_query(visit.path, after=str(end)) if end < len(grids) else "",
        area=area or "",
        area_name=visit.words.area(area) if area else "",
        areas=communities(visit),
        form=form.id if form else "",
        importing=way_to_import(visit, "staff"),
        may_issue=any(Right.people in grant.rights for grant in visit.permit.grants),
        today=visit.words.today.isoformat(),
        monday=_monday(visit).isoformat(),
    )


def _begins(visit: Visit, grids: int) -> int:
    """The rank at which the page begins; the last page for one that no grid has any more."""
    mark = visit.asked("after")
    if mark and not is_number(mark):
        raise NotThere
    return min(int(mark or 0), max(0, grids - 1) // GRIDS * GRIDS)


def work_of(visit: Visit) -> Mapping[str, Work]:
    """What everybody did today and this week, as far as the visitor reads it, by id."""
    week_ms = midnight_ms(_monday(visit))
    return visit.station.sums.people(visit.sight, visit.words.today_ms, week_ms)


def reads_work(visit: Visit, person: Staff) -> bool:
    """Whether the visitor reads records where this person works."""
    permit = visit.permit
    return any(permit.touches(grant.area) for grant in person.grants)


def records_here(person: Staff) -> bool:
    """Whether somebody works at doors: they write, and are no office."""
    rights = {right for grant in person.grants for right in grant.rights}
    return Right.write in rights and Right.review not in rights


def _by_grid(
    visit: Visit, area: AreaId | None, by_scope: Mapping[Scope, Progress]
) -> tuple[list[GridPeople], list[Person]]:
    """Those who work at doors by the grid of their first grant, and all others."""
    work = work_of(visit)
    everybody = [
        person
        for person in visit.station.directory.staff.values()
        if not person.disabled and works_in(visit, person, area) and sees(visit, person)
    ]
    held: dict[str, list[Tablet]] = defaultdict(list)
    for tablet in tablets(visit, [person.id for person in everybody]):
        if tablet.standing is not Standing.revoked:
            held[tablet.holder_id].append(tablet)
    found: dict[Scope, list[Person]] = defaultdict(list)
    offices: list[Person] = []
    tree = visit.station.directory.tree
    for person in everybody:
        shown = _person(visit, person, work.get(person.id), held[person.id])
        if records_here(person):
            found[tree.counted_in(person.grants[0].area)].append(shown)
        else:
            offices.append(shown)
    grids = [
        GridPeople(
            area=scope,
            name=visit.words.area(AreaId(scope)),
            people=sorted(people, key=lambda each: each.badness),
            progress=by_scope.get(scope),
        )
        for scope, people in found.items()
    ]
    return sorted(grids, key=lambda grid: grid.badness), offices


def _person(visit: Visit, person: Staff, work: Work | None, held: list[Tablet]) -> Person:
    return Person(
        id=person.id,
        name=person.name,
        role=visit.words.post(person, in_grid=not records_here(person)),
        phone=person.phone or "",
        work=(work or Work(staff=person.id)) if reads_work(visit, person) else None,
        tablet=max(held, key=lambda tablet: _RANK[tablet.standing], default=None),
        unsent=sum(tablet.unsent or 0 for tablet in held),
    )


def _monday(visit: Visit) -> date:
    return visit.words.today - timedelta(days=visit.words.today.weekday())
