"""Reading an expression: a Pratt parser over the grammar of XPath 1.0, with `${name}`.

The rank of each operator stands in one table. Left out: variables, attributes and namespaces, which
a record does not have.
"""

from functools import lru_cache
from typing import Final

from schema.expressions.errors import InvalidExpression
from schema.expressions.syntax import (
    Call,
    Chain,
    Expression,
    Filter,
    Literal,
    Negative,
    Number,
    Path,
    Question,
    Root,
    Step,
)
from schema.expressions.tokens import Mark, Token, tokens

DEPTH_MAX: Final = 100
"""Brackets within brackets: beyond what people write, far below what a stack holds."""

RANKS: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
"""How strongly an operator binds; a sign before an operand binds with 7 (XPath 1.0, 3.1 to 3.5)."""

_NEGATIVE_RANK: Final = 7
AXES: Final = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "child",
        "descendant",
        "descendant-or-self",
        "following-sibling",
        "parent",
        "preceding-sibling",
        "self",
    }
)
_EVERYWHERE: Final = Step("descendant-or-self", "node()")


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of an expression.

    Raises InvalidExpression with the place in the text and what is wrong there.
    """
    if not text.strip():
        raise InvalidExpression(text, 0, "empty")
    return _Parser(text).whole()


class _Parser:
    """The tokens of one expression, and how far they are read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        found = self._expression(1)
        if self._token.mark is not Mark.end:
            raise self._unexpected(self._token)
        return found

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _expect(self, sign: str) -> None:
        if not self._token.says(sign):
            raise InvalidExpression(self._text, self._token.at, "unclosed", wanted=sign)
        self._next += 1

    def _unexpected(self, token: Token) -> InvalidExpression:
        if token.mark is Mark.end:
            return InvalidExpression(self._text, token.at, "unfinished")
        return InvalidExpression(self._text, token.at, "unexpected", said=token.text)

    def _nested(self) -> Expression:
        """A whole expression within brackets."""
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise InvalidExpression(self._text, self._token.at, "too_deep", most=DEPTH_MAX)
        found = self._expression(1)
        self._depth -= 1
        return found

    def _expression(self, rank_min: int) -> Expression:
        left = self._operand()
        while self._token.mark is Mark.operator:
            rank = RANKS.get(self._token.text, 0)
            if rank < rank_min:
                break
            left = Chain(left, tuple(self._rest(rank)))
        return left

    def _rest(self, rank: int) -> list[tuple[str, Expression]]:
        """The operators of one rank that follow each other, each with its operand."""
        rest: list[tuple[str, Expression]] = []
        while self._token.mark is Mark.operator and RANKS.get(self._token.text) == rank:
            sign = self._take().text
            rest.append((sign, self._expression(rank + 1)))
        return rest

    def _operand(self) -> Expression:
        signs = 0
        while self._token.says("-"):
            self._next += 1
            signs += 1
        if signs:
            inner = self._expression(_NEGATIVE_RANK)
            return Negative(inner) if signs % 2 else Negative(Negative(inner))
        if self._token.says("/", "//"):
            return self._absolute()
        at = self._token.at
        if self._begins_step() and not self._begins_call():
            return Path(None, self._steps(), at)
        return self._continued(self._primary())

    def _absolute(self) -> Path:
        """A path from the root; `/` alone is the root itself."""
        token = self._take()
        if token.text == "//":
            return Path(Root(), (_EVERYWHERE, *self._steps()), token.at)
        return Path(Root(), self._steps() if self._begins_step() else (), token.at)

    def _continued(self, found: Expression) -> Expression:
        """The conditions and steps that follow something else than a step."""
        at = self._token.at
        conditions = self._conditions()
        if conditions:
            found = Filter(found, conditions)
        if self._token.says("/"):
            self._next += 1
            return Path(found, self._steps(), at)
        if self._token.says("//"):
            self._next += 1
            return Path(found, (_EVERYWHERE, *self._steps()), at)
        return found

    def _primary(self) -> Expression:
        token = self._token
        if token.mark is Mark.number:
            self._next += 1
            return Number(float(token.text))
        if token.mark is Mark.literal:
            self._next += 1
            return Literal(token.text)
        if token.mark is Mark.question:
            self._next += 1
            saved = token.text.startswith("last-saved#")
            return Question(token.text.removeprefix("last-saved#"), saved, token.at)
        if token.says("("):
            self._next += 1
            found = self._nested()
            self._expect(")")
            return found
        if self._begins_call():
            return self._call()
        raise self._unexpected(self._token)

    def _call(self) -> Call:
        name = self._take()
        self._expect("(")
        arguments: list[Expression] = []
        if not self._token.says(")"):
            arguments.append(self._nested())
            while self._token.says(","):
                self._next += 1
                arguments.append(self._nested())
        self._expect(")")
        return Call(name.text, tuple(arguments), name.at)

    def _begins_call(self) -> bool:
        token = self._token
        if token.mark is not Mark.word or token.text == "node":
            return False
        return self._tokens[self._next + 1].says("(")

    def _begins_step(self) -> bool:
        return self._token.mark is Mark.word or self._token.says(".", "..", "*", "@")

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._token.says("/", "//"):
            if self._take().text == "//":
                steps.append(_EVERYWHERE)
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        token = self._take() if self._begins_step() else None
        if token is None:
            raise self._unexpected(self._token)
        if token.text == "@":
            raise InvalidExpression(self._text, token.at, "attribute", name=self._token.text)
        if token.text == ".":
            return Step("self", "node()", self._conditions())
        if token.text == "..":
            return Step("parent", "node()", self._conditions())
        axis = "child"
        if self._token.says("::"):
            if token.text not in AXES:
                raise InvalidExpression(self._text, token.at, "axis", name=token.text)
            axis = token.text
            self._next += 1
            token = self._take()
        return Step(axis, self._test(token), self._conditions())

    def _test(self, token: Token) -> str:
        """What a step's node has to be called: a name, `*`, or `node()` for any."""
        if token.mark is Mark.word and self._token.says("("):
            self._next += 1
            self._expect(")")
            if token.text == "node":
                return "node()"
            raise self._unexpected(token)
        if token.mark is Mark.word or token.text == "*":
            return token.text
        raise self._unexpected(token)

    def _conditions(self) -> tuple[Expression, ...]:
        conditions: list[Expression] = []
        while self._token.says("["):
            self._next += 1
            conditions.append(self._nested())
            self._expect("]")
        return tuple(conditions)
