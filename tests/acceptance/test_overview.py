"""The overview of one community's secretary, against an export and against its own lists."""

import html
import json
import re
import sqlite3
import time

import pytest

from tests.acceptance.browser import Browser
from tests.acceptance.commands import eventually

pytestmark = pytest.mark.acceptance

PASSWORD = "a long enough password"
FORM = "renovation_opinion"
DAY_MS = 86_400_000


@pytest.fixture
def grids(founded):
    """Two grids of one community, and one of another."""
    first = founded.grids[0]
    community = first.id.rpartition("/")[0]
    inside = [grid for grid in founded.grids if grid.id.startswith(f"{community}/")]
    outside = [grid for grid in founded.grids if not grid.id.startswith(f"{community}/")]
    return inside[0], inside[1], outside[0]


@pytest.fixture
def secretary(own_office, grids):
    """Signs in a person who has the community of the first two grids."""
    own_office.server.start()
    community = grids[0].id.rpartition("/")[0]
    own_office.ask("staff", "add", "minjing", "--name", "闵静", "--password-stdin", stdin=PASSWORD)
    own_office.ask("staff", "grant", "minjing", "--role", "community", "--area", community)
    return lambda: Browser(own_office.server.url).sign_in("minjing", PASSWORD)


def numbers(page):
    """The numbers at the top, by name, and the address that each opens."""
    found = re.findall(r'<a href="([^"]+)"><(?:strong|b) id="(\w+)">([\d,]+)<', page.html)
    return {name: (html.unescape(link), int(n.replace(",", ""))) for link, name, n in found}


def row(page, grid):
    """A grid's line on the board."""
    lines = re.findall(r"<tr class=.*?</tr>", page.html, re.DOTALL)
    return next(line for line in lines if f'/records?area={grid.id}"' in line)


def listed(page):
    """How long the list of an address is, all its pages together."""
    return page.html.count('class="address"') + page.html.count('class="clash"')


def test_every_number_is_that_of_an_export_of_her_area_and_of_nothing_beside(
    own_office, grids, secretary, enrolled, tmp_path
):
    here, there, beyond = grids
    for grid, count in ((here, 3), (there, 1), (beyond, 2)):
        tablet = enrolled(own_office, grid.members[0])
        for household in grid.households[:count]:
            tablet.new(FORM, household, "road=support")
        tablet.sync()
    other = enrolled(own_office, here.members[1])
    other.edit(f"{FORM}/{here.households[0]}:p2022", "road=oppose")
    first = enrolled(own_office, here.head)
    first.edit(f"{FORM}/{here.households[1]}:p2022", "parking_spaces=1")
    other.edit(f"{FORM}/{here.households[1]}:p2022", "parking_spaces=2")
    first.sync()
    other.sync()

    community = here.id.rpartition("/")[0]
    file = tmp_path / "opinions.jsonl"
    own_office.ask("export", FORM, "--format", "jsonl", "--area", community, "-o", file)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    done = [line for line in lines if line["status"] in ("finished", "approved")]
    clashes = [q for line in lines for q in line["answers"].values() if q["outcome"] == "clash"]
    roster = own_office.ask("areas", "list", community, "--kind", "household")

    browser = secretary()
    shown = numbers(browser.open(f"/?form={FORM}"))
    assert {name: n for name, (_, n) in shown.items()} == {
        "today": len(done),
        "left": len(roster) - len({line["area"] for line in done}),
        "clashes": len(clashes),
        "returned": 0,
        "silent": 0,
        "overdue": 0,
        "records": len(lines),
    }
    assert (len(done), len(clashes)) == (4, 1)
    for name in ("today", "clashes", "returned", "records"):
        link, n = shown[name]
        assert listed(browser.open(link)) == n, name
    assert f"还剩{shown['left'][1]:,}户" in browser.open(shown["left"][0]).text


def test_a_grid_that_did_nothing_and_one_that_did_not_sync_look_different(
    own_office, grids, secretary, enrolled
):
    idle, away, _ = grids
    enrolled(own_office, idle.members[0]).sync()
    worker = enrolled(own_office, away.members[0])
    worker.sync()
    own_office.server.stop()
    two_days_ago = int(time.time() * 1000) - 2 * DAY_MS
    with sqlite3.connect(own_office.data / "log.db") as log:
        worker_id = own_office.staff[away.members[0]]["id"]
        log.execute(
            "UPDATE device_contacts SET contact_ms = ? WHERE device IN"
            " (SELECT device FROM device_assignments WHERE staff = ?)",
            (two_days_ago, worker_id),
        )
    log.close()
    own_office.server.start()
    worker.new(FORM, away.households[0], "road=support")

    browser = secretary()
    page = browser.open(f"/?form={FORM}")
    assert "联系过，没有做" in row(page, idle)
    assert "◌" not in row(page, idle)
    assert "2天前" in row(page, away)
    assert "什么都没有收到" in row(page, away)
    assert own_office.name(worker_id) in row(page, away)
    assert own_office.name(worker_id) in browser.open("/silent").text

    worker.sync()
    own_office.show(f"{FORM}/{away.households[0]}:p2022")
    eventually(lambda: "◌" not in row(browser.open(f"/?form={FORM}"), away))
    page = browser.open(f"/?form={FORM}")
    assert "1／" in row(page, away)
    assert "联系过，没有做" in row(page, idle)
    assert own_office.name(worker_id) not in browser.open("/silent").text
