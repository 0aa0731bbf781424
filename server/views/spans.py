"""Spans of time over which figures are added up: a day, a month, or ever.

Sums are kept for each day, each month and in all, so that any period is a few ranges of them:
whole months in the middle, days at its ends. A span is one number, so that a range of days is one
of an index. Days are counted since 1970, in the district's zone.
"""

import functools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

EVER: Final = 0
DAYS: Final = 1_000_000
MONTHS: Final = 10_000_000
"""Where the numbers of days and months begin; the calendar ends before they meet."""

_EPOCH: Final = date(1970, 1, 1)


@functools.lru_cache(maxsize=4_096)
def spans_with(day: int) -> tuple[int, int, int]:
    """The spans in which a day lies."""
    at = date.fromordinal(_EPOCH.toordinal() + day)
    return EVER, DAYS + day, _month(at)


def ranges(first: int | None, last: int | None) -> list[tuple[int, int]]:
    """The spans of a period: from one day to another, both included; None: no end."""
    return [(low, high) for low, high in _ranges(first, last) if low <= high]


def day_number(at: date) -> int:
    """The number of a day."""
    return (at - _EPOCH).days


def day_at(day: int) -> date:
    """The day of a number."""
    return _EPOCH + timedelta(day)


def _ranges(first: int | None, last: int | None) -> Iterator[tuple[int, int]]:
    if first is None and last is None:
        yield EVER, EVER
        return
    begin = date.min if first is None else day_at(first)
    end = date.max if last is None else day_at(last)
    if begin > end:
        return
    whole = _month(begin) + (begin.day > 1), _month(end) - (end != _last_of_month(end))
    yield whole
    if whole[0] > _month(begin):
        upto = min(end, _last_of_month(begin))
        yield DAYS + day_number(begin), DAYS + day_number(upto)
        if _month(begin) == _month(end):
            return
    if whole[1] < _month(end):
        yield DAYS + day_number(end.replace(day=1)), DAYS + day_number(end)


def _month(at: date) -> int:
    return MONTHS + at.year * 12 + at.month - 1


def _last_of_month(at: date) -> date:
    if at.month == 12:
        return at.replace(day=31)
    return at.replace(month=at.month + 1, day=1) - timedelta(1)
