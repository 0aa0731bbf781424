"""`show AREA`: everything that a tablet holds about one door, and what lies in a building."""

import json

import pytest

from schema.text import LANGUAGES
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT, bundle
from tests.clients.line import refusal

HOUSE = f"{UNIT}/0301"


@pytest.fixture
def lived(wang, li, clock):
    """A household with a file, an opinion of which two people differ, and a neighbour."""
    clock.set(hour=9)
    wang.ok("new", "household_file", "--area", HOUSE, "members[+].name=赵小明", "phone=13900000000")
    clock.set(hour=9, minute=14)
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support")
    clock.set(hour=10, minute=2)
    li.ok("new", "renovation_opinion", "--area", HOUSE, "road=oppose", "--draft")
    li.ok("new", "renovation_opinion", "--area", f"{UNIT}/0302", "road=oppose", "--draft")
    for home in (wang, li, wang):
        home.sync()
    clock.set(hour=11)
    wang.ok("edit", "0301:p2022", "parking_spaces=1")
    return wang


def test_a_household_is_told_at_one_glance_and_its_records_are_numbered(lived):
    assert lived.ok("show", HOUSE).splitlines() == [
        "和平小区 3号楼 1单元 0301 · 户",
        "2份记录 · 1处冲突 · 1处改动未送达",
        "#1 【一户一档】已完成 · 已送达",
        "  联系电话        13900000000  我  今天 09:00",
        "  家庭成员 1",
        "    姓名            赵小明       我  今天 09:00",
        "  【合计与租赁】",
        "  登记人数        1",
        "  流动人口        0",
        "#2 【改造意见（2022年老旧小区改造）】已完成 · 1处冲突 · 1处改动未送达",
        "  道路硬化  ⚠ 两人各自填写，互不知情",
        "      1) 支持  我    今天 09:14",
        "      2) 反对  李强  今天 10:02  ← 暂时显示",
        "  停车位    1  我  今天 11:00  ↑ 未送达",
        "最近经过",
        "  今天 11:00  我    改造意见  停车位",
        "  今天 10:02  李强  改造意见  道路硬化",
        "  今天 09:14  我    改造意见  已完成 · 道路硬化",
        "  今天 09:00  我    一户一档  已完成 · 姓名、联系电话",
        "看一份：doorstep-tablet show 1",
    ]
    assert lived.ok("show", "2").startswith("改造意见  和平小区 3号楼 1单元 0301")


def test_what_was_refused_did_not_happen(lived):
    with HomeStore(lived.path) as store:
        store.store_results([(row.hash, refusal("forbidden")) for row in store.outbox()])
    lines = lived.ok("show", HOUSE).splitlines()
    assert "2份记录 · 1处冲突 · 1处改动被拒收" in lines
    assert not any("今天 11:00" in line for line in lines[lines.index("最近经过") :])


def test_programs_get_the_records_of_the_household_and_what_is_unsent(lived):
    found = json.loads(lived.ok("show", HOUSE, "--json"))
    records = found.pop("records")
    assert [each["id"] for each in records] == [
        f"household_file/{HOUSE}",
        f"renovation_opinion/{HOUSE}:p2022",
    ]
    assert records[1] == {
        **json.loads(lived.ok("list", "renovation_opinion", "--json"))[0],
        "id": records[1]["id"],
    }
    assert found == {
        "area": HOUSE,
        "kind": "household",
        "address": "和平小区 3号楼 1单元 0301",
        "come_back": [],
        "rounds": [],
        "to_do": [],
        "waiting": 1,
        "refused": 0,
        "below": [],
    }


def test_each_record_of_a_place_has_every_change_where_that_is_asked_for(lived):
    lines = lived.ok("show", HOUSE, "--history").splitlines()
    of_record = lived.ok("show", "0301:p2022", "--history").splitlines()
    changes = of_record[of_record.index("全部经过") : -1]
    at = lines.index(f"  {changes[0]}", lines.index("  停车位    1  我  今天 11:00  ↑ 未送达"))
    assert lines[at : at + len(changes)] == [f"  {line}" for line in changes]
    found = json.loads(lived.ok("show", HOUSE, "--history", "--json"))
    assert [len(each["history"]) for each in found["records"]] == [1, 3]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_record_of_a_place_is_judged_once(lived, judged, lang):
    lived.ok("show", HOUSE)  # reads what is new
    judged.clear()
    lived.ok("show", HOUSE, lang=lang)
    assert sorted(judged) == [f"household_file/{HOUSE}", f"renovation_opinion/{HOUSE}:p2022"]


def test_nothing_that_is_asked_no_more_names_a_record(lived, clock):
    visits = ["new", "visit", "--area", HOUSE, "outcome=done", "met=租客"]
    made = json.loads(lived.ok(*visits, "--json"))["id"]
    lived.ok("edit", made, "outcome=absent", "remark=锁着")
    clock.set(hour=12)
    lived.ok(*visits)
    lived.sync()
    (line,) = (line for line in lived.ok("show", HOUSE).splitlines() if "#4" in line)
    assert line == "  #4  今天 11:00  我  锁着  已完成 · 已送达"


def test_a_larger_place_says_what_lies_below_it(lived):
    assert lived.ok("show", UNIT).splitlines() == [
        "和平小区 3号楼 1单元 · 单元",
        "下面有3处：",
        "  0301  户  2份记录 · 1份有冲突 · 1处改动未送达",
        "  0302  户  1份记录 · 1份草稿",
        "  0405  户  0份记录",
        f"看一处：doorstep-tablet show {HOUSE}",
    ]
    assert "  和平小区  小区  3户 · 3份记录 · 1份有冲突 · 1份草稿 · 1处改动未送达" in lived.ok(
        "show", GRID
    )


def test_a_door_without_a_record_is_found_by_the_end_of_its_id_and_one_on_no_roster_by_its_label(
    wang,
):
    assert wang.ok("show", "0405").splitlines() == [
        "和平小区 3号楼 1单元 0405 · 户",
        "本机没有这里的记录。",
        f"新建：doorstep-tablet new 表单 --area {UNIT}/0405 问题=答案",
    ]
    wang.ok("new", "household_file", "--area", f"{UNIT}/+0301-2", "phone=13900000001")
    assert wang.ok("show", f"{UNIT}/+0301-2").startswith("和平小区 3号楼 1单元 0301-2")
    missed = wang.run("show", "0999")
    assert missed.exit_code == 1
    assert "没有以“0999”结尾的记录" in missed.output


def test_a_household_that_the_offices_list_lost_is_marked_and_keeps_its_records(lived):
    lived.download(areas=[{**each, "gone": each["id"] == HOUSE} for each in bundle()["areas"]])
    lines = lived.ok("show", HOUSE).splitlines()
    assert lines[:2] == [
        "和平小区 3号楼 1单元 0301（已不在名册） · 户",
        "2份记录 · 1处冲突 · 1处改动未送达",
    ]
