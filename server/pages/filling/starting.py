"""`/new`: which form, and about what? The way from a telephone to a form.

A resident is on the telephone: two or three words of the address find the door, and one press opens
the form for it. A door that is on no roster is named by what it says, below its unit.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from starlette.responses import Response

from schema.area import AreaId, AreaKind
from schema.errors import InvalidAreaId
from schema.form import Form
from schema.grant import Right
from schema.letters import WORDS_MAX
from schema.text import in_language
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.filling.places import found
from server.pages.filling.subject import may_write, new_path
from server.pages.filters import touched_area
from server.pages.origin import with_query
from server.pages.visit import Visit

LINES: Final = 50
"""Areas that are listed; who sees more of them types another word."""

UNITS: Final = 20
"""Units that are offered for a door that is on no roster."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One area to choose: where its form is, its address, and the grid in which it lies."""

    path: str
    address: str
    grid: str


def start(visit: Visit) -> Response:
    """The forms to choose from, and the areas that fit what was typed."""
    forms = writable_forms(visit)
    if not forms:
        raise NotThere
    form = {each.id: each for each in forms}.get(visit.asked("form"))
    if visit.asked("form") and form is None:
        raise NoSuchFilter
    area, text = touched_area(visit), visit.asked("q")
    if form is not None and visit.asked("unit"):
        return visit.go(_unlisted(visit, form))
    if form is None and len(forms) == 1:
        form = forms[0]
    if form is not None and area is not None and _fits(visit, form, area) and not text:
        return visit.go(new_path(form.id, area))
    places = list(islice(_places(visit, form, text, area), LINES + 1)) if form else []
    units, label = _units(visit, form, text, area) if form else ([], "")
    return visit.show(
        "start.html",
        forms=[(each.id, in_language(each.title, visit.words.lang)) for each in forms],
        form=form.id if form else "",
        title=in_language(form.title, visit.words.lang) if form else "",
        text=text,
        area=area or "",
        within=visit.words.area(area) if area else "",
        places=places[:LINES],
        more=len(places) > LINES,
        units=units,
        label=label,
    )


def way_to_new(visit: Visit, form: str, area: str) -> str:
    """Where the visitor begins a record of a form about an area, either of them perhaps empty.

    Empty where they may write nothing of it.
    """
    forms = {each.id: each for each in writable_forms(visit)}
    if area:
        forms = {name: each for name, each in forms.items() if _anywhere(visit, each, area)}
    if not forms:
        return ""
    return with_query("/new", form=form if form in forms else "", area=area)


def _anywhere(visit: Visit, form: Form, area: str) -> bool:
    """Whether records of a form can be made about an area, or in it."""
    known = visit.station.directory.tree.get(area)
    return known is not None and bool(visit.permit.tops(Right.write, known.id, form.id))


def writable_forms(visit: Visit) -> list[Form]:
    """The forms of which the visitor may make a record somewhere; also those that they try."""
    known = visit.station.directory
    permit = known.permit(visit.person.id if visit.person else "")
    return [
        form
        for form in known.forms.values()
        if form.stopped_ms is None
        and any(
            {Right.read, Right.write} <= grant.rights
            and grant.covers(form.id, restricted=form.restricted)
            for grant in permit.grants
        )
    ]


def _fits(visit: Visit, form: Form, area: AreaId) -> bool:
    kind = visit.station.directory.tree.kind(area)
    return kind in form.areas and may_write(visit, area, form)


def _places(visit: Visit, form: Form, text: str, within: AreaId | None) -> Iterator[Place]:
    tree = visit.station.directory.tree
    for area in found(tree, form.areas, text, _tops(visit, form, within)):
        if may_write(visit, area, form):
            yield Place(
                path=new_path(form.id, area),
                address=visit.words.address(area),
                grid=visit.words.area(AreaId(tree.counted_in(area))),
            )


def _tops(visit: Visit, form: Form, within: AreaId | None) -> list[AreaId]:
    """The largest areas in which records of a form can be made: no others are looked through."""
    starts = (within,) if within else visit.station.directory.tree.roots
    tops = (visit.permit.tops(Right.write, start, form.id) for start in starts)
    return [*dict.fromkeys(itertools.chain.from_iterable(tops))]


def _units(
    visit: Visit, form: Form, text: str, within: AreaId | None
) -> tuple[list[tuple[str, str]], str]:
    """Units in which a household may be that is on no roster, and what its door may say.

    Once something narrows them down. What stands behind the words that name units is of a door.
    """
    if AreaKind.household not in form.areas or not (text or within):
        return [], ""
    tree, words = visit.station.directory.tree, text.split()
    tops = _tops(visit, form, within)
    for count in range(min(len(words), WORDS_MAX), -1 if within else 0, -1):
        areas = found(tree, {AreaKind.unit}, " ".join(words[:count]), tops)
        own = [area for area in islice(areas, UNITS) if may_write(visit, area, form)]
        if own:
            door = " ".join(words[count:])
            return [(area, visit.words.address(area)) for area in own], door
    return [], ""


def _unlisted(visit: Visit, form: Form) -> str:
    """Where a record of a household that is on no roster is made.

    Raises:
        NotThere: no such unit, or not the visitor's; or no label that a household can have.
    """
    unit = visit.station.directory.tree.get(visit.asked("unit"))
    if unit is None or unit.kind is not AreaKind.unit or not may_write(visit, unit.id, form):
        raise NotThere
    try:
        return new_path(form.id, unit.id.unlisted_household(visit.asked("label")))
    except InvalidAreaId as error:
        raise NoSuchFilter from error
