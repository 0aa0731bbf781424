"""Who asked to be called on again, and what is left to do, from the documents of a place."""

from datetime import UTC, datetime

import pytest

from schema.glance import Work, come_back, open_work
from tests.schema.versions import choices, form, question

ASKED = (
    question("stage", "select_one", choices=choices("new", "done")),
    question("by", "date"),
)
WORKFLOW = {"state": "stage", "closed": ["done"], "due": "by"}
ORDER = form("1", *ASKED, id="order", workflow=WORKFLOW)


def visit(number, *, status="finished", form="visit", irrelevant=(), seq=None, **answers):
    return {
        "id": f"visit/a:{number}",
        "form": form,
        "status": status,
        "created_ms": number,
        "begun_seq": seq,
        "irrelevant": list(irrelevant),
        "answers": {name: {"value": value} for name, value in answers.items()},
    }


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([], []),
        ([visit(1, outcome="come_back", come_back_at="18:00")], [(1, "18:00")]),
        ([visit(1, outcome="come_back"), visit(2, outcome="done")], []),
        ([visit(2, outcome="come_back"), visit(1, outcome="done")], [(2, None)]),
        ([visit(1, outcome="come_back"), visit(2, outcome="done", status="void")], [(1, None)]),
        ([visit(1, outcome="come_back", status="void")], []),
        ([visit(1, outcome="come_back"), visit(2, status="draft")], [(1, None)]),
        ([visit(1, outcome="come_back", seq=9), visit(2, outcome="vacant", seq=8)], [(1, None)]),
        ([visit(1, outcome="come_back"), visit(2, outcome="vacant", seq=8)], [(1, None)]),
        ([visit(1, outcome="come_back", status="draft")], []),
        (
            [
                visit(1, outcome="come_back", round=["a"], come_back_at=5),
                visit(2, outcome="come_back", project="p", come_back_at="19:00"),
            ],
            [(2, "19:00"), (1, None)],
        ),
        ([visit(1, outcome="come_back", form="call")], []),
        (
            [visit(1, outcome="come_back", round="a"), visit(2, outcome="done", round="b")],
            [(1, None)],
        ),
        (
            [
                visit(1, outcome="come_back", round="a"),
                visit(2, outcome="come_back", project="p", come_back_at="19:00"),
                visit(3, outcome="come_back", come_back_at="18:00"),
            ],
            [(3, "18:00"), (2, "19:00"), (1, None)],
        ),
        (
            [visit(1, outcome="come_back", come_back_at="18:00", irrelevant=["come_back_at"])],
            [(1, None)],
        ),
    ],
)
def test_the_last_visit_for_a_reason_says_whether_to_come_back(visits, expected):
    assert [(each.record, each.at) for each in come_back(visits)] == [
        (f"visit/a:{n}", at) for n, at in expected
    ]


@pytest.mark.parametrize("shown", ["come_back", "vacant"])
def test_a_call_that_people_disagree_about_is_come_back_to_whatever_is_shown(shown):
    torn = visit(1, outcome=shown)
    both = [{"value": "come_back"}, {"value": "vacant"}]
    torn["answers"]["outcome"] |= {"outcome": "clash", "values": both}
    assert len(come_back([torn])) == 1


def test_what_people_disagree_about_and_nobody_is_asked_any_more_says_nothing():
    torn = visit(1, outcome="come_back", irrelevant=["outcome"])
    both = [{"value": "come_back"}, {"value": "vacant"}]
    torn["answers"]["outcome"] |= {"outcome": "clash", "values": both}
    assert come_back([torn]) == []


@pytest.mark.parametrize("shown", ["finished", "void"])
def test_a_call_counts_as_long_as_one_says_so_whatever_is_shown(shown):
    torn = visit(1, outcome="come_back", status=shown, _status=shown)
    both = [{"value": "finished"}, {"value": "void"}]
    torn["answers"]["_status"] |= {"outcome": "clash", "values": both}
    assert len(come_back([torn])) == 1


def test_what_is_left_to_do_is_told_by_the_forms_own_words():
    now = datetime(2026, 6, 12, 9, tzinfo=UTC)

    def left(**more):
        return open_work(ORDER, visit(1, form="order", **more), now)

    assert left(stage="done", by="2026-06-01") is None
    assert left(stage="new", status="void") is None
    late = Work(record="visit/a:1", form="order", state="new", due="2026-06-11", overdue=True)
    assert left(stage="new", by="2026-06-11") == late
    assert left(by="2026-06-12").overdue is False
    assert left().state is None
    assert left(by=5) == left()
    torn = visit(1, form="order", stage="done", by="2026-06-11")
    both = [{"value": "new"}, {"value": "done"}]
    torn["answers"]["stage"] |= {"outcome": "clash", "values": both}
    assert open_work(ORDER, torn, now).overdue is True
    assert open_work(form("1", *ASKED), visit(1, stage="new"), now) is None


@pytest.mark.parametrize("shown", ["2026-06-11", "2026-06-20"])
def test_of_two_days_by_which_something_is_due_the_earlier_one_counts_as_in_the_lists(shown):
    torn = visit(1, form="order", stage="new", by=shown)
    both = [{"value": "2026-06-20"}, {"value": "2026-06-11"}, {"value": "soon"}]
    torn["answers"]["by"] |= {"outcome": "clash", "values": both}
    left = open_work(ORDER, torn, datetime(2026, 6, 12, 9, tzinfo=UTC))
    assert (left.due, left.overdue) == ("2026-06-11", True)
