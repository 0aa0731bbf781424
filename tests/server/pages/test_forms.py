"""The pages of forms: what is open, and one form as a sheet."""

import dataclasses
import re

from schema.choice import Choice
from server.pages import form_sheet
from server.people import forms


def test_open_forms_stand_with_their_records_and_clashes(browser, station):
    visitor = browser("min")
    page = visitor.page("/forms")
    rows = dict(
        re.findall(r'<a href="/forms/(\w+)">.*?href="/records\?form=\w+">(\d+)<', page, re.DOTALL)
    )
    assert set(rows) == set(station.directory.forms)
    for form, records in rows.items():
        assert visitor.page(f"/records?form={form}").count('class="address"') == int(records)
    assert "⚠</span> 1</a>" in page
    assert "130709" not in re.sub(r"<[^>]+>", " ", page)
    for login in ("fang", "root", "auditor"):
        browser(login).page("/forms", 404)
        browser(login).page("/forms/household_file", 404)


def test_a_form_is_read_as_a_sheet_in_the_forms_order(browser, station):
    page = browser("min").page("/forms/renovation_opinion").partition('class="sheet"')[2]
    form = station.directory.forms["renovation_opinion"]
    places = [page.index(question.label["zh-CN"]) for question in form.questions]
    assert places == sorted(places)
    text = re.sub(r"<[^>]+>", " ", page)
    for words in (
        "必填",
        "用来区分记录",
        "单选",
        "多选",
        "支持",
        "反对",
        "整数 · 0至2",
        "由人选定",
    ):
        assert words in text
    assert not re.search(r"greening|select_one|p2022", text)
    rows = browser("min").page("/forms/household_file")
    assert re.search(r"4\.1</span> 姓名", rows)
    browser("min").page("/forms/nothing", 404)


def test_every_published_version_can_be_read(browser, station):
    form = station.directory.forms["renovation_opinion"]
    newer = dataclasses.replace(form, version="2", questions=form.questions[:3])
    station.change(lambda connection: forms.publish(connection, [newer], 0))
    visitor = browser("min")
    assert "共2个版本" in visitor.page("/forms")
    assert visitor.page("/forms/renovation_opinion").count('class="question"') == 3
    older = visitor.page("/forms/renovation_opinion?version=1")
    every = [inner for each in form.questions for inner in each.walk()]
    assert older.count('class="question"') == len(every)
    visitor.page("/forms/renovation_opinion?version=9", 404)


def test_of_a_long_list_the_sheet_names_the_first_and_says_how_many_there_are(browser, station):
    form = station.directory.forms["hazard_report"]
    at = next(n for n, each in enumerate(form.questions) if each.choices)
    many = tuple(
        Choice(name=f"c{n}", label={"zh-CN": f"第{n}项", "en": f"Choice {n}"}) for n in range(130)
    )
    asked = dataclasses.replace(form.questions[at], choices=many, list_name="", choice_filter="")
    longer = dataclasses.replace(
        form, version="long", questions=(*form.questions[:at], asked, *form.questions[at + 1 :])
    )
    station.change(lambda connection: forms.publish(connection, [longer], 0))
    page = browser("min").page("/forms/hazard_report?version=long")
    assert page.count("☐</span> 第") + page.count("○</span> 第") == form_sheet.CHOICES_MAX
    assert "30" in page.partition("第99项")[2].partition("</ul>")[0]
