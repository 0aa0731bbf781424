"""A period that an address asks for: `from` one day `until` another, both included.

Either may be left out. A day that is none, or lies outside of what anybody records, is answered as
a filter that does not exist.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from server.clock import midnight_ms
from server.pages.errors import NoSuchFilter
from server.pages.origin import with_query
from server.pages.visit import Visit
from server.views.spans import day_number

_FIRST_DAY: Final = date(1970, 1, 2)
"""Nothing was recorded before the epoch, in any time zone."""

_LAST_DAY: Final = date(9998, 12, 31)
"""Behind it the calendar ends, in some time zone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From one day to another, both included; None: no end."""

    first: date | None
    last: date | None

    @property
    def first_day(self) -> int | None:
        """The number of its first day."""
        return None if self.first is None else day_number(self.first)

    @property
    def last_day(self) -> int | None:
        """The number of its last day."""
        return None if self.last is None else day_number(self.last)

    @property
    def begin_ms(self) -> int | None:
        """When it begins in the district."""
        return None if self.first is None else midnight_ms(self.first)

    @property
    def end_ms(self) -> int | None:
        """When it is over in the district."""
        return None if self.last is None else midnight_ms(self.last + timedelta(1))


NO_PERIOD: Final = Period(first=None, last=None)


def asked_period(first: str, last: str) -> Period:
    """The period that two texts name; NoSuchFilter if one of them is no day."""
    return Period(first=asked_day(first), last=asked_day(last))


def asked_day(text: str) -> date | None:
    """The day that a text names, None for none; NoSuchFilter if it is no day."""
    if not text:
        return None
    try:
        at = date.fromisoformat(text)
    except ValueError as error:
        raise NoSuchFilter from error
    if not _FIRST_DAY <= at <= _LAST_DAY:
        raise NoSuchFilter
    return at


def known_periods(visit: Visit, period: Period) -> list[tuple[str, str, bool]]:
    """Periods that people ask for, with their addresses, and whether it is the one shown."""
    say, today = visit.words.say, visit.words.today
    known: list[tuple[str, date | None]] = [
        (say("all time"), None),
        (say("this year"), today.replace(month=1, day=1)),
        (say("this month"), today.replace(day=1)),
        (say("this week"), today - timedelta(today.weekday())),
        (say("today"), today),
    ]
    return [
        (
            label,
            with_query(
                visit.path,
                **{
                    "from": first.isoformat() if first else "",
                    "until": today.isoformat() if first else "",
                },
            ),
            period == Period(first=first, last=today if first else None),
        )
        for label, first in known
    ]
