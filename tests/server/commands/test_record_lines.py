"""A record's lines: rows of a repeat by number, columns that count a Chinese character as two."""

import time

import pytest

from server.commands import record_lines
from server.commands.naming import Names
from server.commands.options import Language
from server.commands.terminal import Terminal

QUESTIONS = {
    "dwelling_use": {"kind": "text", "label": "房屋用途"},
    "needs": {"kind": "select_multiple", "label": "需要", "choices": {"a": "车位", "b": "电梯"}},
    "place": {"kind": "geopoint", "label": "位置"},
    "read": {"kind": "acknowledge", "label": "已读过"},
    "began": {"kind": "start", "label": ""},
    "bare": {"kind": "text", "label": ""},
    "members": {"kind": "repeat", "label": "家庭成员"},
    "members.name": {"kind": "text", "label": "姓名"},
    "members.visits": {"kind": "repeat", "label": "来访"},
    "pets": {"kind": "repeat", "label": ""},
    "pets.name": {"kind": "text", "label": "名字"},
    "members.visits.day": {"kind": "date", "label": "日期"},
}


@pytest.fixture
def terminal():
    return Terminal(as_json=False, lang=Language.zh_cn)


@pytest.fixture
def names(terminal):
    forms = {"household_file": {"title": "一户一档", "questions": QUESTIONS}}
    found = {"areas": {"1": "和平小区 0301"}, "staff": {"wang": "王芳"}, "forms": forms}
    return Names(found, terminal.words)


def answer(value, outcome="single"):
    written = {"value": value, "staff": "wang", "at_ms": 0, "change": 1, "shown": True}
    return {"value": value, "outcome": outcome, "values": [written], "flags": []}


def record(answers, history=()):
    return {
        "id": "household_file/1",
        "form": "household_file",
        "area": "1",
        "status": "finished",
        "merged": False,
        "answers": answers,
        "irrelevant": [],
        "remarks": [],
        "review": None,
        "history": history,
    }


ROWS = {
    "members[zzzzzz]": answer(True),
    "members[zzzzzz].name": answer("赵一"),
    "members[aaaaaa]": answer(True),
    "members[aaaaaa].name": answer("欧阳二"),
}


def test_rows_of_a_repeat_are_numbered_as_they_stand_and_never_named_by_their_ids(terminal, names):
    lines = list(record_lines.lines(terminal, names, record(ROWS)))
    assert [line.rpartition("王芳")[0].strip() for line in lines if "王芳" in line] == [
        "家庭成员 1 姓名  赵一",
        "家庭成员 2 姓名  欧阳二",
    ]
    assert not [line for line in lines if "zzzzzz" in line or "True" in line]


def test_rows_within_rows_are_numbered_in_their_row(terminal, names):
    rows = {
        **ROWS,
        "members[aaaaaa].visits[bbbbbb]": answer(True),
        "members[aaaaaa].visits[bbbbbb].day": answer("2026-06-01"),
    }
    said = "\n".join(record_lines.lines(terminal, names, record(rows)))
    assert "  家庭成员 2 来访 1 日期  2026-06-01" in said


def test_rows_that_are_called_nothing_are_numbered_all_the_same(terminal, names):
    rows = {"pets[aaaaaa]": answer(True), "pets[aaaaaa].name": answer("旺财")}
    said = "\n".join(record_lines.lines(terminal, names, record(rows)))
    assert "pets 1 名字  旺财" in said


def test_places_and_ticks_are_said_and_what_a_tablet_notes_by_itself_is_not(terminal, names):
    shown = {
        "place": answer([40.97, 115.28, 860, 5]),
        "read": answer("OK"),
        "began": answer("2026-06-12T08:30:00+08:00"),
    }
    said = "\n".join(record_lines.lines(terminal, names, record(shown)))
    assert "位置    40.97, 115.28, 860, 5" in said
    assert "已读过  是 " in said
    assert "began" not in said


def test_values_stand_in_one_column_and_choices_are_enumerated(terminal, names):
    shown = {"dwelling_use": answer("自住"), "needs": answer(["a", "b"])}
    lines = list(record_lines.lines(terminal, names, record(shown)))
    assert lines[3].startswith("  房屋用途  自住        王芳  ")
    assert lines[4].startswith("  需要      车位、电梯  王芳  ")


def test_the_history_tells_rows_that_are_gone(terminal, names):
    removal = {
        "staff": "wang",
        "at_ms": 0,
        "remark": None,
        "answers": {"members[k3x9a0]": {"value": False}, "members[aaaaaa].name": {"value": "赵一"}},
    }
    lines = list(record_lines.lines(terminal, names, record(ROWS, [removal])))
    assert lines[-1].endswith("  家庭成员 已删除; 家庭成员 2 姓名 = 赵一")


def test_a_time_that_no_calendar_has_is_shown_as_the_last_that_one_has(terminal):
    assert (2**53 - 1) // 1000 > 253_402_300_799, "beyond the year 9999"
    assert terminal.when(2**53 - 1)[:4] in {"9998", "9999"}


def test_times_are_the_districts_whatever_zone_the_machine_has(terminal, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert terminal.when(1_760_025_600_000) == "2025-10-10 00:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_return_stands_on_top_with_its_reasons_and_what_was_answered_since(terminal, names):
    said = {"staff": "wang", "at_ms": 0, "change": 7}
    reasons = [
        {"question": None, "text": "请再上门", "answered": False, **said},
        {"question": "members[aaaaaa].name", "text": "查无此人", "answered": True, **said},
    ]
    review = {"returned": False, "changed": True, "reasons": reasons}
    shown = record(ROWS) | {"review": review, "remarks": [{"text": "请再上门", **said}]}
    lines = list(record_lines.lines(terminal, names, shown))
    assert lines[2] == "已完成 · 退回后已改"
    assert lines[3].startswith("  退回原因  请再上门  王芳")
    assert lines[4].startswith("  退回原因  家庭成员 2 姓名  查无此人  王芳")
    assert lines[4].endswith("✓ 已重新填写")
    assert sum("请再上门" in line for line in lines) == 1


def test_a_clash_of_the_state_is_shown_in_words(terminal, names):
    both = answer("approved", "clash")
    other = {**both["values"][0], "value": "returned", "change": 2, "shown": False}
    both["values"].append(other)
    lines = list(record_lines.lines(terminal, names, record({"_status": both})))
    text = "\n".join(lines[:-1])
    for word in ("状态", "已通过", "被退回"):
        assert word in text
    assert "_status" not in text


def test_an_answer_that_somebody_gave_is_read_and_what_a_tablet_notes_only_where_it_has_a_label(
    names,
):
    read = [
        path
        for path in ("bare", "began", "members", "gone")
        if names.is_read("household_file", path)
    ]
    assert read == ["bare", "members", "gone"]
    assert names.question("household_file", "bare") == "bare"
