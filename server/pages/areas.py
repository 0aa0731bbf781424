"""`/areas`: is the district complete and right? The tree with its households, and what lacks staff.

The tree goes down to the grids; what lies below has a page an area, so that twenty thousand
households are never on one. An area is shown to whoever administers areas or people there or
reviews there, and to the same those above it, by which it is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.area import Area, AreaId, AreaKind
from schema.errors import InvalidAreaId
from schema.grant import Right
from server.directory import Directory
from server.pages.errors import N_, NoSuchFilter, NotThere
from server.pages.filling.starting import way_to_new
from server.pages.importing import way_to_import
from server.pages.origin import with_query
from server.pages.oversight import oversees, require
from server.pages.unlisted import unlisted
from server.pages.visit import Visit
from server.people.staff import Staff

CHILDREN: Final = 200
"""Areas on one page of an area."""

KINDS: Final = {
    AreaKind.district: N_("district"),
    AreaKind.street: N_("street"),
    AreaKind.community: N_("community"),
    AreaKind.grid: N_("grid"),
    AreaKind.compound: N_("compound"),
    AreaKind.building: N_("building"),
    AreaKind.unit: N_("unit"),
    AreaKind.household: N_("household"),
    AreaKind.site: N_("site"),
}
"""What people call each kind of area."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One area of the tree, with those below it down to the grids.

    Attributes:
        id: for links.
        name, kind: in words.
        households: of the roster, with all below.
        unstaffed: nobody who works has it: a grid without staff, a community without an office.
        lacking: how many grids below are unstaffed.
        shown: whether its page is the visitor's to see.
        below: those right below, if they are no smaller than grids.
    """

    id: str
    name: str
    kind: str
    households: int
    unstaffed: bool
    lacking: int
    shown: bool
    below: tuple["Node", ...] = ()

    @property
    def grids(self) -> int:
        """How many grids it has, itself included."""
        own = int(AreaId(self.id).scope == self.id and AreaId(self.id).grid_code is not None)
        return own + sum(node.grids for node in self.below)


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """An area right below the one of the page."""

    id: str
    name: str
    kind: str
    households: int
    leaf: bool
    gone: bool


def areas(visit: Visit) -> Response:
    """The tree down to the grids, and the households that are not on the roster."""
    require(visit, Right.areas, Right.people, Right.review)
    if visit.asked("area"):
        return visit.go(f"/areas/{_asked(visit)}")
    tree, staffed = visit.station.directory.tree, _staffed(visit.station.directory)
    nodes = [node for root in tree.roots for node in _nodes(visit, root, staffed)]
    return visit.show(
        "areas.html",
        nodes=nodes,
        households=sum(tree.households_below(area) for area in _tops(visit)),
        grids=sum(node.grids for node in nodes),
        lacking=sum(node.lacking for node in nodes),
        unlisted=unlisted(visit),
        adopts=visit.asked("done") == "adopted",
        clashes=int(visit.asked("clashes")) if visit.asked("clashes").isdecimal() else 0,
        may_adopt=any(Right.areas in grant.rights for grant in visit.permit.grants),
        importing=way_to_import(visit, "households"),
    )


def area(visit: Visit) -> Response:
    """One area: what lies right below it, and who works there."""
    found = _named(visit)
    tree = visit.station.directory.tree
    below = [child for each in tree.children(found.id) if (child := tree.get(each))]
    after = visit.asked("after")
    page = [child for child in below if not after or child.id > after][: CHILDREN + 1]
    more = page[CHILDREN - 1].id if len(page) > CHILDREN else ""
    return visit.show(
        "area.html",
        area=found,
        kind=visit.words.say(KINDS[found.kind]),
        trail=[
            (above.id, above.name, _is_shown(visit, above.id))
            for step in reversed(tree.lineage(found.id)[1:])
            if (above := tree.get(step))
        ],
        households=tree.households_below(found.id),
        children=[_child(visit, child) for child in page[:CHILDREN]],
        count=len(below),
        more=with_query(visit.path, after=more) if more else "",
        people=[(person.id, person.name, visit.words.post(person)) for person in _at(visit, found)],
        readable=visit.permit.touches(found.id),
        fresh_record=way_to_new(visit, "", found.id),
        overseen=oversees(visit, found.id),
    )


def _named(visit: Visit) -> Area:
    """The area of the address; one answer for one that is absent and one that is not shown."""
    try:
        wanted = AreaId.parse(visit.request.path_params["area"])
    except InvalidAreaId as error:
        raise NotThere from error
    found = visit.station.directory.tree.get(wanted)
    if found is None or not _is_shown(visit, found.id):
        raise NotThere
    return found


def _asked(visit: Visit) -> AreaId:
    """The area that an address asks this page for, as it does others, which has a page here.

    Raises:
        NoSuchFilter: it is absent, or not shown.
    """
    found = visit.station.directory.tree.get(visit.asked("area"))
    if found is None or not _is_shown(visit, found.id):
        raise NoSuchFilter
    return found.id


def _is_shown(visit: Visit, area: AreaId) -> bool:
    return visit.permit.allows(Right.areas, area, None) or oversees(visit, area)


def _tops(visit: Visit) -> set[AreaId]:
    """The areas shown to the visitor of which none lies below another."""
    tree = visit.station.directory.tree
    granted = {grant.area for grant in visit.permit.grants if _is_shown(visit, grant.area)}
    return {area for area in granted if not granted.intersection(tree.lineage(area)[1:])}


def _nodes(visit: Visit, area: AreaId, staffed: frozenset[str]) -> Iterator[Node]:
    """An area with all below it down to the grids, if any of it is shown."""
    tree = visit.station.directory.tree
    known = tree.get(area)
    if known is None or known.kind.level > AreaKind.grid.level:
        return
    below = tuple(node for child in tree.children(area) for node in _nodes(visit, child, staffed))
    shown = _is_shown(visit, area)
    if not shown and not below:
        return
    checked = known.kind in (AreaKind.community, AreaKind.grid)
    unstaffed = shown and checked and area not in staffed
    yield Node(
        id=area,
        name=known.name,
        kind=visit.words.say(KINDS[known.kind]),
        households=tree.households_below(area),
        unstaffed=unstaffed,
        lacking=sum(node.lacking for node in below) + (unstaffed and known.kind is AreaKind.grid),
        shown=shown,
        below=below,
    )


def _staffed(directory: Directory) -> frozenset[str]:
    """Grids in which somebody who works records, and communities that have an office."""
    found: set[str] = set()
    for person in directory.staff.values():
        for grant in () if person.disabled else person.grants:
            known = directory.tree.get(grant.area)
            if known is None:
                continue
            if known.kind is AreaKind.community:
                found.update([known.id] if Right.review in grant.rights else [])
            elif known.kind.level >= AreaKind.grid.level and Right.write in grant.rights:
                found.add(directory.tree.counted_in(known.id))
    return frozenset(found)


def _child(visit: Visit, area: Area) -> Child:
    return Child(
        id=area.id,
        name=area.name,
        kind=visit.words.say(KINDS[area.kind]),
        households=visit.station.directory.tree.households_below(area.id),
        leaf=area.kind in (AreaKind.household, AreaKind.site),
        gone=area.gone,
    )


def _at(visit: Visit, area: Area) -> list[Staff]:
    """Who works by a grant on this area itself, if the visitor sees the people here."""
    if not oversees(visit, area.id):
        return []
    return [
        person
        for person in visit.station.directory.staff.values()
        if not person.disabled and any(grant.area == area.id for grant in person.grants)
    ]
