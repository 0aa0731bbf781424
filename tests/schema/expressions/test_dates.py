"""Dates as people read them: names of months and days in both languages, each by another source."""

import calendar
from datetime import UTC, datetime

import pytest
from babel import Locale

from schema.expressions.values import days
from tests.schema.expressions.trees import record

CHINESE = Locale("zh")
MONDAY = 5  # of January 2026


def written(form, date, language):
    return record({"a": date}, language=language).value(f"format-date(/data/a, '{form}')")


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_has_its_name_in_both_languages(month):
    date = f"2026-{month:02}-01"
    assert written("%b", date, "en") == calendar.month_abbr[month]
    assert written("%b", date, "zh-CN") == CHINESE.months["format"]["abbreviated"][month]


@pytest.mark.parametrize("day", range(7))
def test_each_day_has_its_name_in_both_languages(day):
    date = f"2026-01-{MONDAY + day:02}"
    assert written("%a", date, "en") == calendar.day_abbr[day]
    assert written("%a", date, "zh-CN") == CHINESE.days["format"]["abbreviated"][day]


def test_a_language_without_names_of_its_own_has_english_ones():
    assert written("%a %b", "2026-01-05", "fr") == "Mon Jan"


@pytest.mark.parametrize(("days", "part"), [("3.25", 0.25), ("-3.25", 0.75), ("7", 0)])
def test_of_a_number_of_days_the_part_of_a_day_is_its_fraction(days, part):
    assert record({"a": days}).value("decimal-time(number(/data/a))") == part


def test_of_a_moment_it_is_the_time_on_its_clock():
    assert record({"a": "2026-03-01T06:00:00.000+08:00"}).value("decimal-time(/data/a)") == 0.25


def test_half_a_second_is_a_part_of_a_day():
    assert days(datetime(1970, 1, 2, microsecond=500_000, tzinfo=UTC)) == 1 + 0.5 / 86_400


def test_a_date_is_no_part_of_a_day():
    assert record({"a": ""}).value("decimal-time(today())") == 0


@pytest.mark.parametrize(
    ("said", "clock"), [("18:05:00.000+08:00", "18:05"), ("18:05:00.000+03:00", "23:05")]
)
def test_a_time_of_day_is_written_by_the_clock_of_the_record(said, clock):
    assert record({"a": said}).value("format-date-time(/data/a, '%H:%M')") == clock
