"""The page of what was held back: whose, why, its content as a form, accepting and discarding."""

import html
import json
import re

import pytest

from schema.record_id import RecordId
from server.pages import quarantine
from sync.core.change import Change, Entry
from sync.core.results import Refused
from sync.core.update import encode
from sync.log.log import Submission
from tests.server.town import ELSEWHERE, NEXT_DOOR, OPINION, UNIT

FILE = f"household_file/{UNIT}/0302"
PLACES = (OPINION, NEXT_DOOR, FILE)


@pytest.fixture
def held(station):
    """Keeps what somebody sent and the server refused; gives the entry's number."""

    def refused(record, login, answers, reason="forbidden", *, author=None, data=None):
        number = len(station.reader.quarantine()) + 1
        staff = station.directory.by_login[login].id
        written_by = station.directory.by_login[author or login].id
        entries = tuple(Entry(name, value, ()) for name, value in answers.items())
        change = Change(7_000_000 + number, written_by, 1_760_000_000_000, None, entries)
        submission = Submission(
            record=record,
            data=encode(change) if data is None else data,
            device="device0000000001",
            staff=staff,
            change_id=change.change_id if data is None else None,
            scope=RecordId.parse(record).scope if record and data is None else None,
            refusal=reason,
        )
        (answer,) = station.store([submission])
        assert isinstance(answer, Refused)
        return station.reader.quarantine()[-1].id

    return refused


def fields(page: str, action: str) -> dict[str, str]:
    """What the first form that goes to `action` sends."""
    form = re.search(rf'action="{action}">(.*?)</form>', page, re.DOTALL)[1]
    found = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def reasons(station) -> list[str]:
    return [kept.reason for kept in station.reader.quarantine()]


def test_the_page_says_whose_work_is_held_back_and_why(browser, held):
    for place in PLACES[:2]:
        held(place, "hong", {"road": "support"})
    held(FILE, "fang", {"_status": "approved"}, "forbidden_state")
    page = browser("min").page("/quarantine")
    assert "3户的内容待处理" in page
    assert re.search("陈红的2户，没有这个网格的权限，.*起", page)
    assert re.search("王芳的1户，无权改成这个状态，.*起", page)


def test_two_changes_of_one_household_are_one_visit(browser, held):
    held(OPINION, "hong", {"road": "support"})
    held(OPINION, "hong", {"facade": "support"})
    page = browser("min").page("/quarantine")
    assert "陈红的1户" in page
    assert "全部接收（2处）" in page


def test_the_content_stands_there_as_a_form_without_internal_names(browser, station, held):
    held(FILE, "hong", {"phone": "13800001234", "dwelling_use": "rented"}, author="fang")
    group = station.directory.by_login["hong"].id
    page = browser("min").page(f"/quarantine?reason=forbidden&staff={group}")
    for words in ("和平小区 3号楼 1单元 0302", "房屋用途", "出租", "王芳填写", "陈红送来"):
        assert words in page
    assert "13800001234" not in page
    text = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"forbidden|dwelling_use|household_file|130709", text)


def test_bytes_that_are_no_change_are_said_to_be_and_can_be_taken_away(browser, station, held):
    number = held(None, "fang", {}, "malformed", data=b"\x00\x01<b>")
    visitor = browser("min")
    group = station.directory.by_login["fang"].id
    page = visitor.page(f"/quarantine?reason=malformed&staff={group}")
    assert "收到5字节" in page
    assert "/quarantine/accept" not in page
    answer = visitor.get(f"/quarantine/{number}/bytes")
    assert answer.content == b"\x00\x01<b>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "attachment" in answer.headers["content-disposition"]
    told = station.change(lambda c: c.execute("SELECT act FROM audit ORDER BY n DESC").fetchone())
    assert told == ("quarantine.export",)


def test_accepting_a_group_stores_all_that_was_shown_and_nothing_that_came_later(
    browser, station, held
):
    for place in PLACES[:2]:
        held(place, "hong", {"facade": "oppose"})
    visitor = browser("min")
    shown = fields(visitor.page("/quarantine"), "/quarantine/accept")
    held(FILE, "hong", {"dwelling_use": "own"})
    answer = visitor.send_form("/quarantine/accept", **shown)
    assert "确认保存2处改动" in answer.text
    assert [kept.record for kept in station.reader.quarantine()] == [FILE]
    for place in PLACES[:2]:
        assert len(station.reader.record(place)) == 2 + (place == OPINION)


def test_one_change_is_accepted_alone_in_the_visitors_name(browser, station, held):
    held(OPINION, "hong", {"facade": "oppose"})
    number = held(NEXT_DOOR, "hong", {"facade": "oppose"})
    browser("min").send_form("/quarantine/accept", id=number)
    assert [kept.record for kept in station.reader.quarantine()] == [OPINION]
    actor, act, subject = station.change(
        lambda c: c.execute("SELECT actor, act, subject FROM audit ORDER BY n DESC").fetchone()
    )
    assert (act, subject) == ("quarantine.accept", NEXT_DOOR)
    assert actor == station.directory.by_login["min"].id


def test_discarding_asks_for_a_reason_first(browser, station, held):
    number = held(OPINION, "hong", {"facade": "oppose"})
    visitor = browser("min")
    asked = visitor.page(f"/quarantine/discard?id={number}")
    assert "不能恢复" in asked
    sent = fields(asked, "/quarantine/discard")
    assert visitor.send_form("/quarantine/discard", **sent, because="  ").status_code == 422
    assert reasons(station) == ["forbidden"]
    visitor.send_form("/quarantine/discard", **sent, because="重复填写")
    assert reasons(station) == []
    (detail,) = station.change(
        lambda c: c.execute("SELECT detail FROM audit ORDER BY n DESC").fetchone()
    )
    assert json.loads(detail)["because"] == "重复填写"


def test_who_may_not_decide_sees_no_quarantine(browser, station, held):
    number = held(OPINION, "hong", {"facade": "oppose"})
    for login in ("fang", "auditor", "root"):
        visitor = browser(login)
        visitor.page(f"/quarantine/{number}/bytes", 404)
        assert visitor.send_form("/quarantine/accept", id=number).status_code == 404
        assert visitor.send_form("/quarantine/discard", id=number, because="x").status_code == 404
    assert reasons(station) == ["forbidden"]


def test_what_lies_in_anothers_area_is_neither_counted_nor_decided(browser, station, held):
    far = held("renovation_opinion/130709/100/003/001/x01/b01/u1/0101:p2022", "hong", {"road": "a"})
    held(ELSEWHERE, "fang", {"facade": "oppose"})
    visitor = browser("min")
    assert "1户的内容待处理" in visitor.page("/quarantine")
    assert visitor.send_form("/quarantine/accept", id=far).status_code == 409
    assert visitor.get(f"/quarantine/{far}/bytes").status_code == 404
    assert len(reasons(station)) == 2


def test_a_form_that_the_server_lacks_is_said_to_be_the_cause(browser, station, held):
    number = held(f"nothing_known/{UNIT}/0301", "fang", {"q": "1"}, "unknown_form")
    answer = browser("min").send_form("/quarantine/accept", id=number)
    assert answer.status_code == 409
    assert "服务器还没有这张表" in answer.text
    assert reasons(station) == ["unknown_form"]


def test_a_large_group_turns_page_by_page_and_is_decided_in_parts(
    browser, station, held, monkeypatch
):
    monkeypatch.setattr(quarantine, "ENTRIES", 2)
    monkeypatch.setattr(quarantine, "AT_ONCE", 2)
    for place in PLACES:
        held(place, "hong", {"_status": "approved"}, "forbidden_state")
    visitor = browser("min")
    group = station.directory.by_login["hong"].id
    first = visitor.page(f"/quarantine?reason=forbidden_state&staff={group}")
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = visitor.page(following)
    assert first.count('class="held"') == 2
    assert second.count('class="held"') == 1
    assert 'rel="next"' not in second
    answer = visitor.send_form("/quarantine/accept", **fields(first, "/quarantine/accept"))
    assert "确认保存2处改动" in answer.text
    assert "1户的内容待处理" in answer.text


def test_a_reason_that_does_not_exist_is_said_to(browser):
    assert "没有这样的筛选条件" in browser("min").page("/quarantine?reason=nothing&staff=x", 400)
