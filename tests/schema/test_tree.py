"""Who lies under whom is a matter of the tree, not of the ids."""

from dataclasses import replace
from itertools import permutations

import pytest

from schema.area import Area, AreaId, AreaKind, Scope
from schema.errors import InvalidTree
from schema.tree import AreaTree
from tests.schema.small import SMALL, area

GRID = AreaId("130709/100/002/007")
COMPOUND = AreaId(f"{GRID}/x03")
DOOR = AreaId(f"{COMPOUND}/b03/u1/0301")


def moved() -> AreaTree:
    """The small tree after 和平小区 was given to the grid beside it."""
    areas = [each for each in SMALL if each.id != COMPOUND]
    return AreaTree([*areas, area(COMPOUND, AreaKind.compound, "和平小区", "130709/100/002/008")])


def test_the_order_of_the_areas_does_not_matter() -> None:
    for some in permutations(SMALL[3:7]):
        assert list(AreaTree([*some, *SMALL[:3], *SMALL[7:]])) == list(AreaTree(SMALL))


def test_a_lineage_leads_from_the_area_to_the_root(tree: AreaTree) -> None:
    assert tree.lineage(GRID) == (GRID, "130709/100/002", "130709/100", "130709")


def test_an_unknown_area_lies_under_its_nearest_known_ancestor(tree: AreaTree) -> None:
    assert tree.lineage(f"{COMPOUND}/b09/u2/0101") == tree.lineage(COMPOUND)
    assert tree.lineage(f"{COMPOUND}/b03/u1/+0301-2") == tree.lineage(f"{COMPOUND}/b03/u1")
    assert tree.lineage("130709/100/002/0071") == tree.lineage("130709/100/002")
    assert tree.lineage("140000/100") == ()


def test_a_moved_area_lies_where_the_tree_says() -> None:
    tree = moved()
    assert GRID not in tree.lineage(DOOR)
    assert "130709/100/002/008" in tree.lineage(DOOR)
    assert "130709/100/002/008" in tree.lineage(f"{COMPOUND}/b99")
    assert [each.id for each in tree.subtree(GRID)] == [GRID]


def test_households_count_in_every_area_under_which_they_lie_today(tree: AreaTree) -> None:
    doors = [each for each in SMALL if each.kind is AreaKind.household]
    below = [each for each in doors if GRID in tree.lineage(each.id)]
    assert tree.households_below("130709") == len(doors)
    assert tree.households_below(GRID) == len(below) > 0
    assert tree.households_below(doors[0].id) == 1
    assert tree.households_below("140000") == 0
    assert moved().households_below(GRID) == 0
    assert moved().households_below("130709/100/002/008") >= len(below)


def test_a_moved_area_keeps_its_scope() -> None:
    tree = moved()
    assert tree.scopes_below("130709/100/002/008") == (GRID, "130709/100/002/008")
    assert tree.scope_tops(Scope(GRID)) == (GRID, COMPOUND)


def test_scopes_of_all_areas(tree: AreaTree) -> None:
    assert tree.scopes() == {
        "130709",
        "130709/100",
        "130709/100/002",
        "130709/100/002/007",
        "130709/100/002/008",
    }
    assert tree.scopes_below("130709/100/002") == (
        "130709/100/002",
        "130709/100/002/007",
        "130709/100/002/008",
    )
    assert tree.scopes_below(DOOR) == (GRID,)
    assert tree.scopes_below("140000") == ()


def test_a_subtree_lists_each_area_before_what_lies_below_it(tree: AreaTree) -> None:
    assert [each.name for each in tree.subtree(GRID)] == [
        "长青路社区第7网格",
        "和平小区",
        "3号楼",
        "1单元",
        "0301",
    ]
    assert tree.subtree("140000") == []
    assert tree.children("130709/100/002") == (GRID, "130709/100/002/008")


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        (DOOR, "zh-CN", "和平小区 3号楼 1单元 0301"),
        (DOOR, "en", "和平小区 3号楼 1单元 0301"),
        (COMPOUND, "zh-CN", "和平小区"),
        (GRID, "zh-CN", "长青路社区第7网格"),
        ("130709", "zh-CN", "崇礼区"),
        (f"{COMPOUND}/b03/u1/+0301-2", "zh-CN", "和平小区 3号楼 1单元 0301-2（未登记）"),
        (f"{COMPOUND}/b03/u1/+0301-2", "en", "和平小区 3号楼 1单元 0301-2 (not on the roster)"),
        (f"{COMPOUND}/b09/u2", "zh-CN", "和平小区 … u2"),
        (f"{GRID}/x09", "zh-CN", "长青路社区第7网格 x09"),
        ("140000/100", "zh-CN", "… 100"),
    ],
)
def test_addresses_in_words(tree: AreaTree, text: str, lang: str, words: str) -> None:
    assert tree.words(AreaId(text), lang) == words


def test_the_kind_of_a_household_at_the_door(tree: AreaTree) -> None:
    assert tree.kind(DOOR) is AreaKind.household
    assert tree.kind(AreaId(f"{COMPOUND}/b03/u1/+x")) is AreaKind.household
    assert tree.kind(AreaId(f"{COMPOUND}/b99")) is None


def test_a_part_of_a_tree_is_a_tree() -> None:
    """A tablet holds the areas granted to it, and few above them."""
    tree = AreaTree(SMALL[5:8])
    assert tree.roots == (f"{COMPOUND}/b03",)
    assert tree.lineage(DOOR) == (DOOR, f"{COMPOUND}/b03/u1", f"{COMPOUND}/b03")


def test_an_area_whose_parent_is_missing_hangs_on_what_is_known_above() -> None:
    tree = AreaTree([SMALL[0], SMALL[3]])
    assert tree.lineage(GRID) == (GRID, "130709")


def test_an_area_twice_is_refused() -> None:
    with pytest.raises(InvalidTree, match="there twice"):
        AreaTree([*SMALL, area("130709", AreaKind.district, "崇礼")])


@pytest.mark.parametrize("parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"r": None, "a": "a/x"}])
def test_a_circle_is_refused(parents: dict[str, str | None]) -> None:
    circle = [
        Area(
            id=AreaId(own),
            kind=AreaKind.site,
            name=own,
            parent=None if above is None else AreaId(above),
        )
        for own, above in parents.items()
    ]
    with pytest.raises(InvalidTree, match="lies below itself"):
        AreaTree(circle)


def test_a_parent_is_the_trees() -> None:
    assert moved().parent(COMPOUND) == "130709/100/002/008"
    assert AreaTree(SMALL).parent(COMPOUND) == GRID
    assert (AreaTree(SMALL).parent("130709"), AreaTree(SMALL).parent(f"{GRID}/x99")) == (None, None)


def test_scopes_that_only_the_log_knows_lie_under_their_nearest_known_ancestor() -> None:
    known = [
        Scope(GRID),
        Scope("130709/100/002/099"),
        Scope("130709/100/002/+new"),
        Scope("140000"),
    ]
    assert moved().scopes_below("130709/100/002", known) == (
        "130709/100/002",
        "130709/100/002/+new",
        GRID,
        "130709/100/002/008",
        "130709/100/002/099",
    )
    assert moved().scopes_below("130709/100/002/008", known) == (GRID, "130709/100/002/008")
    assert moved().scopes_below(GRID, known) == (GRID,)


@pytest.mark.parametrize(
    ("area", "kinds"),
    [
        ("130709", ""),
        (GRID, "community"),
        (COMPOUND, "grid"),
        (DOOR, "unit"),
    ],
)
def test_levels_stay_in_order(tree: AreaTree, area: str, kinds: str) -> None:
    known = tree.get(area)
    assert known is not None
    assert list(tree.may_lie_in(known)) == kinds.split()


def test_a_level_that_was_skipped_may_be_filled_in() -> None:
    odd = [
        area("130709", AreaKind.district, "崇礼区"),
        area("130709/x", AreaKind.compound, "小区"),
        area("130709/x/0301", AreaKind.household, "0301"),
        area("130709/s", AreaKind.site, "工地"),
        area("130709/s/1", AreaKind.site, "塔吊"),
    ]
    tree = AreaTree(odd)
    allowed = [[*tree.may_lie_in(each)] for each in (odd[1], odd[2], odd[3], odd[4])]
    assert allowed == [
        ["district", "street", "community", "grid"],
        ["compound", "building", "unit"],
        ["district", "street", "community", "grid", "compound", "building", "unit"],
        ["site"],
    ]


def test_what_was_moved_away_is_known_by_its_id_alone() -> None:
    tree = moved()
    inside = {each.id for each in tree.subtree(GRID)}
    assert [each.id for each in tree.moved_away(inside)] == [COMPOUND]
    assert list(tree.moved_away({each.id for each in tree.subtree("130709/100/002/008")})) == []
    assert list(AreaTree(SMALL).moved_away({GRID})) == []


def test_a_moved_area_counts_in_the_grid_where_it_lies() -> None:
    tree = moved()
    assert tree.torn_scopes() == (GRID,)
    assert AreaTree(SMALL).torn_scopes() == ()
    assert tree.counted_in(f"{COMPOUND}/b99") == "130709/100/002/008"
    assert tree.counted_in(f"{GRID}/x04/b01") == GRID
    assert tree.counted_in("130709/100/002/+new") == "130709/100/002"
    assert tree.counted_in("140000/1/2/3/4") == "140000/1/2/3"


def test_what_lies_below_a_moved_area_by_its_id_was_moved_with_it() -> None:
    tree = moved()
    assert [tree.was_moved(area) for area in (COMPOUND, DOOR, f"{COMPOUND}/b99", GRID)] == [
        True,
        True,
        True,
        False,
    ]
    assert not tree.was_moved(f"{COMPOUND}4"), "by whole segments"


def test_a_household_that_is_gone_is_marked_and_counts_nowhere(tree: AreaTree) -> None:
    door = next(each for each in tree if each.kind is AreaKind.household)
    grid = tree.counted_in(door.id)
    before = tree.households_below(grid), tree.households()[grid]
    with_mark = AreaTree(replace(each, gone=each.id == door.id) for each in tree)
    assert with_mark.gone_households() == (door.id,)
    after = with_mark.households_below(grid), with_mark.households().get(grid, 0)
    assert after == (before[0] - 1, before[1] - 1)
    said = with_mark.words(door.id, "zh-CN"), with_mark.words(door.id, "en")
    assert said == (
        f"{tree.words(door.id, 'zh-CN')}（已不在名册）",
        f"{tree.words(door.id, 'en')} (no longer on the roster)",
    )


def test_what_is_gone_travels_with_the_area_and_is_left_out_where_it_is_not() -> None:
    door = area(DOOR, AreaKind.household, "0301", DOOR.rpartition("/")[0])
    assert "gone" not in door.to_json()
    gone = replace(door, gone=True)
    assert gone.to_json()["gone"] is True
    assert Area.from_json(gone.to_json()) == gone
    assert Area.from_json(door.to_json()) == door
