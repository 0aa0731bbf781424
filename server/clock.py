"""The server's clock: shown to people and kept with what happened, never used for order.

Days and hours that people read are the district's, whatever zone the machine is set to.
"""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

ZONE: Final = timezone(timedelta(hours=8))
"""China's one time zone, without summer time."""

_DAY_MS: Final = 86_400_000
_FIRST_MS: Final = -62_135_596_800_000 + _DAY_MS
_LAST_MS: Final = 253_402_300_799_000 - _DAY_MS
"""A day inside the calendar's ends, so that no zone leaves it."""


def now_ms() -> int:
    """Milliseconds since 1970 UTC by this machine."""
    return time.time_ns() // 1_000_000


def local(time_ms: int) -> datetime:
    """A time in the district's zone; clocks that are wrong by ages end at the calendar's ends."""
    bounded = min(max(time_ms, _FIRST_MS), _LAST_MS)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=bounded)).astimezone(ZONE)
