"""A form that is filled in at the office, with the keyboard, and what a tablet gets of it."""

import contextlib

import pytest
from playwright.sync_api import expect

from server import database
from server.people import forms
from tests.acceptance.district import Office
from tests.acceptance.fieldwork import values
from tests.browser import axe
from tests.browser.chromium import LANGUAGES, PHONE, WIDE, tab_to
from tests.browser.test_every_page import SCREENSHOTS, WIDER
from tests.server.pages import kinds

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def office(founded, tmp_path_factory):
    """A district that has one more form, with every kind of question."""
    shared = Office(founded, tmp_path_factory.mktemp("office"))
    with contextlib.closing(database.open_database(shared.data)) as connection:
        forms.publish(connection, [kinds.form()], 0)
    try:
        shared.server.start()
        yield shared
    finally:
        shared.server.kill()


def field(page, path):
    """The field of an answer."""
    return page.locator(f'[id="q.{path}"]')


def test_a_record_is_made_with_the_keyboard_and_comes_to_the_tablet(desk, unit, wang):
    page = desk.window()
    page.goto(f"/new?form=survey&area={unit.id}")
    page.keyboard.type(unit.households[0].rpartition("/")[2])
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".doors a").first)
    page.keyboard.press("Enter")
    tab_to(page, field(page, "agreed"))
    page.keyboard.press("Space")
    tab_to(page, field(page, "owner"))
    page.keyboard.type("张三")
    tab_to(page, field(page, "floor"))
    page.keyboard.type("40")
    page.keyboard.press("Tab")
    expect(page.locator(".wrong")).to_contain_text("全区没有超过33层的楼")
    expect(field(page, "mood")).to_be_focused()  # nothing took the place of who types
    expect(field(page, "since")).to_have_count(0)
    tab_to(page, page.get_by_label("有", exact=True))
    page.keyboard.press("Space")
    expect(field(page, "since")).to_be_visible()
    expect(page.get_by_label("有", exact=True)).to_be_focused()
    tab_to(page, field(page, "since"))
    page.keyboard.type("20")
    tab_to(page, page.locator('select[name="a.county"]'))
    page.keyboard.press("7")
    expect(page.locator("output", has_text="2.9")).to_be_visible()
    expect(page.locator('select[name="a.village"] option')).to_have_count(101)
    expect(field(page, "stamp")).to_have_value("县7")
    tab_to(page, page.get_by_role("button", name="保存并完成"))
    page.keyboard.press("Enter")
    expect(page.locator("#faults")).to_be_focused()
    desk.complaints.clear()  # the console names the status of 422
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field(page, "floor")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("4")
    tab_to(page, page.get_by_role("button", name="保存并完成"))
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text("已保存并完成")

    wang.sync()
    record = wang.show(f"survey/{unit.households[0]}")
    said = {name: values(record, name) for name in ("owner", "floor", "since", "stamp", "county")}
    assert said == {
        "owner": ["张三"],
        "floor": [4],
        "since": [20],
        "stamp": ["县7"],
        "county": ["7"],
    }
    assert record["status"] == "finished"
    wang.edit(f"survey/{unit.households[0]}", "floor=5")
    wang.sync()
    page.goto(f"/correct/survey/{unit.households[0]}")
    expect(field(page, "floor")).to_have_value("5")


def test_what_is_typed_while_an_answer_is_on_its_way_stays(desk, unit):
    page = desk.window()
    page.goto(f"/new/survey/{unit.households[1]}")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/new/survey/**", hold)
    field(page, "owner").fill("张三")
    field(page, "story").focus()
    expect(page.locator("#filling.htmx-request")).to_have_count(1)
    page.keyboard.type("这时才写的")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        held[0].continue_()
    expect(page.locator("#filling.htmx-request")).to_have_count(0)
    expect(field(page, "story")).to_have_value("这时才写的")
    expect(field(page, "owner")).to_have_value("张三")
    expect(field(page, "story")).to_be_focused()


SEND = """times => Promise.all(Array.from({ length: times }, async () => {
  const form = document.getElementById("filling");
  const body = new URLSearchParams(new FormData(form));
  body.set("press", "draft");
  const answer = await fetch(form.action, { method: "POST", body });
  return new URL(answer.url).pathname;
}))"""


def test_a_page_that_is_sent_several_times_at_once_is_one_change(desk, unit, office):
    page = desk.window()
    page.goto(f"/new/survey/{unit.households[3]}")
    field(page, "owner").fill("张三")
    record = f"survey/{unit.households[3]}"
    assert set(page.evaluate(SEND, 6)) == {f"/records/{record}"}
    assert len(office.show(record, history=True)["history"]) == 1
    assert office.ask("quarantine", "list") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_with_faults_is_fit_to_be_shown(desk, unit, lang):
    page = desk.window(lang)
    page.goto(f"/new/survey/{unit.households[2]}")
    page.locator('[name="a.ill"][value=yes]').check()
    field(page, "floor").fill("40")
    field(page, "how_many").fill("1")
    field(page, "from").fill("99")
    expect(field(page, "since")).to_be_visible()
    page.locator("button[name=add]").first.click()
    page.locator("button[value=finish]").click()
    expect(page.locator("#faults")).to_be_visible()
    desk.complaints.clear()  # the console names the status of 422
    script = axe.source()
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDER) == [0]
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"filling-{lang}-{width}.png", full_page=True)
        assert axe.grave_findings(page, script) == []
