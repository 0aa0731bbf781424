"""What a question offers, given the other answers: items of a list, or these answers themselves.

A filter is asked of each item. Where it joins comparisons by `and` each of them narrows what the
one before left, so that `[column = …]` finds its items by an index: a cascade over ten thousand
rows costs as much as its last step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from schema.expressions.compiling import Compiler
from schema.expressions.errors import InvalidExpression
from schema.expressions.nodes import Node, items_where
from schema.expressions.parse import parse
from schema.expressions.paths import filtered, stepped
from schema.expressions.places import Place, Places
from schema.expressions.reading import questions_read
from schema.expressions.scope import Closure, Scope
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
from schema.expressions.values import Nodes, text

_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_ASKING: Final = frozenset(
    {
        *("selected", "is-selected", "not", "contains", "starts-with", "ends-with", "regex"),
        *("true", "false", "boolean"),
    }
)
"""Functions whose result is a truth value, and so never the position that XPath would read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What a question offers that has the answers of another one as choices.

    `items` gives these in all rows of their repeat, whichever row asks.
    """

    items: Closure

    @classmethod
    def of(cls, reference: str, places: Places, home: Place) -> Self:
        """The answers that `${name}` in `home` refers to; InvalidExpression if in no repeat."""
        compiler, read = Compiler(reference, places, home), parse(reference)
        compiler.closure(read)  # refuses what is no question
        (place,) = questions_read(read, places, home)
        if not places.in_repeat(place):
            raise InvalidExpression(reference, 0, "no_rows", said=reference)
        steps = tuple(Step("child", name) for name in place)
        return cls(items=compiler.closure(Path(Root(), steps)))

    def offered(self, scope: Scope) -> Sequence[str]:
        """The answers, each once, in the order of their rows."""
        nodes: Nodes = self.items(scope)  # type: ignore[assignment]  # a path gives a set of nodes
        return [*dict.fromkeys(filter(None, map(text, ([node] for node in nodes))))]

    def missing(self, scope: Scope, said: str, *, several: bool) -> list[str]:
        """What of a choice, or of several with blanks between, was answered in none of them."""
        names = {" ".join(each.split()) for each in self.offered(scope)}
        words = said.split()
        if not several:
            return [said] if words and " ".join(words) not in names else []
        found: list[str] = []
        while words:  # a name may hold blanks itself: the longest one that fits
            taken = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in names), 0)
            found += [] if taken else words[:1]
            words = words[taken or 1 :]
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """The filter of one question, compiled.

    `items` gives all that is offered. `conditions` are its parts, asked of one item; None where
    the filter asks for positions, so that it means something in the whole list alone.
    """

    items: Closure
    conditions: Sequence[Closure] | None
    table: str
    names: str

    @classmethod
    def of(cls, expression: str, places: Places, home: Place, table: str, names: str) -> Self:
        """The filter of the question at `home`, whose choices are rows of `table`."""
        compiler = Compiler(expression, places, home)
        parts = _parts(parse(expression))
        if parts:
            parts.sort(key=lambda part: compiler.lookup(_item(part)) is None)
        whole = parts or [parse(expression)]
        closures = [compiler.closure(each) for each in whole]
        root = compiler.closure(Path(Call("instance", (Literal(table),)), (Step("child", "root"),)))
        step = _item(*whole)
        return cls(
            items=stepped(root, step, closures, compiler.lookup(step)),
            conditions=closures if parts else None,
            table=table,
            names=names,
        )

    def offered(self, scope: Scope) -> Nodes:
        """The items offered, in the order of the list."""
        return self.items(scope)  # type: ignore[return-value]  # a step gives a set of nodes

    def missing(self, scope: Scope, said: str, *, several: bool) -> list[str]:
        """The names among those chosen, with blanks between several, that are not offered."""
        names = said.split() if several else [said] if said else []
        return [name for name in names if not self.offers(scope, name)]

    def offers(self, scope: Scope, name: str) -> bool:
        """Whether an item of this name is offered."""
        if self.conditions is None:
            return any(self.name(item) == name for item in self.offered(scope))
        (root,) = scope.world.lists[self.table].named("root")
        named = items_where(root, "item", self.names, name) or ()
        if not named:
            return False
        return bool(filtered(lambda _: named, self.conditions)(scope))

    def name(self, item: Node) -> str:
        """The name of the choice that an item is."""
        return text(item.named(self.names))


def _item(*conditions: Expression) -> Step:
    return Step("child", "item", conditions)


def _parts(node: Expression) -> list[Expression]:
    """What is joined by `and`, each a plain condition; nothing where positions may be asked for."""
    joined = [node]
    if isinstance(node, Chain) and all(sign == "and" for sign, _ in node.rest):
        joined = [node.first, *(each for _, each in node.rest)]
    if not all(_is_condition(each) for each in joined) or _counts(node):
        return []
    return [_turned(each) for each in joined]


def _is_condition(node: Expression) -> bool:
    match node:
        case Chain(_, rest):
            return all(sign in _COMPARISONS or sign in ("and", "or") for sign, _ in rest)
        case Call(name):
            return name in _ASKING
    return False


def _turned(node: Expression) -> Expression:
    """`${q} = column` as `column = ${q}`, which an index answers."""
    match node:
        case Chain(first, (("=", Path(None, (Step("child", _, ()),)) as column),)):
            if not isinstance(first, Path):
                return Chain(column, (("=", first),))
    return node


def _counts(node: Expression) -> bool:
    """Whether it asks where an item stands among others."""
    match node:
        case Call(name, arguments):
            alone = name in ("position", "last") and not arguments
            return alone or any(map(_counts, arguments))
        case Chain(first, rest):
            return _counts(first) or any(_counts(each) for _, each in rest)
        case Negative(inner):
            return _counts(inner)
        case Filter(inner, conditions):
            return _counts(inner) or any(map(_counts, conditions))
        case Path(start, steps):
            conditions = tuple(each for step in steps for each in step.conditions)
            begun = start is not None and not isinstance(start, Root) and _counts(start)
            return begun or any(map(_counts, conditions))
    return False
