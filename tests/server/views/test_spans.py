"""Any period is made of whole months and days, each day of it once and no other."""

import random
import sqlite3
from datetime import date, timedelta

from server.views.spans import day_at, day_number, ranges, spans_with

FIRST = date(2021, 11, 3)
DAYS = [FIRST + timedelta(n) for n in range(800)]


def test_every_period_adds_up_its_own_days():
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE sums (span INTEGER, worth INTEGER)")
        for n, day in enumerate(DAYS):
            for span in spans_with(day_number(day)):
                connection.execute("INSERT INTO sums VALUES (?, ?)", (span, 1 << (n % 40)))
        rng = random.Random(3)
        for _ in range(200):
            first, last = sorted(rng.sample(range(len(DAYS)), 2))
            ends = rng.choice([(first, last), (first, None), (None, last), (None, None)])
            asked = [None if end is None else day_number(DAYS[end]) for end in ends]
            statement = "SELECT coalesce(sum(worth), 0) FROM sums WHERE span BETWEEN ? AND ?"
            parts = (connection.execute(statement, each) for each in ranges(*asked))
            found = sum(part.fetchone()[0] for part in parts)
            begin, end = ends[0] or 0, len(DAYS) if ends[1] is None else ends[1] + 1
            assert found == sum(1 << (n % 40) for n in range(begin, end))


def test_a_period_that_ends_before_it_begins_has_no_day():
    assert ranges(10, 9) == []


def test_whole_months_are_not_added_up_day_by_day():
    year = [day_number(date(2022, month, day)) for month, day in ((1, 1), (12, 31))]
    assert len(ranges(*year)) == 1
    assert len(ranges(year[0], year[1] - 1)) == 2
    assert len(ranges(year[0] + 1, year[1] - 1)) == 3


def test_a_day_has_a_number_and_back():
    assert day_number(date(1970, 1, 1)) == 0
    assert day_at(day_number(date(1969, 7, 20))) == date(1969, 7, 20)
