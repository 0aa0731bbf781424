"""The text of an expression cut into tokens.

The rules are those of XPath 1.0, section 3.7, with the two spellings that XLSForm adds:
`${name}` and `${last-saved#name}`. A word behind an operand is an operator (`and`, `or`, `div`,
`mod`), anywhere else it is a name; so is `*`. A name may hold `-` and `.`, so `a-b` is one name.

Quotes, brackets and signs of a Chinese keyboard are refused by name: taken as something else they
would change what an expression says. Whoever reads a workbook may offer to replace them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from schema.expressions.errors import InvalidExpression

CHARACTERS_MAX: Final = 32_767
"""Characters of one expression: what a cell of a workbook can hold."""

FULL_WIDTH: Final = {
    "（": "(",
    "）": ")",
    "，": ",",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "＋": "+",
    "－": "-",
    "×": "*",
    "！": "!",
    "【": "[",
    "】": "]",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "＄": "$",
    "｛": "{",
    "｝": "}",
}
"""Characters of a Chinese keyboard, and what an expression has in their place."""


class Mark(Enum):
    """What a token is."""

    number = auto()
    literal = auto()
    question = auto()
    word = auto()
    operator = auto()
    sign = auto()
    end = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it is, what it says, and where it begins (characters from 0)."""

    mark: Mark
    text: str
    at: int

    def says(self, *texts: str) -> bool:
        """Whether this is one of these signs or operators."""
        return self.mark in (Mark.sign, Mark.operator) and self.text in texts


_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r\n\u00a0\u3000]+)
      | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))
      | (?P<literal>"[^"]*"|'[^']*')
      | (?P<question>\$\{[^{}]*\})
      | (?P<word>[^\W\d][\w.\-·]*(?::[^\W\d][\w.\-·]*)?)
      | (?P<sign>::|\.\.|//|!=|<=|>=|[()\[\]@,/+\-=<>*.]|\|(?!\|))""",
    re.VERBOSE,
)
REFERENCE: Final = re.compile(r"\$\{\s*((?:last-saved\#)?[^\s#{}]+)\s*\}")
"""`${name}` and `${last-saved#name}`, wherever they stand; group 1 is what is named."""
_WORD_OPERATOR: Final = re.compile(r"(?P<word>and|or|div|mod)(?![\w.·])")
"""Where an operator is due, `div-3` is `div` and `-3`."""

_WHERE_DUE: Final = frozenset({"*", "and", "or", "div", "mod"})
"""Operators behind an operand, names anywhere else."""

_OPERATORS: Final = frozenset({"|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "/", "//"})
_BEFORE_OPERAND: Final = frozenset({"@", "::", "(", "[", ","})


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of an expression, with one of mark `end` behind them.

    Raises InvalidExpression where a character begins no token.
    """
    if len(text) > CHARACTERS_MAX:
        raise InvalidExpression(text[:80], CHARACTERS_MAX, "too_long", most=CHARACTERS_MAX)
    return (*_cut(text), Token(Mark.end, "", len(text)))


def _cut(text: str) -> Iterator[Token]:
    at, before = 0, None
    while at < len(text):
        match = (_behind_operand(before) and _WORD_OPERATOR.match(text, at)) or _TOKEN.match(
            text, at
        )
        if match is None:
            raise _unreadable(text, at)
        if match.lastgroup != "space":
            before = _token(text, match, before)
            yield before
        at = match.end()


def _token(text: str, match: re.Match[str], before: Token | None) -> Token:
    mark, said, at = Mark[str(match.lastgroup)], match[0], match.start()
    if mark is Mark.question:
        inner = REFERENCE.fullmatch(said)
        if inner is None:
            raise InvalidExpression(text, at, "reference", said=said)
        return Token(mark, inner[1], at)
    if mark is Mark.literal:
        return Token(mark, said[1:-1], at)
    if said in _OPERATORS or (said in _WHERE_DUE and _behind_operand(before)):
        return Token(Mark.operator, said, at)
    return Token(mark, said, at)


def _behind_operand(before: Token | None) -> bool:
    """Whether a token stands where an operator is due (XPath 1.0, 3.7)."""
    if before is None or before.mark is Mark.operator:
        return False
    return not (before.mark is Mark.sign and before.text in _BEFORE_OPERAND)


def _unreadable(text: str, at: int) -> InvalidExpression:
    character = text[at]
    if character in FULL_WIDTH:
        return InvalidExpression(
            text, at, "full_width", said=character, wanted=FULL_WIDTH[character]
        )
    if character in "\"'":
        return InvalidExpression(text, at, "open_quote", said=character)
    if character == "$":
        return InvalidExpression(text, at, "reference", said=text[at : at + 20])
    if character in "&!|":
        return InvalidExpression(text, at, "foreign_operator", said=text[at : at + 2])
    return InvalidExpression(text, at, "character", said=character)
