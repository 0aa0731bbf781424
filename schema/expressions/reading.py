"""Which questions an expression reads: what has to be worked out again when an answer changes.

Paths are followed over the form's places instead of a record's nodes. A wildcard reads all that it
can mean, so the answer may name too many and never too few. Columns of lists are no questions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from schema.expressions.places import Place, Places
from schema.expressions.syntax import (
    Call,
    Chain,
    Expression,
    Filter,
    Negative,
    Path,
    Question,
    Root,
    Step,
)

_Found: TypeAlias = frozenset[Place]
_NOTHING: Final[_Found] = frozenset()


def questions_read(expression: Expression, places: Places, home: Place) -> frozenset[Place]:
    """The places that an expression of the question at `home` reads.

    A repeat is among them only where its rows themselves are asked for, as in `count(${rows})`:
    whoever adds or takes away a row changes every place below it as well.
    """
    reader = _Reader(places, home)
    return frozenset(reader.results(expression, frozenset({home}))) | reader.read


def within(expression: Expression) -> Iterator[Expression]:
    """An expression, and all that stand in it."""
    yield expression
    inner: tuple[Expression, ...] = ()
    match expression:
        case Call(_, arguments):
            inner = arguments
        case Negative(operand):
            inner = (operand,)
        case Chain(first, rest):
            inner = (first, *(each for _, each in rest))
        case Filter(of, conditions):
            inner = (of, *conditions)
        case Path(start, steps):
            begun = () if start is None or isinstance(start, Root) else (start,)
            inner = (*begun, *(each for step in steps for each in step.conditions))
    for each in inner:
        yield from within(each)


class _Reader:
    """Follows one expression; `read` gathers what conditions and arguments read on the way."""

    def __init__(self, places: Places, home: Place) -> None:
        self._places = places
        self._home = home
        self.read: set[Place] = set()

    def results(self, node: Expression, context: _Found) -> _Found:
        """The places that a node's result consists of; all else that it reads goes into `read`."""
        match node:
            case Question(name, saved):
                return _NOTHING if saved else frozenset(self._places.by_name.get(name, ()))
            case Path(start, steps):
                return self._path(start, steps, context)
            case Filter(inner, conditions):
                found = self.results(inner, context)
                self._note(conditions, found)
                return found
            case Call():
                return self._call(node, context)
            case Negative(inner):
                return self.results(inner, context)
            case Chain(first, rest):
                nodes = (first, *(each for _, each in rest))
                return _NOTHING.union(*(self.results(each, context) for each in nodes))
            case _:
                return _NOTHING

    def _note(self, nodes: Iterable[Expression], context: _Found) -> None:
        for node in nodes:
            self.read |= self.results(node, context)

    def _path(
        self, start: Expression | Root | None, steps: Iterable[Step], context: _Found
    ) -> _Found:
        found = context
        if isinstance(start, Root):
            found = frozenset({()})
        elif start is not None:
            found = self.results(start, context)
        for step in steps:
            found = frozenset(self._stepped(found, step))
            self._note(step.conditions, found)
        return found

    def _stepped(self, found: _Found, step: Step) -> Iterator[Place]:
        for place in found:
            for reached in _AXES[step.axis](self._places, place):
                if step.name in ("*", "node()") or reached[-1:] == (step.name,):
                    yield reached

    def _call(self, call: Call, context: _Found) -> _Found:
        match call.name, call.arguments:
            case "current", ():
                return frozenset({self._home})
            case "instance", _:
                self._note(call.arguments, context)
                return _NOTHING
        return _NOTHING.union(*(self.results(each, context) for each in call.arguments))


def _below(places: Places, place: Place) -> Iterator[Place]:
    for child in places.below.get(place, ()):
        yield child
        yield from _below(places, child)


def _above(_places: Places, place: Place) -> list[Place]:
    return [place[:length] for length in range(len(place) - 1, 0, -1)]


def _beside(places: Places, place: Place) -> tuple[Place, ...]:
    return places.below.get(place[:-1], ())


_AXES: Final[Mapping[str, Callable[[Places, Place], Iterable[Place]]]] = {
    "child": lambda places, place: places.below.get(place, ()),
    "self": lambda _, place: [place],
    "parent": lambda _, place: [place[:-1]] if place else [],
    "ancestor": _above,
    "ancestor-or-self": lambda places, place: [place, *_above(places, place)],
    "descendant": _below,
    "descendant-or-self": lambda places, place: [place, *_below(places, place)],
    "preceding-sibling": _beside,
    "following-sibling": _beside,
}
