"""People, tablets, areas and forms, each as far as whoever asks may know of them.

People and tablets are shown to those who administer them or review what they record; areas to whom
something in them, above or below is granted; forms to whom a grant covers.
"""

from collections.abc import Iterable
from typing import Any, Final

from schema.area import AreaKind
from schema.grant import Right
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.paging import begun, page, paged
from server.api.parameters import absent
from server.errors import UnknownName
from server.operations import devices as device_operations
from server.operations import forms as form_operations
from server.operations import staff as staff_operations
from server.operations.arguments import Arguments
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.oversight import OVERSEEING, asked_area, require, sees, works_in
from server.pages.visit import Visit

_KNOWING: Final = frozenset({Right.read, Right.people, Right.areas})
"""Rights of which one shows the areas themselves."""


def staff(visit: Visit) -> Document:
    """Documents `staff`, in the order in which people were added."""
    require(visit, *OVERSEEING)
    found = _asked(visit, staff_operations.list_staff, ("role", "area"))
    people = visit.station.directory.staff
    return page(visit, "staff", [each for each in found if sees(visit, people[each["id"]])])


def devices(visit: Visit) -> Document:
    """Documents `device`, in the order of enrolment, perhaps of those who work in one area."""
    require(visit, *OVERSEEING)
    try:
        area = asked_area(visit)
    except NoSuchFilter as error:
        raise absent("area", visit.asked("area")) from error
    found: Any = device_operations.list_devices(visit.station, Arguments({}))
    people = visit.station.directory.staff
    seen = [
        each
        for each in found
        if (holder := people.get(each["staff"]))
        and sees(visit, holder)
        and works_in(visit, holder, area)
    ]
    return page(visit, "devices", seen)


def areas(visit: Visit) -> Document:
    """Documents `area` in the order of the tree, perhaps below one of them, perhaps of one kind."""
    tree, seen = visit.station.directory.tree, _seen(visit)
    prefix, kind = visit.asked("prefix"), visit.asked("kind")
    if prefix and prefix not in seen:
        raise absent("prefix", prefix)
    kinds = [each.value for each in AreaKind]
    if kind and kind not in kinds:
        raise BadParameter(name="kind", value=kind, expected=f"one of {', '.join(kinds)}")
    among = tree.subtree(prefix) if prefix else tree
    found = [area for area in among if area.id in seen and (not kind or area.kind.value == kind)]
    shown, begin = begun(visit, found, [area.id for area in found])
    return paged(visit, "areas", [area.to_json() for area in shown], begin, len(found))


def forms(visit: Visit) -> Document:
    """Documents `form` of the current forms."""
    covered = _covered(visit)
    found = [
        form.document(visit.words.lang)
        for form in visit.station.directory.published.values()
        if form.id in covered
    ]
    return {"forms": found, "count": len(found), "next": None}


def form(visit: Visit) -> Document:
    """Document `form` of one form, perhaps in an earlier version."""
    named = visit.request.path_params["form"]
    if named not in _covered(visit):
        raise NotThere
    asked = {"form": named, "lang": visit.words.lang, "version": visit.asked("version") or None}
    try:
        found: Any = form_operations.published(visit.station, Arguments(asked))
    except UnknownName as error:
        raise absent("version", visit.asked("version")) from error
    return dict(found)


def _seen(visit: Visit) -> set[str]:
    """The areas that the visitor knows of: all below a grant, and those above it."""
    tree = visit.station.directory.tree
    found: set[str] = set()
    for top in {grant.area for grant in visit.permit.grants if grant.rights & _KNOWING}:
        found.update(tree.lineage(top))
        found.update(area.id for area in tree.subtree(top))
    return found


def _covered(visit: Visit) -> frozenset[str]:
    known = visit.station.directory
    return frozenset(
        form.id
        for form in known.published.values()
        if any(each.covers(form.id, restricted=form.restricted) for each in visit.permit.grants)
    )


def _asked(visit: Visit, operation: Any, names: Iterable[str]) -> list[dict[str, Any]]:  # noqa: ANN401 - one of those of `server.operations`
    """What an operation finds for these parameters; BadParameter names the one that is none."""
    asked = {name: visit.asked(name) or None for name in names}
    for name, value in asked.items():
        try:
            operation(visit.station, Arguments({name: value}))
        except UnknownName as error:
            raise absent(name, value or "") from error
    found: list[dict[str, Any]] = operation(visit.station, Arguments(asked))
    return found
