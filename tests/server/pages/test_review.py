"""Approving, returning with a reason, doing either to many, and choosing again, on the pages."""

import html
import re

import pytest

from schema.grant import Role
from schema.record_id import RecordId
from server.errors import ProjectorBehind
from server.pages import review_all, reviews, settle
from server.views.asking import Sight
from tests.server.pages.conftest import HOME
from tests.server.town import COMMUNITY, ELSEWHERE, GRID, NEXT_DOOR, OPINION, UNIT

FINISHED = f"renovation_opinion/{UNIT}/0405:p2022"
HOUSEHOLD = f"household_file/{UNIT}/0301"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """However busy the machine is, the pages wait until the lists show what was pressed."""
    for page in (settle, review_all):
        monkeypatch.setattr(page, "PROJECTED_TIMEOUT_S", 60.0)


@pytest.fixture
def written(written):
    written.write(FINISHED, "fang", {"road": "support", "parking_spaces": 2, "_status": "finished"})
    written.add("lan", "兰英", Role.community, COMMUNITY)
    return written


def hidden(page, name, form):
    """A hidden field of the form with this action."""
    within = re.search(rf'<form[^>]*action="{form}".*?</form>', page, re.DOTALL)[0]
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', within)[1])


def press(visitor, action, record=FINISHED, **fields):
    """Opens a record's page and sends one of its forms."""
    page = visitor.page(f"/records/{record}")
    known = {name: hidden(page, name, action) for name in ("record", "upto")}
    return visitor.send_form(action, **known, **fields)


def write(station, login, record=FINISHED, replaces=(), **answers):
    person = station.directory.by_login[login].id
    entries = [(name, value, replaces) for name, value in answers.items()]
    station.record_change(RecordId.parse(record), person, entries)
    station.wait_for_views(60.0)


def document(station, record=FINISHED):
    station.wait_for_views(60.0)
    return station.views.record(record, Sight(permit=None, tree=station.directory.tree))


def test_a_finished_record_is_approved_by_one_press(browser, station):
    answer = press(browser("min"), "/approve")
    assert answer.url.path == f"/records/{FINISHED}"
    assert "✔" in answer.text
    assert document(station)["status"] == "approved"
    assert "/approve" not in re.findall(r'action="([^"]+)"', answer.text)


def test_whoever_reviews_a_record_did_not_write_it_too(browser, station):
    visitor = browser("min")
    press(visitor, "/return", **{"why.parking_spaces": "请核实"})
    assert document(station)["merged"] is False
    assert "0405" not in visitor.page("/records?merged=1")
    write(station, "qiang", facade="support")
    assert document(station)["merged"] is True


def test_a_return_needs_a_reason_and_loses_nothing_that_was_typed(browser, station):
    typed = {"why.parking_spaces": " \u200b ", "why.opinion": "", "reason": "  "}
    answer = press(browser("min"), "/return", **typed)
    assert answer.status_code == 422
    assert "请写明原因" in answer.text
    assert document(station)["status"] == "finished"
    long = press(browser("min"), "/return", **{"why.parking_spaces": "短", "reason": "长" * 501})
    assert long.status_code == 422
    assert "最多500个字" in long.text
    assert 'value="短"' in long.text
    assert "长" * 501 in long.text
    assert document(station)["review"] is None


def test_a_record_is_returned_as_a_whole_and_for_questions(browser, station):
    typed = {"reason": "请再上门", "why.parking_spaces": "只有一辆车", "why.opinion": "请补充"}
    answer = press(browser("min"), "/return", **typed)
    assert answer.status_code == 200
    assert "已退回" in answer.text
    said = [(r["question"], r["text"]) for r in document(station)["review"]["reasons"]]
    assert said == [
        (None, "请再上门"),
        ("opinion", "请补充"),
        ("parking_spaces", "只有一辆车"),
    ]
    reasons = answer.text[answer.text.index('class="returned"') :]
    for words in ("请再上门", "停车位", "只有一辆车", "赵敏", "还没有重新填写"):
        assert words in reasons


def test_a_corrected_record_says_so_on_its_page_and_in_the_list(browser, station):
    visitor = browser("min")
    press(visitor, "/return", **{"why.parking_spaces": "只有一辆车"})
    returned = document(station)["answers"]["_status"]["values"][0]["change"]
    first = document(station)["answers"]["parking_spaces"]["values"][0]["change"]
    assert visitor.page("/records?revised=1").count('class="address"') == 0
    write(station, "fang", replaces=(first,), parking_spaces=1)
    write(station, "fang", replaces=(returned,), _status="finished")
    page = visitor.page(f"/records/{FINISHED}")
    head = page[: page.index('class="answers"')]
    for words in ("退回后已改", "上次退回的原因", "已重新填写"):
        assert words in head
    found = visitor.page("/records?revised=1")
    assert found.count('class="address"') == 1
    assert "0405" in found
    assert document(station)["status"] == "finished"
    press(visitor, "/approve")
    assert visitor.page("/records?revised=1").count('class="address"') == 0


def test_two_who_decide_at_once_are_told_and_a_press_settles_it(browser, station):
    first, second = browser("min"), browser("lan")
    page = second.page(f"/records/{FINISHED}")
    press(first, "/approve")
    known = {name: hidden(page, name, "/return") for name in ("record", "upto")}
    answer = second.send_form("/return", **known, reason="不对")
    assert "状态出现冲突" in answer.text
    clash = answer.text[answer.text.index('class="clash"') :]
    for words in ("已通过", "被退回", "赵敏", "兰英"):
        assert words in clash
    saw = hidden(answer.text, "saw", "/settle")
    take = re.findall(r'name="take" value="(\d+)"', clash)[0]
    settled = second.send_form(
        "/settle", record=FINISHED, question="_status", saw=saw, take=take, back="/clashes"
    )
    assert "✓" in settled.text
    assert document(station)["answers"]["_status"]["outcome"] == "single"


def test_a_grid_head_cannot_choose_between_two_reviewers(browser, station):
    page = browser("min").page(f"/records/{FINISHED}")
    known = {name: hidden(page, name, "/approve") for name in ("record", "upto")}
    browser("min").send_form("/approve", **known)
    browser("lan").send_form("/return", **known, reason="不对")
    seen = browser("fang").page(f"/records/{FINISHED}")
    assert 'name="take"' not in seen
    forged = {"record": FINISHED, "question": "_status", "saw": "", "take": "1"}
    assert browser("fang").send_form("/settle", **forged).status_code == 403


def test_what_came_while_the_reviewer_looked_is_not_approved(browser, station):
    visitor = browser("min")
    page = visitor.page(f"/records/{FINISHED}")
    write(station, "qiang", opinion="楼道灯坏了")
    known = {name: hidden(page, name, "/approve") for name in ("record", "upto")}
    answer = visitor.send_form("/approve", **known)
    assert "您查看时有人又改了" in answer.text
    assert "楼道灯坏了" in answer.text
    assert document(station)["status"] == "finished"


def test_a_record_with_a_clash_is_not_approved_before_it_is_settled(browser, station):
    page = browser("min").page(f"/records/{OPINION}")
    assert 'action="/approve"' not in page
    assert "选定冲突后才能通过" in page
    upto = hidden(page, "upto", "/return")
    answer = browser("min").send_form("/approve", record=OPINION, upto=upto)
    assert "还有冲突" in answer.text
    assert document(station, OPINION)["status"] == "finished"


def test_a_clash_is_returned_to_be_asked_again(browser, station):
    visitor = browser("min")
    page = visitor.page("/clashes")
    fields = {name: hidden(page, name, "/return") for name in ("record", "upto", "back")}
    reason = html.unescape(
        re.search(r'name="why.greening_lighting" maxlength="500" value="([^"]+)"', page)[1]
    )
    answer = visitor.send_form("/return", **fields, **{"why.greening_lighting": reason})
    assert answer.url.path == "/clashes"
    assert "已退回" in answer.text
    review = document(station, OPINION)["review"]
    assert review["returned"]
    assert [each["question"] for each in review["reasons"]] == ["greening_lighting"]
    assert "回访核实" in review["reasons"][0]["text"]


def test_nobody_without_the_right_is_offered_a_review_or_can_do_one(browser, station):
    for visitor in (browser("fang"), browser("auditor")):
        refuses(visitor, station)


def refuses(visitor, station):
    page = visitor.page(f"/records/{FINISHED}")
    listed = visitor.page("/records")
    for each in ("/approve", "/return", "/review"):
        assert f'action="{each}"' not in page + listed + visitor.page("/clashes")
    assert 'name="pick"' not in listed
    before = station.reader.heads()
    sent = {"record": FINISHED, "upto": "999", "reason": "x"}
    assert visitor.send_form("/approve", **sent).status_code == 403
    assert visitor.send_form("/return", **sent).status_code == 403
    many = visitor.send_form("/review", act="approve", pick=f"999-{FINISHED}")
    assert "已通过0份" in many.text
    assert "不存在或无权处理" in many.text
    assert "0405" not in many.text
    assert station.reader.heads() == before


def test_a_record_that_one_may_not_see_is_not_there_to_be_reviewed(browser):
    sent = {"upto": "1", "reason": "x"}
    for visitor in (browser("hong"), browser("root")):
        for path in ("/approve", "/return"):
            for record in (FINISHED, FINISHED.replace("0405", "9")):
                assert visitor.send_form(path, record=record, **sent).status_code == 404


def test_a_forged_return_stores_nothing(browser, station):
    before, visitor = station.reader.heads(), browser("min")
    for forged in (
        {"record": "nonsense"},
        {"upto": "x"},
        {"upto": "9" * 30},
        {"why._status": "x"},
        {"why.project": "x"},
        {"why.nothing": "x"},
    ):
        assert press_with(visitor, forged).status_code == 404, forged
    assert station.reader.heads() == before


def press_with(visitor, forged):
    return visitor.send_form("/return", **{"record": FINISHED, "upto": "9", "reason": "x"} | forged)


def picks(page):
    return [html.unescape(each) for each in re.findall(r'name="pick" value="([^"]+)"', page)]


def test_many_are_approved_at_once_and_what_is_left_is_named_with_its_reason(browser, station):
    visitor = browser("min")
    ticked = picks(visitor.page("/records?status=finished"))
    assert sorted(each.partition("-")[2] for each in ticked) == sorted([FINISHED, OPINION])
    answer = visitor.send_form("/review", act="approve", pick=ticked, back="/records?q=x")
    assert "已通过1份" in answer.text
    assert "1份没有处理" in answer.text
    assert "还有冲突没有选定" in answer.text
    assert 'href="/records?q=x"' in answer.text
    assert document(station)["status"] == "approved"
    assert document(station, OPINION)["status"] == "finished"


def test_the_outcome_of_many_has_an_address_that_presses_nothing(browser, station):
    visitor = browser("min")
    ticked = picks(visitor.page("/records?status=finished"))
    sent = {"act": "approve", "pick": ticked, "back": "/records?q=x", "token": visitor.token()}
    pressed = visitor.post("/review", data=sent, headers={"Origin": HOME}, follow_redirects=False)
    assert pressed.status_code == 303
    before, outcome = station.reader.heads(), pressed.headers["location"]
    for _ in range(2):
        page = visitor.page(outcome)
        assert "已通过1份" in page
        assert 'href="/records?q=x"' in page
    assert "1 record approved" in browser("min", "en").page(outcome)
    assert station.reader.heads() == before
    browser("lan").page(outcome, 404)


def test_outcomes_are_kept_within_bounds(browser, monkeypatch):
    monkeypatch.setattr(reviews, "KEPT_MAX", 1)
    visitor = browser("min")
    absent = f"9-{FINISHED.replace('0405', '9')}"
    first, second = (
        visitor.send_form("/review", act="approve", pick=absent).url.path for _ in range(2)
    )
    visitor.page(first, 404)
    visitor.page(second)


def without_its_address(answer):
    """A page's text but for the name of the outcome."""
    return answer.text.replace(answer.url.path, "")


def test_of_many_only_those_are_approved_that_are_as_the_list_showed_them(browser, station):
    visitor = browser("min")
    ticked = picks(visitor.page("/records?status=finished"))
    write(station, "fang", parking_spaces=1)
    answer = visitor.send_form("/review", act="approve", pick=ticked)
    assert "已通过0份" in answer.text
    assert "您打开列表后，有人又改了它" in answer.text
    assert document(station)["status"] == "finished"


def meanwhile(page):
    """What a page tells of what was written since, without markup."""
    found = re.findall(r'<div class="since-seen">(.*?)</div>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def test_what_was_written_behind_a_reviewers_back_is_told_with_who_and_when(browser, station):
    visitor = browser("min")
    page = visitor.page(f"/records/{FINISHED}")
    known = {name: hidden(page, name, "/approve") for name in ("record", "upto")}
    write(station, "qiang", parking_spaces=1, facade="support")
    write(station, "fang", _status="void")
    answer = visitor.send_form("/approve", **known)
    assert document(station)["status"] != "approved"
    (told,) = meanwhile(answer.text)
    assert re.fullmatch(
        r"您打开之后写入的： 李强 · 今天 \d\d:\d\d · \S+、\S+ 王芳 · 今天 \d\d:\d\d · 已作废", told
    )
    assert "停车位" in told
    assert not re.search(r"parking|facade|_status", told)
    assert meanwhile(visitor.page(f"/records/{FINISHED}")) == []


def test_the_reviewers_own_act_is_not_told_as_anothers(browser):
    assert meanwhile(press(browser("min"), "/approve").text) == []


def test_of_many_what_is_left_is_told_with_who_wrote_and_the_reason_is_kept(browser, station):
    visitor = browser("min")
    ticked = picks(visitor.page("/records?status=finished"))
    write(station, "qiang", parking_spaces=1)
    answer = visitor.send_form("/review", act="return", pick=ticked, reason="缺照片")
    assert "已退回1份" in answer.text
    (told,) = meanwhile(answer.text)
    assert "李强 · 今天" in told
    assert re.search(r"可以再用： <bdi>缺照片</bdi>", answer.text)


def test_many_are_returned_with_one_reason_and_without_one_it_is_asked_for(browser, station):
    visitor = browser("min")
    ticked = picks(visitor.page("/records?status=finished"))
    asked = visitor.send_form("/review", act="return", pick=ticked, reason=" ")
    assert asked.status_code == 422
    assert picks(asked.text) == ticked
    answer = visitor.send_form("/review", act="return", pick=picks(asked.text), reason="缺照片")
    assert "已退回2份" in answer.text
    for record in (FINISHED, OPINION):
        assert document(station, record)["review"]["reasons"][0]["text"] == "缺照片"


def test_nothing_ticked_is_said_and_more_than_anybody_looked_through_is_refused(
    browser, station, monkeypatch
):
    visitor = browser("min")
    nothing = visitor.send_form("/review", act="approve")
    assert nothing.status_code == 422
    assert "还没有勾选" in nothing.text
    monkeypatch.setattr(review_all, "REVIEWED_MAX", 1)
    many = [f"9-{FINISHED}", f"9-{OPINION}"]
    assert visitor.send_form("/review", act="approve", pick=many).status_code == 413
    assert visitor.send_form("/review", act="erase", pick=many).status_code == 404
    assert visitor.send_form("/review", act="approve", pick="x").status_code == 404
    assert document(station)["status"] == "finished"


def test_all_of_a_page_are_ticked_by_a_link_and_the_filter_stays(browser):
    page = browser("min").page("/records?status=finished")
    link = html.unescape(re.search(r'href="([^"]+)#bulk"', page)[1])
    ticked = browser("min").page(link)
    assert "status=finished" in link
    assert len(re.findall(r'name="pick" value="[^"]+" checked', ticked)) == 2


def test_a_settled_clash_is_chosen_again_from_what_had_been_written(browser, station):
    visitor = browser("min")
    page = visitor.page("/clashes")
    fields = {name: hidden(page, name, "/settle") for name in ("record", "question", "saw")}
    first, second = re.findall(r'name="take" value="(\d+)"', page)
    settled = visitor.send_form("/settle", **fields, take=first, back="/clashes")
    link = html.unescape(re.search(r'href="([^"]+)#again"', settled.text)[1])
    again = visitor.page(link)
    offered = again[again.index('id="again"') :]
    assert re.findall(r'name="take" value="(\d+)"', offered)[:2] == [first, second]
    fields["saw"] = html.unescape(re.search(r'name="saw" value="([^"]*)"', offered)[1])
    answer = visitor.send_form("/settle", **fields, take=second, back="/clashes")
    assert answer.status_code == 200
    found = document(station, OPINION)["answers"]["greening_lighting"]
    assert (found["value"], found["outcome"]) == ("oppose", "single")
    assert found["values"][0]["staff"] == station.directory.by_login["min"].id


def test_a_review_that_is_stored_but_not_folded_yet_is_said_to_be(browser, station, monkeypatch):
    def behind(*_):
        raise ProjectorBehind(timeout_s=0.0)

    monkeypatch.setattr(station, "wait_for_views", behind)
    assert "稍后显示" in press(browser("min"), "/approve").text
    ticked = picks(browser("min").page("/records?status=finished"))
    many = browser("min").send_form("/review", act="return", pick=ticked, reason="x")
    assert "列表稍后更新" in many.text


def test_the_pages_of_a_review_name_nothing_internal(browser):
    visitor = browser("min")
    press(visitor, "/return", **{"reason": "甲", "why.road": "乙"})
    for path in (f"/records/{FINISHED}", "/records", "/clashes", f"/records?area={GRID}"):
        text = re.sub(r"<[^>]+>", " ", visitor.page(path))
        assert not re.search(r"renovation_opinion|_status|_return|parking_spaces|130709", text)


def test_a_draft_is_nobodys_to_judge(browser):
    page = browser("min").page(f"/records/{HOUSEHOLD}")
    assert 'action="/approve"' not in page
    assert 'action="/return"' not in page
    assert f"-{HOUSEHOLD}" not in browser("min").page("/records")


def test_a_record_of_another_grid_stays_out_of_a_bulk(browser, station):
    before = station.reader.heads()
    visitor, sent = browser("fang"), {"act": "return", "reason": "x"}
    many = visitor.send_form("/review", pick=f"9-{ELSEWHERE}", **sent)
    absent = visitor.send_form("/review", pick=f"9-{NEXT_DOOR.replace('0302', '9')}", **sent)
    assert without_its_address(many) == without_its_address(absent)
    assert "不存在或无权处理" in many.text
    assert station.reader.heads() == before
