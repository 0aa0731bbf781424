"""Dates and times. Days count from 1970-01-01; clocks are those of the record's zone."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import floor, isfinite, isnan
from typing import Final, TypeAlias

from schema.expressions.errors import FailedExpression
from schema.expressions.functions.function import Function, scoped
from schema.expressions.scope import Scope
from schema.expressions.values import (
    EPOCH,
    NAN,
    SECONDS_A_DAY,
    Scalar,
    Value,
    as_moment,
    single,
    text,
)

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": tuple(f"{month}月" for month in range(1, 13)),
    "en": (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
}
_DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def _moment(scope: Scope, value: Value) -> date | datetime | str | float:
    """The date or moment of a value; "" and NaN stay what they are, as nothing is asked of them."""
    found = single(value)
    if isinstance(found, date):
        return found
    if isinstance(found, str):
        moment = as_moment(found) if found else found
        if moment is None:
            raise FailedExpression("not_a_date", said=found)
        return _zoned(scope, moment) if isinstance(moment, datetime) else moment
    if isinstance(found, bool):
        raise FailedExpression("not_a_date", said=text(found))
    return found if isnan(found) else _from_days(scope, found)


def _from_days(scope: Scope, days: float) -> datetime:
    zone = scope.world.now.tzinfo
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days)
        return moment.astimezone(zone)
    except OverflowError as error:
        raise FailedExpression("date_range", said=text(days)) from error


def _zoned(scope: Scope, moment: datetime) -> datetime:
    """A moment on the clock of the record's zone; one without a zone is meant there."""
    zone = scope.world.now.tzinfo
    try:
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except OverflowError as error:
        raise FailedExpression("date_range", said=moment.isoformat()) from error


def _date(scope: Scope, value: Value) -> Scalar:
    found = single(value)
    if isinstance(found, float) and isfinite(found):
        try:
            return EPOCH + timedelta(days=int(found))
        except OverflowError as error:
            raise FailedExpression("date_range", said=text(found)) from error
    moment = _moment(scope, found)
    return moment.date() if isinstance(moment, datetime) else moment


def _decimal(scope: Scope, value: Value) -> float:
    moment = _moment(scope, value)
    if isinstance(moment, str):
        return NAN
    if isinstance(moment, float):
        return moment
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), scope.world.now.tzinfo)
    return moment.timestamp() / SECONDS_A_DAY


def _decimal_time(scope: Scope, value: Value) -> float:
    found = single(value)
    if isinstance(found, float):
        return found - floor(found) if isfinite(found) else NAN
    if isinstance(found, str) and found[2:3] == ":":
        found = _clock(scope, found)
    moment = _moment(scope, found)
    if not isinstance(moment, datetime):
        return 0.0 if isinstance(moment, date) else NAN
    gone = moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return gone.total_seconds() / SECONDS_A_DAY


def _clock(scope: Scope, said: str) -> datetime:
    """The moment of a time of day, today."""
    try:
        return _zoned(scope, datetime.combine(scope.world.now.date(), time.fromisoformat(said)))
    except ValueError as error:
        raise FailedExpression("not_a_date", said=said) from error


def _formatted(scope: Scope, value: Value, form: Value) -> str:
    found = single(value)
    if isinstance(found, str) and found[2:3] == ":":
        found = _clock(scope, found)
    moment = _moment(scope, found)
    if not isinstance(moment, date):
        return ""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), scope.world.now.tzinfo)
    return "".join(write(moment, scope.world.language) for write in _writers(text(form)))


_Write: TypeAlias = Callable[[datetime, str], str]
"""Writes a part of a moment, in a language."""


def _plain(character: str) -> _Write:
    return lambda _moment, _language: character


@lru_cache(maxsize=256)
def _writers(form: str) -> tuple[_Write, ...]:
    """What a format writes, part by part; FailedExpression for a sign that there is not."""
    writers: list[_Write] = []
    characters = iter(form)
    for character in characters:
        sign = next(characters, "") if character == "%" else None
        if sign is None:
            writers.append(_plain(character))
        elif sign in _SIGNS:
            writers.append(_SIGNS[sign])
        else:
            raise FailedExpression("date_format", said=sign)
    return tuple(writers)


def _known(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"


def _month(moment: datetime, language: str) -> str:
    return _MONTHS[_known(language)][moment.month - 1]


def _weekday(moment: datetime, language: str) -> str:
    return _DAYS[_known(language)][moment.weekday()]


_SIGNS: Final[Mapping[str, _Write]] = {
    "%": lambda _moment, _language: "%",
    "Y": lambda moment, _: f"{moment.year:04}",
    "y": lambda moment, _: f"{moment.year % 100:02}",
    "m": lambda moment, _: f"{moment.month:02}",
    "n": lambda moment, _: str(moment.month),
    "b": _month,
    "d": lambda moment, _: f"{moment.day:02}",
    "e": lambda moment, _: str(moment.day),
    "a": _weekday,
    "H": lambda moment, _: f"{moment.hour:02}",
    "h": lambda moment, _: str(moment.hour),
    "M": lambda moment, _: f"{moment.minute:02}",
    "S": lambda moment, _: f"{moment.second:02}",
    "3": lambda moment, _: f"{moment.microsecond // 1000:03}",
}
"""What each sign behind `%` writes (ODK: format-date, format-date-time)."""

TABLE: Final[Mapping[str, Function]] = {
    "today": scoped(lambda scope: scope.world.now.date(), 0),
    "now": scoped(lambda scope: scope.world.now, 0),
    "date": scoped(_date, 1),
    "date-time": scoped(_moment, 1),
    "decimal-date-time": scoped(_decimal, 1),
    "decimal-time": scoped(_decimal_time, 1),
    "format-date": Function(run=_formatted, least=2, most=2, literals={1: _writers}),
    "format-date-time": Function(run=_formatted, least=2, most=2, literals={1: _writers}),
}
