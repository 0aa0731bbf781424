"""Rights: what a permit says, against an oracle that knows nothing of permits."""

from dataclasses import dataclass

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from schema.area import Area, AreaId, AreaKind, Scope
from schema.errors import InvalidTree
from schema.grant import ROLE_NAMES, ROLE_RIGHTS, Grant, Permit, Right, Role
from schema.tree import AreaTree
from tests.schema.small import SMALL, area

COMMUNITY = AreaId("130709/100/002")
GRID = AreaId(f"{COMMUNITY}/007")
BUILDING = AreaId(f"{GRID}/x03/b03")
DOOR = AreaId(f"{BUILDING}/u1/0301")

# The table of interfaces.md, "Roles of the pack, and its sample".
FIELD = ["read", "write"]
OFFICE = [*FIELD, "review", "quarantine"]
ROLES = {
    "grid_head": FIELD,
    "grid_member": FIELD,
    "building_head": FIELD,
    "unit_head": FIELD,
    "steward": FIELD,
    "property": FIELD,
    "department": FIELD,
    "volunteer": FIELD,
    "community": OFFICE,
    "district": [*OFFICE, "forms", "areas", "export", "erase"],
    "auditor": ["read", "audit"],
    "admin": ["people"],
}


def permit(tree: AreaTree, *grants: tuple[str, Role, str | None], restricted: str = "") -> Permit:
    return Permit(
        [Grant(area=AreaId(area), role=role, form=form) for area, role, form in grants],
        tree,
        restricted.split(),
    )


def test_each_role_may_do_what_the_table_says() -> None:
    assert {role: sorted(rights) for role, rights in ROLE_RIGHTS.items()} == {
        role: sorted(rights) for role, rights in ROLES.items()
    }
    assert set(ROLE_NAMES) == set(Role)


def test_a_grant_covers_everything_below_and_nothing_above(tree: AreaTree) -> None:
    member = permit(tree, (GRID, Role.grid_member, None))
    assert member.allows(Right.write, GRID, "dispute")
    assert member.allows(Right.write, DOOR, "dispute")
    assert member.allows(Right.write, f"{GRID}/x99/b01/u1/+new", "dispute")
    assert not member.allows(Right.write, COMMUNITY, "dispute")
    assert not member.allows(Right.write, f"{COMMUNITY}/008", "dispute")
    assert not member.allows(Right.write, f"{COMMUNITY}/0071", "dispute")
    assert not member.allows(Right.write, "140000/100/002/007", "dispute")


def test_a_restricted_form_needs_a_grant_that_names_it(tree: AreaTree) -> None:
    general = permit(tree, (GRID, Role.grid_member, None), restricted="care_file")
    named = permit(tree, (GRID, Role.grid_member, "care_file"), restricted="care_file")
    assert general.allows(Right.read, DOOR, "household_file")
    assert not general.allows(Right.read, DOOR, "care_file")
    assert named.allows(Right.read, DOOR, "care_file")
    assert not named.allows(Right.read, DOOR, "household_file")


def test_a_right_about_an_area_needs_a_grant_that_is_bound_to_no_form(tree: AreaTree) -> None:
    district = permit(tree, ("130709", Role.district, None), restricted="care_file")
    bound = permit(tree, ("130709", Role.district, "care_file"), restricted="care_file")
    assert district.allows(Right.areas, GRID, None)
    assert not bound.allows(Right.areas, GRID, None)


def test_an_admin_sees_no_records(tree: AreaTree) -> None:
    admin = permit(tree, ("130709", Role.admin, None))
    assert admin.allows(Right.people, GRID, None)
    assert not admin.allows(Right.read, GRID, "household_file")
    assert admin.scopes() == ()
    assert admin.reaching(Scope(GRID)) == ()


def test_scopes_of_a_community_are_its_own_and_its_grids(tree: AreaTree) -> None:
    office = permit(tree, (COMMUNITY, Role.community, None))
    assert office.scopes() == (COMMUNITY, GRID, f"{COMMUNITY}/008")


def test_a_grant_on_a_building_gives_the_scope_of_its_grid(tree: AreaTree) -> None:
    head = permit(tree, (BUILDING, Role.building_head, None))
    assert head.scopes() == (GRID,)
    assert head.reaching(Scope(GRID)) == head.grants
    assert not head.sees_all(Scope(GRID))
    assert head.allows(Right.read, DOOR, "f")
    assert not head.allows(Right.read, f"{GRID}/x03", "f")


def test_scopes_that_only_the_log_knows(tree: AreaTree) -> None:
    office = permit(tree, (COMMUNITY, Role.community, None))
    known = [Scope(f"{COMMUNITY}/099"), Scope("130709/100/003"), Scope(GRID)]
    assert office.scopes(known) == (COMMUNITY, GRID, f"{COMMUNITY}/008", f"{COMMUNITY}/099")


def test_who_is_granted_the_whole_grid_sees_all_of_it(tree: AreaTree) -> None:
    assert permit(tree, (GRID, Role.grid_head, None)).sees_all(Scope(GRID))
    assert not permit(tree, (GRID, Role.grid_head, "f")).sees_all(Scope(GRID))
    assert not permit(tree, (GRID, Role.admin, None)).sees_all(Scope(GRID))
    assert not permit(tree, (GRID, Role.grid_head, None), restricted="f").sees_all(Scope(GRID))
    both = ((GRID, Role.grid_head, None), (GRID, Role.grid_head, "f"))
    assert permit(tree, *both, restricted="f").sees_all(Scope(GRID))


def test_a_grid_head_does_not_see_all_of_a_grid_that_lost_a_compound() -> None:
    compound = f"{GRID}/x03"
    moved = area(compound, AreaKind.compound, "和平小区", f"{COMMUNITY}/008")
    tree = AreaTree([*(each for each in SMALL if each.id != compound), moved])
    assert not permit(tree, (GRID, Role.grid_head, None)).sees_all(Scope(GRID))
    assert permit(tree, (COMMUNITY, Role.community, None)).sees_all(Scope(GRID))
    neighbour = permit(tree, (f"{COMMUNITY}/008", Role.grid_head, None))
    assert neighbour.scopes() == (GRID, f"{COMMUNITY}/008")
    assert not neighbour.sees_all(Scope(GRID))


def test_a_grid_touches_who_works_in_a_part_of_it_today(tree: AreaTree) -> None:
    compound = f"{GRID}/x03"
    moved = area(compound, AreaKind.compound, "和平小区", f"{COMMUNITY}/008")
    after = AreaTree([*(each for each in SMALL if each.id != compound), moved])
    head = (BUILDING, Role.building_head, None)
    assert [permit(tree, head).touches(grid) for grid in (GRID, f"{COMMUNITY}/008")] == [
        True,
        False,
    ]
    assert [permit(after, head).touches(grid) for grid in (GRID, f"{COMMUNITY}/008")] == [
        False,
        True,
    ]
    beside = permit(after, (f"{COMMUNITY}/008", Role.grid_member, None))
    assert (beside.touches(GRID), beside.touches(COMMUNITY), beside.touches(DOOR)) == (
        False,
        True,
        True,
    )
    assert not permit(tree, (COMMUNITY, Role.admin, None)).touches(GRID)


def test_a_grid_that_the_tree_lacks_lies_under_what_is_known_above_it() -> None:
    """The tree has one compound of the grid, moved elsewhere; the rest is the district's."""
    tree = AreaTree(
        [
            area("130709", AreaKind.district, "崇礼区"),
            area("140000", AreaKind.district, "邻区", None),
            area(f"{GRID}/x03", AreaKind.compound, "和平小区", "140000"),
        ]
    )
    district = permit(tree, ("130709", Role.district, None))
    assert district.allows(Right.read, f"{GRID}/x04", "f")
    assert district.scopes() == ("130709", GRID)


def test_grants_are_listed_in_one_order_and_once(tree: AreaTree) -> None:
    one = (GRID, Role.grid_head, None)
    other = (COMMUNITY, Role.volunteer, "f")
    assert permit(tree, one, other, one).grants == permit(tree, other, one).grants
    assert permit(tree, one, other).roles == {Role.grid_head, Role.volunteer}


def test_verdicts_are_the_same_when_they_were_forgotten(
    tree: AreaTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Form names come from outside, so the memory of verdicts is bounded."""
    monkeypatch.setattr("schema.grant.VERDICTS_MAX", 3)
    member = permit(tree, (GRID, Role.grid_member, None), restricted="f3")
    verdicts = [member.allows(Right.read, GRID, f"f{number}") for number in (*range(9), *range(9))]
    assert verdicts == [number != 3 for number in (*range(9), *range(9))]
    assert len(member._verdicts) <= 3


def test_scopes_are_the_same_when_asked_again(tree: AreaTree) -> None:
    member = permit(tree, (GRID, Role.grid_member, None))
    assert member.scopes() == member.scopes() == (GRID,)


# Random towns: ids of up to five segments, some areas not in the tree, some moved.

SEGMENTS = ("0", "1")
IDS = [
    "/".join(parts)
    for parts in [
        ("0",),
        *[("0", a) for a in SEGMENTS],
        *[("0", a, b) for a in SEGMENTS for b in SEGMENTS],
        *[("0", a, b, c) for a in SEGMENTS for b in SEGMENTS for c in SEGMENTS],
        *[("0", a, "0", c, d) for a in SEGMENTS for c in SEGMENTS for d in SEGMENTS],
    ]
]
# And for each an area below it that no tree has.
PLACES = [*IDS, *(f"{area}/9" for area in IDS), "0/+x", "1"]
FORMS = ("open", "closed")
RESTRICTED = ("closed",)


@dataclass(frozen=True)
class Town:
    parents: dict[str, str | None]
    grants: list[Grant]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    missing = draw(st.sets(st.sampled_from(IDS), max_size=8))
    known = [area for area in IDS if area not in missing] or IDS
    parents: dict[str, str | None] = {area: area.rpartition("/")[0] or None for area in known}
    place = st.sampled_from(known)
    parents |= draw(st.dictionaries(place, place, max_size=3))
    grants = draw(
        st.lists(
            st.builds(
                Grant,
                area=place.map(AreaId),
                role=st.sampled_from(Role),
                form=st.sampled_from((None, *FORMS)),
            ),
            min_size=1,
            max_size=3,
        )
    )
    return Town(parents, grants)


def may(town: Town, right: str, area: str, form: str) -> bool:
    """The oracle: climbs by hand, and reads the roles from the table above."""
    step: str | None = area
    steps = 0
    while step:
        steps += 1
        assert steps < 100, "a circle that was built as a tree"
        if step not in town.parents:
            step = step.rpartition("/")[0]
            continue
        for grant in town.grants:
            names = form == grant.form or (grant.form is None and form not in RESTRICTED)
            if grant.area == step and names and right in ROLES[grant.role]:
                return True
        step = town.parents[step]
    return False


def build(town: Town) -> AreaTree | None:
    try:
        return AreaTree(
            Area(
                id=AreaId(area),
                kind=AreaKind.site,
                name=area,
                parent=None if parent is None else AreaId(parent),
            )
            for area, parent in town.parents.items()
        )
    except InvalidTree:
        return None


@settings(max_examples=300)
@given(towns())
def test_a_permit_allows_what_the_oracle_allows(town: Town) -> None:
    tree = build(town)
    event("a circle" if tree is None else "a tree")
    if tree is None:
        return
    person = Permit(town.grants, tree, RESTRICTED)
    for _ in ("judged", "remembered"):
        for place in PLACES:
            for form in FORMS:
                for right in Right:
                    assert person.allows(right, place, form) == may(town, right, place, form)


@settings(max_examples=300)
@given(towns())
def test_scopes_and_fast_paths_agree_with_the_oracle(town: Town) -> None:
    tree = build(town)
    if tree is None:
        return
    person = Permit(town.grants, tree, RESTRICTED)
    forms = (*FORMS, *{grant.form for grant in town.grants if grant.form})
    known = {AreaId(area).scope for area in PLACES}
    touched = {
        AreaId(area).scope
        for area in PLACES
        for form in forms
        if may(town, "read", area, form) or may(town, "write", area, form)
    }
    assert set(person.scopes(known)) == touched
    assert {scope for scope in known if person.reaching(scope)} == touched
    for scope in known:
        inside = [area for area in PLACES if AreaId(area).scope == scope]
        everything = all(may(town, "read", area, form) for area in inside for form in FORMS)
        assert not person.sees_all(scope) or everything


@settings(max_examples=300)
@given(towns())
def test_the_tops_of_an_area_have_all_below_it_that_is_allowed_and_each_once(town: Town) -> None:
    tree = build(town)
    if tree is None:
        return
    person = Permit(town.grants, tree, RESTRICTED)
    for top in tree:
        below = [area.id for area in tree.subtree(top.id)]
        for form in FORMS:
            found = [
                area.id
                for each in person.tops(Right.read, top.id, form)
                for area in tree.subtree(each)
            ]
            assert sorted(found) == sorted(a for a in below if may(town, "read", a, form))


@pytest.mark.parametrize("right", list(Right))
def test_nobody_may_do_anything_without_a_grant(tree: AreaTree, right: Right) -> None:
    assert not Permit([], tree).allows(right, GRID, "household_file")
    assert Permit([], tree).scopes([Scope(GRID)]) == ()
