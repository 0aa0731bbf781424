"""Columns that line up with Chinese in them, and times as people say them."""

import time

import pytest

from clients.reference_cli.layout import ago, aligned, pad, plain, span, when, width
from clients.reference_cli.words import Words
from tests.clients.conftest import DAY, HOUR, MINUTE, MORNING

ZH = Words("zh-CN")
EN = Words("en")


@pytest.fixture(autouse=True)
def shanghai(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("道路", 4), ("3号楼", 5), ("（空）", 6), ("e\u0301", 1)],
)
def test_a_chinese_character_is_two_columns(text, columns):
    assert width(text) == columns


def test_columns_line_up():
    assert aligned([["道路硬化", "支持", "王芳"], ["停车位", "3", "李强"]], indent=2) == [
        "  道路硬化  支持  王芳",
        "  停车位    3     李强",
    ]
    assert pad("道路", 6) == "道路  "


@pytest.mark.parametrize(
    ("at_ms", "zh", "en"),
    [
        (MORNING, "今天 08:00", "today 08:00"),
        (MORNING - 8 * HOUR - MINUTE, "昨天 23:59", "yesterday 23:59"),
        (MORNING - 3 * DAY, "6月9日 08:00", "9 Jun 08:00"),
        (MORNING + 2 * DAY, "6月14日 08:00", "14 Jun 08:00"),
        (MORNING - 200 * DAY, "2021年11月24日 08:00", "24 Nov 2021 08:00"),
    ],
)
def test_times_are_said_as_on_this_day(at_ms, zh, en):
    assert (when(at_ms, MORNING, ZH), when(at_ms, MORNING, EN)) == (zh, en)


@pytest.mark.parametrize("at_ms", [0, 2**53 - 1])
def test_any_time_that_a_change_may_bear_can_be_said(at_ms):
    assert when(at_ms, MORNING, ZH)


@pytest.mark.parametrize(
    ("past_ms", "zh", "en"),
    [
        (0, "刚才", "just now"),
        (-HOUR, "刚才", "just now"),
        (MINUTE, "1分钟前", "1 minute ago"),
        (22 * HOUR + 59 * MINUTE, "22小时前", "22 hours ago"),
        (3 * DAY, "3天前", "3 days ago"),
    ],
)
def test_how_long_ago(past_ms, zh, en):
    then = MORNING - past_ms
    assert (ago(then, MORNING, ZH), ago(then, MORNING, EN)) == (zh, en)


@pytest.mark.parametrize(
    ("length_ms", "zh"),
    [(40_000, "40秒"), (3 * MINUTE + 10_000, "3分钟"), (25 * HOUR, "1天"), (90 * MINUTE, "2小时")],
)
def test_how_long(length_ms, zh):
    assert span(length_ms, ZH) == zh


def test_what_is_shown_stays_on_its_line():
    assert plain("a\nb\x1b[2J\u202ec\u200b") == "a b [2J c "


def test_a_cell_as_long_as_an_opinion_moves_nobody_elses_columns():
    opinion = "楼" * 40
    assert aligned([(opinion, "王芳", "a"), ("不同意", "李强", "b")]) == [
        f"{opinion}  王芳  a",
        "不同意  李强  b",
    ]
