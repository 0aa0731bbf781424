"""A record is shown in the words of the version that it was made with."""

from dataclasses import replace

from schema.whole_form import as_made, whole_form
from tests.schema.versions import choices, form, question

OLD = form(
    "1",
    question("road", "select_one", choices=choices("a", "b"), label={"zh-CN": "旧", "en": "Old"}),
    question("gone"),
    question("home", "group", questions=[question("rooms", "integer")]),
)
NEW = form(
    "2",
    question(
        "surface",
        "select_one",
        choices=[*choices("b"), {"name": "c", "label": {"zh-CN": "三", "en": "Three"}}],
        label={"zh-CN": "新", "en": "New"},
        aliases=["road"],
        relevant="${noise} = 'x'",
    ),
    question("noise"),
    question("flat", "group", questions=[question("rooms", "integer")]),
    earlier=(OLD,),
)


def names(shown):
    return [each.path for each in shown.walk()]


def test_a_record_of_before_has_as_much_of_the_workflow_as_it_has_questions():
    state, due = question("state", "select_one", choices=choices("a")), question("due", "date")
    first, second = form("1", question("x")), form("2", question("x"), state)
    workflow = {"state": "state", "closed": ["a"], "due": "due"}
    newest = form("3", question("x"), state, due, workflow=workflow, earlier=(first, second))
    made = {each: as_made(newest, each, "finished", []).workflow for each in ("1", "2", "3")}
    assert {"1": None, "2": replace(newest.workflow, due=""), "3": newest.workflow} == made


def test_a_finished_record_of_before_has_its_own_questions_by_todays_names():
    shown = as_made(NEW, "1", "finished", ["surface"])
    assert names(shown) == ["surface", "rooms", "gone"]
    surface = shown.question("surface")
    assert surface.label["en"] == "Old"
    assert {choice.name for choice in surface.choices} == {"a", "b", "c"}
    assert surface.relevant == ""


def test_what_was_answered_beside_is_shown_too_and_what_was_not_asked_is_not_missed():
    assert "noise" in names(as_made(NEW, "1", "finished", ["noise"]))
    assert "gone" not in names(as_made(NEW, "2", "finished", []))
    assert "gone" in names(as_made(NEW, "2", "finished", ["gone"]))


def test_an_open_record_is_shown_as_the_form_is_today():
    shown = as_made(NEW, "1", "draft", [])
    assert names(shown) == ["surface", "noise", "rooms"]
    assert shown.question("surface").label["en"] == "New"


def test_all_versions_together_know_a_renamed_question_once():
    whole = whole_form([OLD, NEW])
    assert names(whole) == ["surface", "noise", "rooms", "gone"]
    assert [choice.name for choice in whole.question("surface").choices] == ["b", "c", "a"]
