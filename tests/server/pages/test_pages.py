"""What the pages say: lists, a record, clashes side by side, and settling them."""

import contextlib
import html
import re
import sqlite3
from dataclasses import replace

import pytest

from schema.form import Form
from schema.record_id import RecordId
from server.clock import now_ms
from server.errors import ProjectorBehind
from server.pages import clashes, records
from server.pages.filters import TICKS
from server.pages.words import masked
from server.people import forms
from server.views.asking import Filter, Sight
from server.views.queries import Views
from tests.server.town import NEXT_DOOR, OPINION

HOUSEHOLD = "household_file/130709/100/002/007/x03/b02/u1/0301"
QUESTION = "greening_lighting"


def hidden(page: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def takes(page: str) -> list[str]:
    return re.findall(r'name="take" value="(\d+)"', page)


def open_clashes(station) -> list[str]:
    sight = Sight(permit=None, tree=station.directory.tree)
    return [clash.question for clash in station.views.clashes(Filter(), sight)]


def pressed(visitor, path, **instead):
    """Presses a settling button of a page as a browser would."""
    page = visitor.page(path)
    fields = {name: hidden(page, name) for name in ("record", "question", "saw", "back")}
    return visitor.send_form("/settle", **{**fields, **instead})


def test_a_clash_shows_both_values_with_person_and_sign(browser):
    for path in ("/clashes", f"/records/{OPINION}"):
        page = browser("min").page(path)
        for words in ("支持", "反对", "王芳", "李强", "绿化亮化", "⚠", "和平小区 3号楼 1单元 0301"):
            assert words in page


def test_pressing_one_value_settles_the_clash_in_the_name_of_the_visitor(browser, station):
    visitor = browser("min")
    taken = takes(visitor.page("/clashes"))[0]
    answer = pressed(visitor, "/clashes", take=taken)
    assert answer.url.path == "/clashes"
    assert "✓" in answer.text
    assert open_clashes(station) == []
    page = visitor.page(f"/records/{OPINION}")
    assert "赵敏" in page
    history = page[page.index('class="history"') :]
    assert "支持" in history
    assert "反对" in history


def test_another_value_settles_it_too(browser, station):
    answer = pressed(browser("min"), f"/records/{OPINION}", value="neutral")
    assert answer.url.path == f"/records/{OPINION}"
    assert open_clashes(station) == []
    assert "中立" in answer.text


def test_what_was_not_seen_is_not_replaced_and_the_visitor_is_told(browser, station):
    visitor = browser("min")
    page = visitor.page(f"/records/{OPINION}")
    qiang = station.directory.by_login["qiang"].id
    station.record_change(RecordId.parse(OPINION), qiang, [(QUESTION, "neutral", ())])
    station.wait_for_views(60.0)
    fields = {name: hidden(page, name) for name in ("record", "question", "saw", "back")}
    answer = visitor.send_form("/settle", **fields, take=takes(page)[0])
    assert open_clashes(station) == [QUESTION]
    assert "done=again" in str(answer.url)
    assert "又有冲突" in answer.text


def test_an_answer_that_fits_no_choice_is_explained_and_not_stored(browser, station):
    before = len(station.reader.record(OPINION))
    answer = pressed(browser("min"), "/clashes", value="perhaps")
    assert answer.status_code == 422
    assert "支持" in answer.text
    assert len(station.reader.record(OPINION)) == before


@pytest.mark.parametrize(
    "forged",
    [
        {"take": "999"},
        {"take": "x"},
        {"saw": "1 x", "value": "support"},
        {"question": "nothing", "value": "support"},
        {"record": "nonsense", "value": "support"},
        {"record": OPINION.replace("0301", "9999"), "value": "support"},
    ],
)
def test_a_forged_settling_stores_nothing(browser, station, forged):
    before = station.reader.heads()
    assert pressed(browser("min"), "/clashes", **forged).status_code in (404, 422)
    assert station.reader.heads() == before


def test_a_record_is_found_by_any_two_characters(browser):
    visitor = browser("min")
    for query in ("张伟", "和平", "灯坏", "停车"):
        assert (
            visitor.page(f"/records?q={query}").count('class="address"')
            == 1 + (query == "和平") * 2
        )
    assert visitor.page("/records?q=伟张").count('class="address"') == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("和平小区 0301", 2),
        ("0301　和平小区", 2),
        ("0301 灯坏", 1),
        ("0301 停车", 0),
        ("0502 停车", 1),
        ("和平 0502", 0),
    ],
)
def test_words_with_white_space_between_them_have_to_stand_in_one_record(browser, query, count):
    """The address and what was typed are searched together: whoever is told a door and a word."""
    page = browser("min").page(f"/records?q={query}")
    assert page.count('class="address"') == count
    assert ">" + (f"{count}份记录" if count else "0份记录") in page


def test_a_record_is_found_by_the_name_of_who_began_it(browser, station):
    visitor = browser("min")
    for login, begun in (("fang", 3), ("hong", 1), ("qiang", 0)):
        name = station.directory.by_login[login].name
        assert visitor.page(f"/records?q={name}").count('class="address"') == begun


def test_filters_stand_in_words_with_the_count(browser):
    page = browser("min").page("/records?form=renovation_opinion&status=returned&q=和平")
    found = page[page.index('class="found"') :]
    for words in ("“和平”", "改造意见", "被退回", "1份记录"):
        assert words in found


@pytest.mark.parametrize(
    "asked",
    [
        "form=nothing",
        "status=nothing",
        "area=130709/999",
        "since=yesterday",
        "since=0001-01-01",
        *(f"{tick}=zz" for tick in TICKS),
        "clash=0",
    ],
)
def test_a_filter_that_does_not_exist_is_said_to(browser, asked):
    assert "没有这样的筛选条件" in browser("min").page(f"/records?{asked}", 400)


def test_rows_of_a_repeat_stand_together_and_what_people_wrote_is_text(browser):
    page = browser("min").page(f"/records/{HOUSEHOLD}")
    assert "家庭成员 1" in page
    assert "家庭成员 2" in page
    assert "&lt;b&gt;李&amp;娜&lt;/b&gt;" in page
    assert "<b>李" not in page


def test_a_sensitive_answer_is_masked(browser):
    page = browser("min").page(f"/records/{HOUSEHOLD}")
    assert "13800001234" not in page
    assert masked("13800001234") in page


def test_an_answer_to_a_question_of_an_older_version_keeps_its_label_and_its_mask(browser, station):
    old = station.directory.forms["household_file"]
    asked = tuple(question for question in old.questions if question.name != "phone")
    open_ = tuple(replace(question, sensitive=False) for question in asked)
    new = replace(old, version="2", questions=open_)
    station.change(lambda connection: forms.publish(connection, [new], now_ms()))
    for page in (
        browser("min").page(f"/records/{HOUSEHOLD}"),
        browser("min").page("/records?form=household_file"),
    ):
        assert "13800001234" not in page
    page = browser("min").page(f"/records/{HOUSEHOLD}")
    assert ("联系电话" in page, masked("13800001234") in page) == (True, True)


def test_a_flag_stands_beside_the_answer_in_the_visitors_language(browser):
    assert "已保存，请核对" in browser("min").page(f"/records/{NEXT_DOOR}")
    assert "saved, please check" in browser("min", "en").page(f"/records/{NEXT_DOOR}")


def test_an_answer_to_check_stands_before_the_others(browser, station):
    fang = station.directory.by_login["fang"].id
    station.record_change(RecordId.parse(NEXT_DOOR), fang, [("road", "support", ())])
    station.wait_for_views(60.0)
    page = browser("min").page(f"/records/{NEXT_DOOR}")
    assert page.index("<dt>停车位</dt>") < page.index("<dt>道路硬化</dt>")


def test_no_internal_name_is_shown(browser):
    visitor = browser("min")
    for path in ("/", "/records", "/clashes", f"/records/{OPINION}", f"/records/{HOUSEHOLD}"):
        text = re.sub(r"<[^>]+>", " ", visitor.page(path))
        assert not re.search(
            r"renovation_opinion|greening|_status|p2022|130709|members|0a1b2c", text
        )


def test_pages_say_so_when_rows_wait_for_the_projector(browser, station):
    visitor = browser("min")
    station.projector.stop()
    fang = station.directory.by_login["fang"].id
    station.record_change(RecordId.parse(OPINION), fang, [("facade", "support", ())])
    page = visitor.page("/")
    assert "◔" in page
    assert "另有1处改动已收到" in page


def test_a_choice_that_is_stored_but_not_folded_yet_is_said_to_be(browser, station, monkeypatch):
    def behind(*_):
        raise ProjectorBehind(timeout_s=0.0)

    monkeypatch.setattr(station, "wait_for_views", behind)
    answer = pressed(browser("min"), "/clashes", value="neutral")
    assert "您的选择已保存，稍后显示" in answer.text


def test_a_line_says_the_first_words_of_a_record_that_has_no_key_to_say(written, browser_of):
    hazard = "hazard_report/130709/100/002/007:01HZX3V8QJ4R5T6W7Y8Z9ABCDE"
    written.write(hazard, "fang", {"category": "safety", "place": "2号楼东侧<井盖>"})
    page = browser_of(written)("min").page("/records")
    assert "隐患上报 · 2号楼东侧&lt;井盖&gt;" in page
    assert "改造意见（2022年老旧小区改造）</bdi>" in page


def test_a_record_set_aside_says_that_nothing_of_it_is_lost(written, browser_of):
    broken = "hazard_report/130709/100/002/007:01HZX3V8QJ4R5T6W7Y8Z9ABCDE"
    written.store(broken, 5, bytes.fromhex("000114010001"))
    visitor = browser_of(written)("min")
    assert "内容都在，没有丢失" in visitor.page(f"/records/{broken}", 500)


def test_what_is_not_asked_any_more_stands_apart_on_the_page(written, browser_of):
    known = written.directory.forms["renovation_opinion"].to_json()
    for question in known["questions"]:
        if question["name"] in ("road", "source"):
            question["relevant"] = "${facade} = 'nothing'"
    with written.connection:
        forms.publish(written.connection, [Form.from_json({**known, "version": "2"})], 2)
    page = browser_of(written)("min").page(f"/records/{OPINION}")
    asked, _, kept = page.partition('<details class="kept">')
    assert "已保留，不再询问" in kept
    assert "道路硬化" in kept
    assert "道路硬化" not in asked.partition("<h2>填写内容")[2]
    assert "意见来源" not in page.partition("未填：")[2].partition("</p>")[0]


def rot(town, record):
    """The bytes of the record's first row are others, behind the log's back."""
    statement = "UPDATE rows SET data = zeroblob(9) WHERE record = ? AND position ="
    statement += " (SELECT min(position) FROM rows WHERE record = ?)"
    with contextlib.closing(sqlite3.connect(town.data / "log.db")) as disk, disk:
        assert disk.execute(statement, (record, record)).rowcount == 1


def test_a_record_with_a_damaged_change_says_so_and_how_it_comes_back(written, browser_of):
    rot(written, OPINION)
    visitor = browser_of(written)("min")
    page = visitor.page(f"/records/{OPINION}", 500)
    assert "没有丢失" not in page
    assert "存有它的平板下次同步时会自动补回" in page
    assert visitor.page(f"/records/{HOUSEHOLD}")


def test_a_record_whose_change_rots_later_stays_shown_and_says_so(browser, written):
    visitor = browser("min")
    before = visitor.page(f"/records/{OPINION}")
    rot(written, OPINION)
    after = visitor.page(f"/records/{OPINION}")
    assert "有1次改动在服务器磁盘上损坏了" in after
    assert "损坏" not in before


def test_before_anything_is_folded_pages_ask_for_a_moment(browser, station):
    visitor = browser("min")
    for file in station.data.glob("views.db*"):
        file.unlink()
    assert "请稍后再试" in visitor.page("/records", 503)


def test_clashes_turn_page_by_page_and_keep_their_filter(written, browser_of, monkeypatch):
    monkeypatch.setattr(clashes, "CLASHES", 1)
    written.write(NEXT_DOOR, "fang", {"road": "support"})
    written.write(NEXT_DOOR, "qiang", {"road": "oppose"})
    visitor = browser_of(written)("min")
    first = visitor.page("/clashes?area=130709/100/002/007")
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = visitor.page(following)
    assert "area=130709" in following
    assert hidden(first, "record") != hidden(second, "record")
    assert 'rel="next"' not in second
    assert visitor.get("/clashes?after=1-x-road").status_code == 404
    assert visitor.get(f"/clashes?after={10**30}-1-road").status_code == 404


def test_assets_are_kept_by_browsers_and_change_their_address_with_their_content(browser):
    visitor = browser()
    page = visitor.page("/login")
    sheet = re.search(r'href="(/static/style\.css\?v=\w+)"', page)[1]
    answer = visitor.get(sheet)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "url(" not in answer.text
    assert "class Words" not in visitor.get("/static/..%2Fwords.py").text
    assert visitor.get("/static/other.css").status_code == 404


def test_long_lists_turn_page_by_page(browser, station, monkeypatch):
    monkeypatch.setattr(records, "LINES", 1)
    visitor, seen, path = browser("min"), [], "/records?form=renovation_opinion"
    while path:
        page = visitor.page(path)
        seen += re.findall(r'<li><a href="/records/([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen)) == 3


def test_a_page_is_told_of_a_row_that_came_behind_its_data(browser, station, monkeypatch):
    visitor, looked = browser("min"), Views.lines

    def rows() -> int:
        return sum(position.seq for position in station.views.positions().values())

    def lines(*asked, **how):
        found = looked(*asked, **how)
        assert pressed(visitor, f"/records/{OPINION}", value="neutral").status_code == 200
        return found

    monkeypatch.setattr(Views, "lines", lines)
    before = rows()
    page = visitor.page("/records")
    assert f'sse-connect="/live?seen={before}"' in page
    assert rows() > before
