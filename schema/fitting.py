"""Which values are answers to which kinds of question; whether they make sense is not asked here.

What reaches a record from a stranger's program may be of any kind. It is kept, and flagged by what
this says.
"""

from collections.abc import Callable, Mapping
from typing import Final

from schema.answer import Value
from schema.moments import is_moment, is_time, parse_date
from schema.question import Kind
from schema.shape import LATITUDE_MAX, LONGITUDE_MAX, is_shape, points_of

ACKNOWLEDGED: Final = "OK"
"""The answer to an `acknowledge`, as the standard has it."""

_NUMBERS: Final = (int, float)


def is_number(value: Value) -> bool:
    """Whether this is a number, and no truth value."""
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


def is_place(value: Value) -> bool:
    """Whether these are latitude and longitude, perhaps with altitude and accuracy in metres."""
    if not isinstance(value, list) or not 2 <= len(value) <= 4 or not all(map(is_number, value)):
        return False
    latitude, longitude, *_ = (float(each) for each in value)  # type: ignore[arg-type]  # numbers
    return abs(latitude) <= LATITUDE_MAX and abs(longitude) <= LONGITUDE_MAX


def fits(kind: Kind, value: Value) -> bool:
    """Whether a value is an answer to questions of a kind."""
    return _FITS.get(kind, _is_text)(value)


def _is_whole(value: Value) -> bool:
    return is_number(value) and (not isinstance(value, float) or value.is_integer())


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


_FITS: Final[Mapping[Kind, Callable[[Value], bool]]] = {
    Kind.text: _is_text,
    Kind.integer: _is_whole,
    Kind.decimal: is_number,
    Kind.range: is_number,
    Kind.date: lambda value: isinstance(value, str) and parse_date(value) == value,
    Kind.today: lambda value: isinstance(value, str) and parse_date(value) == value,
    Kind.time: lambda value: isinstance(value, str) and is_time(value),
    Kind.date_time: lambda value: isinstance(value, str) and is_moment(value),
    Kind.start: lambda value: isinstance(value, str) and is_moment(value),
    Kind.end: lambda value: isinstance(value, str) and is_moment(value),
    Kind.select_one: _is_text,
    Kind.select_multiple: lambda value: isinstance(value, list) and all(map(_is_text, value)),
    Kind.rank: lambda value: (
        isinstance(value, list) and all(map(_is_text, value)) and len(set(value)) == len(value)
    ),
    Kind.acknowledge: lambda value: value == ACKNOWLEDGED,
    Kind.geopoint: is_place,
    Kind.geotrace: lambda value: points_of(value) is not None,
    Kind.geoshape: is_shape,
    Kind.hidden: lambda _: True,
    Kind.calculate: lambda _: True,
    Kind.note: lambda _: True,
}
