"""`/households`: which doors are left, and which are done.

The households of the roster that the visitor may see, with a finished record of one form or
without, perhaps those alone whose address holds some words: what the numbers of the overview open,
and where a household is found of which nothing was recorded yet.

Invariant: a form or an area that is not the visitor's is answered as one that is not there, and
what is asked for below an area is counted and named only as far as the visitor may read it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.area import AreaId
from schema.form import Form
from schema.grant import Right
from schema.text import in_language
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.filling.subject import may_write, new_path
from server.pages.filters import Asking, readable_forms, touched_area
from server.pages.origin import with_query
from server.pages.progress import of_households
from server.pages.visit import Visit
from server.views.roster import roster

LINES: Final = 100

LEFT: Final = "left"
DONE: Final = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which households: with a finished record of a form or without, where, and held words."""

    form: Form
    area: AreaId | None
    done: bool
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """One household: its id, its address, and the grid it counts in.

    `fresh_record` is where its record is made here; empty where it has one, or is not to be.
    """

    area: str
    address: str
    grid: str
    fresh_record: str


def households(visit: Visit) -> Response:
    """The list that the address asks for, one page of it, in the order of the addresses."""
    wanted = wanted_households(visit)
    found = found_households(visit, wanted)
    page = found[begins(visit, wanted, found) :][: LINES + 1]
    more = len(page) > LINES
    doors = [_door(household, wanted, visit) for household in page[:LINES]]
    return visit.show(
        "households.html",
        doors=doors,
        count=len(found),
        state=DONE if wanted.done else LEFT,
        form=wanted.form.id,
        area=wanted.area or "",
        text=wanted.text,
        title=in_language(wanted.form.title, visit.words.lang),
        place=visit.words.area(wanted.area) if wanted.area else "",
        other=with_query(visit.path, state=LEFT if wanted.done else DONE, after=""),
        all=with_query(visit.path, q="", after=""),
        first=not visit.asked("after"),
        start=with_query(visit.path, after=""),
        more=with_query(visit.path, after=doors[-1].area) if more else "",
    )


def wanted_households(visit: Asking) -> Wanted:
    """What the address asks for; NoSuchFilter if the visitor has no such form or area."""
    form = {each.id: each for each in roster_forms(visit)}.get(visit.asked("form"))
    state = visit.asked("state") or LEFT
    if form is None or state not in (LEFT, DONE):
        raise NoSuchFilter
    area = touched_area(visit)
    return Wanted(form=form, area=area, done=state == DONE, text=visit.asked("q"))


def roster_forms(visit: Asking) -> list[Form]:
    """The forms about households of which the visitor may find a record."""
    return [form for form in readable_forms(visit) if of_households(form)]


def found_households(visit: Visit, wanted: Wanted) -> list[AreaId]:
    """The households asked for, in the order of their ids."""
    tree, permit, form = visit.station.directory.tree, visit.permit, wanted.form.id
    known = roster(tree)
    spans = sorted(
        span
        for area in ((wanted.area,) if wanted.area else tree.roots)
        for top in permit.tops(Right.read, area, form)
        for span in known.within.get(top, ())
    )
    sums = visit.station.sums
    marks = known.marked(spans, lambda blocks: sums.households(form, blocks), done=wanted.done)
    return known.listed(spans, wanted.text, marks)


def begins(visit: Visit, wanted: Wanted, found: list[AreaId]) -> int:
    """Where a page begins; a mark that is not the visitor's is as one that is not there."""
    mark = visit.asked("after")
    if not mark:
        return 0
    known = mark in visit.station.directory.tree
    if not (known and visit.permit.allows(Right.read, mark, wanted.form.id)):
        raise NotThere
    return bisect_right(found, mark)


def doors_without_a_record(visit: Visit, form: str, area: str, text: str) -> str:
    """Where the same words are looked for among the households that are left.

    Args:
        visit: whose; empty if they may read no form about households.
        form: of a list of records; empty, or not about households: the first that is.
        area: of the same list; empty: all.
        text: the words.
    """
    known = [each.id for each in roster_forms(visit)]
    if not known:
        return ""
    chosen = form if form in known else known[0]
    return with_query("/households", form=chosen, state=LEFT, area=area, q=text)


def _door(household: AreaId, wanted: Wanted, visit: Visit) -> Door:
    tree = visit.station.directory.tree
    made_here = not wanted.done and may_write(visit, household, wanted.form)
    return Door(
        area=household,
        address=visit.words.address(household),
        grid=visit.words.area(AreaId(tree.counted_in(household))),
        fresh_record=new_path(wanted.form.id, household) if made_here else "",
    )
