"""Chance: drawn from the world's source, so that one record gives the same again; and shuffling.

A seeded shuffle gives the order that Enketo gives, so that a form shows its choices alike
everywhere: the generator of Park and Miller, Fisher and Yates' shuffle from the inside out.
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schema.expressions.errors import FailedExpression
from schema.expressions.functions.function import Function, scoped
from schema.expressions.nodes import Node
from schema.expressions.scope import Scope
from schema.expressions.values import Nodes, Value, number, text, whole

UUID_CHARACTERS_MAX: Final = 1_000
"""Characters that `uuid(n)` may be asked for."""

_MODULUS: Final = 2**31 - 1
_MULTIPLIER: Final = 16_807
_CHARACTERS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _uuid(scope: Scope, *values: Value) -> str:
    draw = scope.world.draw
    if values:
        count = whole(values[0])
        if count > UUID_CHARACTERS_MAX:
            raise FailedExpression("too_much", name="uuid")
        return "".join(_CHARACTERS[int(draw() * len(_CHARACTERS))] for _ in range(count))
    digits = [f"{int(draw() * 16):x}" for _ in range(32)]
    digits[12], digits[16] = "4", "89ab"[int(draw() * 4)]  # RFC 9562: version 4, variant
    found = "".join(digits)
    return "-".join((found[:8], found[8:12], found[12:16], found[16:20], found[20:]))


def _randomized(scope: Scope, nodes: Nodes, *seeds: Value) -> Nodes:
    draw = _seeded(seeds[0]) if seeds else scope.world.draw
    shuffled: list[Node] = []
    for index, node in enumerate(nodes):
        at = int(draw() * (index + 1))
        shuffled.append(node)
        if at != index:
            shuffled[index], shuffled[at] = shuffled[at], node
    return shuffled


def _seeded(seed: Value) -> Callable[[], float]:
    found = number(seed)
    if math.isnan(found):
        # A text that is no number seeds by its hash, a blank one by 0 (JavaRosa).
        digest = hashlib.sha256(text(seed).encode()).digest()
        first = int.from_bytes(digest[:8], "big", signed=True) if text(seed) else 0
    elif math.isinf(found):
        raise FailedExpression("too_much", name="randomize")
    else:
        first = int(found)
    return _numbers(first).__next__


def _numbers(seed: int) -> Iterator[float]:
    state = abs(seed) % _MODULUS * (1 if seed > 0 else -1)  # the remainder has the sign of the seed
    if state <= 0:
        state += _MODULUS - 1
    while True:
        state = state * _MULTIPLIER % _MODULUS
        yield (state - 1) / (_MODULUS - 1)


TABLE: Final[Mapping[str, Function]] = {
    "random": scoped(lambda scope: scope.world.draw(), 0),
    "uuid": scoped(_uuid, 0, 1),
    "randomize": Function(run=_randomized, least=1, most=2, nodes=frozenset({0})),
}
