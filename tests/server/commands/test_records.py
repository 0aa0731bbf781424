"""Looking inside: records and clashes, written by two people who knew nothing of each other."""

import itertools
import json

import pytest

from schema.record_id import RecordId
from server.commands.main import run
from server.station import Station

RECORD = "opinion/130709/100/002/007/x03/0301"
GRID = "130709/100/002/007"


@pytest.fixture
def clashing(data, connection, add_person, monkeypatch):
    """The directory with one record in which two people answered the same question."""
    add_person("boss", ("admin", "130709"), ("district", "130709"), name="管理员")
    wang = add_person("wang", ("grid_member", GRID), name="王某")
    li = add_person("li", ("grid_member", GRID), name="李某")
    connection.close()
    minutes = itertools.count(1_700_000_000_000, 60_000)
    monkeypatch.setattr("server.station.now_ms", lambda: next(minutes))
    with Station(data) as station:
        record = RecordId.parse(RECORD)
        station.record_change(record, wang, [("note", "[可以]", ()), ("_status", "finished", ())])
        station.record_change(record, li, [("note", "不行", ())], remark="电话问的")
    return data


@pytest.fixture
def doorstep(clashing, capsys):
    def command(*words):
        code = run([*words, "--data", str(clashing)])
        said = capsys.readouterr()
        assert (code, said.err) == (0, "")
        return said.out

    return command


def document(out):
    return json.loads(out)


def test_both_values_stand_in_the_document_with_who_wrote_them(doorstep):
    shown = document(doorstep("records", "show", RECORD, "--json"))
    assert shown["merged"]
    answer = shown["answers"]["note"]
    assert answer["outcome"] == "clash"
    assert [value["value"] for value in answer["values"]] == ["[可以]", "不行"]


def test_a_record_is_named_by_the_tail_of_its_id(doorstep):
    assert document(doorstep("records", "show", "x03/0301", "--json"))["id"] == RECORD


def test_a_record_is_shown_in_words_with_what_to_do_last(doorstep):
    lines = doorstep("records", "show", RECORD, "--lang", "zh-CN").splitlines()
    assert lines[0] == "测试表  和平小区 0301"
    assert lines[2] == "已完成 · 1处冲突 · 多人填写"
    assert lines[3].endswith("⚠ 两人各自填写，互不知情")
    assert lines[4].strip().startswith("1) [可以]  王某")
    assert lines[5].strip().startswith("2) 不行    李某")
    assert lines[5].endswith("← 暂时显示")
    assert "电话问的" in lines[6]
    assert lines[-1] == "选定：doorstep records settle 0301 note --value 值"


def test_the_history_speaks_of_states_in_words(doorstep):
    out = doorstep("records", "show", RECORD, "--history", "--lang", "zh-CN")
    assert "说明 = [可以]; 状态 = 已完成" in out
    assert "_status" not in out


def test_clashes_are_listed_in_words(doorstep):
    lines = doorstep("records", "clashes", "--lang", "zh-CN").splitlines()
    assert lines[0] == "1处冲突，1户"
    assert lines[1] == "#1 和平小区 0301 · 测试表 · 说明"
    assert lines[-1].startswith("都不对：")


def test_a_list_marks_clashes_and_counts(doorstep):
    out = doorstep("records", "list", "opinion", "--lang", "en")
    assert "⚠ 1" in out
    assert out.splitlines()[-1] == "Records: 1. See one: doorstep records show ID"
    listed = document(doorstep("records", "list", "opinion", "--json"))
    assert [record["id"] for record in listed] == [RECORD]
    empty = doorstep("records", "list", "opinion", "--area", "130709/100/002/008", "--json")
    assert document(empty) == []


def test_a_settled_clash_is_gone_and_every_value_stays_in_the_history(doorstep):
    settled = doorstep("records", "settle", RECORD, "note", "--value", "不行", "--json")
    assert document(settled) == {"ok": True}
    assert document(doorstep("records", "clashes", "--json")) == []
    shown = document(doorstep("records", "show", RECORD, "--history", "--json"))
    assert shown["answers"]["note"]["value"] == "不行"
    written = [each["answers"]["note"]["value"] for each in shown["history"]]
    assert written == ["[可以]", "不行", "不行"]


def test_who_settles_is_the_admin_or_who_is_named(doorstep):
    doorstep("records", "settle", RECORD, "note", "--value", "a")
    doorstep("records", "settle", RECORD, "note", "--value", "b", "--as", "wang")
    shown = document(doorstep("records", "show", RECORD, "--history", "--json"))
    staff = {each["id"]: each["login"] for each in document(doorstep("staff", "list", "--json"))}
    assert [staff[each["staff"]] for each in shown["history"]][-2:] == ["boss", "wang"]


def test_what_was_erased_is_said_with_what_is_left_to_do(doorstep, clashing, capsys):
    lines = doorstep("records", "erase", "x03/0301", "--lang", "zh-CN").splitlines()
    assert lines[0] == "已删除1份记录。各平板下次同步时也会删去。"
    assert lines[1].startswith("平板以后送来的有关内容会留在待处理中")
    assert f"--withdrawn {clashing}/withdrawn.jsonl" in lines[1]
    again = doorstep("records", "erase", RECORD, "--lang", "zh-CN")
    assert again.startswith("1份记录以前已删除。")
    assert document(doorstep("records", "erase", RECORD, "--json")) == {
        "ok": True,
        "erased": [],
        "already": [RECORD],
        "scrubbed": True,
    }
    assert document(doorstep("records", "list", "opinion", "--json")) == []
    assert run(["records", "show", "0301", "--data", str(clashing), "--lang", "zh-CN"]) == 1
    said = capsys.readouterr().err
    assert (
        said == f"doorstep: 记录 {RECORD} 已应本人要求删除。内容已全部清除，也不再接收新的改动。\n"
    )


def test_bytes_that_still_lie_in_the_files_are_said_with_json_too(clashing, capsys, monkeypatch):
    monkeypatch.setattr(Station, "scrub", lambda _: False)
    assert run(["records", "erase", RECORD, "--data", str(clashing), "--json", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert not document(said.out)["scrubbed"]
    assert "Give the same command again." in said.err


def test_what_was_refused_is_listed_byte_for_byte(clashing, doorstep):
    with Station(clashing) as station:
        record = RecordId.parse("opinion/130709/100/002/008")
        person = station.directory.staff_named("wang").id
        answer = station.record_change(record, person, [("note", "x", ())])
        assert (answer.code, answer.kept) == ("forbidden", True)
        (kept,) = station.reader.quarantine()
    (listed,) = document(doorstep("quarantine", "list", "--json"))
    assert listed == {
        "id": kept.id,
        "record": "opinion/130709/100/002/008",
        "device": "server",
        "staff": person,
        "at_ms": kept.received_ms,
        "reason": "forbidden",
        "bytes": kept.data.hex(),
    }
    assert document(doorstep("quarantine", "show", str(kept.id), "--json")) == listed
    assert document(doorstep("quarantine", "list", "--reason", "malformed", "--json")) == []
    assert "没有权限 · forbidden" in doorstep("quarantine", "list", "--lang", "zh-CN")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("records", "list", "opinion", "--status", "finishd"),
            "记录没有状态 finishd。相近的有：finished",
        ),
        (("records", "list", "household"), "没有表单 household。相近的有：opinion"),
        (("records", "show", "0999"), "没有记录 0999。查看全部：doorstep records list 表单"),
        (("quarantine", "list", "--reason", "forbiden"), "没有拒收原因 forbiden。相近的有："),
        (("quarantine", "list", "--device", "k3x9"), "没有平板 k3x9。"),
        (("forms", "show", "opinion", "--version", "9"), "表单没有版本 9。相近的有："),
        (("areas", "list", "999"), "没有地区 999。相近的有：130709"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(clashing, capsys, words, said):
    assert run([*words, "--data", str(clashing), "--lang", "zh-CN"]) == 1
    assert capsys.readouterr().err.startswith(f"doorstep: {said}")
