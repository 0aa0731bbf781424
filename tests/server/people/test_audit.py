"""The audit shows the first row that was changed, removed or slipped in."""

import pytest

from server.people import audit


@pytest.fixture
def acts(connection):
    for number in range(1, 6):
        audit.record(
            connection,
            at_ms=number,
            actor="wang1234",
            act="staff.grant",
            subject="li123456",
            detail={"area": "130709", "n": number},
        )
    return connection


def test_an_untouched_audit_is_sound(acts):
    assert audit.first_broken(acts) is None


def test_an_empty_audit_is_sound(connection):
    assert audit.first_broken(connection) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'li123456' WHERE n = 3",
        "UPDATE audit SET at_ms = at_ms + 1 WHERE n = 3",
        "UPDATE audit SET detail = replace(detail, '130709', '130708') WHERE n = 3",
        "UPDATE audit SET hash = zeroblob(16) WHERE n = 3",
        "DELETE FROM audit WHERE n = 3",
    ],
)
def test_a_changed_or_removed_row_is_named(acts, change):
    acts.execute(change)
    assert audit.first_broken(acts) == 3


def test_a_text_moved_from_one_field_to_the_next_is_noticed(acts):
    acts.execute("UPDATE audit SET actor = 'wang123', act = '4staff.grant' WHERE n = 2")
    assert audit.first_broken(acts) == 2


def test_a_removed_first_row_is_named(acts):
    acts.execute("DELETE FROM audit WHERE n = 1")
    assert audit.first_broken(acts) == 1
