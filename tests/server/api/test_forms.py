"""Forms at the API for who makes them: a workbook in, checked or taken over, and every act."""

import base64

import pytest

from server.pages import form_upload
from tests.schema.versions import form, question
from tests.server.api.described import fits
from tests.server.xlsform.conftest import Desk

ACTS = ("trial", "publish", "stop", "resume", "delete")


@pytest.fixture
def clerk(program):
    """Somebody who makes forms."""
    return program("qu")


def sent(content=b"PK", **more):
    return {"file": "调查.xlsx", "workbook": base64.b64encode(content).decode(), **more}


def reading(monkeypatch, definition, **found):
    said = {"form": "survey", "title": {}, "version": "", "questions": 1}
    said |= {"problems": [], "warnings": [], "media": [], "definition": definition, **found}
    monkeypatch.setattr(form_upload.running, "read", lambda file: said, raising=False)


def test_a_real_workbook_is_checked_cell_by_cell_and_nothing_is_stored(clerk, tmp_path, station):
    desk = Desk(tmp_path)
    desk.write(survey=[["type", "name", "label"], ["text", "a", "A"], ["textt", "b", "B"]])
    before = station.directory.standings
    book = sent(desk.file.read_bytes()) | {"file": "survey.xlsx"}
    found = fits(clerk.hand_in("/forms?lang=en", {**book, "check": True}).json(), "Checked")
    (problem,) = found["problems"]
    assert (problem["row"], problem["column"], problem["code"]) == (3, "A", "similar_type")
    refused = clerk.hand_in("/forms?lang=en", book)
    assert (refused.status_code, refused.json()["facts"]["problems"]) == (422, [problem])
    fits(refused.json(), "Problem")
    assert station.directory.standings is before


def test_a_form_goes_its_whole_way_and_its_workbook_comes_back(clerk, monkeypatch):
    reading(monkeypatch, form("1", question("road")).to_json(), media=["towns.csv"])
    media = [{"name": "towns.csv", "content": "bmFtZQ=="}]
    taken = clerk.hand_in("/forms", sent(media=media))
    assert taken.status_code == 201
    assert fits(taken.json(), "Imported")["outcome"] == "new"
    kept = fits(clerk.ask("/forms/survey/workbook?version=1"), "KeptWorkbook")
    assert (kept["workbook"], kept["media"]) == (sent()["workbook"], media)
    for act, body, state in (
        ("trial", {"staff": ["fang"], "version": "1"}, "trial"),
        ("publish", {}, "published"),
        ("stop", {}, "stopped"),
        ("resume", {}, "published"),
    ):
        done = clerk.hand_in(f"/forms/survey/{act}", body)
        assert fits(done.json(), "FormDone")["state"] == state, act
    reading(monkeypatch, form("2", question("road"), question("cars")).to_json())
    second = fits(clerk.hand_in("/forms?lang=en", sent()).json(), "Imported")
    assert [change["code"] for change in second["changes"]] == ["added"]
    listed = fits(clerk.ask("/form-versions"), "FormVersions")["forms"]
    (survey,) = [each for each in listed if each["id"] == "survey"]
    assert [(each["version"], each["state"]) for each in survey["versions"]] == [
        ("1", "published"),
        ("2", "draft"),
    ]
    assert clerk.hand_in("/forms/survey/delete", {"version": "1"}).status_code == 409
    assert clerk.hand_in("/forms/survey/delete", {}).json()["version"] == "2"
    assert clerk.hand_in("/forms/survey/publish", {}).json()["code"] == "nothing_to_come"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"workbook": "UEs="}, "bad_parameter"),
        (sent() | {"file": "../x.xlsx"}, "bad_parameter"),
        (sent() | {"workbook": "no base64"}, "bad_parameter"),
        (sent(media="towns"), "bad_parameter"),
        (sent(media=[{"name": "a/b", "content": ""}]), "bad_parameter"),
        (sent(form="x"), "no_such_parameter"),
    ],
)
def test_what_is_no_upload_is_refused_before_it_is_read(clerk, body, code):
    answer = clerk.hand_in("/forms", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_whoever_makes_no_forms_finds_none_of_it(program, clerk):
    reviewer = program("min")
    reviewer.ask("/form-versions", 404)
    reviewer.ask("/forms/household_file/workbook", 404)
    assert reviewer.hand_in("/forms", sent()).status_code == 404
    for act in ACTS:
        assert reviewer.hand_in(f"/forms/household_file/{act}", {}).status_code == 404
        foreign = clerk.hand_in(f"/forms/household_file/{act}", {}, Origin="http://elsewhere")
        assert foreign.status_code == 403
    assert clerk.hand_in("/forms/household_file/stop", {"staff": []}).status_code == 400
