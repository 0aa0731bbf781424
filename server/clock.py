"""The server's clock: shown to people and kept with what happened, never used for order.

Days and hours that people read are the district's, whatever zone the machine is set to.
"""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

DAY_MS: Final = 86_400_000

ZONE_MS: Final = 8 * 3_600_000
ZONE: Final = timezone(timedelta(milliseconds=ZONE_MS))
"""China's one time zone, without summer time."""

_FIRST_MS: Final = -62_135_596_800_000 + DAY_MS
_LAST_MS: Final = 253_402_300_799_000 - DAY_MS
"""A day inside the calendar's ends, so that no zone leaves it."""


def now_ms() -> int:
    """Milliseconds since 1970 UTC by this machine."""
    return time.time_ns() // 1_000_000


def day_of(time_ms: int) -> int:
    """The day of a time in the district, counted from 1 January 1970."""
    return (time_ms + ZONE_MS) // DAY_MS


def midnight_ms(day: date) -> int:
    """When a day began in the district."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


def local(time_ms: int) -> datetime:
    """A time in the district's zone; clocks that are wrong by ages end at the calendar's ends."""
    bounded = min(max(time_ms, _FIRST_MS), _LAST_MS)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=bounded)).astimezone(ZONE)
