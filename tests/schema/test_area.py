"""Area ids are paths; a scope is the grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.area import Area, AreaId, AreaKind
from schema.errors import InvalidAreaId

DOOR = AreaId("130709/100/002/007/x03/b02/u1/0301")


@pytest.mark.parametrize("text", [DOOR, "130709", "0/a", f"{DOOR}/+x", "a/+b c", "a/+%2F", "+b"])
def test_area_ids(text: str) -> None:
    assert AreaId.parse(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        "A",
        "a b",
        "a/+",
        "a/+/b",
        "/+b",
        "a/+b/",
        "a\n",
        "崇礼",
        "a/+ﬁ",
    ],
)
def test_no_area_ids(text: str) -> None:
    with pytest.raises(InvalidAreaId) as caught:
        AreaId.parse(text)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("130709", "130709"),
        ("130709/100/002", "130709/100/002"),
        ("130709/100/002/007", "130709/100/002/007"),
        (DOOR, "130709/100/002/007"),
        ("a/+b", "a/+b"),
    ],
)
def test_the_scope_is_the_first_four_segments_or_all(text: str, scope: str) -> None:
    assert AreaId(text).scope == scope


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("130709/100/002/007", "130709100002007"),
        (DOOR, "130709100002007"),
        ("130709/100/002", None),
        ("130709/100/002/7", None),
        ("13070x/100/002/007", None),
        ("13070９/100/002/007", None),
    ],
)
def test_a_grid_code_has_15_digits(text: str, code: str | None) -> None:
    assert AreaId(text).grid_code == code


def test_parents_by_the_id() -> None:
    assert DOOR.parent == "130709/100/002/007/x03/b02/u1"
    assert AreaId("130709").parent is None


def test_an_area_contains_itself_and_whole_segments_below() -> None:
    grid = AreaId("130709/100/002/007")
    assert grid.contains(grid)
    assert grid.contains(DOOR)
    assert not grid.contains(AreaId("130709/100/002/0071"))
    assert not DOOR.contains(grid)


def test_an_unlisted_household_keeps_its_label_as_typed() -> None:
    unit = AreaId("130709/100/002/007/x03/b02/u1")
    door = unit.unlisted_household("　0301／2 ")
    assert door == "130709/100/002/007/x03/b02/u1/+0301%2F2"
    assert (door.unlisted, door.label, door.parent) == (True, "0301/2", unit)
    assert (DOOR.unlisted, DOOR.label) == (False, "0301")


@given(st.text(min_size=1, max_size=20))
def test_a_label_reads_back(label: str) -> None:
    try:
        door = AreaId("a").unlisted_household(label)
    except InvalidAreaId:
        return
    assert AreaId.parse(door) == door
    assert AreaId("a").unlisted_household(door.label) == door


def test_the_document_area_reads_back() -> None:
    compound = Area(
        id=AreaId("130709/100/002/007/x03"),
        kind=AreaKind.compound,
        name="和平小区",
        parent=AreaId("130709/100/002/008"),
    )
    document = {
        "id": "130709/100/002/007/x03",
        "kind": "compound",
        "name": "和平小区",
        "parent": "130709/100/002/008",
    }
    assert compound.to_json() == document
    assert Area.from_json(document) == compound
