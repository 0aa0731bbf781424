"""The overview: numbers that open lists of their length, and who was heard of."""

import html
import json
import re

import pytest

from schema.area import AreaId, Scope
from server.clock import now_ms
from server.people import areas, devices
from server.people.devices import Contact
from server.views.asking import Filter, Sight
from tests.server.town import GRID, OTHER_GRID

DAY_MS = 86_400_000
ADDRESS = 'class="address"'
ITEMS = {"/clashes": 'class="clash"', "/silent": '<th scope="row">'}


def anchors(page: str) -> list[tuple[str, int]]:
    """The links of the live part that begin with a number, and that number."""
    live = page.partition('id="live"')[2].partition("</main>")[0]
    found = []
    for link, inner in re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', live, re.DOTALL):
        text = re.sub(r"<[^>]+>", " ", inner)
        if number := re.match(r"[^\w]*([\d,]+)", text):
            found.append((html.unescape(link), int(number[1].replace(",", ""))))
    return found


def listed(visitor, link: str) -> int:
    page = visitor.page(link)
    path = link.partition("?")[0]
    return page.count(ITEMS.get(path, ADDRESS))


def tablet(
    station, login: str, *, heard_ms: int | None, unsent: int = 0, enrolled_ms: int = 0
) -> str:
    """A tablet of somebody's, heard of then."""
    person = station.directory.by_login[login].id

    def act(connection):
        device = devices.add(
            connection, name="A1", platform="cli", nonce=f"{login}n", now_ms=enrolled_ms
        )
        devices.assign(connection, device, person, 0)
        if heard_ms is not None:
            contact = Contact(device=device, contact_ms=heard_ms, outbox=unsent)
            devices.note_contacts(connection, [contact])
        return device

    return station.change(act)


@pytest.mark.parametrize("login", ["min", "fang", "hong", "auditor"])
@pytest.mark.parametrize("form", ["renovation_opinion", "household_file", "hazard_report"])
def test_every_number_of_the_overview_opens_a_list_of_that_length(browser, station, login, form):
    tablet(station, "fang", heard_ms=None)
    tablet(station, "hong", heard_ms=now_ms() - 3 * DAY_MS)
    visitor = browser(login)
    found = anchors(visitor.page(f"/?form={form}"))
    assert len(found) >= 6
    for link, number in found:
        assert listed(visitor, link) == number, link


def test_progress_is_households_done_of_those_on_the_roster(browser):
    """Two households in grid 7, one in grid 8; 0301's opinion is finished, 0302's returned."""
    page = browser("min").page("/?form=renovation_opinion")
    of = re.findall(r'class="of" href="/households\?([^"]+)">(\d+)／(\d+)户', page)
    assert {html.unescape(link).split("area=")[1]: (done, all_) for link, done, all_ in of} == {
        GRID: ("1", "2"),
        OTHER_GRID: ("0", "1"),
    }
    assert re.search(r'id="left">2<', page)


def test_a_form_without_a_roster_counts_its_records(browser):
    page = browser("min").page("/?form=hazard_report")
    assert "meter" not in page
    assert "/households" not in page


def test_nothing_done_and_nothing_arrived_look_different(browser, station):
    """Both grids have sent nothing of this form today; one was heard of, the other was not."""
    tablet(station, "fang", heard_ms=now_ms() - 60_000)
    tablet(station, "hong", heard_ms=now_ms() - 5 * DAY_MS, unsent=7)
    page = browser("min").page("/?form=household_file")
    rows = {
        html.unescape(re.search(r'/records\?area=([^"&]+)"', row)[1]): row
        for row in re.findall(r"<tr class=.*?</tr>", page, re.DOTALL)
    }
    assert "1分钟前" in rows[GRID]
    assert "◌" not in rows[GRID]
    assert "5天前" in rows[OTHER_GRID]
    assert "陈红" in rows[OTHER_GRID]
    assert "◌" in rows[OTHER_GRID]


def test_the_silent_are_named_with_what_they_had_not_sent(browser, station):
    tablet(station, "hong", heard_ms=now_ms() - 5 * DAY_MS, unsent=7)
    tablet(station, "fang", heard_ms=now_ms() - 60_000)
    page = browser("min").page("/silent")
    assert "陈红" in page
    assert ">7<" in page
    assert "王芳" not in page
    assert "陈红" not in browser("fang").page("/silent")


def test_a_tablet_that_was_only_enrolled_is_silent_a_day_later(browser, station):
    tablet(station, "fang", heard_ms=None, enrolled_ms=now_ms() - 60_000)
    tablet(station, "hong", heard_ms=None, enrolled_ms=now_ms() - 2 * DAY_MS)
    page = browser("min").page("/silent")
    assert ("王芳" in page, "陈红" in page) == (False, True)
    board = browser("min").page("/?form=household_file")
    assert ("1分钟前" in board, board.count("◌</span> 从未")) == (True, 1)


def test_an_open_overview_hears_of_records_of_tablets_and_of_its_own_lateness(browser):
    page = browser("min").page("/")
    assert 'hx-trigger="sse:rows, sse:tablets, sse:late"' in page


def test_a_revoked_tablet_makes_nobody_silent(browser, station):
    device = tablet(station, "hong", heard_ms=None)
    station.change(lambda connection: devices.revoke(connection, device, 1))
    assert "陈红" not in browser("min").page("/silent")


def test_the_summary_names_numbers_who_is_behind_and_who_is_silent_but_no_resident(
    browser, station
):
    tablet(station, "hong", heard_ms=now_ms() - 5 * DAY_MS)
    page = browser("min").page("/?form=renovation_opinion")
    text = html.unescape(
        re.search(r'<textarea id="summary"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]
    )
    assert "长青路社区" in text
    assert "累计1户，共3户（33%），还剩2户" in text
    assert "冲突1处" in text
    assert "第8网格 0%" in text
    assert "陈红（5天前）" in text
    assert "张伟" not in text
    assert "0301" not in text


def test_the_worst_grid_stands_first(browser):
    page = browser("min").page("/?form=renovation_opinion")
    order = re.findall(r'<th scope="row"><a href="/records\?area=([^"]+)"', page)
    assert order == [OTHER_GRID, GRID]


def test_a_form_that_is_not_there_is_no_empty_overview(browser):
    visitor = browser("min")
    assert "没有这样的筛选条件" in visitor.page("/?form=nothing", 400)
    assert "没有这样的筛选条件" in visitor.page("/households?form=hazard_report", 400)
    assert "没有这样的筛选条件" in visitor.page("/records?person=nobody", 400)


@pytest.mark.parametrize(
    ("login", "here", "there"), [("fang", 0, None), ("hong", None, 3), ("min", 0, 3)]
)
def test_a_moved_compound_counts_in_the_grid_where_it_lies(browser, station, login, here, there):
    """By what is left on the board, each of which opens a list of that length."""
    station.change(
        lambda c: areas.move(c, AreaId(f"{GRID}/x03"), AreaId(OTHER_GRID), [Scope(GRID)])
    )
    visitor = browser(login)
    page = visitor.page("/?form=household_file")
    left = {
        html.unescape(area): int(n)
        for area, n in re.findall(r'state=left&amp;area=([^"]+)">(\d+)<', page)
    }
    board = set(re.findall(r'<th scope="row"><a href="/records\?area=([^"]+)"', page))
    expected = {GRID: here, OTHER_GRID: there}
    assert board == {grid for grid, count in expected.items() if count is not None}
    assert left == {grid: count for grid, count in expected.items() if count is not None}
    for link, number in anchors(page):
        assert listed(visitor, link) == number, link


def test_the_numbers_are_those_of_the_exported_lines_and_of_nothing_beside(browser, station):
    """Counted from documents as an export has them, area by area."""
    community = station.directory.permit(station.directory.by_login["min"].id)
    sight = Sight(permit=community, tree=station.directory.tree)
    lines = [json.loads(json.dumps(d)) for d in station.views.documents(Filter(), sight)]
    page = browser("min").page("/?form=renovation_opinion")
    shown = {key: int(n) for key, n in re.findall(r'id="(\w+)">([\d,]+)<', page)}
    assert shown["records"] == len(lines)
    assert shown["returned"] == sum(line["status"] == "returned" for line in lines)
    assert shown["clashes"] == sum(
        answer["outcome"] == "clash" for line in lines for answer in line["answers"].values()
    )
