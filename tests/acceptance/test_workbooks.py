"""Workbooks go the whole way: from a clerk's desk to the tablets, and back as tables."""

import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.acceptance.browser import Browser
from tests.acceptance.tables import exported
from tests.server.xlsform.field_forms import cascade, census, health
from tests.server.xlsform.twelve import MISTAKES, PLANTED, corrected

pytestmark = pytest.mark.acceptance

PASSWORD = "a long enough password"


def workbook(file: Path, sheets: Mapping[str, list[list[str | None]]]) -> Path:
    """Writes a workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def test_a_clerk_uploads_corrects_tries_and_publishes_a_workbook_on_the_pages(
    office, grid, wang, li, tmp_path
):
    office.ask("staff", "add", "clerk", "--name", "文书", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", "clerk", "--role", "district", "--area", "130709")
    clerk = Browser(office.server.url).sign_in("clerk", PASSWORD)

    page = clerk.upload("/forms/upload", "workbook", workbook(tmp_path / "一户一档.xlsx", PLANTED))
    cells = re.findall(
        r'<td[^>]* data-label="[^"]+">(.*?)</td>', page.html.partition("<details")[0]
    )
    messages = re.findall(r'<td class="what">(.*?)</td>', page.html.partition("<details")[0])
    found = [tuple(cells[n : n + 3]) for n in range(0, len(cells), 3)]
    assert [(sheet, str(row), column) for sheet, row, column, *_ in MISTAKES] == found
    assert all(
        said in html.unescape(told) for (*_, said), told in zip(MISTAKES, messages, strict=True)
    )
    assert not any(each["id"] == "household" for each in office.ask("forms", "list"))

    file = workbook(tmp_path / "一户一档.xlsx", corrected())
    assert "版本1" in clerk.upload("/forms/upload", "workbook", file).text.replace(" ", "")
    clerk.send("/forms/household/trial", version="1", staff=wang.login)
    for tablet in (wang, li):
        tablet.sync()
    assert ["trial_household"] == [each["id"] for each in wang.ask("forms") if each["trial_of"]]
    tried = {"household", "trial_household"}
    assert tried.isdisjoint(each["id"] for each in li.ask("forms"))
    answers = ("head=张伟", "dwelling=自有", "rooms=3", "area=75", "people=3", "from=本地")
    wang.new("trial_household", grid.households[0], *answers)
    wang.sync()

    clerk.send("/forms/household/publish", version="1")
    for tablet in (wang, li):
        tablet.sync()
        ours = [each for each in tablet.ask("forms") if each["id"] in tried]
        assert [("household", "1")] == [(each["id"], each["version"]) for each in ours]
    real = li.new("household", grid.households[0], *answers, "members[+].member=张小雨")["id"]
    assert li.show(real)["answers"]["per"]["value"] == 25
    li.sync()
    (row,) = exported(office, tmp_path / "table.csv", "household").values()
    assert {"head": "张伟", "people": "3", "per": "25"}.items() <= row.items()


def test_forms_like_well_known_public_ones_are_imported_filled_in_synced_and_exported(
    office, grid, wang, li, tmp_path
):
    forms = {"census": census(), "towns": cascade(tmp_path), "health": health()}
    for name, sheets in forms.items():
        settings = [["form_id", "form_title", "areas", "key"], [name, name, "household", "area"]]
        workbook(tmp_path / f"{name}.xlsx", {**sheets, "settings": settings})
    assert {"new"} == {each["outcome"] for each in office.ask("forms", "import", tmp_path)}
    for name in forms:
        office.ask("forms", "publish", name)
    wang.sync()

    door, family = grid.households[0], ("member[1].name=张伟", "member[1].age=40")
    jobs = (
        "member[1].job[1].employer=铁路",
        "member[1].job[1].hours=40",
        "member[1].job[2].hours=4.5",
    )
    people = ("size=2", *family, *jobs, "member[2].name=张小雨", "member[2].age=9")
    household = wang.new("census", door, *people)["answers"]
    worked = [each["value"] for path, each in household.items() if path.endswith(".worked")]
    assert (household["grown"]["value"], household["first"]["value"], worked) == (1, "张伟", [44.5])
    wrong = wang.run("new", "towns", "--area", door, "province=p2", "county=c7", "town=t9908")
    assert (wrong.exit_code, "“镇9908” is not offered" in wrong.stderr) == (1, True)
    assert wang.new("towns", door, "province=p2", "county=c7", "town=t9907")
    ill = ("signs_0=cough", "since_0=2026-01-01", "temp_1=36.5")
    hot = wang.run("new", "health", "--area", door, "temp_0=50", *ill, lang="zh-CN")
    assert (hot.exit_code, "体温0：请核对" in hot.stderr) == (1, True)
    wang.new("health", door, "temp_0=39", *ill)
    wang.sync()
    li.sync()

    (town,) = exported(office, tmp_path / "towns-table.csv", "towns").values()
    assert (town["county"], town["town"], town["said"]) == ("c7", "t9907", "镇9907")
    (patient,) = exported(office, tmp_path / "health-table.csv", "health").values()
    assert ("39", "yes", "no") == tuple(patient[name] for name in ("temp_0", "alert_0", "alert_1"))
    tables = sheets_of(office, "census", tmp_path / "census-table.xlsx")
    rows = {
        name: [[row[asked] for asked in wanted] for row in tables[name]]
        for name, wanted in (
            ("census", ("size", "grown", "oldest", "first")),
            ("member", ("name", "age", "worked")),
            ("member.job", ("employer", "hours")),
        )
    }
    assert rows == {
        "census": [[2, 1, 40, "张伟"]],
        "member": [["张伟", 40, 44.5], ["张小雨", 9, None]],
        "member.job": [["铁路", 40], [None, 4.5]],
    }
    (seen,) = (each for each in li.ask("list", "census") if each["area"] == door)
    assert li.show(seen["id"])["answers"]["oldest"]["value"] == 40


def sheets_of(office, form: str, file: Path) -> dict[str, list[dict[str, object]]]:
    """The rows of each sheet of a form's table, by the names of their columns."""
    office.ask("export", form, "--format", "xlsx", "-o", file)
    found = {}
    for sheet in load_workbook(file).worksheets:
        header, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return found
