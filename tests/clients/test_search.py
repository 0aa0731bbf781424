"""`search`: any part of an address or of what was written, without signal."""

import json

import pytest

from tests.clients.conftest import UNIT

HOUSE = f"{UNIT}/0301"
NEXT_DOOR = f"{UNIT}/0302"


@pytest.fixture
def home(wang):
    """A household file with two people, and an opinion next door with a remark."""
    wang.ok("new", "household_file", "--area", HOUSE, "phone=13931300001", "members[+].name=张伟")
    wang.ok("edit", "0301", "members[+].name=欧阳娜")
    wang.ok("new", "renovation_opinion", "--area", NEXT_DOOR, "opinion=楼道灯坏了，已报修")
    wang.ok("note", "0302:p2022", "张工周三来看")
    return wang


def found(home, text, *words):
    """The areas of the records that are found."""
    return [each["area"] for each in json.loads(home.ok("search", text, "--json", *words))]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("张伟", [HOUSE]),
        ("阳", [HOUSE]),
        ("张", [HOUSE, NEXT_DOOR]),
        ("灯坏了已报", [NEXT_DOOR]),
        ("灯坏了，已报", [NEXT_DOOR]),
        ("楼1单", [HOUSE, NEXT_DOOR]),
        ("3号楼 1单元 0302", [NEXT_DOOR]),
        ("和平小区 0302", [NEXT_DOOR]),
        ("0302　楼道灯", [NEXT_DOOR]),
        ("楼道灯 张工 0302", [NEXT_DOOR]),
        ("0301 楼道灯", []),
        ("１３９３", [HOUSE]),
        ("伟欧", []),
        ("欧张", []),
        ("王", []),
        ("第7网格", [HOUSE, NEXT_DOOR]),
        ("长青路社区第7网格 楼道灯", [NEXT_DOOR]),
        ("第7网格 欧阳", [HOUSE]),
        ("第8网格", []),
    ],
)
def test_any_part_of_what_was_written_is_found(home, text, areas):
    assert found(home, text) == areas


def test_what_is_found_is_read_as_a_list_and_has_numbers(home):
    assert home.ok("search", "张伟").splitlines() == [
        "1份记录",
        "#1  和平小区 3号楼 1单元 0301  一户一档  已完成  ↑ 未送达",
        "查看：doorstep-tablet show 1",
    ]
    assert json.loads(home.ok("show", "1", "--json"))["area"] == HOUSE


def test_what_is_printed_for_scripts_is_the_record(home):
    (document,) = json.loads(home.ok("search", "张伟", "--json"))
    shown = json.loads(home.ok("show", document["id"], "--json"))
    led = {name: shown.pop(name) for name in ("parents", "children")}  # which a list has not
    assert (document, led) == (shown, {"parents": [], "children": {"count": 0, "records": []}})


def test_what_was_replaced_is_found_no_more(home):
    home.ok("edit", "0302:p2022", "opinion=电梯慢")
    assert found(home, "楼道灯") == []
    assert found(home, "电梯慢") == [NEXT_DOOR]


def test_both_values_of_a_clash_are_found(wang, li):
    for person, opinion in ((wang, "灯坏了"), (li, "电梯慢")):
        person.ok("new", "renovation_opinion", "--area", HOUSE, f"opinion={opinion}")
    for person in (wang, li, wang):
        person.sync()
    assert found(wang, "灯坏") == found(wang, "电梯") == [HOUSE]


def test_nothing_found_says_what_to_do(home):
    assert home.ok("search", "李强").splitlines() == [
        "本机没有找到。少打几个字再试；全部记录：doorstep-tablet list"
    ]
    assert json.loads(home.ok("search", "李强", "--json")) == []


def test_signs_alone_are_nothing_to_look_for(home):
    result = home.run("search", " ，。")
    assert result.exit_code == 2
    assert "没有可以查找的字、字母或数字" in result.output
