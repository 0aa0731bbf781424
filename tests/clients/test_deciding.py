"""A clash of what reviewers said is for whoever reviews: neither offered to others nor taken."""

import json

import pytest

from sync.core.change import Change, Entry
from sync.core.scan import scan
from sync.core.update import encode
from sync.home.store import HomeStore
from tests.clients.conftest import MORNING, UNIT

HOUSE = f"{UNIT}/0301"
OPINION = f"renovation_opinion/{HOUSE}:p2022"
OFFICE = "选定：由负责审核的人决定"


@pytest.fixture
def office(zhao):
    """A tablet of the community's office, which reviews."""
    grants = [{"area": "130709/100/002", "role": "community", "form": None}]
    zhao.download(grants=grants)
    return zhao


@pytest.fixture
def reviewed(wang, office, log):
    """Wang's record, of which two at the office said different things, neither knowing of it."""

    def by(*acts):
        wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support", "parking_spaces=2")
        wang.sync()
        finished = scan(log.rows[-1][1]).change_id
        for number, answers in enumerate(acts, start=1):
            entries = tuple(
                Entry(name, value, (finished,) if name == "_status" else ())
                for name, value in answers.items()
            )
            change = Change(number, "zhaomin0000", MORNING + number, None, entries)
            log.rows.append((OPINION, encode(change), len(log.rows) + 1))
        wang.sync()
        office.sync()

    return by


def waiting(home):
    with HomeStore(home.path) as store:
        return len(store.outbox())


def status(home):
    return json.loads(home.ok("show", "0301:p2022", "--json"))["status"]


@pytest.mark.parametrize(
    "choice", [("--take", "1"), ("--take", "2"), ("--value", "approved"), ("--value", "finished")]
)
def test_who_may_not_review_settles_no_state_of_a_review(wang, reviewed, choice):
    """It would look settled here and be refused at the next sync."""
    reviewed({"_status": "returned"}, {"_status": "approved"})
    refused = wang.run("settle", "0301:p2022", "_status", *choice)
    assert refused.exit_code == 1
    assert refused.stderr.rstrip() == (
        "错误：这里写的是审核结果，由负责审核的人决定，本机没有改动。"
        f"看看：doorstep-tablet show {OPINION}"
    )
    english = wang.run("settle", "0301:p2022", "_status", *choice, lang="en").stderr
    assert "whoever reviews decides; nothing was changed here" in english
    assert waiting(wang) == 0


def test_it_is_not_offered_what_would_be_refused(wang, reviewed):
    reviewed({"_status": "returned"}, {"_status": "approved"})
    assert wang.ok("clashes").splitlines() == [
        "1处冲突，1户，最早刚才",
        "#1 和平小区 3号楼 1单元 0301 · 改造意见 · 状态",
        "   1) 被退回  赵敏  今天 08:00",
        "   2) 已通过  赵敏  今天 08:00  ← 暂时显示",
        OFFICE,
    ]
    shown = wang.ok("show", "0301:p2022")
    assert shown.splitlines()[-1] == OFFICE
    assert "settle" not in shown
    for command in (("clashes",), ("show", "0301:p2022")):
        said = wang.ok(*command, lang="en")
        assert said.splitlines()[-1] == "Settle: whoever reviews decides"


def test_whoever_reviews_settles_it(office, wang, reviewed):
    reviewed({"_status": "returned"}, {"_status": "approved"})
    assert "doorstep-tablet settle 0301:p2022 _status --take 1" in office.ok("clashes")
    assert "doorstep-tablet settle 0301:p2022 _status" in office.ok("show", "0301:p2022")
    office.ok("settle", "0301:p2022", "_status", "--take", "1")
    office.sync()
    wang.sync()
    assert status(wang) == "returned"


def test_two_reasons_for_one_question_are_for_the_office_too(wang, office, reviewed):
    reviewed(
        {"_status": "returned", "_return.parking_spaces": "户主说只要一个"},
        {"_return.parking_spaces": "请再问"},
    )
    choice = ("settle", "0301:p2022", "_return.parking_spaces", "--take", "1")
    assert wang.run(*choice).exit_code == 1
    assert OFFICE in wang.ok("clashes")
    last = wang.ok("show", "0301:p2022").splitlines()[-1]
    assert last == "核对后更正：doorstep-tablet edit 0301:p2022 parking_spaces=…"
    office.ok(*choice)


def test_a_return_that_was_not_seen_says_who_decides_and_what_to_correct(wang, reviewed, log):
    """Wang finished once more before the return came: finishing again answers it."""
    reviewed()
    finished = scan(log.rows[-1][1]).change_id
    for number, (staff, state) in enumerate(
        (("wangfang000", "finished"), ("zhaomin0000", "returned")), start=1
    ):
        change = Change(number, staff, MORNING, None, (Entry("_status", state, (finished,)),))
        log.rows.append((OPINION, encode(change), len(log.rows) + 1))
    wang.sync()
    shown = wang.ok("show", "0301:p2022").splitlines()
    assert OFFICE in [line.strip() for line in shown]
    assert shown[-1] == "改好后：doorstep-tablet finish 0301:p2022"
    wang.ok("finish", "0301:p2022")
    assert status(wang) == "finished"


def test_states_that_need_no_review_are_settled_by_who_records(wang, li):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "--draft")
    for home in (wang, li):
        home.sync()
    wang.ok("finish", "0301:p2022")
    li.ok("void", "0301:p2022", "重复")
    for home in (wang, li, wang):
        home.sync()
    assert "settle 0301:p2022 _status --take 1" in wang.ok("clashes")
    assert wang.run("settle", "0301:p2022", "_status", "--value", "approved").exit_code == 1
    wang.ok("settle", "0301:p2022", "_status", "--value", "finished")
    assert status(wang) == "finished"


def test_other_clashes_of_the_record_are_still_offered(wang, li, reviewed):
    reviewed({"_status": "returned"}, {"_status": "approved"})
    li.sync()
    wang.ok("edit", "0301:p2022", "road=neutral")
    li.ok("edit", "0301:p2022", "road=oppose")
    for home in (wang, li, wang):
        home.sync()
    lines = wang.ok("clashes").splitlines()
    assert OFFICE in lines
    assert "选定：doorstep-tablet settle 0301:p2022 road --take 1" in lines
    assert lines[-1].startswith("都不对")
    assert wang.ok("show", "0301:p2022").splitlines()[-1].startswith("选定：doorstep-tablet settle")
    wang.ok("settle", "0301:p2022", "road", "--take", "1")
