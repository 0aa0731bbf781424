"""On paper a page says of where and when it is, and who printed it."""

import html
import re

import pytest

from server.clock import local, now_ms
from tests.server.pages.conftest import HOUSEHOLD
from tests.server.town import COMMUNITY, GRID, OTHER_GRID

PATHS = ("/", "/records", f"/records/{HOUSEHOLD}", "/clashes", "/silent", "/staff", "/forms")


def heading(page: str) -> list[str]:
    """The lines of the heading, without markup."""
    found = re.search(r'<div class="printed" id="printed">(.*?)</div>', page, re.DOTALL)[1]
    lines = re.sub(r"<[^>]+>", "", found).strip().splitlines()
    return [html.unescape(line.strip()) for line in lines]


@pytest.mark.parametrize(
    ("lang", "named", "dated"),
    [
        ("zh-CN", "西湾子镇 · 长青路社区 · ", r"截至(\d+)年(\d+)月(\d+)日 (\d\d):(\d\d)，赵敏打印"),
        (
            "en",
            "西湾子镇 · 长青路社区 · ",
            r"As of (\d+) (\w+) (\d+) (\d\d):(\d\d), printed by 赵敏",
        ),
    ],
)
def test_every_page_has_a_heading_for_paper(browser, lang, named, dated):
    visitor = browser("min", lang)
    before = local(now_ms())
    for path in PATHS:
        where, when = heading(visitor.page(path))
        assert where.startswith(named)
        assert where != named
        day = re.fullmatch(dated, when).groups()
        assert {str(before.year), str(before.day)} <= set(day)
        minutes = int(day[3]) * 60 + int(day[4]) - (before.hour * 60 + before.minute)
        assert 0 <= minutes % (24 * 60) <= 5


def test_the_heading_names_the_area_that_is_asked_for(browser):
    where, _ = heading(browser("min").page(f"/records?area={GRID}"))
    assert where == "长青路社区 · 第7网格 · 记录"
    where, _ = heading(browser("fang").page(f"/records?area={COMMUNITY}"))
    assert where == "长青路社区 · 第7网格 · 记录"


def test_the_heading_names_no_area_that_is_not_open_to_the_visitor(browser):
    page = browser("fang").page(f"/records?area={OTHER_GRID}", 400)
    assert "第8网格" not in page
    assert heading(page)[0].startswith("长青路社区 · 第7网格 · ")


def test_whoever_is_not_signed_in_has_no_heading(browser):
    assert 'id="printed"' not in browser().page("/login")


def test_what_arrives_renews_the_heading_too(browser):
    page = browser("min").page("/records")
    assert 'hx-select-oob="#fresh,#printed"' in page
