"""A tablet may read by its bundle what it may read by the server's tree, areas moved or not.

A tablet holds a part of the tree, and takes an area that it lacks for a part of its nearest known
ancestor by id. Random towns, in which areas are missing and moved.
"""

import json

from hypothesis import event, given, settings
from hypothesis import strategies as st

from schema.area import Area, AreaId, AreaKind
from schema.errors import InvalidTree
from schema.grant import Grant, Permit, Right, Role
from schema.tree import AreaTree
from server.directory import Directory
from server.people.staff import Staff

WHO = "wang0000"

IDS = [
    "/".join(("0", *rest))
    for rest in [
        (),
        *[(a,) for a in "01"],
        *[(a, b) for a in "01" for b in "01"],
        *[(a, b, c) for a in "01" for b in "01" for c in "01"],
        *[("0", "0", c, d) for c in "01" for d in "01"],
    ]
]
PLACES = [*IDS, *(f"{area}/9" for area in IDS), *(f"{area}/+x" for area in IDS)]


@st.composite
def towns(draw: st.DrawFn) -> tuple[AreaTree, tuple[Grant, ...]] | None:
    missing = draw(st.sets(st.sampled_from(IDS[1:]), max_size=6))
    known = [area for area in IDS if area not in missing]
    place = st.sampled_from(known)
    parents: dict[str, str | None] = {area: area.rpartition("/")[0] or None for area in known}
    parents |= draw(st.dictionaries(place, place, max_size=4))
    held = draw(
        st.lists(
            st.builds(Grant, area=place.map(AreaId), role=st.just(Role.grid_member)),
            min_size=1,
            max_size=2,
        )
    )
    try:
        tree = AreaTree(
            Area(
                id=AreaId(area),
                kind=AreaKind.site,
                name=area,
                parent=None if parent is None else AreaId(parent),
            )
            for area, parent in parents.items()
        )
    except InvalidTree:
        return None
    return tree, tuple(held)


@settings(max_examples=200)
@given(towns())
def test_a_tablet_knows_what_it_may_read_whatever_was_moved(
    town: tuple[AreaTree, tuple[Grant, ...]] | None,
) -> None:
    event("a circle" if town is None else "a tree")
    if town is None:
        return
    tree, held = town
    directory = Directory(
        tree=tree,
        moves={},
        forms={},
        whole_forms={},
        standings={},
        staff={WHO: Staff(id=WHO, login="wang", name="王", grants=held)},
        devices={},
        numbers={"areas": 0, "forms": 0},
        _tokens={},
    )
    bundle = json.loads(directory.bundle(WHO)[1])
    on_tablet = Permit(held, AreaTree(map(Area.from_json, bundle["areas"])))
    on_server = directory.permit(WHO)
    readable = {place for place in PLACES if on_server.allows(Right.read, place, "opinion")}
    assert readable == {place for place in PLACES if on_tablet.allows(Right.read, place, "opinion")}
