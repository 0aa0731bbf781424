"""A supervisor's work in the browser, and what comes of it on the tablets."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.acceptance.fieldwork import values
from tests.browser.chromium import tab_to

pytestmark = pytest.mark.acceptance

QUESTION = "greening_lighting"


def named(page, role, words):
    """What the person finds under these words."""
    return page.get_by_role(role, name=re.compile(words))


def test_a_clash_is_settled_with_the_keyboard_alone(desk, unit, wang, li, office):
    household = unit.households[0]
    wang.new("renovation_opinion", household, f"{QUESTION}=support")
    li.new("renovation_opinion", household, f"{QUESTION}=oppose")
    wang.sync()
    li.sync()
    page = desk.window()
    page.goto(f"/clashes?area={unit.id}")
    expect(page.locator(".clash")).to_have_count(1)

    tab_to(page, named(page, "button", "选定这个.*反对"))
    page.keyboard.press("Enter")

    expect(page.locator(".note.good")).to_contain_text("已选定")
    expect(page.locator(".clash")).to_have_count(0)
    for tablet in (wang, li):
        tablet.sync()
        assert values(tablet.show(unit.opinion(0)), QUESTION) == ["oppose"]
        assert tablet.ask("clashes") == []


def test_a_returned_question_is_corrected_at_the_door_and_comes_back(desk, unit, wang, li):
    answers = ("road=support", "parking_spaces=2")
    record = wang.new("renovation_opinion", unit.households[0], *answers)["id"]
    wang.sync()
    page = desk.window()
    page.goto(f"/records?area={unit.id}")
    page.locator(f'.lines a[href="/records/{record}"]').click()  # once it is folded
    page.locator("dl > div", has_text="停车位").locator(".why summary").click()
    page.keyboard.press("Tab")
    page.keyboard.type("户主说只要一个")
    page.keyboard.press("Enter")
    expect(page.locator(".states .tone-bad")).to_contain_text("被退回")
    expect(page.locator(".returned")).to_contain_text("户主说只要一个")

    wang.sync()
    listed = wang.say("list")
    assert ("被退回" in listed[1], "户主说只要一个" in listed[2]) == (True, True)
    wang.edit(record, "parking_spaces=1")
    wang.ask("finish", record)
    wang.sync()

    expect(page.locator(".states .tone-note")).to_contain_text("退回后已改")
    expect(page.locator("dl > div", has_text="停车位").locator(".says")).to_have_text("1")
    expect(page.locator(".returned .tone-good")).to_contain_text("已重新填写")


def test_a_person_is_found_by_two_characters_on_the_page_and_on_the_tablet(desk, unit, wang, li):
    for household, name in zip(unit.households, ("张伟", "张维"), strict=False):
        wang.new("household_file", household, f"members[+].name={name}")
    wang.sync()
    li.sync()
    record = f"household_file/{unit.households[0]}"
    page = desk.window()
    page.goto("/records")
    page.locator("#q").fill("张伟")
    page.keyboard.press("Enter")
    expect(page.locator(".lines li")).to_have_count(1)
    found, place = (page.locator(f".lines a{which}") for which in (":not(.place)", ".place"))
    expect(found).to_have_attribute("href", f"/records/{record}")
    expect(place).to_have_attribute("href", f"/glance/{unit.households[0]}")
    assert [each["id"] for each in li.ask("search", "张伟")] == [record]


def test_a_table_is_made_fetched_and_opened(desk, unit, wang, tmp_path):
    wang.new("renovation_opinion", unit.households[0], "road=support", "opinion==1+1")
    wang.new("renovation_opinion", unit.households[1], "road=oppose")
    wang.sync()
    page = desk.window()
    page.goto("/exports?form=renovation_opinion")
    named(page, "button", "制作表格").click()
    with page.expect_download() as fetched:
        page.locator(".fetch").first.click()
    fetched.value.save_as(tmp_path / "table.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").worksheets[0]
    header, *rows = sheet.iter_rows()
    columns = {cell.value: number for number, cell in enumerate(header)}
    assert {"道路硬化", "意见"} <= set(columns)
    assert not {"road", "opinion"} & set(columns)
    assert {"支持", "反对"} <= {row[columns["道路硬化"]].value for row in rows}
    typed = max((row[columns["意见"]] for row in rows), key=lambda cell: cell.value == "=1+1")
    assert (typed.value, typed.data_type) == ("=1+1", "s")


def test_the_count_of_rows_is_never_that_of_another_filter(desk, unit, wang):
    wang.new("renovation_opinion", unit.households[0], "road=support")
    wang.sync()
    page = desk.window()
    page.goto("/exports?form=renovation_opinion")
    count, states = page.locator("#count"), page.locator("select[name=status]")
    expect(count).not_to_contain_text("，0行")
    said = count.evaluate_handle(
        """count => {
      const said = [];
      new MutationObserver(() => said.push(count.textContent)).observe(count, { childList: true });
      return said;
    }"""
    )
    states.select_option("void")
    expect(count).to_contain_text("，0行")
    expect(count).to_contain_text("改造意见、全部区域、已作废")
    assert said.json_value()[0] == "正在统计……"
    page.route("**/exports?*", lambda asked: asked.abort())
    states.select_option("")
    expect(count).to_have_text("未能统计。")
    desk.complaints.clear()  # the console names what was aborted
