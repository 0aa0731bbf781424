"""Choices that are made of what was answered in the rows of a repeat."""

from datetime import UTC, datetime

import pytest

from schema.errors import InvalidForm
from schema.form import Form
from schema.logic.judgement import Circumstances
from schema.whole_form import as_made, whole_form
from tests.schema.logic.forms import flags, form, question, repeat

HOUSE = form(
    repeat("members", question("name"), question("partner", "select_one", answers_of="${name}")),
    question("head", "select_one", answers_of="${name}"),
    question("present", "select_multiple", answers_of="${name}"),
)
ROWS = {
    "members[aaaaaa]": True,
    "members[aaaaaa].name": "张伟",
    "members[bbbbbb]": True,
    "members[bbbbbb].name": "An na",
}


def opened(answers):
    rows = {"members": ["aaaaaa", "bbbbbb", "cccccc"]}
    return HOUSE.logic.open(answers, rows, Circumstances(now=datetime.now(UTC)))


def offered(live, path):
    return [choice.name for choice in live.offered(path)]


def test_every_row_is_offered_once_to_the_record_and_to_each_row():
    live = opened({**ROWS, "members[cccccc].name": "张伟"})
    for path in ("head", "present", "members[aaaaaa].partner"):
        assert offered(live, path) == ["张伟", "An na"]
    live.answer("members[aaaaaa].name", "")
    assert offered(live, "head") == ["An na", "张伟"]


def test_a_choice_that_is_answered_nowhere_any_more_is_flagged_and_stays():
    fine = {**ROWS, "head": "An na", "present": ["张伟", "An na"]}
    assert flags(HOUSE, fine) == []
    moved = {**fine, "members[bbbbbb].name": "Anna"}
    assert flags(HOUSE, moved) == [("head", "choice"), ("present", "choice"), ("present", "choice")]
    assert flags(HOUSE, {**ROWS, "present": ["张伟", "王"]}) == [("present", "choice")]


def test_a_form_keeps_it_and_a_record_of_another_version_is_shown_all_the_same():
    assert Form.from_json(HOUSE.to_json()) == HOUSE
    newer = Form.from_json({**HOUSE.to_json(), "version": "2", "earlier": [HOUSE.to_json()]})
    assert whole_form([HOUSE, newer]).question("head").answers_of == "${name}"
    assert as_made(newer, "1", "finished", ["head"]).question("head").kind == "text"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ([question("a"), question("b", "select_one", answers_of="${a}")], "stands in no repeat"),
        ([question("b", "select_one", answers_of="${a}")], "there is no question a"),
        (
            [
                repeat("r", question("a")),
                question(
                    "b", "select_one", answers_of="${a}", choices=[{"name": "x", "label": {}}]
                ),
            ],
            "has no others",
        ),
    ],
)
def test_answers_that_cannot_be_choices_are_refused(asked, reason):
    with pytest.raises(InvalidForm, match=reason):
        form(*asked)
