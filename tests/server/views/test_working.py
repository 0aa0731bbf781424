"""What is to be done, until when: nobody chooses between two answers; a day ends at midnight."""

from datetime import datetime, timedelta, timezone

import pytest

from schema.form import Form
from server.people import forms
from server.views.asking import Filter, Sight
from server.views.queries import Views
from server.views.working import NO_WORK, Work, work_of
from sync.core.document import Document
from tests.server.town import GRID, OPINION, OTHER_GRID
from tests.server.working import ORDER, order

CHINA = timezone(timedelta(hours=8))


def ms(text: str) -> int:
    """A moment on the district's clock."""
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp() * 1000)


LAST_OF_12 = ms("2022-06-13T00:00") - 1
EVENING = ms("2022-06-12T18:00")


def document(
    answers: dict[str, list[object]], status: str = "finished", gone: tuple[str, ...] = ()
) -> Document:
    """A record with these answers; several to one question clash, the last is shown."""
    return {
        "status": status,
        "irrelevant": list(gone),
        "answers": {
            path: {
                "value": values[-1],
                "outcome": "clash" if len(values) > 1 else "single",
                "values": [{"value": value} for value in values],
            }
            for path, values in answers.items()
        },
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, Work(state="", open=True, due_ms=None)),
        ({"state": ["called"]}, Work(state="called", open=True, due_ms=None)),
        ({"state": ["verified"]}, Work(state="verified", open=False, due_ms=None)),
        ({"due": ["2022-06-12"]}, Work(state="", open=True, due_ms=LAST_OF_12)),
        ({"due": ["2022-06-12T11:00:00+01:00"]}, Work(state="", open=True, due_ms=EVENING)),
        ({"due": ["soon"]}, Work(state="", open=True, due_ms=None)),
        ({"due": ["2022-13-12"]}, Work(state="", open=True, due_ms=None)),
        # Clashes: open while somebody says so; of two days the earlier one.
        ({"state": ["called", "verified"]}, Work(state="verified", open=True, due_ms=None)),
        ({"state": ["declined", "verified"]}, Work(state="verified", open=False, due_ms=None)),
        ({"due": ["2022-06-12", "2022-07-12"]}, Work(state="", open=True, due_ms=LAST_OF_12)),
    ],
)
def test_how_far_work_has_come(answers: dict[str, list[object]], expected: Work) -> None:
    assert work_of(document(answers), ORDER) == expected


def test_what_is_void_or_has_no_states_is_no_work() -> None:
    void = document({"state": ["called"], "due": ["2022-06-12"]}, status="void")
    assert work_of(void, ORDER) == NO_WORK
    plain = Form.from_json({k: v for k, v in ORDER.to_json().items() if k != "workflow"})
    assert work_of(document({"state": ["called"]}), plain) == NO_WORK
    assert work_of(document({}), None) == NO_WORK


def test_a_date_that_is_not_asked_is_not_due() -> None:
    assert work_of(document({"due": ["2022-06-12"]}, gone=("due",)), ORDER).due_ms is None


@pytest.mark.parametrize("due", ["2022-06-12", "2022-06-12T18:00:00+08:00"])
def test_work_is_overdue_when_its_form_says_so(due: str) -> None:
    assert ORDER.workflow is not None
    due_ms = work_of(document({"due": [due]}), ORDER).due_ms
    assert due_ms is not None
    for hour in range(-1, 50):
        now = datetime(2022, 6, 12, tzinfo=CHINA) + timedelta(hours=hour)
        expected = ORDER.workflow.overdue({"due": due}, now)
        assert (due_ms < now.timestamp() * 1000) == expected


@pytest.fixture
def worked(town):
    """Orders in two grids: overdue ones, one of today, closed, void and returned ones."""
    forms.publish(town.connection, [ORDER], 0)
    for number, (area, state, due, status) in enumerate(
        [
            (GRID, "called", "2022-06-11", "finished"),
            (GRID, "called", "2022-06-12", "finished"),
            (GRID, "verified", "2022-06-01", "approved"),
            (GRID, "called", "2022-06-01", "void"),
            (OTHER_GRID, "done", "2022-06-10", "returned"),
            (OTHER_GRID, None, None, "draft"),
        ]
    ):
        said = {"state": state, "due": due, "by_date": "OK", "_status": status}
        town.write(order(area, number), "fang", said)
    town.write(OPINION, "fang", {"road": "support"})
    town.fold()
    return town


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2022-06-12T23:59", {0, 4}),
        ("2022-06-13T00:00", {0, 1, 4}),
        ("2022-06-12T00:00", {0, 4}),
        ("2022-06-11T23:59", {4}),
        ("2022-06-10T12:00", set()),
    ],
)
def test_what_is_overdue_depends_on_the_clock_that_is_given(worked, now, late):
    sight = Sight(permit=None, tree=worked.directory.tree)
    wanted = Filter(overdue_ms=ms(now))
    views = Views(worked.data)
    found = views.lines(wanted, sight, limit=9)
    assert {int(line.id.rpartition(":")[2]) for line in found} == late
    assert views.count(wanted, sight) == len(late)
    counts = views.work(Filter(), sight, ms(now))
    assert sum(each.overdue for each in counts) == len(late)


def test_the_work_of_a_state_is_as_long_as_its_list(worked):
    views, sight = Views(worked.data), Sight(permit=None, tree=worked.directory.tree)
    counts = views.work(Filter(), sight, ms("2022-06-13T08:00"))
    assert {each.state: (each.records, each.open, each.overdue) for each in counts} == {
        "called": (2, 2, 2),
        "verified": (1, 0, 0),
        "done": (1, 1, 1),
        "": (1, 1, 0),
    }
    for each in counts:
        wanted = Filter(state=(each.form, each.state))
        assert len(views.lines(wanted, sight, limit=9)) == each.records
        assert len(views.tasks(wanted, sight, limit=9)) == each.records


def test_what_is_due_first_stands_ahead(worked):
    views, sight = Views(worked.data), Sight(permit=None, tree=worked.directory.tree)
    tasks = views.tasks(Filter(state=("street_order", "called")), sight, limit=9)
    assert [task.due_ms for task in tasks] == [ms("2022-06-12T00:00") - 1, LAST_OF_12]
