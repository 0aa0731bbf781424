"""A record that comes back from the office: first in the list, why, and how it is corrected."""

import json

import pytest

from sync.core.change import Change, Entry
from sync.core.scan import scan
from sync.core.update import encode
from sync.home.store import HomeStore
from tests.clients.conftest import MORNING, UNIT

HOUSE = f"{UNIT}/0301"
OPINION = f"renovation_opinion/{HOUSE}:p2022"


def write(log, staff, answers, remark=None):
    """What somebody wrote at the office, who had seen everything: it is in the log at once."""
    held = [scan(data) for record, data, _ in log.rows if record == OPINION]
    replaces = {
        name: tuple(
            each.change_id for each in held if any(e.question == name for e in each.entries)
        )
        for name in answers
    }
    change = Change(
        len(log.rows) + 1,
        staff,
        MORNING,
        remark,
        tuple(Entry(name, value, replaces[name]) for name, value in answers.items()),
    )
    log.rows.append((OPINION, encode(change), len(log.rows) + 1))


@pytest.fixture
def returned(wang, clock, log):
    """Wang's two records; the second was returned, as a whole and for one question."""
    clock.set(hour=7)
    wang.ok("new", "household_file", "--area", HOUSE, "phone=13900000000")
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support", "parking_spaces=2")
    wang.sync()
    write(
        log,
        "zhaomin0000",
        {"_status": "returned", "_return.parking_spaces": "户主说只要一个"},
        remark="请再上门",
    )
    clock.set(hour=9)
    wang.sync()
    return wang


def test_it_stands_first_in_the_list_with_its_reasons(returned):
    assert returned.ok("list").splitlines()[1:4] == [
        "#1  和平小区 3号楼 1单元 0301  改造意见（2022年老旧小区改造）  被退回  ✓ 已送达",
        "   退回原因  赵敏 今天 08:00：请再上门",
        "   退回原因  赵敏 今天 08:00：停车位：户主说只要一个",
    ]
    only = returned.ok("list", "--status", "returned", "--json")
    assert [each["id"] for each in json.loads(only)] == [OPINION]


def test_show_says_why_and_which_question_to_correct(returned):
    lines = returned.ok("show", "0301:p2022").splitlines()
    assert lines[1:4] == [
        "被退回 · 已送达",
        "退回原因  赵敏 今天 08:00：请再上门",
        "退回原因  赵敏 今天 08:00：停车位：户主说只要一个",
    ]
    assert lines[-1] == "核对后更正：doorstep-tablet edit 0301:p2022 parking_spaces=…"
    assert not any("备注" in line for line in lines)


def test_a_corrected_question_says_so_and_then_the_record_is_to_be_finished(returned):
    returned.ok("edit", "0301:p2022", "parking_spaces=1")
    lines = returned.ok("show", "0301:p2022").splitlines()
    assert lines[1:4] == [
        "被退回 · 1处改动未送达",
        "退回原因  赵敏 今天 08:00：请再上门",
        "退回原因  赵敏 今天 08:00：停车位：户主说只要一个  ✓ 已重新填写",
    ]
    assert lines[-1] == "改好后：doorstep-tablet finish 0301:p2022"
    assert "↻ 退回后已改" in returned.ok("list").splitlines()[1]


def test_finished_again_it_is_no_longer_returned_and_says_that_it_was_corrected(returned):
    returned.ok("edit", "0301:p2022", "parking_spaces=1")
    assert "还没有重新填写" not in returned.ok("finish", "0301:p2022")
    lines = returned.ok("show", "0301:p2022").splitlines()
    assert lines[1] == "已完成 · 退回后已改 · 2处改动未送达"
    assert not any(line.startswith("退回原因") for line in lines)
    assert "被退回" not in returned.ok("status")
    document = json.loads(returned.ok("show", "0301:p2022", "--json"))
    assert (document["review"]["returned"], document["review"]["changed"]) == (False, True)
    assert [each["answered"] for each in document["review"]["reasons"]] == [False, True]


def test_finishing_without_answering_names_the_questions_that_are_open(returned):
    said = returned.ok("finish", "0301:p2022")
    assert said.splitlines()[0].startswith("还没有重新填写：停车位。")
    assert json.loads(returned.ok("show", "0301:p2022", "--json"))["status"] == "finished"


def test_an_approval_leaves_nothing_of_the_return(returned, log):
    returned.ok("edit", "0301:p2022", "parking_spaces=1")
    returned.ok("finish", "0301:p2022")
    returned.sync()
    write(log, "zhaomin0000", {"_status": "approved"})
    returned.sync()
    document = json.loads(returned.ok("show", "0301:p2022", "--json"))
    assert (document["status"], document["review"]) == ("approved", None)


def test_a_colleagues_edit_meanwhile_is_there_beside_the_correction(returned, li):
    li.sync()
    li.ok("edit", "0301:p2022", "opinion=楼道灯坏了")
    li.sync()
    returned.ok("edit", "0301:p2022", "parking_spaces=1")
    returned.ok("finish", "0301:p2022")
    returned.sync()
    for home in (returned, li):
        home.sync()
        document = json.loads(home.ok("show", "0301:p2022", "--json"))
        assert document["status"] == "finished"
        assert document["answers"]["opinion"]["value"] == "楼道灯坏了"
        assert document["answers"]["parking_spaces"]["value"] == 1
        assert document["review"]["changed"]


def test_a_home_of_an_older_version_reads_its_records_once_more(returned):
    with HomeStore(returned.path) as store:
        store.index.keep([(OPINION, {"status": "returned"}, ())])
        store._connection.execute("ALTER TABLE records DROP COLUMN text")
        store._connection.execute("DROP INDEX records_area")
        store._connection.execute("DROP TRIGGER records_gone")
        store._connection.execute("DROP TABLE refs")
        store._connection.execute("PRAGMA user_version = 4")
    assert "被退回1条" in returned.ok("status")


def test_english_says_the_same(returned):
    lines = returned.ok("show", "0301:p2022", lang="en").splitlines()
    assert lines[3] == "Returned  赵敏 today 08:00: Parking spaces: 户主说只要一个"
