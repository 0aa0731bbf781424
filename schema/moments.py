"""Dates, times and moments as people type them, and the one way in which they are written down.

A date is `2022-06-12`, a time `14:30:00`, a moment `2022-06-12T14:30:00+08:00`. Characters of a
Chinese keyboard are read once they are plain (NFKC); a moment without a zone is meant on the clock
of the device on which it was typed, or on the district's where a server reads it.
"""

import re
from datetime import date, datetime, time, tzinfo
from typing import Final

_DATE: Final = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_TIME: Final = re.compile(
    r"([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2}))?|[点时](?:([0-9]{1,2})分?(?:([0-9]{1,2})秒)?)?)"
)
_STORED_TIME: Final = re.compile(
    r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
_BETWEEN: Final = re.compile(r"(?<=[0-9日])(?:\s*[Tt]\s*|\s+|(?<=日))(?=[0-9])")


def parse_date(text: str) -> str | None:
    """A date as YYYY-MM-DD, from that form or from the other usual ones; None if it is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, *rest = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, *rest).isoformat()
    except ValueError:
        return None


def parse_time(text: str) -> str | None:
    """A time of day as HH:MM:SS, from `14:30`, `9:05:10` or `14点30分`; None if it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = [*(int(part) for part in match.groups() if part), 0, 0][:3]
    try:
        return time(hour, minute, second).isoformat()
    except ValueError:
        return None


def parse_moment(text: str, zone: tzinfo | None = None) -> str | None:
    """A moment as ISO 8601 with its zone, from that or from a date with a time behind it.

    One that names no zone is meant in `zone`, or on this device's clock where none is given.
    """
    if is_moment(text):
        return text
    parts = _BETWEEN.split(text, 1)
    day, clock = parse_date(parts[0]), parse_time(parts[-1])
    if len(parts) != 2 or day is None or clock is None:
        return None
    at = datetime.fromisoformat(f"{day}T{clock}")
    try:
        here = at.astimezone()
    except (ValueError, OverflowError):  # at an end of the calendar
        return None
    return (here if zone is None else at.replace(tzinfo=zone)).isoformat()


def is_time(text: str) -> bool:
    """Whether this is a time as it is stored, by this program or by another one of the field."""
    return _STORED_TIME.fullmatch(text) is not None


def is_moment(text: str) -> bool:
    """Whether this is a moment with its zone as it is stored."""
    if "T" not in text:
        return False
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def clock_face(text: str) -> str:
    """A stored time or moment as a clock shows it, to the minute; anything else as it is."""
    if is_moment(text):
        return text[:16].replace("T", " ")
    return text[:5] if is_time(text) else text
