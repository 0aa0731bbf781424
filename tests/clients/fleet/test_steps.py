"""A plan carried out in a home, at once or in pieces."""

import itertools

import pytest

from clients.reference_cli.fleet.plan import Member, plan
from clients.reference_cli.fleet.steps import beginning_ms, carry_out, read_steps, write_steps
from schema.area import Area
from sync.core.scan import scan
from sync.home.store import HomeStore
from tests.clients.conftest import AREAS, GRID, HOUR, MORNING
from tests.clients.fleet.town import DAY, FORMS

NAMES = ("id", "kind", "name", "parent")


@pytest.fixture
def steps():
    """Twelve visits among three households, some answers corrected."""
    below = [Area.from_json(dict(zip(NAMES, a, strict=True))) for a in AREAS if GRID in a[0]]
    member = Member(tablet=1, team=GRID, areas=tuple(below))
    days = (plan([member], FORMS.values(), visits=12, seed=seed, day=DAY) for seed in range(99))
    return next(day.steps[1] for day in days if any(step.edit for step in day.steps[1]))


def contents(home):
    """(record's form and area, author, time, answers without row ids) of each own row, in order."""
    with HomeStore(home.path) as store:
        rows = [(row.record.partition(":")[0], scan(row.data)) for row in store.all_rows()]
    return [
        (
            record,
            change.staff,
            change.time_ms,
            [
                (entry.question.partition("[")[0], entry.value)
                for entry in change.entries
                if "[" not in entry.question
            ],
        )
        for record, change in rows
    ]


def work(home, steps, count=None):
    with HomeStore(home.path) as store:
        return sum(1 for _ in itertools.islice(carry_out(store, steps, MORNING), count))


def test_each_step_is_one_change_at_its_time(wang, steps):
    assert work(wang, steps) == len(steps)
    rows = contents(wang)
    assert [time_ms for _, _, time_ms, _ in rows] == [
        MORNING + int(step.at_s * 1000) for step in steps
    ]
    assert {staff for _, staff, _, _ in rows} == {wang.staff}


@pytest.mark.parametrize("done", [0, 1, 5, 13])
def test_a_day_that_was_broken_off_goes_on_where_it_stood(wang, li, steps, done):
    work(wang, steps)
    assert work(li, steps, done) == min(done, len(steps))

    work(li, steps)

    whole, pieces = contents(wang), contents(li)
    assert len(pieces) == len(steps)
    assert [row[:1] + row[2:] for row in pieces] == [row[:1] + row[2:] for row in whole]


def test_a_day_that_is_over_adds_nothing(wang, steps):
    work(wang, steps)
    before = contents(wang)
    assert work(wang, steps) == 0
    assert contents(wang) == before


def test_steps_survive_the_way_to_a_worker(steps):
    assert read_steps(write_steps(steps)) == list(steps)


def test_the_day_is_over_when_it_is_worked():
    assert beginning_ms(MORNING) == MORNING - 8 * HOUR
