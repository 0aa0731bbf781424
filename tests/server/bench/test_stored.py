"""What a benchmark reads of a log beside the code that it measures."""

from contextlib import closing

import pytest

from schema.area import Scope
from server import database
from server.bench import stored
from sync.core.change import Change
from sync.core.update import encode
from sync.log.log import Submission
from sync.log.sqlite import SqliteLog

SEVEN, EIGHT = "130709/100/002/007", "130709/100/002/008"


def a_submission(scope, change_id):
    return Submission(
        record=f"hazard_report/{scope}:01J0000000000000000000000{change_id}",
        data=encode(Change(change_id, "wang0000", 1, "remark", ())),
        device="d",
        staff="wang0000",
        change_id=change_id,
        scope=Scope(scope),
    )


@pytest.fixture
def submissions(data):
    made = [a_submission(SEVEN, 1), a_submission(SEVEN, 2), a_submission(EIGHT, 3)]
    with closing(database.open_database(data)) as connection:
        SqliteLog(connection).append(made, 5)
    return [(each.record, each.data) for each in made]


def test_every_row_is_read_with_its_bytes(data, submissions):
    assert set(submissions) == stored.rows(data)


def test_the_rows_of_a_grid_are_its_own(data, submissions):
    assert set(submissions[:2]) == stored.rows_of(data, SEVEN)
    assert set(submissions[2:]) == stored.rows_of(data, EIGHT)


def test_who_holds_one_row_less_or_one_more_or_other_bytes_is_unequal(data, submissions):
    first, second, third = submissions
    holdings = [
        (SEVEN, {first, second}),
        (EIGHT, {third}),
        (SEVEN, {first}),
        (SEVEN, {first, second, third}),
        (SEVEN, {first, (second[0], b"other")}),
    ]
    assert [0, 0, 1, 1, 1] == [stored.unequal(data, [holding]) for holding in holdings]
    assert 3 == stored.unequal(data, holdings)
