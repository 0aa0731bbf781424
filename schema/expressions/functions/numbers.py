"""Numbers: rounding, powers, logarithms, angles in radians."""

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Final

from schema.expressions.functions.function import Function, current_text, plain, scoped
from schema.expressions.values import NAN, Value, number, whole

_PLACES_MAX: Final = 30
"""Rounding to more places gives no number (JavaRosa)."""

_EXACT: Final = Context(prec=350)
"""Digits for the largest number and all the places that it may be rounded to."""


def _int(value: Value) -> float:
    found = number(value)
    return float(math.trunc(found)) if math.isfinite(found) else found


def _round(value: Value, places: Value = 0.0) -> float:
    """To so many decimals, halves upwards; below zero places to tens and hundreds."""
    found, digits = number(value), whole(places)
    if not math.isfinite(found):
        return found
    if abs(digits) > _PLACES_MAX:
        return NAN
    halves = ROUND_HALF_DOWN if found < 0 else ROUND_HALF_UP
    scaled = Decimal(repr(found)).scaleb(digits, _EXACT).quantize(Decimal(1), halves, _EXACT)
    return float(scaled.scaleb(-digits, _EXACT))


def _safely(run: Callable[..., float], count: int = 1) -> Function:
    """A function of numbers which gives no number where it is not defined."""

    def result(*values: Value) -> float:
        try:
            return float(run(*map(number, values)))
        except (ValueError, OverflowError, ZeroDivisionError):
            return NAN

    return plain(result, count)


def power(base: float, exponent: float) -> float:
    """`base` to the `exponent`; infinite where it is too large to write."""
    try:
        found = base**exponent
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    return found if isinstance(found, float) else NAN


def _log(run: Callable[[float], float]) -> Callable[[float], float]:
    return lambda found: -math.inf if found == 0 else run(found)


def _exp(found: float) -> float:
    try:
        return math.exp(found)
    except OverflowError:
        return math.inf


TABLE: Final[Mapping[str, Function]] = {
    "number": scoped(lambda s, *v: number(v[0] if v else current_text(s)), 0, 1),
    "int": plain(_int, 1),
    "round": plain(_round, 1, 2),
    "floor": _safely(lambda x: math.floor(x) if math.isfinite(x) else x),
    "ceiling": _safely(lambda x: math.ceil(x) if math.isfinite(x) else x),
    "abs": _safely(abs),
    "sqrt": _safely(math.sqrt),
    "pow": _safely(power, 2),
    "exp": _safely(_exp),
    "exp10": _safely(lambda x: power(10.0, x)),
    "log": _safely(_log(math.log)),
    "log10": _safely(_log(math.log10)),
    "sin": _safely(math.sin),
    "cos": _safely(math.cos),
    "tan": _safely(math.tan),
    "asin": _safely(math.asin),
    "acos": _safely(math.acos),
    "atan": _safely(math.atan),
    "atan2": _safely(math.atan2, 2),
    "pi": plain(lambda: math.pi, 0),
}
