"""Importing a list of households: what changes, what is refused, and what is left alone."""

import contextlib
import json

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.record_id import RecordId
from server import admin, database, desk
from server.commands.main import run
from server.database import reading_database
from server.errors import ImportRefused, NoRight, UnknownArea
from server.operations import rosters
from server.people import areas
from tests.server.conftest import DISTRICT, GRID, HOUSEHOLD, OTHER_GRID
from tests.server.lists.conftest import BUILDING, ELSEWHERE, HEAD, SECOND, UNIT, WHOLE, row

IMPORT = "households.import"


def ids(found):
    return [each["id"] for each in found]


def gone(station):
    return [area.id for area in station.directory.tree if area.gone]


def test_the_list_as_the_tree_is_changes_nothing(take, workbook, station):
    before = station.directory
    done = take(IMPORT, workbook(WHOLE))
    assert done["counts"] == {
        "listed": 4,
        "added": 0,
        "renamed": 0,
        "back": 0,
        "gone": 0,
        "unchanged": 4,
    }
    assert station.directory is before


def test_what_is_new_is_added_and_what_is_missing_is_gone_and_kept(take, workbook, station):
    file = workbook([HEAD, row("0101"), row("0102"), row("0301"), row("0101", unit="2单元")])
    done = take(IMPORT, file)
    assert ids(done["added"]) == [f"{UNIT}/0301"]
    assert ids(done["gone"]) == [f"{UNIT}/0201"] == gone(station)
    assert station.directory.tree.words(f"{UNIT}/0201", "zh-CN").endswith("0201（已不在名册）")
    assert station.directory.tree.households_below(UNIT) == 3


def test_what_is_listed_again_comes_back_as_the_same_household(take, workbook, station):
    take(IMPORT, workbook([HEAD, row("0101")]))
    assert len(gone(station)) == 3
    done = take(IMPORT, workbook(WHOLE))
    assert sorted(ids(done["back"])) == [f"{UNIT}/0102", f"{UNIT}/0201", f"{SECOND}/0101"]
    assert gone(station) == []
    assert done["counts"]["unchanged"] == 1


def test_a_door_brings_back_the_building_around_it_and_no_other_door(take, workbook, station):
    take("areas.import", workbook([HEAD[:2], ["长青小区", "2号楼"]]))
    done = take(IMPORT, workbook([HEAD, row("0101"), row("0109")]), additions=True)
    assert ids(done["back"]) == [BUILDING, UNIT, f"{UNIT}/0101"]
    assert (done["counts"]["listed"], done["counts"]["back"]) == (2, 3)
    assert gone(station) == [f"{UNIT}/0102", f"{UNIT}/0201", SECOND, f"{SECOND}/0101"]


def test_nobody_brings_back_a_building_of_which_one_unit_is_theirs(take, refused, workbook):
    take("areas.import", workbook([HEAD[:2], ["长青小区", "2号楼"]]))
    wrong = [(2, "D", "not_here")]
    assert refused(IMPORT, workbook([HEAD, row("0101")]), **{"as": "tong"}) == wrong


def test_a_list_of_one_building_removes_nothing_elsewhere(take, workbook, station):
    done = take(IMPORT, workbook([HEAD, row("0101")]))
    assert [each["id"] for each in done["covers"]] == [BUILDING]
    assert not station.directory.tree.get(f"{ELSEWHERE}/0101").gone
    assert not station.directory.tree.get(HOUSEHOLD).gone


def test_who_says_that_the_list_is_the_whole_of_an_area_means_all_of_it(look, workbook):
    done = look(IMPORT, workbook(WHOLE), covers=DISTRICT)
    assert ids(done["gone"]) == [HOUSEHOLD, f"{ELSEWHERE}/0101"]
    with pytest.raises(UnknownArea):
        look(IMPORT, workbook(WHOLE), covers="130709/9")


def test_the_whole_of_one_unit_is_less_than_its_building_and_takes_nothing_beside(look, workbook):
    done = look(IMPORT, workbook([HEAD, row("0101"), row("0102")]), covers=UNIT)
    assert ids(done["gone"]) == [f"{UNIT}/0201"]
    beside = workbook([HEAD, row("0101", unit="2单元")])
    with pytest.raises(ImportRefused):
        look(IMPORT, beside, covers=UNIT)


def test_a_door_in_no_building_says_nothing_of_the_buildings_beside_it(look, workbook):
    file = workbook([["编号", "房号"], [f"{GRID}/x04/0901", "0901"]])
    done = look(IMPORT, file)
    assert (ids(done["added"]), done["gone"]) == ([f"{GRID}/x04/0901"], [])
    assert [each["address"] for each in done["covers"]] == ["长青小区（只算不在楼里的户）"]


def test_doors_in_no_building_go_with_the_list_of_those_beside_them(take, workbook):
    head, first = ["编号", "房号"], [f"{GRID}/x04/0901", "0901"]
    take(IMPORT, workbook([head, first, [f"{GRID}/x04/0902", "0902"]]))
    assert ids(take(IMPORT, workbook([head, first]))["gone"]) == [f"{GRID}/x04/0902"]


def test_a_list_of_additions_removes_nothing(take, workbook, station):
    done = take(IMPORT, workbook([HEAD, row("0501")]), additions=True)
    assert ids(done["added"]) == [f"{UNIT}/0501"]
    assert (done["gone"], gone(station)) == ([], [])


def test_a_trial_says_the_same_and_stores_nothing(take, workbook, station):
    file, before = workbook([HEAD, row("0301")]), station.directory
    trial = take(IMPORT, file, dry_run=True)
    assert station.directory is before
    real = take(IMPORT, file)
    assert (trial.pop("dry_run"), real.pop("dry_run")) == (True, False)
    assert trial == real


def test_a_door_is_called_otherwise_by_the_column_of_its_former_name(take, workbook, station):
    rows = [[*HEAD, "原房号"], [*row("0101东"), "0101"], *[[*each, None] for each in WHOLE[2:]]]
    done = take(IMPORT, workbook(rows))
    assert [(each["id"], each["before"], each["name"]) for each in done["renamed"]] == [
        (f"{UNIT}/0101", "0101", "0101东")
    ]
    assert station.directory.tree.get(f"{UNIT}/0101").name == "0101东"
    again = take(IMPORT, workbook(rows))
    assert again["counts"]["unchanged"] == 4


def test_a_door_is_called_otherwise_by_its_id(take, workbook, station):
    file = workbook([["编号", "房号"], [f"{UNIT}/0101", "西101"]])
    take(IMPORT, file, additions=True)
    assert station.directory.tree.get(f"{UNIT}/0101").name == "西101"


def test_a_new_id_is_that_of_a_door_where_doors_are(refused, workbook):
    file = workbook(
        [
            ["编号", "房号"],
            [f"{UNIT}/0301", "0301"],
            [f"{UNIT}/0101/5", "5"],
            [f"{DISTRICT}/z", "z"],
            [f"{UNIT}/u9/0101", "0101"],
            [BUILDING, "1号楼"],
        ]
    )
    assert refused(IMPORT, file) == [
        (3, "A", "wrong_level"),
        (4, "A", "wrong_level"),
        (5, "A", "not_area"),
        (6, "A", "not_area"),
    ]


def test_no_door_gets_the_name_of_another_by_its_id(refused, look, workbook):
    head = ["编号", "房号"]
    file = workbook([head, [f"{UNIT}/0309", "0101室"], [f"{UNIT}/0102", "0201"]])
    assert refused(IMPORT, file) == [(2, "B", "name_taken"), (3, "B", "name_taken")]
    file = workbook([head, [f"{UNIT}/0309", "0101"], [f"{UNIT}/0101"], [f"{UNIT}/0102", "0309"]])
    assert refused(IMPORT, file, additions=True) == [(3, "A", "name_twice")]
    swapped = [[f"{UNIT}/0101", "0102"], [f"{UNIT}/0102", "0101"]]
    done = look(IMPORT, workbook([head, *swapped]), additions=True)
    assert [(each["before"], each["name"]) for each in done["renamed"]] == [
        ("0101", "0102"),
        ("0102", "0101"),
    ]


def test_two_doors_do_not_become_one_by_their_former_names(refused, workbook):
    head = [*HEAD, "原房号"]
    file = workbook([head, [*row("0305"), "0101"], [*row("0305"), "0102"]])
    assert refused(IMPORT, file) == [(3, "D", "name_twice")]
    file = workbook([head, [*row("0305"), None], [*row("0305"), "0102"]])
    assert refused(IMPORT, file) == [(3, "D", "name_twice")]


def test_a_name_that_a_door_had_is_free_for_another(take, workbook, station):
    head = [*HEAD, "原房号"]
    take(IMPORT, workbook([head, [*row("0305"), "0201"]]), additions=True)
    done = take(IMPORT, workbook([HEAD, row("0305"), row("0201")]), additions=True)
    assert [each["name"] for each in done["added"]] == ["0201"]
    assert done["counts"]["unchanged"] == 1
    assert take(IMPORT, workbook([HEAD, row("0201")]), additions=True)["counts"]["unchanged"] == 1


def test_of_two_doors_of_one_name_that_which_is_there_is_meant(take, workbook):
    take(IMPORT, workbook([HEAD, row("0101"), row("0102")]))
    take(IMPORT, workbook([["编号", "房号"], [f"{UNIT}/0102", "0201"]]), additions=True)
    done = take(IMPORT, workbook([HEAD, row("0201")]), additions=True)
    assert (done["counts"]["unchanged"], done["back"]) == (1, [])


def test_one_place_is_written_in_many_ways(look, workbook):
    file = workbook(
        [
            ["小区名称", "栋号", "单元号", "门牌号"],
            ["长青小区", 1, 1, 101],
            ["长青 小区", "一号楼", "１单元", "0102室"],
            ["长青小区", "1栋", "1", "0201"],
            ["长青小区", "1幢", "二单元", "０１０１"],
        ]
    )
    done = look(IMPORT, file)
    assert done["counts"]["unchanged"] == 4
    assert {each["code"] for each in done["warnings"]} == {"lost_zero", "digits_as_text"}
    (lost,) = [each for each in done["warnings"] if each["code"] == "lost_zero"]
    assert (lost["row"], lost["column"]) == (2, "D")


def test_every_wrong_cell_is_named_at_once(refused, workbook):
    file = workbook(
        [
            ["长青小区住户名单", None, None, None],
            HEAD,
            row("0101"),
            [None, None, None, None],
            row("0101室"),
            row("0102", building="9号楼"),
            row("0102", unit="7单元"),
            row("0102", compound="长清小区"),
            row(None),
            row("0301"),
        ],
        merged=["A1:D1"],
    )
    assert refused(IMPORT, file) == [
        (5, "D", "twice"),
        (6, "B", "unknown_building"),
        (7, "C", "unknown_unit"),
        (8, "A", "unknown_compound"),
        (9, "D", "missing"),
    ]


def test_nothing_is_stored_where_one_cell_is_wrong(take, workbook, station):
    before = station.directory
    with pytest.raises(ImportRefused):
        take(IMPORT, workbook([HEAD, row("0301"), row("0302", building="9号楼")]))
    assert station.directory is before


def test_empty_rows_and_a_title_are_named_and_passed_over(look, workbook):
    file = workbook([["名单", None, None, None], HEAD, *WHOLE[1:3], [None], *WHOLE[3:]])
    found = [(each["row"], each["code"]) for each in look(IMPORT, file)["warnings"]]
    assert found == [(1, "above_header"), (5, "empty_row")]


def test_a_header_that_is_merged_over_columns_is_named_alone(refused, workbook):
    file = workbook([["小区", "住址", None, "房号"], ["长青小区", 1, 1, "0101"]], merged=["B1:C1"])
    assert refused(IMPORT, file) == [(1, "B", "merged_header")]


def test_headers_in_two_rows_are_understood(look, workbook):
    rows = [["小区", "住址", None, None], [None, "楼栋", "单元", "房号"], *WHOLE[1:]]
    assert look(IMPORT, workbook(rows, merged=["A1:A2", "B1:D1"]))["counts"]["unchanged"] == 4


def test_a_cell_that_is_merged_downwards_counts_for_each_row(look, workbook):
    rows = [HEAD, row("0101"), [None, None, None, "0102"], [None, None, None, "0201"], WHOLE[4]]
    done = look(IMPORT, workbook(rows, merged=["A2:A4", "B2:B4", "C2:C4"]))
    assert done["counts"]["unchanged"] == 4
    assert [each["code"] for each in done["warnings"]] == ["merged_down"] * 3


def test_householders_and_phones_are_told_to_be_no_part_of_the_roster(look, workbook):
    rows = [[*HEAD, "户主", "电话"], [*row("0101"), "王芳", "12a"]]
    done = look(IMPORT, workbook(rows), additions=True)
    found = [(each["row"], each["column"], each["code"]) for each in done["warnings"]]
    assert found == [(1, "E", "column_people"), (1, "F", "column_people"), (2, "F", "bad_phone")]


def test_a_column_that_is_missing_or_there_twice_is_named(refused, workbook):
    assert refused(IMPORT, workbook([["小区", "楼栋"], ["长青小区", "1号楼"]])) == [
        (1, "A", "column_missing")
    ]
    assert refused(IMPORT, workbook([[*HEAD, "门牌"], [*row("0101"), "0102"]])) == [
        (1, "E", "column_twice")
    ]
    assert refused(IMPORT, workbook([["甲", "乙"], ["1", "2"]])) == [(1, "A", "no_header")]


def test_a_compound_whose_name_several_have_needs_its_grid(look, refused, workbook, data, people):
    with contextlib.closing(database.open_database(data)) as connection, connection:
        area = AreaId(f"{OTHER_GRID}/x02")
        areas.add_all(
            connection,
            [Area(id=area, kind=AreaKind.compound, name="长青小区", parent=area.parent)],
        )
    assert refused(IMPORT, workbook([HEAD, row("0101")])) == [(2, "A", "several_compounds")]
    file = workbook([["网格", *HEAD], ["第7网格", *row("0101")]])
    assert look(IMPORT, file)["counts"]["unchanged"] == 1


def test_who_has_no_right_to_an_area_is_told_at_each_row(refused, workbook):
    assert refused(IMPORT, workbook(WHOLE[:2]), **{"as": "wang"}) == [(2, "D", "not_here")]


@pytest.mark.parametrize("operation", [IMPORT, "areas.import"])
def test_nobody_imports_the_whole_of_an_area_that_is_not_theirs(look, workbook, operation):
    with pytest.raises(NoRight):
        look(operation, workbook(WHOLE), covers=OTHER_GRID, **{"as": "lin"})
    with pytest.raises(NoRight):
        look(operation, workbook(WHOLE), covers=DISTRICT, **{"as": "lin"})


@pytest.mark.parametrize("operation", [IMPORT, "areas.import"])
@pytest.mark.parametrize("covers", [None, DISTRICT])
def test_a_list_without_rows_empties_nothing(refused, workbook, operation, covers):
    assert refused(operation, workbook([HEAD]), covers=covers) == [(None, None, "no_rows")]


def test_who_keeps_one_unit_empties_no_other_of_its_building(look, workbook):
    done = look(IMPORT, workbook([HEAD, row("0101")]), **{"as": "tong"})
    assert [each["id"] for each in done["covers"]] == [UNIT]
    assert ids(done["gone"]) == [f"{UNIT}/0102", f"{UNIT}/0201"]


def test_a_new_door_gets_its_id_from_its_name_and_keeps_it(take, workbook, station):
    take(IMPORT, workbook([HEAD, row("东户"), row("3-02")]), additions=True)
    named = {
        area.name: area.id
        for area in station.directory.tree.subtree(UNIT)
        if area.name in ("东户", "3-02")
    }
    assert named["3-02"] == f"{UNIT}/302"
    again = take(IMPORT, workbook([HEAD, row("东户"), row("3-02")]), additions=True)
    assert again["counts"]["unchanged"] == 2


def test_the_id_of_a_door_that_was_moved_away_is_not_given_again(take, workbook, station):
    desk.perform(station, "areas.move", {"area": f"{UNIT}/0201", "parent": SECOND})
    (door,) = take(IMPORT, workbook([HEAD, row("0201")]), additions=True)["added"]
    assert door["id"].startswith(f"{UNIT}/h")
    assert station.directory.tree.get(door["id"]).name == "0201"


def test_the_act_is_in_the_audit_with_its_counts(take, workbook, data, people):
    take(IMPORT, workbook([HEAD, row("0301")]))
    with reading_database(data) as connection:
        act, actor, subject, detail = connection.execute(
            "SELECT act, actor, subject, detail FROM audit ORDER BY n DESC LIMIT 1"
        ).fetchone()
    assert (act, actor, subject) == (IMPORT, people["boss"], BUILDING)
    assert json.loads(detail) == {
        "file": "名单.xlsx",
        "covers": [BUILDING],
        "listed": 1,
        "added": 1,
        "renamed": 0,
        "back": 0,
        "gone": 4,
        "unchanged": 0,
    }


def test_tablets_are_told_what_is_gone(take, workbook, station, people):
    etag, _ = station.directory.bundle(people["wang"])
    take(IMPORT, workbook([HEAD, row("0101")]))
    after, document = station.directory.bundle(people["wang"])
    marked = [each["id"] for each in json.loads(document)["areas"] if each.get("gone")]
    assert marked == [f"{UNIT}/0102", f"{UNIT}/0201", f"{SECOND}/0101"]
    assert etag != after


def test_the_command_tells_first_lines_and_every_cell(data, people, workbook, capsys):
    words = ["--data", str(data), "--lang", "zh-CN"]
    file = workbook([HEAD, row("0101"), *(row(f"9{n:03}") for n in range(12))])
    assert run(["households", "import", str(file), "--dry-run", *words]) == 0
    said = capsys.readouterr().out
    assert "新增 12 · 改名 0 · 恢复 0 · 不再列出 3 · 不变 1" in said
    assert said.count("+ 长青小区 1号楼 1单元 9") == 10
    assert "…另有2条" in said
    assert run(["households", "import", str(workbook([HEAD, row(None)])), *words]) == 1
    assert "没有填“房号 (room)”" in capsys.readouterr().out
    listed = admin.call(data, "areas.list", {"prefix": UNIT, "kind": "household"})
    assert not any(each.get("gone") for each in listed)


def test_what_was_written_at_the_door_is_proposed_beside_a_household_that_comes_back(
    take, workbook, station, people
):
    take(IMPORT, workbook([HEAD, row("0101")]))
    door = RecordId.parse(f"opinion/{UNIT}/+0102-2")
    station.record_change(door, people["wang"], [("note", "在家", ())])
    (proposal,) = take(IMPORT, workbook(WHOLE), dry_run=True)["proposals"]
    assert (proposal["unlisted"], proposal["near"][0]) == (door.area, f"{UNIT}/0102")
    assert take(IMPORT, workbook([HEAD, row("0101")]), dry_run=True)["proposals"] == []


def test_a_list_is_looked_through_again_where_the_tree_changed_meanwhile(
    take, workbook, station, monkeypatch
):
    file, real = workbook([HEAD, row("0301")]), rosters.look
    seen = []

    def look(directory, asked):
        found = real(directory, asked)
        if not seen:
            desk.perform(
                station,
                "areas.move",
                {"area": f"{UNIT}/0201", "parent": SECOND},
            )
        seen.append(directory)
        return found

    monkeypatch.setattr(rosters, "look", look)
    take(IMPORT, file, additions=True)
    assert len(seen) == 2
    assert station.directory.tree.get(f"{UNIT}/0301") is not None
