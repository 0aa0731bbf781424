"""Former names of questions: which question of today an answer of any version belongs to."""

import pytest

from schema.errors import InvalidForm
from schema.naming import back
from tests.schema.versions import form, question


def test_a_form_that_was_never_changed_renames_nothing():
    assert not form("1", question("road")).naming


def test_a_former_name_is_todays_and_every_other_name_its_own():
    today = form("2", question("surface", aliases=["road"]), question("cars"))
    assert today.naming("road") == "surface"
    assert today.naming("_return.road") == "_return.surface"
    for path in ("cars", "surface", "unknown", "_status", "_return.cars"):
        assert today.naming(path) == path
    assert today.question("road").name == "surface"


def test_names_in_rows_follow_the_repeats_name_and_their_own():
    inner = question("full_name", aliases=["name"])
    visits = question("calls", "repeat", aliases=["visits"], questions=[question("day")])
    today = form("2", question("people", "repeat", aliases=["members"], questions=[inner, visits]))
    assert today.naming("members[0a1b2c]") == "people[0a1b2c]"
    assert today.naming("members[0a1b2c].name") == "people[0a1b2c].full_name"
    assert today.naming("people[0a1b2c].name") == "people[0a1b2c].full_name"
    assert today.naming("members[0a1b2c].visits[3c4d5e].day") == (
        "people[0a1b2c].calls[3c4d5e].day"
    )
    assert today.naming("members[0a1b2c].gone") == "people[0a1b2c].gone"
    assert today.naming("name") == "name"


def test_names_of_versions_long_ago_lead_to_todays_through_those_between():
    first = form("1", question("a"))
    second = form("2", question("b", aliases=["a"]))
    third = form("3", question("c", aliases=["b"]), earlier=(first, second))
    assert [third.naming(name) for name in "abc"] == ["c", "c", "c"]
    fourth = form("4", question("c"), earlier=(first, second, third))
    assert fourth.naming("a") == "c"


def test_a_question_that_is_called_by_its_group_now_is_found_by_its_place():
    def group(name, *questions):
        return question(name, "group", questions=list(questions))

    first = form("1", group("mother", question("name")))
    second = form(
        "2", group("mother", question("name")), group("father", question("name")), earlier=(first,)
    )
    assert second.naming("name") == "mother.name"


def test_the_way_back_gives_the_names_of_an_earlier_version():
    first = form("1", question("people", "repeat", questions=[question("name")]), question("x"))
    inner = question("full_name", aliases=["name"])
    second = form(
        "2", question("members", "repeat", aliases=["people"], questions=[inner]), earlier=(first,)
    )
    then = back(second.naming, first.outline)
    assert then("members[0a1b2c].full_name") == "people[0a1b2c].name"
    assert then("x") == "x"


def test_former_answers_of_a_question_that_became_a_text_are_read_as_texts():
    first = form("1", question("cars", "integer"), question("size", "decimal"))
    second = form("2", question("cars"), question("size", "decimal"), earlier=(first,))
    read = second.naming.value
    assert [read("cars", value) for value in (3, 2.5, 4.0, ["a", "b"], "x", None)] == (
        ["3", "2.5", "4", "a b", "x", None]
    )
    assert read("size", 3) == 3


@pytest.mark.parametrize(
    "questions",
    [
        (question("b", aliases=["a"]), question("a")),
        (question("b", aliases=["a"]), question("c", aliases=["a"])),
        (question("r", "repeat", questions=[question("b", aliases=["a"]), question("a")]),),
    ],
    ids=["a question of today", "two claim it", "within rows"],
)
def test_a_former_name_belongs_to_one_question(questions):
    with pytest.raises(InvalidForm, match="former name a"):
        form("2", *questions)


def test_a_record_is_judged_by_the_version_it_was_made_with_once_it_is_done():
    first = form("1", question("a"))
    second = form("2", question("a"), earlier=(first,))
    assert second.judging("1", "finished").version == "1"
    assert second.judging("1", "approved").version == "1"
    for status in ("draft", "returned"):
        assert second.judging("1", status) is second
    assert second.judging("0", "finished") is second
    assert second.judging(None, "finished") is second
