"""What is left to do, and what should have been done by now."""

from datetime import datetime

import pytest

from schema.form import Form
from schema.workflow import Workflow
from tests.schema.versions import choices, form, question

WORKFLOW = Workflow(state="state", closed=("done", "dropped"), due="due")
NOON = datetime.fromisoformat("2026-06-12T12:00:00+08:00")


@pytest.mark.parametrize(
    ("due", "overdue"),
    [
        ("2026-06-11", True),
        ("2026-06-12", False),
        ("2026-06-13", False),
        ("2026-06-12T11:59:00+08:00", True),
        ("2026-06-12T12:01:00+08:00", False),
        ("2026-06-12T04:01:00+00:00", False),
        ("2026-06-12T03:59:00Z", True),
        ("tomorrow", False),
        ("", False),
        (None, False),
        (7, False),
    ],
)
def test_a_day_has_passed_when_it_is_over_and_a_moment_when_it_is_there(due, overdue):
    assert overdue == WORKFLOW.overdue({"due": due}, NOON)


@pytest.mark.parametrize(("state", "open_"), [(None, True), ("begun", True), ("done", False)])
def test_a_record_without_a_state_is_open_and_a_closed_one_is_never_overdue(state, open_):
    answers = {"state": state, "due": "2022-01-01"}
    assert (open_, open_) == (WORKFLOW.open(answers), WORKFLOW.overdue(answers, NOON))


def test_where_nothing_is_due_nothing_is_overdue():
    assert not Workflow(state="state", closed=("done",)).overdue({"": "2022-01-01"}, NOON)


def test_a_form_keeps_its_workflow_and_tells_it():
    said = {"state": "state", "closed": ["dropped", "done"], "due": "due"}
    made = form(
        "1",
        question("state", "select_one", choices=choices("new", "done", "dropped")),
        question("due", "dateTime"),
        workflow=said,
    )
    assert made == Form.from_json(made.to_json())
    assert (said, said) == (made.to_json()["workflow"], made.document("en")["workflow"])
    assert form("1", question("x")).document("en")["workflow"] is None
