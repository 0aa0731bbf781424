"""Times, values and people in words."""

import pytest

from server.exports.cells import Cells
from server.pages.filling.texts import texts_of
from server.pages.words import Words, masked
from tests.schema.versions import form, question
from tests.server.town import UNIT, Town

# 2026-06-12 10:00 in China
NOW_MS = 1_781_229_600_000
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


@pytest.fixture
def words(town: Town):
    return {lang: Words(lang, town.directory, NOW_MS) for lang in ("zh-CN", "en")}


@pytest.mark.parametrize(
    ("time_ms", "chinese", "english"),
    [
        (NOW_MS - HOUR_MS, "今天 09:00", "today 09:00"),
        (NOW_MS - 11 * HOUR_MS, "昨天 23:00", "yesterday 23:00"),
        (NOW_MS - 10 * DAY_MS, "6月2日 10:00", "2 Jun 10:00"),
        (NOW_MS - 400 * DAY_MS, "2025年5月8日 10:00", "8 May 2025 10:00"),
        (NOW_MS + DAY_MS, "6月13日 10:00", "13 Jun 10:00"),
    ],
)
def test_a_time_is_said_as_people_say_it(words, time_ms, chinese, english):
    assert words["zh-CN"].when_said(time_ms) == chinese
    assert words["en"].when_said(time_ms) == english


def test_a_clock_that_is_wrong_by_ages_still_has_a_time(words):
    assert words["en"].when_said(2**53 - 1).endswith("9999 07:59")
    assert words["en"].when_said(0) == "1 Jan 1970 08:00"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-08:00"])
def test_a_moment_that_no_clock_here_shows_is_shown_as_it_was_written(words, at):
    asked = form("1", question("at", "dateTime"))
    assert words["en"].answer(asked, "at", at) == at
    assert texts_of(asked.question("at"), at) == (at,)
    assert Cells(labels=True, lang="en", reveal=True).answer(asked.question("at"), at) == at


def test_a_time_that_is_said_by_this_hour_has_its_day_on_paper(words):
    minute_ago = (
        '<time datetime="2026-06-12T09:59+08:00" data-paper="6月12日 09:59">'
        "<span>1分钟前</span></time>"
    )
    assert words["zh-CN"].ago(NOW_MS - MINUTE_MS) == minute_ago
    assert 'data-paper="11 Jun 23:00"' in words["en"].when(NOW_MS - 11 * HOUR_MS)
    long_ago = '<time datetime="2026-06-02T10:00+08:00">6月2日 10:00</time>'
    assert words["zh-CN"].when(NOW_MS - 10 * DAY_MS) == long_ago


def test_a_sentence_that_holds_a_time_holds_all_else_as_text(words):
    when = words["en"].when(NOW_MS)
    begun = words["en"].say("Begun by %(person)s, %(when)s", person="<b>\u202e</b>", when=when)
    assert begun == f"Begun by &lt;b&gt;\N{REPLACEMENT CHARACTER}&lt;/b&gt;, {when}"


@pytest.mark.parametrize(
    ("ago_ms", "chinese", "english"),
    [
        (0, "刚才", "just now"),
        (MINUTE_MS, "1分钟前", "1 minute ago"),
        (3 * HOUR_MS, "3小时前", "3 hours ago"),
        (72 * HOUR_MS, "3天前", "3 days ago"),
        (-HOUR_MS, "刚才", "just now"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(words, ago_ms, chinese, english):
    assert words["zh-CN"].ago_said(NOW_MS - ago_ms) == chinese
    assert words["en"].ago_said(NOW_MS - ago_ms) == english


@pytest.mark.parametrize(
    ("question", "value", "chinese"),
    [
        ("road", "support", "支持"),
        ("road", "perhaps", "perhaps"),
        ("road", None, "（未填）"),
        ("needs", [], "（未填）"),
        ("needs", ["parking", "heating"], "、"),
        ("parking_spaces", 2, "2"),
        ("parking_spaces", 2.5, "2.5"),
        ("parking_spaces", True, "是"),
        ("_status", "void", "已作废"),
        ("_status", "strange", "其他状态"),
        ("nothing", "text", "text"),
    ],
)
def test_an_answer_is_said_by_its_label(words, town, question, value, chinese):
    form = town.directory.forms["renovation_opinion"]
    assert chinese in words["zh-CN"].answer(form, question, value)


def test_a_date_is_said_as_a_date(words, town):
    form = town.directory.forms["hazard_report"]
    assert words["zh-CN"].answer(form, "due", "2026-06-30") == "2026年6月30日"
    assert words["en"].answer(form, "due", "2026-06-30") == "30 Jun 2026"
    assert words["en"].answer(form, "due", "soon") == "soon"


def test_a_reason_for_a_return_names_its_question(words, town):
    form = town.directory.forms["renovation_opinion"]
    assert words["zh-CN"].question(form, "_return.road") == "“道路硬化”的退回原因"


def test_an_address_is_in_words(words):
    assert words["zh-CN"].address(UNIT + "/0301") == "和平小区 3号楼 1单元 0301"


@pytest.mark.parametrize(
    ("text", "shown"), [("13800001234", "138••••1234"), ("12345678", "••••"), ("1", "••••")]
)
def test_a_mask_leaves_enough_to_recognise(text, shown):
    assert masked(text) == shown
