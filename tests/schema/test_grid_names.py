"""Grids and communities are found by a part of their name, and by nothing else."""

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.grid_names import areas_named
from schema.tree import AreaTree

COMMUNITY = "130709/100/002"
GRID, OTHER = f"{COMMUNITY}/007", f"{COMMUNITY}/008"
AREAS = (
    ("130709", "district", "崇礼区"),
    ("130709/100", "street", "西湾子镇"),
    (COMMUNITY, "community", "长青路社区"),
    (GRID, "grid", "第7网格"),
    (f"{GRID}/x03", "compound", "和平小区"),
    (OTHER, "grid", "长青路社区第8网格（新）"),
)


@pytest.fixture(scope="module")
def tree() -> AreaTree:
    return AreaTree(
        Area(id=AreaId(area), kind=AreaKind(kind), name=name, parent=AreaId(area).parent)
        for area, kind, name in AREAS
    )


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("第7网格", {GRID}),
        ("长青路社区第7网格", {GRID}),
        ("8网格新", {OTHER}),
        ("网格", {GRID, OTHER}),
        ("长青路", {COMMUNITY, GRID, OTHER}),
        ("7", set()),
        ("和平小区", set()),
        ("崇礼", set()),
        ("", set()),
    ],
)
def test_a_word_names_the_communities_and_grids_whose_name_holds_it(
    tree: AreaTree, word: str, found: set[str]
) -> None:
    assert set(areas_named(tree, word)) == found
