"""`show`: a record as people read it, word for word."""

import json

from sync.core.change import Change, Entry
from sync.core.record import STATUS
from sync.core.results import Refused
from sync.core.scan import scan
from sync.core.update import encode
from sync.home.store import HomeStore
from tests.clients.conftest import UNIT

HOUSE = f"{UNIT}/0301"
OPINION = f"renovation_opinion/{HOUSE}:p2022"


def two_opinions(wang, li, clock):
    """Wang and Li open one household offline; then both synchronise."""
    clock.set(hour=9, minute=14)
    wang.ok(
        "new", "renovation_opinion", "--area", HOUSE, "road=support", "greening_lighting=support"
    )
    clock.set(hour=10, minute=2)
    li.ok("new", "renovation_opinion", "--area", HOUSE, "greening_lighting=oppose", "--draft")
    li.ok("edit", "0301:p2022", "parking_spaces=1")
    for home in (wang, li, wang):
        home.sync()


def returned(zhao, clock):
    """Zhao returns the record, as a supervisor's page does."""
    clock.set(day=1, hour=8, minute=30)
    zhao.sync()
    with HomeStore(zhao.path) as store:
        change = Change(
            7,
            zhao.staff,
            clock.now_ms,
            "停车位请再核实",
            (Entry(STATUS, "returned", tuple(status_changes(zhao, store))),),
        )
        store.add_own([(OPINION, encode(change))], clock.now_ms)
    zhao.sync()


def status_changes(home, store):
    for row in store.rows_of(OPINION):
        change = scan(row.data)
        if any(entry.question == STATUS for entry in change.entries):
            yield change.change_id


def test_a_returned_record_with_a_clash_and_an_unsent_answer(wang, li, zhao, clock):
    two_opinions(wang, li, clock)
    returned(zhao, clock)
    wang.sync()
    clock.set(day=2, hour=16, minute=40)
    wang.ok("edit", "0301:p2022", "opinion=楼道灯坏了")
    assert wang.ok("show", "0301:p2022").splitlines() == [
        "改造意见  和平小区 3号楼 1单元 0301（2022年老旧小区改造）",
        "被退回 · 1处冲突 · 1处改动未送达",
        "退回原因  赵敏 昨天 08:30：停车位请再核实",
        "  道路硬化  支持        我  6月12日 09:14",
        "  绿化亮化  ⚠ 两人各自填写，互不知情",
        "      1) 支持  我    6月12日 09:14",
        "      2) 反对  李强  6月12日 10:02  ← 暂时显示",
        "  停车位    1           李强  6月12日 10:02",
        "  意见      楼道灯坏了  我  今天 16:40  ↑ 未送达",
        "↗ 改造项目：改造项目 和平小区（2022年老旧小区改造）（不在本机）",
        "选定：doorstep-tablet settle 0301:p2022 greening_lighting --take 1",
    ]


def test_the_same_in_english(wang, li, clock):
    two_opinions(wang, li, clock)
    assert wang.ok("show", "0301:p2022", lang="en").splitlines() == [
        "Renovation opinion  和平小区 3号楼 1单元 0301 (Renovation of old compounds 2022)",
        "finished · 1 clash · delivered",
        "  Road hardening         Support  me  today 09:14",
        "  Greening and lighting  ⚠ two people, neither knew of the other",
        "      1) Support  me    today 09:14",
        "      2) Oppose   李强  today 10:02  ← shown for now",
        "  Parking spaces         1        李强  today 10:02",
        (
            "↗ Project: Renovation project 和平小区 (Renovation of old compounds 2022)"
            " (not on this tablet)"
        ),
        "Settle: doorstep-tablet settle 0301:p2022 greening_lighting --take 1",
    ]


def test_an_answer_that_breaks_a_rule_is_shown_with_its_sentence(wang, li, clock):
    """It was stored while the record was a draft; finishing it elsewhere flags it."""
    clock.set(hour=9)
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "parking_spaces=99", "--draft")
    lines = wang.ok("show", "0301:p2022").splitlines()
    assert "，已保存，请核对" in lines[2]
    assert lines[2].startswith("  停车位  99  我  今天 09:00  ！超出0–")


def test_a_row_of_a_repeat_stands_under_its_number(wang, clock):
    clock.set(hour=9)
    wang.ok("new", "household_file", "--area", HOUSE, "members[+].name=赵小明", "phone=13900000000")
    assert wang.ok("show", "0301").splitlines() == [
        "一户一档  和平小区 3号楼 1单元 0301",
        "已完成 · 1处改动未送达",
        "  联系电话        13900000000  我  今天 09:00  ↑ 未送达",
        "  家庭成员 1",
        "    姓名            赵小明       我  今天 09:00  ↑ 未送达",
        "  【合计与租赁】",
        "  登记人数        1",
        "  流动人口        0",
        "送达：有信号时运行 doorstep-tablet sync",
    ]


def test_history_has_every_change_and_what_it_replaced(wang, li, clock):
    two_opinions(wang, li, clock)
    clock.set(hour=11)
    wang.ok("settle", "0301:p2022", "greening_lighting", "--take", "1")
    lines = wang.ok("show", "0301:p2022", "--history").splitlines()
    assert lines[lines.index("全部经过") + 1 :] == [
        "今天 09:14  我  ✓ 已送达",
        "    道路硬化：支持",
        "    绿化亮化：支持",
        "    状态：已完成",
        "今天 10:02  李强  ✓ 已送达",
        "    绿化亮化：反对",
        "今天 10:02  李强  ✓ 已送达",
        "    停车位：1",
        "今天 11:00  我  ↑ 未送达",
        "    绿化亮化：支持（取代2处）",
        "送达：有信号时运行 doorstep-tablet sync",
    ]


def test_json_is_the_document_and_nothing_else(wang, li, clock):
    two_opinions(wang, li, clock)
    document = json.loads(wang.ok("show", "0301:p2022", "--history", "--json"))
    assert document["id"] == OPINION
    assert (document["area"], document["scope"]) == (HOUSE, "130709/100/002/007")
    assert (document["status"], document["sync"], document["merged"]) == (
        "finished",
        "synced",
        True,
    )
    clash = document["answers"]["greening_lighting"]
    assert clash["outcome"] == "clash"
    assert [(v["value"], v["staff"], v["shown"]) for v in clash["values"]] == [
        ("support", wang.staff, False),
        ("oppose", li.staff, True),
    ]
    assert [change["seq"] for change in document["history"]] == [1, 2, 3]
    assert [change["device"] for change in document["history"]] == [
        f"device{wang.staff}",
        None,
        None,
    ]


def test_what_others_typed_cannot_move_the_cursor_or_turn_the_line(wang, clock):
    """Control and direction characters in an answer are shown as spaces."""
    wang.ok("new", "hazard_report", "--area", HOUSE, "category=safety", "place=东\u202e侧\x1b[2J")
    wang.ok("list")
    shown = wang.ok("show", "1")
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_history_names_the_rows_of_a_repeat_as_they_are_shown(wang):
    wang.ok("new", "household_file", "--area", HOUSE, "members[+].name=赵一")
    wang.ok("edit", "0301", "members[+].name=赵二")
    wang.ok("remove", "0301", "members[1]")
    lines = wang.ok("show", "0301", "--history").splitlines()
    said = [line.strip() for line in lines if line.startswith("    家庭成员")]
    assert said == [
        "家庭成员 姓名：赵一",
        "家庭成员 1 姓名：赵二",
        "家庭成员：已删除（取代1处）",
        "家庭成员 姓名：（空）（取代1处）",
    ]


def test_a_refused_remark_is_shown_beside_the_answers_refused_with_it(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    wang.ok("void", "0301:p2022", "填错了人家")
    with HomeStore(wang.path) as store:
        refused = Refused(code="forbidden", hint="…", retryable=False, kept=True)
        store.store_results([(row.hash, refused) for row in store.outbox()])
    assert "作废、填错了人家" in wang.ok("show", "0301:p2022")
