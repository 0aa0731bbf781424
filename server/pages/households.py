"""`/households`: which doors are left, and which are done.

The households of the roster that the visitor may see, with a finished record of one form or
without: what the numbers of the overview open.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.area import AreaId, AreaKind
from schema.form import Form
from schema.grant import Right
from schema.text import in_language
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.frame import Visit
from server.pages.origin import with_query
from server.pages.progress import of_households

LINES: Final = 100

LEFT: Final = "left"
DONE: Final = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """One household: its id, its address, and the grid it counts in."""

    area: str
    address: str
    grid: str


def households(visit: Visit) -> Response:
    """The list that the address asks for, one page of it, in the order of the addresses."""
    form, area, state = _asked(visit)
    found = _found(visit, form, area, done=state == DONE)
    page = found[_first(visit, found) :][: LINES + 1]
    more = len(page) > LINES
    doors = [_door(household, visit) for household in page[:LINES]]
    return visit.show(
        "households.html",
        doors=doors,
        count=len(found),
        state=state,
        form=form.id,
        title=in_language(form.title, visit.words.lang),
        place=visit.words.area(area) if area else "",
        other=with_query(visit.path, state=LEFT if state == DONE else DONE, after=""),
        first=not visit.asked("after"),
        start=with_query(visit.path, after=""),
        more=with_query(visit.path, after=doors[-1].area) if more else "",
    )


def _asked(visit: Visit) -> tuple[Form, AreaId | None, str]:
    known = visit.station.directory
    form = known.forms.get(visit.asked("form"))
    state = visit.asked("state") or LEFT
    text = visit.asked("area")
    area = known.tree.get(text) if text else None
    if not of_households(form) or form is None or state not in (LEFT, DONE):
        raise NoSuchFilter
    if text and area is None:
        raise NoSuchFilter
    return form, area.id if area else None, state


def _found(visit: Visit, form: Form, area: AreaId | None, *, done: bool) -> list[AreaId]:
    """The households asked for, in the order of their ids."""
    tree, permit = visit.station.directory.tree, visit.permit
    finished = visit.station.sums.households(form.id)
    tops = (area,) if area else tree.roots
    return sorted(
        each.id
        for top in tops
        for each in tree.subtree(top)
        if each.kind is AreaKind.household
        and (each.id in finished) is done
        and permit.allows(Right.read, each.id, form.id)
    )


def _first(visit: Visit, found: list[AreaId]) -> int:
    mark = visit.asked("after")
    if mark and mark not in visit.station.directory.tree:
        raise NotThere
    return bisect_right(found, mark) if mark else 0


def _door(household: AreaId, visit: Visit) -> Door:
    tree = visit.station.directory.tree
    return Door(
        area=household,
        address=visit.words.address(household),
        grid=visit.words.area(AreaId(tree.counted_in(household))),
    )
