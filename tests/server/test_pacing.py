"""When the tablets of a scope are told of its rows."""

import pytest

from schema.area import Scope
from server.pacing import BUSY_ROWS, PACE_S, Pacing

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


def test_the_first_of_many_are_told_at_once_and_what_follows_is_told_together(hall):
    for _ in range(5):
        hall.store(SEVEN)
    assert [SEVEN] == hall.told
    hall.wait(PACE_S)
    assert [SEVEN] * 2 == hall.told
    hall.wait(PACE_S)
    assert [SEVEN] * 2 == hall.told


def test_one_scopes_wait_is_not_anothers(hall):
    hall.store(SEVEN)
    hall.store(SEVEN, EIGHT)
    assert [SEVEN, EIGHT] == hall.told


def test_nothing_waits_longer_than_the_pace(hall):
    hall.store(SEVEN)
    hall.store(EIGHT)
    hall.wait(PACE_S / 2)
    hall.store(SEVEN)
    hall.wait(PACE_S / 4)
    hall.store(EIGHT)
    hall.wait(PACE_S * 3 / 4)
    assert [SEVEN, EIGHT, EIGHT, SEVEN] == [*hall.told[:2], *sorted(hall.told[2:], reverse=True)]


def test_after_a_while_it_is_told_at_once_again(hall):
    hall.store(SEVEN)
    hall.wait(PACE_S)
    hall.store(SEVEN)
    assert [SEVEN] * 2 == hall.told


def test_a_few_rows_take_along_what_waits(hall):
    hall.store(SEVEN)
    hall.store(SEVEN)
    hall.store(SEVEN, rows=1)
    assert [SEVEN] * 2 == hall.told
