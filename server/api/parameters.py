"""Parameters of an address: each known by name, each once, each with a value that it can have.

Filters of records are read by the pages' own reader, so that a list here and a list there can never
differ; which names it knows is found by asking it.
"""

from collections.abc import Collection, Mapping
from typing import Final

from schema.grant import Permit
from schema.text import LANGUAGES
from server.api.errors import BadParameter, NoSuchParameter
from server.directory import nearest
from server.pages.errors import NoSuchFilter
from server.pages.filters import TICKS, wanted_filter
from server.pages.records import is_number
from server.pages.visit import Visit
from server.station import Station
from server.views.asking import Filter

LIMIT: Final = 50
LIMIT_MAX: Final = 200
"""Of documents in one answer: about a megabyte of records."""

EVERYWHERE: Final = frozenset({"lang"})
PAGED: Final = frozenset({"after", "limit"})

_TICK: Final = "1"

_WITH: Final = {"part": ("number",), "undecided": ("number",)}
"""Filters that say something only beside another one."""


def check(visit: Visit, known: Collection[str]) -> None:
    """Refuses parameters that are not known, that come twice, or a language that is none.

    Raises:
        NoSuchParameter, BadParameter: the first that is refused.
    """
    names = sorted({*known, *EVERYWHERE})
    query = visit.request.query_params
    for name in query:
        check_name(name, names)
        if len(query.getlist(name)) > 1:
            raise BadParameter(
                name=name, value=", ".join(query.getlist(name)), expected="one value"
            )
    if visit.asked("lang") not in ("", *LANGUAGES):
        expected = f"one of {', '.join(LANGUAGES)}"
        raise BadParameter(name="lang", value=visit.asked("lang"), expected=expected)


def check_name(name: str, known: Collection[str]) -> None:
    """Refuses the name of a parameter, or of a field of a body, that is not known."""
    if name not in known:
        raise NoSuchParameter(name=name, nearest=nearest(name, known))


def limit(visit: Visit) -> int:
    """How many documents an answer holds at most."""
    text = visit.asked("limit")
    if not text:
        return LIMIT
    if is_number(text) and 1 <= int(text) <= LIMIT_MAX:
        return int(text)
    raise BadParameter(name="limit", value=text, expected=f"a whole number from 1 to {LIMIT_MAX}")


def numbers_after(visit: Visit, count: int) -> list[str] | None:
    """The mark that a page begins behind, in so many parts; all but a third are numbers."""
    mark = visit.asked("after")
    if not mark:
        return None
    parts = mark.split("-", count - 1)
    if len(parts) == count and all(map(is_number, parts[:2])):
        return parts
    raise bad_mark(visit)


def bad_mark(visit: Visit) -> BadParameter:
    """The refusal of a mark that no answer gave."""
    expected = "what `next` of an answer says"
    return BadParameter(name="after", value=visit.asked("after"), expected=expected)


def flag(visit: Visit, name: str) -> bool:
    """Whether something is asked for by `1`."""
    text = visit.asked(name)
    if text not in ("", _TICK):
        raise BadParameter(name=name, value=text, expected=f"{_TICK}, or not there")
    return bool(text)


def record_filter(visit: Visit) -> Filter:
    """The filter of a list of records, as the page of records reads it.

    Raises:
        BadParameter: one of the filters asks for what is not there.
    """
    for name in TICKS:
        flag(visit, name)
    try:
        return wanted_filter(visit)
    except NoSuchFilter as error:
        for name in sorted(record_filters(visit.station)):
            if visit.asked(name) and not _stands_alone(visit, name):
                raise absent(name, visit.asked(name)) from error
        raise


def absent(name: str, value: str) -> BadParameter:
    """The refusal of a filter that asks for what is not there."""
    return BadParameter(name=name, value=value, expected="something that is there")


def record_filters(station: Station) -> frozenset[str]:
    """The names of the filters of a list of records."""
    asking = _Only(station, station.directory.permit(""), {}, 0)
    wanted_filter(asking)
    return frozenset(asking.names)


def _stands_alone(visit: Visit, name: str) -> bool:
    try:
        told = {each: visit.asked(each) for each in (name, *_WITH.get(name, ()))}
        wanted_filter(_Only(visit.station, visit.permit, told, visit.now_ms))
    except NoSuchFilter:
        return False
    return True


class _Only:
    """Somebody who asks for what is given here, and nothing else."""

    def __init__(
        self, station: Station, permit: Permit, asked: Mapping[str, str], now_ms: int
    ) -> None:
        self.station = station
        self.permit = permit
        self.now_ms = now_ms
        self._asked = asked
        self.names: set[str] = set()

    def asked(self, name: str) -> str:
        """What is asked for under a name; empty if nothing."""
        self.names.add(name)
        return self._asked.get(name, "")
