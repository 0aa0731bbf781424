"""What a record names, and what names it: followed from child to parent and back, offline."""

import json

import pytest

from clients.reference_cli.telling import related
from tests.clients.conftest import GRID, UNIT
from tests.schema.referring import referring_forms

COMPOUND = f"{GRID}/x03"
PROJECT = f"renovation_project/{COMPOUND}:p2022"


@pytest.fixture
def linked(wang):
    """A tablet whose forms refer to each other."""
    wang.download(forms=[form.to_json() for form in referring_forms()])
    return wang


def test_an_opinion_leads_to_its_project_and_the_project_to_its_opinions(linked, clock):
    linked.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=support")
    elsewhere = "↗ 改造项目：改造工程 和平小区（p2022）（不在本机）"
    assert elsewhere in linked.ok("show", "0301:p2022").splitlines()
    linked.ok("new", "renovation_project", "--area", COMPOUND, "project=p2022", "works=道路硬化")
    linked.ok("new", "renovation_opinion", "--area", f"{UNIT}/0302", "road=oppose", "--draft")
    named = "↗ 改造项目：改造工程 和平小区（p2022）  看：doorstep-tablet show x03:p2022"
    assert named in linked.ok("show", "0301:p2022").splitlines()
    lines = linked.ok("show", "x03:p2022").splitlines()
    opinion = "改造意见 和平小区 3号楼 1单元 {}（2022年老旧小区改造）  {}  doorstep-tablet show {}"
    at = lines.index("↙ 引用这份记录的有2份：")
    assert lines[at + 1 : at + 3] == [
        "  " + opinion.format("0301", "已完成", "0301:p2022"),
        "  " + opinion.format("0302", "草稿  ", "0302:p2022"),
    ]
    assert lines[-1] == "送达：有信号时运行 doorstep-tablet sync"


def test_a_record_that_is_named_by_its_id_is_said_by_its_title_and_first_words(linked):
    made = json.loads(linked.ok("new", "meeting", "--area", GRID, "topic=停车位", "--json"))
    meeting = made["id"]
    linked.ok("new", "joint_task", "--area", COMPOUND, "task=画线", f"meeting={meeting}")
    said = "联席会议 第7网格 · 停车位"
    lines = linked.ok("show", f"{COMPOUND}").splitlines()
    assert any(line.startswith(f"  会议  {said}") for line in lines)
    task = json.loads(linked.ok("list", "joint_task", "--json"))[0]["id"]
    assert f"↗ 会议：{said}  看：doorstep-tablet show " in linked.ok("show", task)
    assert "↙ 引用这份记录的有1份：" in linked.ok("show", meeting)
    document = json.loads(linked.ok("show", task, "--json"))
    assert document["parents"] == [{"question": "meeting", "record": meeting}]
    assert json.loads(linked.ok("show", meeting, "--json"))["children"] == {
        "count": 1,
        "records": [task],
    }


def test_a_record_that_names_another_is_judged_once_where_it_is_shown(linked, judged):
    linked.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=support")
    linked.ok("list")  # reads what is new
    judged.clear()
    assert "↗ 改造项目：" in linked.ok("show", "0301:p2022")
    assert judged == [f"renovation_opinion/{UNIT}/0301:p2022"]


def test_what_is_left_to_do_stands_at_the_place_that_it_comes_of(linked):
    """A task is about a compound, and comes of a meeting of the grid."""
    meeting = json.loads(linked.ok("new", "meeting", "--area", GRID, "topic=停车位", "--json"))
    named = f"meeting={meeting['id']}"
    late = ("task=画线", "stage=new", "due=2022-06-01", named)
    linked.ok("new", "joint_task", "--area", COMPOUND, *late)
    linked.ok("new", "joint_task", "--area", COMPOUND, "task=立牌", "stage=done", named)
    lines = linked.ok("show", GRID).splitlines()
    at = lines.index("待办：")
    assert lines[at + 1].startswith("  任务清单 和平小区 · 画线  待办理  期限2022-06-01  ✗ 已逾期")
    assert "立牌" not in lines[at + 2]
    [work] = json.loads(linked.ok("show", GRID, "--json"))["to_do"]
    assert (work["state"], work["due"], work["overdue"]) == ("new", "2022-06-01", True)


def test_what_does_not_name_it_any_more_is_no_child_of_it(linked):
    meeting = json.loads(linked.ok("new", "meeting", "--area", GRID, "--json"))["id"]
    task = json.loads(
        linked.ok("new", "joint_task", "--area", COMPOUND, f"meeting={meeting}", "--json")
    )["id"]
    assert json.loads(linked.ok("list", "--refers", meeting, "--json"))[0]["id"] == task
    linked.ok("edit", task, "meeting=")
    assert "引用这份记录" not in linked.ok("show", meeting)
    assert json.loads(linked.ok("list", "--refers", meeting, "--json")) == []


def test_of_many_children_the_first_are_named_and_the_list_has_all(linked, monkeypatch):
    monkeypatch.setattr(related, "CHILDREN_MAX", 2)
    meeting = json.loads(linked.ok("new", "meeting", "--area", GRID, "--json"))["id"]
    for number in range(3):
        linked.ok("new", "joint_task", "--area", COMPOUND, f"task={number}", f"meeting={meeting}")
    lines = linked.ok("show", meeting).splitlines()
    assert sum("任务清单 和平小区" in line for line in lines) == 2
    command = lines[-2].partition("doorstep-tablet ")[2].split()
    assert len(json.loads(linked.ok(*command, "--json"))) == 3
