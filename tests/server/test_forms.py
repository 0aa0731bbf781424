"""Versions of forms in the directory: imported, tried, published, stopped; who is given what."""

import base64
import dataclasses
import json
from contextlib import closing

import pytest

from schema.grant import Right
from server.desk import perform
from server.errors import (
    CannotTry,
    ImportRefused,
    InvalidRequest,
    NobodyTries,
    NotCollecting,
    NothingToCome,
    NoWorkbookKept,
    UnknownForm,
    UnknownVersion,
    VersionKept,
    VersionOvertaken,
)
from server.station import Station
from tests.schema.versions import form, question
from tests.server.town import GRID, OTHER_GRID, UNIT, town

__all__ = ["town"]


@pytest.fixture
def station(town):
    town.connection.close()
    with closing(Station(town.data)) as opened:
        yield opened


def sent(version="1", *questions, file="survey.xlsx", workbook=b"bytes", media=(), **more):
    """A form as a command sends it."""
    definition = {**form("x", *(questions or [question("road")])).to_json(), **more}
    content = None if workbook is None else base64.b64encode(workbook).decode()
    return {
        "file": file,
        "definition": {**definition, "version": version},
        "workbook": content,
        "media": [*media],
    }


def take(station, *forms):
    return perform(station, "forms.import", {"forms": [*forms], "as": "min"})


def act(station, name, **more):
    return perform(station, f"forms.{name}", {"form": "survey", "as": "min", **more})


def given(station, login):
    """The forms in a person's bundle, by id, and the grants."""
    person = station.directory.by_login[login].id
    bundle = json.loads(station.directory.bundle(person)[1])
    return {each["id"]: each["version"] for each in bundle["forms"]}


def test_an_imported_form_is_a_draft_that_reaches_nobody_and_names_no_new_bundle(station):
    fang = station.directory.by_login["fang"].id
    before = station.directory.bundle_etag(fang)
    told = take(station, sent("1"))
    assert [(each["version"], each["outcome"], each["state"]) for each in told] == [
        ("1", "new", "draft")
    ]
    assert "survey" not in given(station, "fang")
    assert "survey" not in station.directory.forms
    assert station.directory.bundle_etag(fang) == before


def test_the_same_form_again_changes_nothing_and_a_corrected_draft_takes_its_place(station):
    take(station, sent("1"))
    assert take(station, sent("1", workbook=b"saved anew"))[0]["outcome"] == "unchanged"
    assert take(station, sent("1", question("cars")))[0]["outcome"] == "replaced"
    act(station, "publish")
    assert take(station, sent("1", question("cars")))[0]["outcome"] == "unchanged"
    with pytest.raises(ImportRefused) as refused:
        take(station, sent("1", question("cars"), question("noise")))
    (problem,) = refused.value.problems
    assert "写 2" in problem["message"]["zh-CN"]


def test_a_form_without_a_version_gets_the_next_one_unless_nothing_changed(station):
    assert take(station, sent(""))[0]["version"] == "1"
    assert take(station, sent(""))[0]["outcome"] == "unchanged"
    second = take(station, sent("", question("road"), question("cars")))[0]
    assert (second["version"], second["derived"], second["before"]) == ("2", True, "1")
    assert [change["code"] for change in second["changes"]] == ["added"]
    take(station, sent("2022.9", question("road")))
    assert take(station, sent("", question("noise")))[0]["version"] == "2022.10"
    take(station, sent("autumn", question("road")))
    assert take(station, sent("", question("light")))[0]["version"] == "autumn.2"


def test_of_several_forms_all_are_taken_or_none_and_every_problem_is_told(station):
    act_before = station.directory.standings
    bad = sent("1", id="trial_run", file="a.xlsx")
    long = sent("1", id="x" * 60, file="b.xlsx")
    with pytest.raises(ImportRefused) as refused:
        take(station, bad, sent("1"), sent("1", file="c.xlsx"), long)
    assert [each["file"] for each in refused.value.problems] == ["a.xlsx", "c.xlsx", "b.xlsx"]
    assert station.directory.standings is act_before
    assert {each["form"] for each in take(station, sent("1"), sent("1", id="other"))} == {
        "survey",
        "other",
    }


def test_what_would_take_the_meaning_of_stored_answers_is_refused(station):
    take(station, sent("1", question("road"), question("cars", "integer")))
    take(station, sent("1b", question("road"), question("cars", "date")))  # a draft harms nothing
    act(station, "publish", version="1")
    with pytest.raises(ImportRefused) as refused:
        take(
            station,
            sent("2", question("road", "integer"), question("cars", "date"), key=["road"]),
        )
    assert len(refused.value.problems) == 3


def test_a_question_that_is_prefilled_from_what_is_not_there_is_refused_at_its_cell(station):
    asked = sent("1", question("q", prefill="other.road"))
    asked["cells"] = {"q": {"sheet": "问卷", "row": 2, "column": "F"}}
    with pytest.raises(ImportRefused) as refused:
        take(station, asked)
    (found,) = refused.value.problems
    assert [found[name] for name in ("sheet", "row", "column", "question")] == ["问卷", 2, "F", "q"]
    assert found["message"]["zh-CN"] == "预填：没有编号为 other 的表单"
    take(station, asked, sent("1", question("road"), id="other"))  # together they are sound
    with pytest.raises(ImportRefused):
        take(station, sent("2", question("q", "integer", prefill="other.road"), id="third"))


def test_the_workbook_is_handed_back_byte_for_byte(station):
    take(station, sent("1", workbook=b"\x00\xffone"))
    act(station, "publish")
    take(station, sent("2", question("cars"), workbook=b"two"))
    for asked, expected in ((None, b"\x00\xffone"), ("2", b"two")):
        found = act(station, "workbook", version=asked)
        assert base64.b64decode(found["workbook"]) == expected
    with pytest.raises(NoWorkbookKept):
        perform(station, "forms.workbook", {"form": "household_file"})


def test_published_it_reaches_all_with_the_versions_before_it(station):
    take(station, sent("1"))
    act(station, "publish")
    assert given(station, "fang")["survey"] == given(station, "hong")["survey"] == "1"
    take(station, sent("2", question("surface", aliases=["road"])))
    assert given(station, "fang")["survey"] == "1"
    act(station, "publish")
    known = station.directory.forms["survey"]
    assert (known.version, [each.version for each in known.earlier]) == ("2", ["1"])
    assert known.question("road").name == "surface"
    assert [q.name for q in station.directory.whole_forms["survey"].questions] == ["surface"]


def test_on_trial_it_reaches_those_who_are_named_alone_under_an_id_of_its_own(station):
    take(station, sent("1"))
    act(station, "publish")
    take(station, sent("2", question("cars")))
    act(station, "trial", staff=["fang"])
    assert given(station, "fang")["trial_survey"] == "2"
    assert given(station, "fang")["survey"] == "1"
    assert "trial_survey" not in given(station, "qiang")
    directory = station.directory
    fang, qiang = (directory.by_login[login].id for login in ("fang", "qiang"))
    door = f"{UNIT}/0301"
    assert directory.permit(fang).allows(Right.read, door, "trial_survey")
    assert not directory.permit(qiang).allows(Right.read, door, "trial_survey")
    assert not directory.permit(fang, trials=False).allows(Right.read, door, "trial_survey")
    act(station, "trial", staff=["qiang"])
    assert "trial_survey" not in given(station, "fang")


def test_what_was_tried_may_still_be_written_when_the_trial_is_over_by_who_may_write_the_form(
    station,
):
    take(station, sent("1"))
    act(station, "trial", staff=["fang"])
    act(station, "publish")
    permit = station.directory.permit(station.directory.by_login["fang"].id)
    assert permit.allows(Right.write, f"{UNIT}/0301", "trial_survey")
    assert not permit.allows(Right.read, f"{UNIT}/0301", "trial_survey")
    assert not permit.allows(Right.write, f"{OTHER_GRID}/x01/b01/u2/0502", "trial_survey")
    assert "trial_survey" in station.directory.forms
    assert "trial_survey" not in station.directory.published


def test_a_trial_of_a_restricted_form_is_for_who_was_given_the_form(station):
    take(station, sent("1", restricted=True))
    with pytest.raises(CannotTry):
        act(station, "trial", staff=["fang"])
    asked = {"login": "fang", "role": "grid_head", "area": GRID, "form": "survey"}
    perform(station, "staff.grant", asked)
    act(station, "trial", staff=["fang"])
    assert given(station, "fang")["trial_survey"] == "1"


def test_a_stopped_form_is_given_with_the_time_of_its_stop_until_it_is_taken_up_again(station):
    take(station, sent("1"))
    with pytest.raises(NotCollecting):
        act(station, "stop")
    act(station, "publish")
    act(station, "stop")
    stopped_ms = station.directory.forms["survey"].stopped_ms
    assert stopped_ms is not None
    act(station, "stop")
    assert station.directory.forms["survey"].stopped_ms == stopped_ms
    act(station, "resume")
    assert station.directory.forms["survey"].stopped_ms is None
    act(station, "stop")
    take(station, sent("2", question("cars")))
    act(station, "publish")
    assert station.directory.forms["survey"].stopped_ms is None


def test_each_step_that_cannot_be_taken_says_why(station):
    take(station, sent("1"), sent("1", id="other"))
    for name, more, error in (
        ("trial", {}, NobodyTries),
        ("trial", {"staff": ["root"]}, CannotTry),
        ("publish", {"version": "9"}, UnknownVersion),
    ):
        with pytest.raises(error):
            act(station, name, **more)
    take(station, sent("2", question("cars")))
    act(station, "publish", version="2")
    with pytest.raises(NothingToCome):
        act(station, "publish")
    with pytest.raises(VersionOvertaken):
        act(station, "publish", version="1")
    with pytest.raises(UnknownForm):
        perform(station, "forms.publish", {"form": "nothing"})


def test_a_draft_that_is_deleted_is_gone_with_its_workbook_and_its_name_is_free(station):
    take(station, sent("1", media=[{"name": "towns.csv", "content": "bmFtZQ=="}]))
    assert act(station, "delete") == {"form": "survey", "version": "1", "state": "deleted"}
    assert "survey" not in station.directory.standings
    with pytest.raises(UnknownForm):
        act(station, "workbook")
    files = station.change(
        lambda known: (
            known.execute("SELECT form FROM workbook_files").fetchall()
            + known.execute("SELECT form FROM workbooks").fetchall()
        )
    )
    assert files == []
    assert take(station, sent("1", question("cars")))[0]["outcome"] == "new"


def test_what_was_published_is_never_deleted(station):
    take(station, sent("1"))
    act(station, "publish")
    with pytest.raises(VersionKept):
        act(station, "delete", version="1")
    with pytest.raises(NothingToCome):
        act(station, "delete")
    with pytest.raises(UnknownVersion):
        act(station, "delete", version="2")
    take(station, sent("2", question("cars")))
    assert act(station, "delete")["version"] == "2"
    assert [each.version for each in station.directory.standings["survey"].versions] == ["1"]
    assert station.directory.forms["survey"].version == "1"


def test_a_trial_that_is_deleted_ends_and_what_was_tried_is_read_and_stored_still(station):
    take(station, sent("1"))
    act(station, "trial", staff=["fang"])
    act(station, "delete")
    assert "survey" not in station.directory.standings
    assert "trial_survey" not in given(station, "fang")
    permit = station.directory.permit(station.directory.by_login["fang"].id)
    assert permit.allows(Right.write, f"{UNIT}/0301", "trial_survey")
    assert station.directory.forms["trial_survey"].version == "1"
    # Its name is taken: a tablet may hold it still.
    with pytest.raises(ImportRefused):
        take(station, sent("1", question("cars")))
    assert take(station, sent("", question("road")))[0]["version"] == "2"


def test_a_workbook_keeps_the_files_that_it_names(station):
    files = [{"name": "towns.csv", "content": "bmFtZQ=="}, {"name": "门.jpg", "content": "AP8="}]
    take(station, sent("1", media=files))
    assert act(station, "workbook")["media"] == files
    assert take(station, sent("1", question("cars")))[0]["outcome"] == "replaced"
    assert act(station, "workbook")["media"] == []
    for name in ("../x.csv", "", ".hidden"):
        with pytest.raises(InvalidRequest):
            take(station, sent("2", media=[{"name": name, "content": ""}]))


def test_every_act_stands_in_the_audit(station):
    take(station, sent("1"))
    act(station, "trial", staff=["fang"])
    act(station, "publish")
    act(station, "stop")
    act(station, "resume")
    take(station, sent("2", question("cars")))
    act(station, "delete")
    rows = station.change(
        lambda known: known.execute(
            "SELECT act FROM audit WHERE subject = 'survey' ORDER BY n"
        ).fetchall()
    )
    assert [name for (name,) in rows] == [
        f"forms.{name}"
        for name in ("import", "trial", "publish", "stop", "resume", "import", "delete")
    ]


def test_lists_say_how_far_each_form_has_come_and_a_diff_what_changed(station):
    take(station, sent("1"))
    act(station, "publish")
    take(station, sent("2", question("road"), question("cars")))
    (listed,) = [e for e in perform(station, "forms.list", {}) if e["id"] == "survey"]
    assert (listed["version"], listed["state"]) == ("1", "published")
    assert [(v["version"], v["state"]) for v in listed["versions"]] == [
        ("1", "published"),
        ("2", "draft"),
    ]
    assert act(station, "show", version="2")["version"] == "2"
    found = act(station, "diff", before="1", after="2", lang="en")
    assert [each["message"][:6] for each in found["changes"]] == ["“cars”"]
    same = act(station, "diff", before="1", after="1")
    assert [each["code"] for each in same["changes"]] == ["none"]


def test_a_database_of_before_has_published_forms(station):
    for standing in station.directory.standings.values():
        assert [each.state.value for each in standing.versions] == ["published"]
    assert dataclasses.asdict(station.directory.forms["household_file"])["earlier"] == ()


def test_of_two_who_decide_at_once_the_second_sees_what_the_first_did(station, monkeypatch):
    take(station, sent("1"))
    changed = station.change

    def behind(decide):
        """Somebody else publishes between the press of a button and its act."""
        monkeypatch.setattr(station, "change", changed)
        act(station, "publish")
        return changed(decide)

    monkeypatch.setattr(station, "change", behind)
    with pytest.raises(NothingToCome):
        act(station, "trial", staff=["fang"])
    assert given(station, "fang")["survey"] == "1"
    assert station.directory.standings["survey"].current.version == "1"
