"""Who lies under whom is a matter of the tree, not of the ids."""

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
