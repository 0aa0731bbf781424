"""Text: parts, searches, joining. Positions count characters from 0; `regex` fits the whole."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from schema.expressions.errors import FailedExpression, pattern_fault
from schema.expressions.functions.function import Function, current_text, plain, scoped
from schema.expressions.scope import Scope
from schema.expressions.values import Value, scalars, text, whole

if TYPE_CHECKING:
    import regex

PATTERN_TIMEOUT_S: Final = 0.1
"""How long one match may take; a pattern that runs away fails, and the answer stays."""

PATTERN_CHARACTERS_MAX: Final = 1_000
"""A pattern longer than this is nobody's constraint."""

_ALGORITHMS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


@lru_cache(maxsize=1024)
def pattern(said: str) -> "regex.Pattern[str]":
    """The regular expression, its classes ASCII as in Java; FailedExpression if it is none."""
    import regex  # noqa: PLC0415 - most forms have no pattern, and every command would wait for it

    if len(said) > PATTERN_CHARACTERS_MAX:
        raise FailedExpression("too_much", name="regex")
    try:
        return regex.compile(said, regex.ASCII | regex.VERSION0)
    except (regex.error, OverflowError) as error:
        reason = pattern_fault(getattr(error, "msg", ""))
        raise FailedExpression("pattern", said=said, reason=reason) from error


def _regex(said: Value, wanted: Value) -> bool:
    try:
        return pattern(text(wanted)).fullmatch(text(said), timeout=PATTERN_TIMEOUT_S) is not None
    except TimeoutError as error:
        raise FailedExpression("slow_pattern", said=text(wanted)) from error


def _texts(values: tuple[Value, ...]) -> list[str]:
    """Every argument as text; of a set of nodes each."""
    return [text(each) for value in values for each in scalars(value)]


def _substr(said: Value, start: Value, end: Value | None = None) -> str:
    """From one position to before another; below zero they count from the end."""
    return text(said)[whole(start) : None if end is None else whole(end)]


def _before(said: Value, wanted: Value) -> str:
    whole_text, mark = text(said), text(wanted)
    return whole_text.partition(mark)[0] if mark and mark in whole_text else ""


def _after(said: Value, wanted: Value) -> str:
    return text(said).partition(text(wanted))[2] if text(wanted) else text(said)


def _translate(said: Value, source: Value, target: Value) -> str:
    old, new = text(source), text(target)
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text(said).translate(table)


def _length(scope: Scope, *values: Value) -> float:
    return float(len(text(values[0]) if values else current_text(scope)))


def _normalized(scope: Scope, *values: Value) -> str:
    return " ".join((text(values[0]) if values else current_text(scope)).split())


def _algorithm(said: str) -> str:
    """The name by which hashlib knows an algorithm."""
    name = _ALGORITHMS.get(said.upper())
    if name is None:
        raise FailedExpression("algorithm", said=said)
    return name


def _encoding(said: str) -> str:
    if said not in ("base64", "hex"):
        raise FailedExpression("algorithm", said=said)
    return said


def _digest(said: Value, algorithm: Value, encoding: Value = "base64") -> str:
    hashed = hashlib.new(_algorithm(text(algorithm)), text(said).encode(), usedforsecurity=False)
    if _encoding(text(encoding)) == "hex":
        return hashed.hexdigest()
    return base64.b64encode(hashed.digest()).decode()


def _decoded(said: Value) -> str:
    try:
        return base64.b64decode(text(said)).decode("utf-8", "replace")
    except binascii.Error:
        return ""


TABLE: Final[Mapping[str, Function]] = {
    "string": scoped(lambda scope, *v: text(v[0]) if v else current_text(scope), 0, 1),
    "string-length": scoped(_length, 0, 1),
    "normalize-space": scoped(_normalized, 0, 1),
    "concat": plain(lambda *values: "".join(_texts(values)), 0, None),
    "join": plain(lambda sep, *values: text(sep).join(_texts(values)), 1, None),
    "substr": plain(_substr, 2, 3),
    "substring-before": plain(_before, 2),
    "substring-after": plain(_after, 2),
    "contains": plain(lambda a, b: text(b) in text(a), 2),
    "starts-with": plain(lambda a, b: text(a).startswith(text(b)), 2),
    "ends-with": plain(lambda a, b: text(a).endswith(text(b)), 2),
    "translate": plain(_translate, 3),
    "regex": Function(
        run=lambda _, *values: _regex(*values), least=2, most=2, literals={1: pattern}
    ),
    "digest": Function(
        run=lambda _, *values: _digest(*values),
        least=2,
        most=3,
        literals={1: _algorithm, 2: _encoding},
    ),
    "base64-decode": plain(_decoded, 1),
}
