"""How often something may be tried, and how long one waits then."""

import threading

import pytest

from server.people.lockout import Lockout, Patience

PATIENCE = Patience(free=3, wait_s=10, wait_max_s=60, memory_s=1000)


class Seconds:
    def __init__(self):
        self.now = 50.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Seconds()


@pytest.fixture
def lockout(clock):
    return Lockout(PATIENCE, clock, keys_max=3)


def try_often(lockout, key="wang", times=3):
    return [lockout.admit(key) for _ in range(times)]


def test_some_wrong_tries_are_free_and_then_one_waits(lockout, clock):
    assert try_often(lockout, times=5) == [True, True, True, False, False]
    clock.now += 9.9
    assert not lockout.admit("wang")
    clock.now += 0.1
    assert lockout.admit("wang")


def test_each_wait_is_twice_the_one_before_up_to_a_bound(lockout, clock):
    try_often(lockout)
    for wait in (10, 20, 40, 60, 60):
        clock.now += wait - 0.1
        assert not lockout.admit("wang")
        clock.now += 0.1
        assert lockout.admit("wang")


def test_tries_during_a_wait_do_not_make_it_longer(lockout, clock):
    try_often(lockout)
    for _ in range(9):
        clock.now += 1
        assert not lockout.admit("wang")
    clock.now += 1
    assert lockout.admit("wang")


def test_keys_do_not_count_for_each_other(lockout):
    assert not all(try_often(lockout, times=4))
    assert lockout.admit("li")


def test_forgotten_or_long_ago_all_begins_anew(lockout, clock):
    try_often(lockout)
    lockout.forget("wang")
    assert try_often(lockout) == [True, True, True]
    clock.now += 1001
    assert try_often(lockout) == [True, True, True]


def test_a_right_try_is_not_counted_and_the_wrong_ones_stay(lockout):
    try_often(lockout, times=2)
    for _ in range(20):
        assert lockout.admit("wang")
        lockout.forgive("wang")
    assert try_often(lockout, times=2) == [True, False]


def test_what_is_remembered_is_bounded_and_the_oldest_goes_first(lockout):
    for key in ("a", "b", "c"):
        try_often(lockout, key)
    assert not lockout.admit("a")
    assert lockout.admit("d")  # of four keys the one that was tried longest ago is forgotten
    assert not lockout.admit("a")
    assert lockout.admit("b")


def test_a_thousand_wrong_tries_are_still_only_the_longest_wait(lockout, clock):
    for _ in range(1100):
        clock.now += 60
        assert lockout.admit("wang")


def test_many_at_once_are_no_way_around_the_count(lockout):
    admitted = []
    start = threading.Barrier(8)

    def work():
        start.wait()
        admitted.extend(lockout.admit("wang") for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 3
