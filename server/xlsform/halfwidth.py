"""Characters of a Chinese keyboard in cells that a program reads.

`half_width` serves names, types and headers, where a full-width sign never means itself.
`repaired` serves expressions, where it may: what stands in quotes is text and stays, and a repair
counts only if the expression can be read with it and could not be read without.
"""

from typing import Final

from schema.expressions.errors import InvalidExpression
from schema.expressions.parse import parse
from schema.expressions.tokens import FULL_WIDTH

_TO_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""U+FF01 to U+FF5E are the printable ASCII in full width, U+3000 is a blank."""

_SIGNS: Final[dict[str, str]] = {
    **{chr(code): chr(half) for code, half in _TO_ASCII.items()},
    **FULL_WIDTH,
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "÷": " div ",
    "，": ",",
}
_OPENING: Final = {"“": "”", "‘": "’", "”": "”", "’": "’", "＂": "＂", "＇": "＇"}
"""Curly quotes as they are typed, and what may close each; some keyboards give one alone."""

_STRAIGHT: Final = {"“": '"', "”": '"', "＂": '"', "‘": "'", "’": "'", "＇": "'"}


def half_width(text: str) -> str:
    """The text with full-width ASCII in half width; as many characters as before."""
    return text.translate(_TO_ASCII)


def repaired(text: str) -> str:
    """The expression as it was meant; the text itself where that is not sure."""
    if text.isascii() or _readable(text):
        return text
    meant = _without_full_width(text)
    return meant if _readable(meant) else text


def _readable(text: str) -> bool:
    try:
        parse(text)
    except InvalidExpression:
        return False
    return True


def _without_full_width(text: str) -> str:
    done: list[str] = []
    at = 0
    while at < len(text):
        sign = text[at]
        end = text.find(_OPENING.get(sign, sign), at + 1) if sign in _QUOTES else -1
        if end < 0:
            done.append(_SIGNS.get(sign, sign))
            at += 1
            continue
        inner, quote = text[at + 1 : end], _STRAIGHT.get(sign, sign)
        if quote in inner:
            quote = "'" if quote == '"' else '"'
        done.append(f"{quote}{inner}{quote}")
        at = end + 1
    return "".join(done)


_QUOTES: Final = frozenset({*_OPENING, '"', "'"})
