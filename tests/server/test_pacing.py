"""When the tablets of a scope are told of its rows."""

import pytest

from schema.area import Scope
from server.pacing import BUSY_ROWS, PACE_S, QUIET_S, Pacing

SEVEN, EIGHT = Scope("130709/100/002/007"), Scope("130709/100/002/008")


class Hall:
    """A pacing with its clock in hand."""

    def __init__(self):
        self.now_s, self.told, self._due = 100.0, [], []
        self.pacing = Pacing(
            lambda scopes: self.told.extend(sorted(scopes)),
            clock_s=lambda: self.now_s,
            later=lambda delay_s, act: self._due.append((self.now_s + delay_s, act)),
        )

    def store(self, *scopes, rows=BUSY_ROWS):
        self.pacing.stored(scopes, rows)

    def wait(self, seconds):
        self.now_s += seconds
        due, self._due = self._due, [each for each in self._due if each[0] > self.now_s]
        for at_s, act in due:
            if at_s <= self.now_s:
                act()


@pytest.fixture
def hall():
    return Hall()


def test_few_rows_are_told_at_once_however_soon_they_follow(hall):
    for _ in range(3):
        hall.store(SEVEN, rows=BUSY_ROWS - 1)
    assert [SEVEN] * 3 == hall.told


def test_many_rows_are_told_together_once_it_is_quiet(hall):
    for _ in range(5):
        hall.store(SEVEN)
    hall.store(EIGHT)
    assert [] == hall.told
    hall.wait(QUIET_S)
    assert [SEVEN, EIGHT] == hall.told
    hall.wait(PACE_S)
    assert [SEVEN, EIGHT] == hall.told


def test_nothing_waits_longer_than_the_pace_where_it_is_never_quiet(hall):
    hall.store(SEVEN)
    for _ in range(round(2 * PACE_S / QUIET_S)):
        hall.wait(QUIET_S * 0.9)
        hall.store(EIGHT)
        if hall.told:
            break
    assert [SEVEN, EIGHT] == hall.told
    assert 100.0 + PACE_S <= hall.now_s < 100.0 + PACE_S + 2 * QUIET_S


def test_what_is_stored_after_it_was_told_is_told_again(hall):
    hall.store(SEVEN)
    hall.wait(QUIET_S)
    hall.store(SEVEN)
    hall.wait(QUIET_S)
    assert [SEVEN] * 2 == hall.told


def test_a_few_rows_do_not_wait_with_those_that_do(hall):
    hall.store(SEVEN)
    hall.store(EIGHT, rows=1)
    assert [EIGHT] == hall.told
    hall.wait(QUIET_S)
    assert [EIGHT, SEVEN] == hall.told
