"""Names in expressions that are no questions by `${…}`: columns of lists, and paths.

A choice filter is asked of each item of a list, so a plain name in it is a column; so is one behind
`instance('list')/root/item`. Elsewhere a plain name is a path from the question that has it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from schema.expressions.places import Place, Places
from schema.expressions.syntax import (
    Call,
    Chain,
    Expression,
    Filter,
    Literal,
    Negative,
    Path,
    Root,
    Step,
)

_ANY: Final = frozenset({"*", "node()"})
_STRUCTURE: Final = 2
"""Steps of `instance('list')/root/item` before its columns."""


def columns_asked(node: Expression, items: str | None) -> Iterator[tuple[str, str]]:
    """The columns that an expression asks for, each with its list.

    `items`: the list of whose items it is asked; None if of a question.
    """
    match node:
        case Path(None, (Step("child", name, _), *_)) if items is not None and name not in _ANY:
            yield items, name
        case Path(Call("instance", (Literal(name),)), steps):
            yield from _of_instance(name, steps)
        case Path(start, steps):
            if start is not None and not isinstance(start, Root):
                yield from columns_asked(start, items)
            for step in steps:
                for condition in step.conditions:
                    yield from columns_asked(condition, None)
        case Call("pulldata", (Literal(name), Literal(wanted), Literal(key), value)):
            yield from ((name, wanted), (name, key))
            yield from columns_asked(value, items)
        case _:
            for inner in _parts(node):
                yield from columns_asked(inner, items)


def _of_instance(name: str, steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    for number, step in enumerate(steps):
        if number == _STRUCTURE and step.axis == "child" and step.name not in _ANY:
            yield name, step.name
        for condition in step.conditions:
            yield from columns_asked(condition, name if number < _STRUCTURE else None)


def _parts(node: Expression) -> Iterator[Expression]:
    match node:
        case Filter(inner, conditions):
            yield inner
            yield from conditions
        case Call(_, arguments):
            yield from arguments
        case Negative(inner):
            yield inner
        case Chain(first, rest):
            yield first
            yield from (each for _, each in rest)


def strays(node: Expression, places: Places, home: Place, *, of_items: bool) -> Iterator[Place]:
    """Paths of an expression that lead to no question: `../foo` where there is no foo.

    `of_items`: whether it is asked of a list's items, so that relative paths begin there.
    """
    match node:
        case Path(None, steps):
            if not of_items:
                yield from _followed(home, steps, places)
        case Path(Root(), steps):
            yield from _followed((), steps, places)
        case Path(Call("current", ()), steps):
            yield from _followed(home, steps, places)
        case Path(start, _) | Filter(start, _) if isinstance(start, Expression):
            yield from strays(start, places, home, of_items=of_items)
        case _:
            for inner in _parts(node):
                yield from strays(inner, places, home, of_items=of_items)


def _followed(at: Place, steps: Sequence[Step], places: Places) -> Iterator[Place]:
    for step in steps:
        if step.axis == "parent":
            at = at[:-1]
        elif step.axis == "child" and step.name not in _ANY:
            at = (*at, step.name)
            if at not in places.below.get(at[:-1], ()):
                yield at
                return
        elif step.axis != "self":
            return
