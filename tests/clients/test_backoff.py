"""When the next try is due."""

import pytest

from clients.reference_cli.backoff import Backoff


def delays(draw, count, *, code=None, retry_after_ms=None):
    backoff = Backoff(lambda: draw)
    return [backoff.delay_s(code, retry_after_ms) for _ in range(count)]


def test_the_bound_doubles_from_one_second_to_sixty():
    assert delays(1.0, 8) == [1, 2, 4, 8, 16, 32, 60, 60]


def test_jitter_is_full():
    assert delays(0.0, 3) == [0, 0, 0]
    assert delays(0.25, 3) == [0.25, 0.5, 1.0]


def test_the_servers_wish_goes_first():
    assert delays(1.0, 2, retry_after_ms=7_500) == [7.5, 7.5]
    assert delays(1.0, 1, code=4400, retry_after_ms=500) == [0.5]


@pytest.mark.parametrize("code", [4400, 4409, 4413])
def test_after_an_own_fault_at_least_a_minute(code):
    assert delays(0.0, 1, code=code) == [60]
    assert delays(0.5, 1, code=code) == [90]


def test_after_something_got_through_it_begins_anew():
    backoff = Backoff(lambda: 1.0)
    for _ in range(5):
        backoff.delay_s(None, None)
    backoff.reset()
    assert backoff.delay_s(None, None) == 1.0


def test_it_never_overflows():
    assert delays(1.0, 2000)[-1] == 60
