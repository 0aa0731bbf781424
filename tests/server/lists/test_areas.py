"""Importing a list of areas, in either shape."""

import pytest

from server import desk
from server.commands.main import run
from server.errors import ImportRefused
from tests.server.conftest import COMMUNITY, GRID, OTHER_GRID
from tests.server.lists.conftest import BUILDING, SECOND, UNIT, row

IMPORT = "areas.import"
HEAD = ["编号", "类别", "名称", "上级"]
WIDE = ["网格", "小区", "楼栋", "单元"]


def named(found):
    return [(each["id"], each["kind"], each["name"], each["parent"]) for each in found]


def test_a_row_is_an_area_with_id_kind_name_and_what_it_lies_in(look, workbook):
    file = workbook(
        [
            HEAD,
            [f"{COMMUNITY}/009", "网格", "第9网格", COMMUNITY],
            [f"{GRID}/x05", "小区", "新苑", None],
        ]
    )
    found = look(IMPORT, file, additions=True)
    assert named(found["added"]) == [
        (f"{COMMUNITY}/009", "grid", "第9网格", COMMUNITY),
        (f"{GRID}/x05", "compound", "新苑", GRID),
    ]


def test_an_area_may_lie_in_one_of_an_earlier_row(look, workbook):
    file = workbook([HEAD, [f"{GRID}/x05", "小区", "新苑"], [f"{GRID}/x05/b01", "楼栋", "1号楼"]])
    (_, building) = look(IMPORT, file, additions=True)["added"]
    assert (building["parent"], building["address"]) == (f"{GRID}/x05", "新苑 1号楼")


def test_another_name_of_an_id_that_is_there_renames_it(take, workbook, station):
    done = take(IMPORT, workbook([HEAD, [GRID, "网格", "第七网格", None]]), additions=True)
    assert [(each["before"], each["name"]) for each in done["renamed"]] == [("第7网格", "第七网格")]
    assert station.directory.tree.get(GRID).name == "第七网格"


def test_what_cannot_be_is_named_at_its_cell(refused, workbook):
    file = workbook(
        [
            HEAD,
            [GRID, "小区", "第7网格", None],
            [f"{GRID}/X", "小区", "大写", None],
            [f"{GRID}/x06", "别墅", "某处", None],
            [f"{OTHER_GRID}/x01", "小区", "康泰花园", GRID],
            [f"{GRID}/x07/b01", "楼栋", "1号楼", None],
            [f"{UNIT}/b02", "楼栋", "2号楼", None],
            [f"{GRID}/x04", "小区", None, None],
            [f"{GRID}/x08", "小区", "甲", None],
            [f"{GRID}/x08", "小区", "乙", None],
            [None, "小区", "丙", None],
        ]
    )
    assert refused(IMPORT, file) == [
        (2, "B", "kind_changed"),
        (3, "A", "invalid_area"),
        (4, "B", "unknown_kind"),
        (5, "D", "moved"),
        (6, "A", "no_parent"),
        (7, "B", "wrong_level"),
        (8, "C", "missing"),
        (10, "A", "area_twice"),
        (11, "A", "missing"),
    ]


def test_a_new_id_lies_in_the_id_of_its_place_and_in_no_other_offices(refused, workbook):
    file = workbook(
        [
            HEAD,
            [f"{OTHER_GRID}/x99", "小区", "甲", GRID],
            ["zzz", "小区", "乙", GRID],
            [f"{GRID}/x98/b01", "楼栋", "丙", GRID],
        ]
    )
    wrong = [(2, "A", "wrong_id"), (3, "A", "wrong_id"), (4, "A", "wrong_id")]
    assert refused(IMPORT, file, **{"as": "lin"}) == wrong


def test_kinds_are_said_in_the_language_of_the_sentence(look, workbook):
    file = workbook([HEAD, [f"{UNIT}/b02", "楼栋", "2号楼"], [GRID, "小区", "第7网格"]])
    with pytest.raises(ImportRefused) as caught:
        look(IMPORT, file)
    assert [each["message"] for each in caught.value.problems] == [
        {
            "zh-CN": "楼栋不能放在1单元（单元）下面",
            "en": "a building cannot lie in 1单元, which is a unit",
        },
        {"zh-CN": "第7网格原来是网格，类别不能改", "en": "第7网格 is a grid; a kind never changes"},
    ]


def test_no_building_gets_the_name_of_another_beside_it(refused, look, workbook):
    first, second = [BUILDING, "楼栋", "2栋"], [f"{GRID}/x04/b02", "楼栋", "二号楼"]
    assert refused(IMPORT, workbook([HEAD, first, second])) == [(3, "C", "name_twice")]
    taken = workbook([HEAD, [f"{GRID}/x04/b02", "楼栋", "1栋"]])
    assert refused(IMPORT, taken, additions=True) == [(2, "C", "name_taken")]
    alike = [[f"{GRID}/s1", "场所", "充电桩"], [f"{GRID}/s2", "场所", "充电桩"]]
    done = look(IMPORT, workbook([HEAD, [BUILDING, "楼栋", "１栋"], *alike]), additions=True)
    assert (len(done["added"]), len(done["renamed"])) == (2, 1)


def test_an_address_makes_the_buildings_and_units_that_are_missing(look, workbook):
    file = workbook(
        [
            WIDE,
            ["第7网格", "长青小区", "1号楼", "1单元"],
            ["第7网格", "长青小区", 2, 1],
            ["第7网格", "长青小区", "2号楼", "2单元"],
            ["第8网格", "新苑", "东楼", None],
        ]
    )
    found = look(IMPORT, file, additions=True)
    assert named(found["added"]) == [
        (f"{GRID}/x04/b02", "building", "2号楼", f"{GRID}/x04"),
        (f"{GRID}/x04/b02/u1", "unit", "1单元", f"{GRID}/x04/b02"),
        (f"{GRID}/x04/b02/u2", "unit", "2单元", f"{GRID}/x04/b02"),
        (f"{OTHER_GRID}/x02", "compound", "新苑", OTHER_GRID),
        (f"{OTHER_GRID}/x02/b01", "building", "东楼", f"{OTHER_GRID}/x02"),
    ]


def test_a_new_compound_needs_its_grid(refused, workbook):
    file = workbook([WIDE[1:], ["新苑", "1号楼", None]])
    assert refused(IMPORT, file) == [(2, "A", "grid_needed")]


def test_what_a_list_lacks_beside_what_it_names_is_gone_with_all_below(take, workbook, station):
    file = workbook([WIDE[1:], ["长青小区", "1号楼", "1单元"]])
    done = take(IMPORT, file)
    assert [each["id"] for each in done["gone"]] == [SECOND, f"{SECOND}/0101"]
    back = take(IMPORT, workbook([WIDE[1:], *(["长青小区", "1号楼", unit] for unit in (1, 2))]))
    assert [each["id"] for each in back["back"]] == [SECOND]
    assert not station.directory.tree.gone_households()


def test_what_a_list_lacks_stays_gone_where_the_rest_comes_back(take, workbook, station):
    other = workbook([HEAD, [f"{GRID}/x05", "小区", "新苑"]])
    assert f"{SECOND}/0101" in {each["id"] for each in take(IMPORT, other, covers=GRID)["gone"]}
    done = take(IMPORT, workbook([WIDE[1:], ["长青小区", "1号楼", "1单元"]]))
    assert [each["id"] for each in done["back"]] == [f"{GRID}/x04", BUILDING, UNIT]
    assert done["gone"] == []
    left = [each.id for each in station.directory.tree.subtree(f"{GRID}/x04") if each.gone]
    assert left == [SECOND, f"{SECOND}/0101"]


def test_what_went_earlier_than_what_it_lies_in_stays_gone(take, workbook, station):
    take("households.import", workbook([[*WIDE[1:], "房号"], row("0101"), row("0102")]))
    take(IMPORT, workbook([HEAD, [f"{GRID}/x05", "小区", "新苑"]]), covers=GRID)
    take(IMPORT, workbook([HEAD, [f"{GRID}/x04", "小区", "长青小区"]]), additions=True)
    left = [each.id for each in station.directory.tree.subtree(f"{GRID}/x04") if each.gone]
    assert left == [f"{UNIT}/0201", f"{SECOND}/0101"]


def test_a_unit_brings_back_its_building_and_is_not_lacking_where_that_is(take, workbook, station):
    take(IMPORT, workbook([WIDE[1:], ["长青小区", "2号楼", None]]))
    assert station.directory.tree.get(UNIT).gone
    compound = [[f"{GRID}/x04", "小区", "长青小区"], [f"{GRID}/x04/b02", "楼栋", "2号楼"]]
    file = workbook([HEAD, *compound, [UNIT, "单元", "1单元"]])
    done = take(IMPORT, file)
    assert ([each["id"] for each in done["back"]], done["gone"]) == ([BUILDING, UNIT], [])
    assert take(IMPORT, file)["counts"]["unchanged"] == 3


def test_the_id_of_a_building_that_was_moved_away_is_not_given_again(take, workbook, station):
    desk.perform(station, "areas.move", {"area": BUILDING, "parent": f"{OTHER_GRID}/x01"})
    file = workbook([WIDE[1:], ["长青小区", "1号楼", "1单元"]])
    (building, unit) = take(IMPORT, file)["added"]
    assert (building["id"], unit["id"]) == (f"{GRID}/x04/b02", f"{GRID}/x04/b02/u1")
    assert station.directory.tree.parent(BUILDING) == f"{OTHER_GRID}/x01"


def test_one_file_serves_for_the_buildings_and_then_for_the_households(take, workbook):
    file = workbook([["小区", "楼栋", "单元", "房号"], row("0101", building="5号楼")])
    assert take(IMPORT, file, additions=True)["counts"]["added"] == 2
    done = take("households.import", file)
    assert [each["address"] for each in done["added"]] == ["长青小区 5号楼 1单元 0101"]


def test_what_is_gone_is_marked_in_the_list_of_areas(data, people, workbook, capsys):
    words = ["--data", str(data), "--lang", "zh-CN"]
    file = workbook([["小区", "楼栋", "单元", "房号"], row("0101")])
    assert run(["households", "import", str(file), *words]) == 0
    capsys.readouterr()
    assert run(["areas", "list", BUILDING, *words]) == 0
    said = capsys.readouterr().out
    assert said.count("（已不在名册）") == 3
