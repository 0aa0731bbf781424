"""The pages of forms for who makes them: upload, difference, trial, publish, stop."""

import html
import re

import pytest

from schema.area import AreaId
from schema.grant import Grant, Role
from server.operations.importing import Incoming, import_forms
from server.pages import form_upload
from server.people import forms, grants
from server.people.devices import add, assign
from server.people.workbooks import Workbook
from server.xlsform.errors import WorkbookWithMacros
from tests.schema.versions import form, question


@pytest.fixture
def clerk(station, browser):
    """Somebody who makes forms."""
    staff = station.directory.by_login["min"].id
    given = Grant(area=AreaId("130709"), role=Role.district)
    station.change(lambda connection: grants.give(connection, staff, [given]))
    return browser("min")


def take(station, version, *questions):
    incoming = Incoming(
        file="调查.xlsx",
        definition=form(version, *questions).to_json(),
        workbook=Workbook(name="调查.xlsx", content=b"book"),
    )
    return import_forms(station, [incoming], station.directory.by_login["min"])


def press(clerk, act, **fields):
    return clerk.send_form(f"/forms/survey/{act}", **fields)


def text(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_a_draft_is_there_for_who_makes_forms_alone(station, clerk, browser):
    take(station, "1", question("road"))
    assert "草稿" in clerk.page("/forms")
    assert "开始试用" in clerk.page("/forms/survey")
    hong = browser("auditor")
    hong.page("/forms/survey", 404)
    assert hong.send_form("/forms/survey/publish").status_code == 404
    assert station.directory.forms.get("survey") is None


def test_whoever_only_reviews_sees_what_is_published_and_no_button(station, browser):
    take(station, "1", question("road"))
    visitor = browser("min")
    assert "survey" not in visitor.page("/forms")
    visitor.page("/forms/survey", 404)
    sheet = visitor.page("/forms/renovation_opinion")
    assert 'action="/forms' not in sheet
    assert visitor.send_form("/forms/renovation_opinion/stop").status_code == 404
    assert visitor.post("/forms/upload").status_code in (403, 404, 413)


def test_only_what_is_published_is_called_current(station, clerk):
    take(station, "1", question("road"))
    assert "当前" not in text(clerk.page("/forms/survey"))
    press(clerk, "publish")
    assert "当前" in text(clerk.page("/forms/survey"))


def test_what_a_tablet_notes_by_itself_is_called_by_what_it_is(station, clerk):
    take(station, "1", question("road"), {"name": "began_at", "kind": "start", "label": {}})
    page = text(clerk.page("/forms/survey"))
    assert ("开始时间" in page, "自动记录" in page, "began_at" in page) == (True, True, False)


def test_the_difference_to_the_version_before_is_said_before_it_is_published(station, clerk):
    take(station, "1", question("road"))
    press(clerk, "publish")
    take(station, "2", question("surface", aliases=["road"]), question("cars"))
    page = text(clerk.page("/forms/survey?version=2"))
    assert "名称由 road 改为 surface" in page
    assert "新增“题cars”" in page
    assert "名称由" not in text(clerk.page("/forms/survey"))


def test_trial_publish_stop_and_resume_are_each_one_press(station, clerk):
    take(station, "1", question("road"))
    assert "done=tried" in str(press(clerk, "trial", version="1", staff="王芳、qiang").url)
    standing = station.directory.standings["survey"]
    assert {station.directory.name(each) for each in standing.staff} == {"王芳", "李强"}
    assert "试用中" in clerk.page("/forms")
    assert str(press(clerk, "publish", version="1").url).endswith("done=published")
    assert "不会丢" in clerk.page("/forms/survey?done=published")
    press(clerk, "stop")
    assert "已停止" in clerk.page("/forms")
    assert "恢复收集" in clerk.page("/forms/survey")
    press(clerk, "resume")
    assert "停止收集" in clerk.page("/forms/survey")


@pytest.mark.parametrize(
    ("staff", "said"),
    [("", "请写明由谁试用"), ("无此人", "没有这个人"), ("root", "没有人看得到")],
)
def test_a_trial_without_somebody_who_can_try_says_why(station, clerk, staff, said):
    take(station, "1", question("road"))
    answer = press(clerk, "trial", version="1", staff=staff)
    assert answer.status_code == 422
    assert said in text(answer.text)


def test_the_workbook_is_handed_back(station, clerk):
    take(station, "1", question("road"))
    answer = clerk.get("/forms/survey/workbook?version=1")
    assert answer.content == b"book"
    assert 'filename="survey-1.xlsx"' in answer.headers["content-disposition"]
    clerk.page("/forms/household_file/workbook", 404)
    clerk.page("/forms/survey/workbook?version=1&file=towns.csv", 404)


def test_a_draft_is_deleted_by_one_press_and_what_is_published_has_none(station, clerk, browser):
    take(station, "1", question("road"))
    assert "永久移除" in text(clerk.page("/forms/survey"))
    gone = press(clerk, "delete", version="1")
    assert str(gone.url).endswith("/forms?done=deleted")
    assert "已删除" in gone.text
    clerk.page("/forms/survey", 404)
    take(station, "1", question("road"))
    press(clerk, "publish", version="1")
    assert "永久移除" not in text(clerk.page("/forms/survey"))
    refused = press(clerk, "delete", version="1")
    assert (refused.status_code, "已经发布过" in text(refused.text)) == (422, True)
    assert "删除了" in text(browser("auditor").page("/audit"))


def upload(clerk, **files):
    sent = {name: (f"{name}.xlsx", content) for name, content in files.items()}
    token = {"token": clerk.token()}
    return clerk.post(
        "/forms/upload", data=token, files=sent, headers={"Origin": "http://testserver"}
    )


def reading(monkeypatch, **found):
    said = {"problems": [], "warnings": [], "media": [], "definition": None, **found}
    monkeypatch.setattr(form_upload.running, "read", lambda file: said, raising=False)


def problem(row, column, message):
    words = {"zh-CN": message, "en": message}
    return {"sheet": "survey", "row": row, "column": column, "code": "x", "message": words}


def test_everything_wrong_in_a_workbook_stands_in_one_table_and_nothing_is_kept(
    station, clerk, monkeypatch
):
    reading(monkeypatch, problems=[problem(2, "A", "没有这种题型"), problem(9, "C", "<b>重名</b>")])
    answer = upload(clerk, workbook=b"PK")
    assert answer.status_code == 422
    rows = re.findall(r"<td[^>]*>(.*?)</td>", answer.text)
    assert rows == [
        *("survey", "2", "A", "没有这种题型"),
        *("survey", "9", "C", "&lt;b&gt;重名&lt;/b&gt;"),
    ]
    assert "survey" not in station.directory.standings


def test_the_files_that_a_workbook_names_are_kept_and_handed_back(station, clerk, monkeypatch):
    definition = {**form("x", question("road")).to_json(), "version": ""}
    reading(monkeypatch, definition=definition, media=["media.xlsx"])
    upload(clerk, workbook=b"PK", media=b"towns", stray=b"x")
    assert "file=media.xlsx" in clerk.page("/forms/survey?version=1")
    answer = clerk.get("/forms/survey/workbook?version=1&file=media.xlsx")
    assert (answer.content, answer.headers["content-type"]) == (
        b"towns",
        "application/octet-stream",
    )
    assert answer.headers["content-disposition"].startswith("attachment")
    clerk.page("/forms/survey/workbook?version=1&file=stray.xlsx", 404)


def test_an_uploaded_workbook_becomes_a_draft_with_its_bytes(station, clerk, monkeypatch):
    reading(monkeypatch, definition={**form("x", question("road")).to_json(), "version": ""})
    answer = upload(clerk, workbook=b"PK")
    assert str(answer.url).endswith("/forms/survey?version=1&done=new&derived=1")
    assert "已定为1" in answer.text
    assert clerk.get("/forms/survey/workbook").content == b"PK"
    again = upload(clerk, workbook=b"PK")
    assert "done=unchanged" in str(again.url)


def test_a_file_that_is_no_form_is_refused_in_words(station, clerk, monkeypatch):
    def refuse(file):
        raise WorkbookWithMacros(file=file.name)

    monkeypatch.setattr(form_upload.running, "read", refuse, raising=False)
    assert "含有宏" in upload(clerk, workbook=b"PK").text
    assert "请先选择工作簿" in upload(clerk, other=b"PK").text


@pytest.mark.parametrize("name", [f"{'表' * 90}.xlsx", "x/.."], ids=["long", "a folder"])
def test_a_file_with_a_name_that_no_disk_keeps_is_refused_in_words(clerk, monkeypatch, name):
    reading(monkeypatch)
    answer = clerk.post(
        "/forms/upload",
        data={"token": clerk.token()},
        files={"workbook": ("调查.xlsx", b"PK"), "media": (name, b"PK")},
        headers={"Origin": "http://testserver"},
    )
    assert (answer.status_code, "文件名太长" in answer.text) == (422, True)


def test_an_upload_is_taken_from_our_own_pages_alone_and_within_bounds(station, clerk):
    assert clerk.post("/forms/upload", files={"workbook": ("a.xlsx", b"x")}).status_code == 403
    headers = {"Origin": "http://testserver"}
    files = {"workbook": ("a.xlsx", b"x")}
    assert clerk.post("/forms/upload", files=files, headers=headers).status_code == 403
    huge = {**headers, "Content-Length": str(17 * 2**20)}
    assert clerk.post("/forms/upload", content=b"x", headers=huge).status_code == 413


def test_tablets_that_took_their_forms_before_the_latest_version_are_counted(station, clerk):
    def enrol(connection):
        for login, given_ms in (("fang", 1), ("qiang", 2**52), ("hong", 1)):
            device = add(connection, name="", platform="", nonce=login, now_ms=0)
            assign(connection, device, station.directory.by_login[login].id, 0)
            forms.note_given(connection, device, given_ms)

    take(station, "1", question("road"))
    press(clerk, "publish")
    station.change(enrol)
    assert "<b>2</b>" not in clerk.page("/forms")
    take(station, "2", question("cars"))
    press(clerk, "publish")
    assert "<b>2</b>" in clerk.page("/forms")
