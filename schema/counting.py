"""What a record counts as: which figures of its form it is in, on which day, with how much.

One place decides this, for the number and for the list behind it alike. Nobody chooses between two
answers here: where a figure asks for a question in which several people answered otherwise, the
record is undecided, in no number, until somebody settles it. Whether an answer is one of those that
a figure wants is decided where all of theirs are, or none is; conditions and amounts are not tried
with each. A condition that cannot be worked out, and an amount that is none, are undecided as well.

A calculation, and a question that is asked only if, are in doubt where what they depend on is.
Amounts are whole thousandths, so that sums are exact in any order.

Pure. Left out: how rules are made of figures (schema.counting_rules), which states count, and what
of the answers is not asked any more (server.views).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from schema.answer import Scalar, Value, same
from schema.expressions.errors import FailedExpression
from schema.expressions.nodes import Node
from schema.expressions.scope import Closure, Scope, World
from schema.expressions.values import Scalar as Worked
from schema.expressions.values import number, single, truth
from schema.logic.record_tree import Seed, tree_of
from schema.moments import is_moment
from schema.naming import pattern
from schema.outline import rows_of
from schema.text import Text

SCALE: Final = 1_000
AMOUNT_MAX: Final = 10**9
"""An amount beyond is a slip of whoever typed it. A million of them can be added."""

OTHER: Final = ""
"""The part of answers that no version of the question has as a choice."""

_EPOCH: Final = date(1970, 1, 1)


class Figured(NamedTuple):
    """One number that a record is in.

    `part`: the choice by which the figure is told apart; "" where it is not. `undecided`: 1, it is
    in the number only when somebody settled what clashes. `day`: since 1970. `amount`: in
    thousandths; 0 where records alone are counted, and while undecided.
    """

    figure: str
    part: str
    undecided: int
    day: int
    amount: int


class Answered:
    """What a record answers.

    Args:
        values: the shown values by path, calculations among them, without what is not asked.
        disputed: of each question that clashes, by path, every value that somebody gave.
    """

    __slots__ = ("_root", "disputed", "values")

    def __init__(
        self, values: Mapping[str, Value], disputed: Mapping[str, Sequence[Value]]
    ) -> None:
        self.values = values
        self.disputed = disputed
        self._root: Node | None = None

    def given(self, path: str) -> Sequence[Value]:
        """The answer to a question; where people disagree about it, every one."""
        return self.disputed.get(path) or (self.values.get(path),)

    def root(self, seeds: Sequence[Seed]) -> Node:
        """The same as the tree that expressions read; grown once."""
        if self._root is None:
            self._root = tree_of(seeds, self.values, rows_of(self.values)).root
        return self._root

    def disputes(self, patterns: frozenset[str]) -> bool:
        """Whether several answers stand at one of these paths without rows."""
        return bool(self.disputed) and any(pattern(path) in patterns for path in self.disputed)


class Asked(NamedTuple):
    """A question that a figure asks: its path, and those on which its answer depends.

    `needs`: without rows, what a calculation reads, and what says whether the question is asked.
    """

    path: str
    needs: frozenset[str] = frozenset()

    def in_doubt(self, answered: Answered) -> bool:
        """Whether people disagree about the answer, or about what it depends on."""
        return self.path in answered.disputed or answered.disputes(self.needs)


NOT_ASKED: Final = Asked("")


@dataclass(frozen=True, kw_only=True, slots=True)
class Formula:
    """An expression, the paths without rows on which it depends, what it is worked out in."""

    run: Closure
    reads: frozenset[str]
    seeds: tuple[Seed, ...]
    world: World

    def worth(self, answered: Answered) -> Worked:
        """What it comes to; FailedExpression where it cannot be worked out."""
        root = answered.root(self.seeds)
        return single(self.run(Scope(self.world, root, root)))


class Undecided(Exception):
    """Nobody can say how much a record adds."""


Amount = Callable[[Answered], int | None]
"""How much a record adds, in thousandths; None if nothing. Undecided where nobody can say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One figure over its form: what is asked of a record, and at which paths.

    `parts` are the names of the choices of `by`, in any version of the form; None: each answer is
    a part of its own.
    """

    figure: str
    where: tuple[tuple[Asked, tuple[Scalar, ...]], ...]
    condition: Formula | None
    by: Asked
    parts: frozenset[str] | None
    amount: Amount | None
    day: Asked
    zone: tzinfo

    def count(self, answered: Answered, done_day: int, *, decided: bool) -> Iterable[Figured]:
        """What the record counts as in this figure; nothing if it does not fit."""
        fits: bool | None = decided or None
        for asked, wanted in self.where:
            said = _says(answered, asked, wanted)
            if said is False:
                return ()
            fits = fits and said
        amount: int | None = 0
        try:
            if self.condition is not None:
                if answered.disputes(self.condition.reads):
                    fits = None
                elif not truth(self.condition.worth(answered)):
                    return ()
            if self.amount is not None:
                amount = self.amount(answered)
        except (FailedExpression, Undecided):
            fits = None
        if amount is None or not self._is_told_apart(answered):
            return ()
        day = self._day(answered, done_day)
        if not fits or self.by.in_doubt(answered) or self.day.in_doubt(answered):
            return (Figured(self.figure, OTHER, 1, day, 0),)
        if not self.by.path:
            return (Figured(self.figure, OTHER, 0, day, amount),)
        return [Figured(self.figure, part, 0, day, amount) for part in self._parts(answered)]

    def _is_told_apart(self, answered: Answered) -> bool:
        """Whether the question by which it is, if any, was answered."""
        path = self.by.path
        if not path or any(not _is_blank(value) for value in answered.given(path)):
            return True
        return self.by.in_doubt(answered)

    def _parts(self, answered: Answered) -> list[str]:
        given, known = answered.values.get(self.by.path), self.parts
        names = given if isinstance(given, list) else [given]
        parts = (str(name) for name in names if not _is_blank(name))
        return list(dict.fromkeys(p if known is None or p in known else OTHER for p in parts))

    def _day(self, answered: Answered, done_day: int) -> int:
        """The day that the record names; when it was finished where it names none."""
        said = answered.values.get(self.day.path)
        if not isinstance(said, str):
            return done_day
        try:
            if is_moment(said):
                at = datetime.fromisoformat(said).astimezone(self.zone).date()
            else:
                at = date.fromisoformat(said)
        except (ValueError, OverflowError):
            return done_day
        return (at - _EPOCH).days


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """The figures of one form, ready to be counted; `faults`: why others of it cannot be, by id."""

    rules: tuple[Rule, ...]
    faults: Mapping[str, tuple[Text, ...]]

    def count(self, answered: Answered, done_day: int, *, decided: bool) -> Iterator[Figured]:
        """What a record that is done counts as.

        Args:
            answered: what it answers.
            done_day: the day on which it was finished, since 1970.
            decided: nobody disputes that it is done.
        """
        for rule in self.rules:
            yield from rule.count(answered, done_day, decided=decided)


def said(asked: Asked, answered: Answered) -> int | None:
    """The amount that one question says."""
    if asked.in_doubt(answered):
        raise Undecided
    return _thousandths(answered.values.get(asked.path))


def added(asked: Asked, answered: Answered) -> int | None:
    """The amounts that a question says in all rows; its path is the one without them."""
    if answered.disputes(asked.needs | {asked.path}):
        raise Undecided
    values = (v for path, v in answered.values.items() if pattern(path) == asked.path)
    amounts = [amount for value in values if (amount := _thousandths(value)) is not None]
    return sum(amounts) if amounts else None


def worth(formula: Formula, answered: Answered) -> int | None:
    """The amount that an expression comes to."""
    if answered.disputes(formula.reads):
        raise Undecided
    found = formula.worth(answered)
    return None if found == "" else _thousandths(number(found))


def _says(answered: Answered, asked: Asked, wanted: Sequence[Scalar]) -> bool | None:
    """Whether one of the wanted answers is given; None where people disagree about it."""
    if answered.disputes(asked.needs):
        return None
    verdicts = {_is_one_of(value, wanted) for value in answered.given(asked.path)}
    return verdicts.pop() if len(verdicts) == 1 else None


def _is_one_of(value: Value, wanted: Sequence[Scalar]) -> bool:
    given: Sequence[Value] = value if isinstance(value, list) else [value]
    return any(same(each, name) for each in given for name in wanted)


def _is_blank(value: Value) -> bool:
    return value is None or value in ("", [])


def _thousandths(value: Value) -> int | None:
    if _is_blank(value):
        return None
    if type(value) is int and -AMOUNT_MAX <= value <= AMOUNT_MAX:
        return value * SCALE  # as most amounts
    if isinstance(value, bool | str | list) or value is None or not abs(value) <= AMOUNT_MAX:
        raise Undecided
    return int((Decimal(str(value)) * SCALE).to_integral_value())
