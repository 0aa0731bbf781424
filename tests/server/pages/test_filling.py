"""Forms filled in on pages: what is asked, what is said, and what is written."""

import contextlib
import functools
import html
import re
from urllib.parse import quote

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.record_id import RecordId
from server.pages import settle
from server.pages.filling import pages
from server.people import areas, forms
from server.station import Station
from server.views.asking import Sight
from tests.server.pages import kinds
from tests.server.pages.conftest import browsers
from tests.server.town import GRID, OTHER_GRID, UNIT, founded


def text(zh, en):
    return {"zh-CN": zh, "en": en}


def question(name, kind, zh, **more):
    return {"name": name, "kind": kind, "label": text(zh, name), **more}


FORM = {
    "id": "call",
    "version": "1",
    "title": text("来电登记", "Call"),
    "key": ["ulid"],
    "areas": ["household"],
    "questions": [
        question("who", "text", "来电人", required=True),
        question(
            "ill",
            "select_one",
            "是否生病",
            choices=[
                {"name": "yes", "label": text("是", "Yes")},
                {"name": "no", "label": text("否", "No")},
            ],
        ),
        question(
            "days",
            "integer",
            "病了几天",
            relevant="${ill} = 'yes'",
            required=True,
            constraint=". < 30",
            constraint_message=text("不到30天才在这里登记", "under 30"),
        ),
        question("twice", "calculate", "天数的两倍", calculation="${days} * 2"),
        question("spoken", "date", "说话的那天"),
        question(
            "wants",
            "select_multiple",
            "需要",
            choices=[
                {"name": name, "label": text(zh, name)}
                for name, zh in (("care", "照护"), ("food", "送餐"), ("lift", "电梯"))
            ],
        ),
        question("number", "text", "身份证", sensitive=True),
        question(
            "people",
            "repeat",
            "家人",
            questions=[
                question("name", "text", "姓名", required=True),
                question("age", "integer", "年龄", minimum=0, maximum=120),
            ],
        ),
    ],
}


OF_A_HOUSE = {
    "id": "house",
    "version": "1",
    "title": text("一户", "House"),
    "key": [],
    "areas": ["household"],
    "questions": [
        question(
            "where",
            "text",
            "地址",
            dynamic_default="pulldata('households', 'address', 'here', 'yes')",
        ),
        question("people", "repeat", "家人", questions=[question("name", "text", "姓名")]),
        question("head", "select_one", "户主", answers_of="${name}"),
    ],
}

IN_FRENCH = {
    "id": "visite",
    "version": "1",
    "title": {"zh-CN": "走访", "fr": "Visite"},
    "key": [],
    "areas": ["household"],
    "languages": ["fr", "zh-CN"],
    "questions": [
        {
            "name": "jours",
            "kind": "integer",
            "label": {"fr": "Combien de jours", "zh-CN": "病了几天"},
            "constraint": ". < 30",
            "constraint_message": {"fr": "Moins de trente", "zh-CN": "不到30天"},
        }
    ],
}

DOORS = 32


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(settle, "PROJECTED_TIMEOUT_S", 60.0)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One office for all tests of this module, each of which has a door of its own."""
    with founded(tmp_path_factory.mktemp("office") / "data") as town:
        doors = [AreaId(f"{UNIT}/{number:04}") for number in range(1001, 1001 + DOORS)]
        kind = AreaKind.household
        areas.add_all(
            town.connection,
            [Area(id=door, kind=kind, name=door[-4:], parent=AreaId(UNIT)) for door in doors],
        )
        own = [*map(Form.from_json, (FORM, IN_FRENCH, OF_A_HOUSE)), kinds.form()]
        forms.publish(town.connection, own, 0)
        town.fold()
        town.connection.close()
        with Station(town.data) as station, contextlib.ExitStack() as opened:
            yield station, browsers(station, opened), iter(doors)


@pytest.fixture
def station(office):
    return office[0]


@pytest.fixture(scope="module")
def signed_in(office):
    return functools.cache(office[1])


@pytest.fixture
def browser(signed_in):
    """Somebody's browser, in which they signed in once."""
    return signed_in


@pytest.fixture
def door(office):
    """A household of which nothing is recorded."""
    return next(office[2])


@pytest.fixture
def opinion(station, door):
    """What a tablet recorded of it: finished, with a clash."""
    record = f"renovation_opinion/{door}:p2022"
    answers = {"greening_lighting": "support", "road": "support", "_status": "finished"}
    write(station, record, "fang", answers)
    write(station, record, "qiang", {"greening_lighting": "oppose"})
    return record


@pytest.fixture
def household(station, door):
    """The file of a household with two people."""
    record = f"household_file/{door}"
    members = {
        "members[0a1b2c]": True,
        "members[0a1b2c].name": "张伟",
        "members[9z8y7x]": True,
        "members[9z8y7x].name": "<b>李&娜</b>",
    }
    write(station, record, "fang", {"phone": "13800001234", **members})
    return record


def write(station, record, login, answers, replaces=()):
    person = station.directory.by_login[login].id
    entries = [(name, value, replaces) for name, value in answers.items()]
    station.record_change(RecordId.parse(record), person, entries)


class Paper:
    """What stands on a page of a form, as a browser sends it."""

    def __init__(self, answer):
        self.status = answer.status_code
        self.text = answer.text
        self.url = str(answer.url.path)
        found = re.search(r'<form class="fill[^"]*".*?</form>', answer.text, re.DOTALL)
        self.form = found[0] if found else ""
        self.action = html.unescape(re.search(r'action="([^"]*)"', self.form)[1]) if found else ""
        self.fields = list(self._fields())

    def _fields(self):
        shape = r"<input([^>]*)>|<textarea([^>]*)>\n?(.*?)</textarea>|<select([^>]*)>(.*?)</select>"
        for line, area, within, select, options in re.findall(shape, self.form, re.DOTALL):
            has = dict(re.findall(r'([a-z-]+)="([^"]*)"', line or area or select))
            name = html.unescape(has.get("name", ""))
            ticked = has.get("type") not in ("checkbox", "radio") or " checked" in line
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            value = (
                within if area else (chosen[1] if chosen else "") if select else has.get("value")
            )
            if name and ticked:
                yield name, html.unescape(value or "")

    def of(self, path):
        return [value for name, value in self.fields if name == f"a.{path}" and value]

    def asks(self, label):
        return label in re.sub(r"<[^>]+>", " ", self.form)


def opened(visitor, path):
    return Paper(visitor.get(path))


def press(visitor, paper, what="look", typed=None, **further):
    """Sends a page with some of its fields typed anew (`a.` left out), by one press."""
    instead = {f"a.{name}": value for name, value in (typed or {}).items()}
    sent = {}
    for name, value in paper.fields:
        if name not in instead:
            sent.setdefault(name, []).append(value)
    sent |= instead | {"press": what} | further
    return Paper(visitor.send_form(paper.action, **sent))


def changes(station, record):
    return [row for row in station.reader.record(record) if row.data]


def document(station, record):
    station.wait_for_views(60.0)
    return station.views.record(record, Sight(permit=None, tree=station.directory.tree))


def answers(station, record):
    return {name: each["value"] for name, each in document(station, record)["answers"].items()}


def call(door):
    return f"/new/call/{door}"


def stored(paper):
    """The record to whose page a press led."""
    assert (paper.status, paper.form) == (200, "")
    return paper.url.removeprefix("/records/")


def test_a_record_is_made_in_the_office_and_finished(browser, station, door):
    visitor = browser("min")
    paper = press(
        visitor, opened(visitor, call(door)), "finish", {"who": "张伟", "wants": ["lift", "care"]}
    )
    assert "已保存并完成" in paper.text
    record = stored(paper)
    assert RecordId.parse(record).area == door
    assert answers(station, record) == {
        "_status": "finished",
        "_version": "1",
        "who": "张伟",
        "wants": ["care", "lift"],
    }
    (row,) = changes(station, record)
    assert row.device == "server"
    said = document(station, record)["answers"]["who"]["values"][0]
    assert said["staff"] == station.directory.by_login["min"].id


def test_a_page_that_is_sent_twice_writes_once_and_typing_on_writes_what_is_new(
    browser, station, door
):
    visitor = browser("min")
    page = opened(visitor, call(door))
    record = stored(press(visitor, page, "draft", {"who": "张伟"}))
    again = press(visitor, page, "draft", {"who": "张伟"})
    assert (stored(again), len(changes(station, record))) == (record, 1)
    assert "已保存" in again.text
    back = press(visitor, page, "draft", {"who": "张维"})
    assert (stored(back), len(changes(station, record))) == (record, 2)
    assert document(station, record)["answers"]["who"]["outcome"] == "single"
    assert answers(station, record)["who"] == "张维"


def test_a_skip_a_calculation_and_a_constraint_show_at_the_next_press(browser, station, door):
    visitor = browser("min")
    page = opened(visitor, call(door))
    assert (page.asks("病了几天"), page.asks("还有1项必填没有填")) == (False, True)
    page = press(visitor, page, "look", {"ill": "yes"})
    assert (page.asks("病了几天"), "处要改" in page.text) == (True, False)
    page = press(visitor, page, "look", {"days": "４０"})
    assert "不到30天才在这里登记" in page.form
    assert re.search(r"天数的两倍.*?<bdi>80</bdi>", page.form, re.DOTALL)
    page = press(visitor, page, "check")
    assert re.search(r'<a href="#q.who">来电人</a>：必填，还没有填', page.text)
    assert re.search(r'<a href="#q.days">病了几天</a>：不到30天才在这里登记', page.text)
    page = press(visitor, page, "look", {"ill": "no"})
    assert not page.asks("病了几天")
    assert ("a.days", "40") in page.fields  # what was typed stays in the page, unseen
    page = press(visitor, page, "look", {"ill": "yes"})
    assert page.of("days") == ["40"]
    assert station.views.lines


def test_an_answer_that_is_not_asked_any_more_is_kept(browser, station, door):
    visitor = browser("min")
    page = press(visitor, opened(visitor, call(door)), "look", {"who": "张伟", "ill": "yes"})
    page = press(visitor, page, "look", {"days": "3"})
    record = stored(press(visitor, page, "finish", {"ill": "no"}))
    assert answers(station, record)["days"] == 3
    assert "days" in document(station, record)["irrelevant"]


def test_finishing_is_held_up_by_broken_rules_and_a_draft_never_is(browser, station, door):
    visitor = browser("min")
    page = press(visitor, opened(visitor, call(door)), "look", {"ill": "yes"})
    page = press(visitor, page, "finish", {"days": "31"})
    assert (page.status, "还没有保存：2处要改" in page.text) == (422, True)
    assert re.search(r'id="faults"[^>]*autofocus', page.text)
    assert re.search(r'id="q.days"[^>]*aria-describedby="q.days-wrong"[^>]*aria-invalid', page.form)
    record = stored(press(visitor, page, "draft"))
    assert document(station, record)["status"] == "draft"
    assert answers(station, record)["days"] == 31


def test_what_is_no_answer_stays_as_typed_while_the_rest_of_a_draft_is_stored(
    browser, station, door
):
    visitor = browser("min")
    page = press(visitor, opened(visitor, call(door)), "look", {"ill": "yes"})
    page = press(visitor, page, "draft", {"who": "张伟", "days": "三天", "spoken": "昨天"})
    assert (page.status, page.of("days"), page.of("spoken")) == (200, ["三天"], ["昨天"])
    assert "请填整数" in page.form
    record = page.action.removeprefix("/correct/")
    assert answers(station, record)["who"] == "张伟"
    done = press(visitor, page, "draft", {"days": "3", "spoken": "2026-06-12"})
    assert stored(done) == record
    assert (answers(station, record)["days"], answers(station, record)["spoken"]) == (
        3,
        "2026-06-12",
    )


def test_only_what_was_changed_is_written_and_a_colleague_in_between_is_never_overwritten(
    browser, station, opinion
):
    visitor = browser("min")
    page = opened(visitor, f"/correct/{opinion}")
    assert page.of("road") == ["support"]
    before = len(changes(station, opinion))
    same = press(visitor, page, "draft")
    assert ("没有改动" in same.text, len(changes(station, opinion))) == (True, before)
    fang = station.directory.by_login["fang"].id
    seen = document(station, opinion)["answers"]["road"]["values"][0]["change"]
    station.record_change(RecordId.parse(opinion), fang, [("road", "neutral", (seen,))])
    done = press(visitor, page, "draft", {"road": "oppose"})
    assert "另有人同时填了同一个问题" in done.text
    road = document(station, opinion)["answers"]["road"]
    assert [each["value"] for each in road["values"]] == ["neutral", "oppose"]
    (newest,) = changes(station, opinion)[-1:]
    assert newest.data.count(b"road") == 1
    assert b"facade" not in newest.data


def test_a_correction_replaces_what_its_page_showed_and_settles_a_clash(browser, station, opinion):
    visitor = browser("min")
    page = opened(visitor, f"/correct/{opinion}")
    assert "这里有几个不同的答案" in page.form
    done = press(visitor, page, "draft", {"greening_lighting": "neutral", "road": ""})
    assert "已保存" in done.text
    after = document(station, opinion)["answers"]
    assert (after["greening_lighting"]["outcome"], after["greening_lighting"]["value"]) == (
        "single",
        "neutral",
    )
    assert after["road"]["value"] is None


def test_a_returned_record_says_why_and_is_finished_again(browser, station, opinion):
    visitor = browser("min")
    document(station, opinion)
    seen = re.search(r'name="upto" value="(\d+)"', visitor.page(f"/records/{opinion}"))[1]
    why = {"why.parking_spaces": "户主说只要一个"}
    visitor.send_form("/return", record=opinion, upto=seen, **why)
    page = opened(visitor, f"/correct/{opinion}")
    assert re.search(r'<a href="#q.parking_spaces">停车位</a> <bdi>户主说只要一个', page.text)
    typed = {"parking_spaces": "1", "greening_lighting": "support"}
    done = press(visitor, page, "finish", typed)
    assert "已保存并完成" in done.text
    after = document(station, opinion)
    assert (after["status"], after["review"]["reasons"][0]["answered"]) == ("finished", True)


def test_a_finished_record_takes_no_answer_that_breaks_a_rule(browser, station, opinion):
    visitor = browser("min")
    page = press(visitor, opened(visitor, f"/correct/{opinion}"), "draft", {"parking_spaces": "7"})
    assert (page.status, page.of("parking_spaces")) == (422, ["7"])
    assert "超出0–2" in page.form
    assert "parking_spaces" not in answers(station, opinion)


def test_rows_are_added_filled_and_removed(browser, station, household):
    visitor = browser("min")
    page = opened(visitor, f"/correct/{household}")
    assert page.of("members[0a1b2c].name") == ["张伟"]
    page = press(visitor, page, "look", add="members")
    (fresh,) = {value for name, value in page.fields if name == "row"} - {
        "members[0a1b2c]",
        "members[9z8y7x]",
    }
    assert re.search(rf'id="q.{re.escape(fresh)}.name"[^>]*autofocus', page.form)
    page = press(visitor, page, "look", {f"{fresh}.name": "王强"}, remove="members[0a1b2c]")
    assert "家庭成员 1：保存后移除" in page.text
    page = press(visitor, page, "look", restore="members[0a1b2c]")
    assert page.of("members[0a1b2c].name") == ["张伟"]
    page = press(visitor, page, "look", remove="members[0a1b2c]")
    stored(press(visitor, page, "draft"))
    after = answers(station, household)
    names = [value for name, value in after.items() if name.endswith(".name")]
    assert names == ["<b>李&娜</b>", "王强"]
    assert "members[0a1b2c]" not in after


def test_a_sensitive_answer_is_not_shown_and_stays_unless_it_is_typed_anew(
    browser, station, household
):
    visitor = browser("min")
    page = opened(visitor, f"/correct/{household}")
    assert "13800001234" not in page.text
    stored(press(visitor, page, "draft", {"dwelling_use": "own"}))
    assert answers(station, household)["phone"] == "13800001234"
    page = opened(visitor, f"/correct/{household}")
    stored(press(visitor, page, "draft", **{"clear.phone": "1"}))
    assert answers(station, household)["phone"] is None
    page = opened(visitor, f"/correct/{household}")
    stored(press(visitor, page, "draft", {"phone": "13900005678"}))
    assert answers(station, household)["phone"] == "13900005678"


def test_a_record_that_somebody_made_meanwhile_is_shown_below_what_was_typed(
    browser, station, opinion, door
):
    visitor = browser("min")
    page = opened(visitor, f"/new/renovation_opinion/{door}")
    page = press(visitor, page, "finish", {"facade": "oppose"})
    assert (page.status, page.action) == (409, f"/correct/{opinion}")
    assert "这份记录已经有人建了" in page.text
    assert (page.of("road"), page.of("facade")) == (["support"], ["oppose"])
    assert "facade" not in answers(station, opinion)
    stored(press(visitor, page, "draft"))
    after = answers(station, opinion)
    assert (after["facade"], after["road"]) == ("oppose", "support")


def test_nothing_typed_is_lost_with_a_session(office, station, door):
    visitor = office[1]("min")
    page = opened(visitor, call(door))
    visitor.cookies.delete("doorstep_session")
    answer = visitor.post(
        page.action,
        data=dict(page.fields) | {"a.who": "张伟\n二", "press": "finish"},
        headers={"Origin": "http://testserver"},
    )
    assert (answer.status_code, "填写期间登录已失效" in answer.text) == (401, True)
    found = re.findall(r'name="(brought|next)" value="([^"]*)"', answer.text)
    fields = {}
    for name, value in found:
        fields.setdefault(name, []).append(html.unescape(value))
    wrong = visitor.send_form("/login", login="min", password="wrong", **fields)
    assert "a.who=张伟" in html.unescape(wrong.text)
    after = visitor.send_form("/login", login="min", password="right-horse-7", **fields)
    onward = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', after.text, re.DOTALL)
    inputs = re.findall(r'name="([^"]*)" value="([^"]*)"', onward[2])
    back = visitor.post(
        html.unescape(onward[1]),
        data={html.unescape(name): html.unescape(value) for name, value in inputs}
        | {"press": "kept"},
        headers={"Origin": "http://testserver"},
    )
    page = Paper(back)
    assert (page.of("who"), "之前登录已失效" in page.text) == (["张伟\n二"], True)
    record = stored(press(visitor, page, "finish"))
    assert answers(station, record)["who"] == "张伟\n二"


def test_who_signed_in_anew_elsewhere_gets_the_page_back_and_nothing_is_stored(
    office, station, door
):
    visitor = office[1]("min")
    page = opened(visitor, call(door))
    rows = station.rows_stored
    visitor.send_form("/login", login="min", password="right-horse-7", next="/")
    back = press(visitor, page, "finish", {"who": "张伟"}, token=dict(page.fields)["token"])
    assert (back.status, back.of("who")) == (200, ["张伟"])
    assert "之前登录已失效" in back.text
    assert station.rows_stored == rows


def test_waiting_for_the_views_holds_up_nobody_who_stores(browser, station, door, monkeypatch):
    held = []
    done = pages._done

    def looked(visit, *rest, **more):
        held.append(visit.frame.writing.locked())
        return done(visit, *rest, **more)

    monkeypatch.setattr(pages, "_done", looked)
    visitor = browser("min")
    record = stored(press(visitor, opened(visitor, call(door)), "draft", {"who": "张伟"}))
    press(visitor, opened(visitor, f"/correct/{record}"), "draft", {"who": "李强"})
    assert held == [False, False]


def test_a_page_of_another_log_writes_nothing_and_comes_again_as_things_stand(
    browser, station, opinion
):
    visitor = browser("min")
    page = opened(visitor, f"/correct/{opinion}")
    seen = dict(page.fields)["seen"]
    other = f"{seen.partition('-')[0]}-{'0' * 16}"
    before = len(changes(station, opinion))
    again = press(visitor, page, "draft", {"road": "oppose"}, seen=other)
    assert (again.status, again.of("road")) == (409, ["oppose"])
    assert "服务器恢复到了较早的状态" in again.text
    assert len(changes(station, opinion)) == before
    assert dict(again.fields)["seen"] == seen
    stored(press(visitor, again, "draft"))
    assert answers(station, opinion)["road"] == "oppose"
    assert press(visitor, page, "draft", seen="nonsense").status == 404


def test_a_form_may_be_as_long_as_a_record_and_no_longer(browser, station, door):
    visitor = browser("min")
    page = opened(visitor, call(door))
    story = "长" * 10_000  # ninety thousand characters on the way
    record = stored(press(visitor, page, "draft", {"who": story}))
    assert answers(station, record)["who"] == story
    longer = press(visitor, opened(visitor, call(door)), "draft", {"who": "长" * 12_000})
    assert "太长了" in longer.form
    assert longer.of("who") == ["长" * 12_000]
    assert press(visitor, page, "draft", {"who": "长" * 60_000}).status == 413
    many = {f"a.people[{n:06}].name": "x" for n in range(8_001)}
    assert visitor.send_form(page.action, **many).status_code == 413


def test_a_form_is_tried_by_whoever_sees_to_forms_and_nothing_is_stored(browser, station, door):
    visitor = browser("min")
    rows = station.rows_stored
    page = opened(visitor, "/forms/call/preview")
    page = press(visitor, page, "check", {"who": "张伟"})
    assert "全部符合要求，可以完成" in page.text
    page = press(visitor, page, "finish", {"who": ""})
    assert "必填，还没有填" in page.text
    assert station.rows_stored == rows
    browser("fang").page("/forms/call/preview", 404)
    visitor.page("/forms/call/preview?version=9", 404)


def test_whoever_may_not_write_there_finds_no_form(browser, opinion, door):
    correct = f"/correct/{opinion}"
    browser("auditor").page(correct, 403)
    browser("auditor").page(call(door), 404)
    browser("auditor").page("/new", 404)
    browser("hong").page(call(door), 404)
    browser("hong").page(correct, 404)
    visitor = browser("fang")
    visitor.page(f"/new/call/{UNIT}", 404)  # it is about households
    visitor.page(f"/new/call/{UNIT}/9999", 404)
    visitor.page(f"/correct/renovation_opinion/{UNIT}/0301:p2022", 404)


def test_a_door_is_found_by_words_of_its_address_and_one_that_is_on_no_roster_by_its_label(
    browser, station, door
):
    visitor = browser("fang")
    page = visitor.page(f"/new?form=call&q={quote(f'小区 {door[-4:]}')}")
    assert re.findall(r'<a href="(/new/call/[^"]+)"', page) == [call(door)]
    assert OTHER_GRID not in visitor.page("/new?form=call")
    assert visitor.get(f"/new?form=call&area={door}").url.path == call(door)
    away = visitor.get("/new", params={"form": "call", "unit": UNIT, "label": "0301-2"})
    assert away.url.path == call(f"{UNIT}/+0301-2")
    record = stored(press(visitor, Paper(away), "draft", {"who": "李"}))
    assert record.startswith(f"call/{UNIT}/+0301-2:")
    visitor.page(f"/new?form=call&unit={UNIT}&label=", 400)


def test_the_way_to_a_form_stands_where_somebody_looks_for_it(browser, station, opinion):
    document(station, opinion)
    visitor = browser("fang")
    assert f'href="/correct/{opinion}"' in visitor.page(f"/records/{opinion}")
    assert f'href="/new?area={quote(UNIT, safe="")}"' in browser("min").page(f"/areas/{UNIT}")
    assert 'href="/new?form=call"' in visitor.page("/records?form=call")
    households = visitor.page(f"/households?form=renovation_opinion&area={GRID}")
    assert f'href="/new/renovation_opinion/{UNIT}/0302"' in households
    for path in (f"/records/{opinion}", "/records"):
        assert not re.search('href="/(correct|new)', browser("auditor").page(path))


def test_a_form_is_read_in_each_of_its_languages_and_says_what_is_wrong_in_them(browser, door):
    visitor = browser("min")
    page = opened(visitor, f"/new/visite/{door}")
    page = press(visitor, page, "look", {"jours": "40"}, language="fr")
    assert (page.asks("Combien de jours"), page.asks("Moins de trente")) == (True, True)
    assert re.search(r'<option value="fr" lang="fr" selected>français</option>', page.form)
    assert page.asks("保存并完成")  # the page itself is its reader's
    assert press(visitor, page, "look", language="zh-CN").asks("病了几天")
    assert press(visitor, page, "look", language="de").asks("病了几天")
    partly = press(visitor, page, "draft", {"jours": "quarante"}, language="fr")
    assert partly.asks("Combien de jours")


def newer(form, version, **more):
    """The next version of a form, published to all."""
    return Form.from_json({**form, "version": version, **more})


def test_a_stopped_form_takes_no_new_record_and_its_records_stay_open(browser, station, door):
    visitor = browser("min")
    station.change(lambda c: forms.publish(c, [newer(FORM, "1", id="ended")], 0))
    page = opened(visitor, f"/new/ended/{door}")
    record = stored(press(visitor, page, "draft", {"who": "张"}))
    station.change(lambda c: forms.stop(c, "ended", 1))
    visitor.page(f"/new/ended/{door}", 404)
    assert 'value="ended"' not in visitor.page("/new")
    stored(press(visitor, opened(visitor, f"/correct/{record}"), "finish"))
    assert document(station, record)["status"] == "finished"


def test_a_record_is_of_the_version_by_which_it_was_finished_or_asked(browser, station, door):
    visitor = browser("min")
    asked = [question("late", "text", "后来加的", required=True)]
    first = newer(FORM, "1", id="moved")
    later = newer(FORM, "2", id="moved", questions=[*FORM["questions"], *asked])
    station.change(lambda c: forms.publish(c, [first], 0))
    page = opened(visitor, f"/new/moved/{door}")
    record = stored(press(visitor, page, "finish", {"who": "张"}))
    station.change(lambda c: forms.publish(c, [later], 1))
    page = opened(visitor, f"/correct/{record}")
    stored(press(visitor, page, "draft", {"wants": "food"}))
    assert answers(station, record)["_version"] == "1"
    page = opened(visitor, f"/correct/{record}")
    stored(press(visitor, page, "draft", {"late": "后来"}))
    assert answers(station, record)["_version"] == "2"


def test_a_page_begins_with_the_roster_and_offers_who_was_named_in_its_rows(browser, station, door):
    visitor = browser("min")
    page = opened(visitor, f"/new/house/{door}")
    page = press(visitor, page, add="people")
    (row,) = [name for name, _ in page.fields if name.endswith("].name")]
    page = press(visitor, page, "check", {row.removeprefix("a."): "张伟"})
    assert 'value="张伟"' in page.text
    record = stored(press(visitor, page, "finish", {"head": "张伟"}))
    found = answers(station, record)
    assert (found["where"], found["head"]) == (f"和平小区 3号楼 1单元 {door[-4:]}", "张伟")


def test_a_form_on_trial_is_filled_in_by_whoever_tries_it(browser, station, door):
    min_ = station.directory.by_login["min"].id
    draft = newer(FORM, "1", id="tried")

    def act(connection):
        forms.add_draft(connection, draft, None, 0)
        forms.set_state(connection, "tried", "1", forms.State.trial, 1)
        forms.set_staff(connection, "tried", [min_])

    station.change(act)
    visitor = browser("min")
    assert 'value="trial_tried"' in visitor.page("/new")
    assert door in visitor.page(f"/new?form=trial_tried&q={door[-4:]}")
    page = opened(visitor, f"/new/trial_tried/{door}")
    record = stored(press(visitor, page, "finish", {"who": "张"}))
    assert record.startswith(f"trial_tried/{door}:")
    browser("fang").page(f"/new/trial_tried/{door}", 404)
    opened(visitor, "/forms/tried/preview")


CHOICES = [
    {"name": name, "label": text(zh, name)}
    for name, zh in (("support", "支持"), ("oppose", "反对"), ("neutral", "中立"))
]

KNOWING = {
    **FORM,
    "id": "knowing",
    "questions": [
        question("who", "text", "来电人"),
        question("road", "select_one", "道路", choices=CHOICES, prefill="renovation_opinion.road"),
        question(
            "lamps",
            "select_one",
            "绿化",
            choices=CHOICES,
            prefill="renovation_opinion.greening_lighting",
        ),
        question("phone", "text", "电话", sensitive=True, prefill="household_file.phone"),
    ],
}


@pytest.fixture
def knowing(station, opinion, door):
    """Where a form is filled in that asks again what an opinion says; of lamps two differ."""
    if "knowing" not in station.directory.forms:
        station.change(lambda c: forms.publish(c, [Form.from_json(KNOWING)], 0))
    station.wait_for_views(60.0)
    return f"/new/knowing/{door}"


def known(paper):
    return re.findall(r'<p class="hint known">.*?</span> <bdi>(.*?)</bdi></p>', paper.form)


def test_what_is_known_stands_there_with_its_source_and_is_written_by_who_finishes_with_it(
    browser, station, knowing
):
    visitor = browser("min")
    page = opened(visitor, knowing)
    assert (page.of("road"), page.of("lamps")) == (["support"], [])
    assert len(known(page)) == 1
    assert known(page)[0].startswith("来自改造意见：王芳 ")
    record = stored(press(visitor, page, "finish", {"who": "张伟"}))
    said = document(station, record)["answers"]["road"]["values"]
    min_ = station.directory.by_login["min"].id
    assert [(each["value"], each["staff"]) for each in said] == [("support", min_)]
    assert "lamps" not in answers(station, record)


def test_a_draft_is_kept_without_what_nobody_touched_and_finds_it_proposed_again(
    browser, station, knowing
):
    visitor = browser("min")
    page = press(visitor, opened(visitor, knowing), "look", {"who": "张伟"})
    assert (page.of("road"), len(known(page))) == (["support"], 1)
    record = stored(press(visitor, page, "draft"))
    assert answers(station, record) == {"_version": "1", "who": "张伟"}
    page = opened(visitor, f"/correct/{record}")
    assert (page.of("road"), len(known(page))) == (["support"], 1)
    page = press(visitor, page, "look", {"road": "oppose"})
    assert known(page) == []
    stored(press(visitor, page, "draft"))
    assert answers(station, record)["road"] == "oppose"
    page = opened(visitor, f"/correct/{record}")
    stored(press(visitor, page, "draft", {"road": ""}))
    page = opened(visitor, f"/correct/{record}")
    assert (page.of("road"), known(page)) == ([], [])  # who cleared it is not asked again


def test_what_is_sensitive_is_taken_over_by_a_tick_and_never_sent(browser, station, knowing, door):
    phone = "13800005678"
    write(station, f"household_file/{door}", "fang", {"phone": phone, "_status": "finished"})
    station.wait_for_views(60.0)
    visitor = browser("min")
    page = opened(visitor, knowing)
    assert phone not in page.text
    assert "138••••5678" in page.form
    untouched = stored(press(visitor, page, "finish", {"who": "张伟"}))
    assert "phone" not in answers(station, untouched)
    page = press(visitor, opened(visitor, knowing), "look", **{"take.phone": "1"})
    assert phone not in page.text
    record = stored(press(visitor, page, "finish"))
    assert answers(station, record)["phone"] == phone
    said = document(station, record)["answers"]["phone"]["values"]
    assert [each["staff"] for each in said] == [station.directory.by_login["min"].id]
    page = press(visitor, opened(visitor, knowing), "look", {"phone": "139"}, **{"take.phone": "1"})
    assert answers(station, stored(press(visitor, page, "finish")))["phone"] == "139"


NAMING = {
    **FORM,
    "id": "naming",
    "questions": [
        question("who", "text", "来电人"),
        question("call", "text", "原来电", refers="call"),
    ],
}


def offers(paper):
    """The records to choose from by what they are called, with those that are chosen."""
    shape = r'name="a\.call" value="([^"]+)"( checked)?[^>]*> <span>(.*?)</span>'
    return {
        said: (html.unescape(name), bool(on)) for name, on, said in re.findall(shape, paper.form)
    }


def test_a_record_to_be_named_is_chosen_by_its_title_among_those_near_or_sought(
    browser, station, door, office
):
    if "naming" not in station.directory.forms:
        station.change(lambda c: forms.publish(c, [Form.from_json(NAMING)], 0))
    visitor, elsewhere = browser("min"), next(office[2])
    near = stored(press(visitor, opened(visitor, call(door)), "draft", {"who": "近处张三"}))
    far = stored(press(visitor, opened(visitor, call(elsewhere)), "draft", {"who": "远处李四"}))
    station.wait_for_views(60.0)
    page = opened(visitor, f"/new/naming/{door}")
    called = f"来电登记 · 和平小区 3号楼 1单元 {door[-4:]} · 近处张三"
    assert offers(page) == {called: (near, False)}
    page = press(visitor, page, "look", **{"find.call": "李四"})
    assert [name for name, _ in offers(page).values()] == [far]
    record = stored(press(visitor, page, "finish", {"call": near}))
    assert answers(station, record)["call"] == near
    assert f'<a href="/records/{near}"><bdi>{called}</bdi></a>' in visitor.page(
        f"/records/{record}"
    )
    page = opened(visitor, f"/correct/{record}")
    assert offers(page)[called] == (near, True)
