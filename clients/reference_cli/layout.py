"""How text is set for a terminal: columns, times and spans.

A Chinese character is two columns wide (Unicode's East Asian Width W and F). Signs such as ⚠ and ↑
count as one: their width is ambiguous, and nothing is set to their right that has to align.
"""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from clients.reference_cli.words import Words

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

CLOCK_TOLERANCE_MS: Final = 10_000
"""A clock this near the server's counts as right: nobody reads seconds."""

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )


def pad(text: str, columns: int) -> str:
    """The text with spaces behind it up to so many columns."""
    return text + " " * max(0, columns - width(text))


CELL_COLUMNS_MAX: Final = 60
"""Of a cell that others are aligned with; a longer one, a whole opinion, pushes its own line."""


def aligned(rows: Sequence[Sequence[str]], *, indent: int = 0) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell; the last is left ragged."""
    count = max((len(row) for row in rows), default=0)
    cells = [[width(row[i]) for row in rows if i < len(row) - 1] for i in range(count)]
    widths = [max((w for w in column if w <= CELL_COLUMNS_MAX), default=0) for column in cells]
    return [
        (" " * indent + "  ".join(pad(cell, widths[i]) for i, cell in enumerate(row))).rstrip()
        for row in rows
    ]


def plain(text: str) -> str:
    """A text on one line, without characters that move the cursor or turn the reading direction."""
    return "".join(ch if unicodedata.category(ch) not in _CONTROLS else " " for ch in text)


_CONTROLS: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})


def when(time_ms: int, now_ms: int, words: Words) -> str:
    """A time as people say it on this day, in this machine's zone."""
    moment, today = _local(time_ms), _local(now_ms).date()
    clock, days = f"{moment:%H:%M}", (today - moment.date()).days
    if days == 0:
        return words("time.today", clock=clock)
    if days == 1:
        return words("time.yesterday", clock=clock)
    return f"{date_in_words(moment.date(), today, words)} {clock}"


def date_in_words(day: date, today: date, words: Words) -> str:
    """A day as people say it in this year or another one."""
    key = "date.day" if day.year == today.year else "date.year"
    month_name = _MONTHS[day.month - 1]
    return words(key, day=day.day, month=day.month, month_name=month_name, year=day.year)


def ago(time_ms: int, now_ms: int, words: Words) -> str:
    """How long ago, in the largest unit that is at least one."""
    past_ms = now_ms - time_ms
    if past_ms < MINUTE_MS:
        return words("ago.now")
    unit, size_ms = _unit(past_ms)
    return words(f"ago.{unit}", n=past_ms // size_ms)


def span(length_ms: int, words: Words) -> str:
    """A length of time, rounded to the largest unit that is at least one."""
    if length_ms < MINUTE_MS:
        return words("span.seconds", n=round(length_ms / 1000))
    unit, size_ms = _unit(length_ms)
    return words(f"span.{unit}", n=round(length_ms / size_ms))


def _unit(length_ms: int) -> tuple[str, int]:
    if length_ms >= DAY_MS:
        return "days", DAY_MS
    return ("hours", HOUR_MS) if length_ms >= HOUR_MS else ("minutes", MINUTE_MS)


def _local(time_ms: int) -> datetime:
    """A time in this machine's zone; what no calendar has is shown as its last day."""
    seconds = min(max(time_ms, 0), _LAST_MS) / 1000
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone()


_LAST_MS: Final = 253_370_764_800_000
"""The first of January 9999: beyond it a time zone may leave the calendar."""
