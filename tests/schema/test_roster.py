"""The roster of households as a list: who is in it, and where alone it may be looked up."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.errors import InvalidForm
from schema.filling import begun, following
from schema.logic.judgement import Circumstances
from schema.roster import COLUMNS, roster
from schema.tree import AreaTree
from tests.schema.logic.forms import flags, form, question, table

UNIT = "130709/100/002/007/x03/b02/u1"
TREE = AreaTree(
    [
        Area(id=AreaId(area), kind=AreaKind(kind), name=name, parent=AreaId(area).parent)
        for area, kind, name in (
            ("130709", "district", "崇礼区"),
            ("130709/100", "street", "西湾子镇"),
            ("130709/100/002", "community", "长青路社区"),
            ("130709/100/002/007", "grid", "第7网格"),
            ("130709/100/002/007/x03", "compound", "和平小区"),
            ("130709/100/002/007/x03/b02", "building", "3号楼"),
            (UNIT, "unit", "1单元"),
            (f"{UNIT}/0301", "household", "0301"),
            (f"{UNIT}/0302", "household", "0302"),
            ("130709/100/002/008", "grid", "第8网格"),
            ("130709/100/002/008/x01", "compound", "裕兴小区"),
            ("130709/100/002/008/x01/b01", "building", "1号楼"),
            ("130709/100/002/008/x01/b01/u2", "unit", "2单元"),
            ("130709/100/002/008/x01/b01/u2/0502", "household", "0502"),
        )
    ]
)
AROUND = ("1单元", "3号楼", "和平小区", "第7网格", "长青路社区")


def at(area, tree=TREE):
    now = datetime(2026, 11, 26, tzinfo=UTC)
    return Circumstances(now=now, roster=lambda: roster(tree, area))


def test_the_households_of_the_records_grid_are_in_it_and_its_own_is_marked():
    found = roster(TREE, f"{UNIT}/0302")
    address = "和平小区 3号楼 1单元 0301"
    assert found.rows[0] == (f"{UNIT}/0301", "0301", address, *AROUND, "")
    assert [(row[1], row[-1]) for row in found.rows] == [("0301", ""), ("0302", "yes")]
    assert found.columns == COLUMNS
    assert [row[1] for row in roster(TREE, "130709/100/002").rows] == ["0301", "0302", "0502"]
    assert [row[1] for row in roster(TREE, f"{UNIT}/+0303").rows] == ["0301", "0302"]
    assert roster(TREE, "140000").rows == ()


BEGINS = form(
    question("where", dynamic_default="pulldata('households', 'address', 'here', 'yes')"),
    question("door"),
    question(
        "grid",
        calculation="instance('households')/root/item[label = ${door}]/grid",
        trigger=("door",),
    ),
    question("doors", "calculate", calculation="once(count(instance('households')/root/item))"),
)


def test_what_it_gives_is_written_and_a_record_says_the_same_when_the_roster_changed():
    circumstances = at(f"{UNIT}/0301")
    first = begun(BEGINS, {}, circumstances)
    assert first == {"where": "和平小区 3号楼 1单元 0301"}
    typed = {**first, "door": "0302"}
    written = following(BEGINS, typed, {"door"}, circumstances, lambda: "aaaaaa")
    assert written == {"grid": "第7网格", "doors": 2}
    for later in (at("140000"), replace(circumstances, roster=None)):
        judged = BEGINS.logic.judge({**typed, **written}, {}, later)
        assert (judged.calculated, judged.failed) == ({}, {})
    assert flags(BEGINS, {**typed, **written}) == []


@pytest.mark.parametrize(
    "more",
    [
        {"relevant": "count(instance('households')/root/item) > 0"},
        {"constraint": "pulldata('households', 'name', 'label', .) != ''"},
        {"required_if": "pulldata('households', 'name', 'label', .) != ''"},
        {"calculation": "pulldata('households', 'name', 'label', 'x')"},
    ],
)
def test_nothing_that_is_worked_out_at_reading_may_ask_for_it(more):
    with pytest.raises(InvalidForm, match="look it up in a default"):
        form(question("a", **more))


def test_a_list_of_its_own_goes_before_it():
    own = table("name", "label", rows=[["x", "Mine"]])
    mine = form(
        question("a", "calculate", calculation="pulldata('households', 'label', 'name', 'x')"),
        lists={"households": own},
    )
    assert mine.logic.judge({}, {}, at(f"{UNIT}/0301")).calculated == {"a": "Mine"}


def test_a_household_that_is_gone_is_offered_to_its_own_records_alone():
    areas = [replace(each, gone=each.id == f"{UNIT}/0302") for each in TREE]
    found = {
        door: [row[0] for row in roster(AreaTree(areas), f"{UNIT}/{door}").rows]
        for door in ("0301", "0302")
    }
    assert found == {
        "0301": [f"{UNIT}/0301"],
        "0302": [f"{UNIT}/0301", f"{UNIT}/0302"],
    }
