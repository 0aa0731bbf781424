"""Truth values and lists to tick off."""

from collections.abc import Iterable, Mapping
from typing import Final

from schema.expressions.functions.function import Function, plain
from schema.expressions.values import Scalar, Value, number, scalars, text, truth


def _each(values: Iterable[Value]) -> list[Scalar]:
    """The arguments, of a set of nodes each value."""
    return [each for value in values for each in scalars(value)]


def _between(found: float, least: float, most: float) -> bool:
    """Whether it lies within bounds; a negative bound binds nothing (ODK)."""
    return (least < 0 or found >= least) and (most < 0 or found <= most)


def _checklist(least: Value, most: Value, *factors: Value) -> bool:
    return _between(float(sum(map(truth, _each(factors)))), number(least), number(most))


def _weighted(least: Value, most: Value, *pairs: Value) -> bool:
    factors, weights = _each(pairs[0::2]), _each(pairs[1::2])
    total = sum(number(w) for f, w in zip(factors, weights, strict=False) if truth(f))
    return _between(total, number(least), number(most))


TABLE: Final[Mapping[str, Function]] = {
    "true": plain(lambda: True, 0),
    "false": plain(lambda: False, 0),
    "boolean": plain(truth, 1),
    "not": plain(lambda value: not truth(value), 1),
    "boolean-from-string": plain(lambda value: text(value).lower() in ("true", "1"), 1),
    "checklist": plain(_checklist, 2, None),
    "weighted-checklist": Function(
        run=lambda _, *values: _weighted(*values), least=2, most=None, pairs=True
    ),
}
