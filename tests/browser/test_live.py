"""Pages looked at while tablets deliver: what comes by itself, and what it leaves alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Desk
from tests.browser.conftest import employ

pytestmark = pytest.mark.acceptance

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def rows(page):
    return page.locator(".lines li")


def opened(desk, path, **how):
    """A window that has its stream, and a mark that loading the page anew would remove."""
    page = desk.window(**how)
    with page.expect_response(lambda answer: "/live?" in answer.url):
        page.goto(path)
    page.evaluate("window.is_the_first = true")
    return page


def never_loaded_anew(page):
    return page.evaluate("window.is_the_first === true")


def test_signing_in_leads_to_the_page_that_was_asked_for(desk):
    page = desk.window(signed_in=False)
    page.goto("/records?status=finished")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    desk.sign_in(page)
    expect(page).to_have_url(f"{desk.url}/records?status=finished")


def test_a_record_appears_by_itself_and_the_filter_stays(desk, unit, wang):
    page = opened(desk, f"/records?area={unit.id}&status=finished")
    expect(rows(page)).to_have_count(0)

    wang.new("renovation_opinion", unit.households[0], "road=support")
    wang.new("renovation_opinion", unit.households[1], "road=support", "--draft")
    wang.sync()

    expect(rows(page)).to_have_count(1)
    expect(page.locator(".phrase")).to_have_count(2)
    assert page.url.endswith(f"/records?area={unit.id}&status=finished")
    assert never_loaded_anew(page)


def test_each_event_fetches_the_page_once(desk, unit, wang):
    page = opened(desk, f"/records?area={unit.id}")
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(desk.url)))
    for n in range(3):
        wang.new("renovation_opinion", unit.households[n], "road=support")
        wang.sync()
        expect(rows(page)).to_have_count(n + 1)
    assert [path for path in asked if "/static/" not in path] == [f"/records?area={unit.id}"] * 3


def test_a_row_that_came_while_the_page_was_made_appears_too(desk, unit, wang):
    page = desk.window()
    wang.new("renovation_opinion", unit.households[0], "road=support")
    # The page as the server made it is held back until the row is there.
    page.route(
        re.compile(r"/records\?"),
        lambda route: (answer := route.fetch(), wang.sync(), route.fulfill(response=answer)),
        times=1,
    )
    page.goto(f"/records?area={unit.id}")
    expect(rows(page)).to_have_count(1)


def test_what_a_person_is_choosing_is_not_taken_away(desk, unit, wang, li):
    fall_out(unit, wang, li, household=0)
    page = opened(desk, f"/clashes?area={unit.id}")
    page.locator("summary").click()
    page.locator(".other select").select_option("neutral")
    expect(page.locator("#newer")).to_be_hidden()

    fall_out(unit, wang, li, household=1)

    expect(page.locator("#newer")).to_be_visible()
    expect(page.locator(".clash")).to_have_count(1)
    expect(page.locator(".other select")).to_have_value("neutral")
    page.locator("#newer a").click()
    expect(page.locator(".clash")).to_have_count(2)


def test_what_a_person_is_about_to_press_does_not_move(desk, unit, wang, li):
    fall_out(unit, wang, li, household=0)
    page = opened(desk, f"/clashes?area={unit.id}")
    page.locator(".value button").first.focus()

    fall_out(unit, wang, li, household=1)

    expect(page.locator("#newer")).to_be_visible()
    expect(page.locator(".clash")).to_have_count(1)
    expect(page.locator(".value button").first).to_be_focused()


def test_a_page_that_nobody_sees_holds_no_stream_and_catches_up_when_seen(desk, unit, wang):
    page = opened(desk, f"/records?area={unit.id}")
    with page.expect_event("requestfailed", lambda request: "/live?" in request.url):
        page.evaluate(HIDE, True)
    wang.new("renovation_opinion", unit.households[0], "road=support")
    wang.sync()
    seen = desk.window()
    seen.goto(f"/records?area={unit.id}")
    expect(rows(seen)).to_have_count(1)
    expect(rows(page)).to_have_count(0)

    page.evaluate(HIDE, False)

    expect(rows(page)).to_have_count(1)
    assert never_loaded_anew(page)


def test_what_an_open_page_showed_of_a_lost_area_is_gone(desk, unit, wang, office):
    wang.new("renovation_opinion", unit.households[0], "road=support")
    wang.sync()
    login, area = employ(office, "jiabin"), unit.id.rpartition("/x")[0]
    office.ask("staff", "grant", login, "--role", "grid_head", "--area", area)
    page = opened(Desk(desk.browser, desk.url, login), f"/records?area={area}")
    expect(rows(page)).not_to_have_count(0)
    office.ask("staff", "revoke", login, "--role", "district", "--area", "130709")
    expect(rows(page)).not_to_have_count(0)
    office.ask("staff", "revoke", login, "--role", "grid_head", "--area", area)
    expect(rows(page)).to_have_count(0)


def test_whoever_is_shut_out_stands_at_the_door(desk, office):
    other = Desk(desk.browser, desk.url, employ(office, "heping"))
    page = opened(other, "/records")
    office.ask("staff", "disable", other.login)
    expect(page).to_have_url(re.compile(r"/login\?next=/records"))


def test_after_a_restart_of_the_server_the_page_catches_up(desk, unit, wang, office):
    page = opened(desk, f"/records?area={unit.id}")

    office.server.stop()
    wang.new("renovation_opinion", unit.households[0], "road=support")
    office.server.start()
    wang.sync()

    expect(rows(page)).to_have_count(1)
    assert never_loaded_anew(page)
    desk.complaints.clear()  # of a server that was away for a moment


def fall_out(unit, wang, li, household):
    """Two people give two answers, and the server knows of both."""
    wang.new("renovation_opinion", unit.households[household], "road=support")
    li.new("renovation_opinion", unit.households[household], "road=oppose")
    wang.sync()
    li.sync()
