"""Expressions made ready: each tree becomes a closure, with everything looked up beforehand.

What can be wrong without knowing an answer is found here: an unknown function or question, too few
arguments, a number where answers are wanted. A closure is then called with a scope, as often as
answers change.
"""

import difflib
from collections.abc import Sequence
from typing import Final

from schema.expressions.errors import FailedExpression, InvalidExpression
from schema.expressions.functions import FUNCTIONS
from schema.expressions.functions.function import Function
from schema.expressions.functions.lookups import LAST_SAVED
from schema.expressions.nodes import Node
from schema.expressions.operations import OPERATIONS, Operation
from schema.expressions.parse import parse
from schema.expressions.paths import Lookup, filtered, stepped
from schema.expressions.places import HOUSEHOLDS, Place, Places
from schema.expressions.scope import Closure, Scope
from schema.expressions.special import SPECIAL
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
from schema.expressions.values import Value, is_nodes, number, truth

_ITSELF: Final = Step("self", "node()")
"""The step `.`, which leads nowhere else."""


def compiled(text: str, places: Places, home: Place) -> Closure:
    """The expression as a closure.

    `home` is where the question stands whose expression it is: `${name}` is seen from there.
    Raises InvalidExpression, with the place in the text, for what can never be worked out.
    """
    return Compiler(text, places, home).closure(parse(text))


class Compiler:
    """Makes closures of one expression's nodes."""

    def __init__(self, text: str, places: Places, home: Place) -> None:
        self.text = text
        self.places = places
        self.home = home

    def closure(self, node: Expression) -> Closure:
        """The closure of a node."""
        match node:
            case Number(value) | Literal(value):
                return lambda _: value
            case Question():
                return self._question(node)
            case Path(start, steps):
                return self._path(start, steps)
            case Filter(inner, conditions):
                return filtered(self.closure(inner), [self.closure(each) for each in conditions])
            case Call():
                return self._call(node)
            case Negative(inner):
                of = self.closure(inner)
                return lambda scope: -number(of(scope))
            case Chain(first, rest):
                return self._chain(first, rest)

    def refuse(self, at: int, problem: str, **facts: object) -> InvalidExpression:
        """The error at a place of this expression."""
        return InvalidExpression(self.text, at, problem, **facts)

    def place(self, node: Question) -> Place:
        """Where a question stands; of several of one name the one in the nearest repeat."""
        found = self.places.by_name.get(node.name, ())
        if not found:
            raise self.refuse(node.at, "unknown_question", name=node.name)
        if len(found) > 1:
            raise self.refuse(node.at, "ambiguous_question", name=node.name)
        return found[0]

    def _question(self, node: Question) -> Closure:
        if node.saved:
            name = self.place(node)[-1]
            return lambda scope: scope.world.saved.get(name, "")
        way = self.places.reference(self.home, self.place(node))
        return lambda scope: _reached(scope.current, way.up, way.down)

    def _path(self, start: Expression | Root | None, steps: Sequence[Step]) -> Closure:
        origin: Closure
        if start is None:
            origin = _context
        elif isinstance(start, Root):
            origin = _root
        else:
            self.nodes_wanted(start, "/", 1)
            origin = self.closure(start)
        for step in steps:
            if step == _ITSELF:
                continue
            conditions = [self.closure(each) for each in step.conditions]
            origin = stepped(origin, step, conditions, self.lookup(step))
        return origin

    def lookup(self, step: Step) -> Lookup | None:
        """The column and the wanted text of a first condition `[column = …]`.

        What is wanted must not depend on the item: a text, a question, or a path from elsewhere.
        """
        match step.conditions[:1]:
            case (Chain(Path(None, (Step("child", column, ()),)), (("=", wanted),)),):
                if isinstance(wanted, Literal | Question) or _fixed(wanted):
                    return column, self.closure(wanted)
        return None

    def _call(self, call: Call) -> Closure:
        special = SPECIAL.get(call.name)
        if special is not None:
            if not special.takes(len(call.arguments)):
                raise self._arguments(call, special.wanted)
            return special.make(self, call)
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise self._unknown(call)
        if not function.takes(len(call.arguments)):
            raise self._arguments(call, function.wanted)
        for at in function.nodes:
            if at < len(call.arguments):
                self.nodes_wanted(call.arguments[at], call.name, at + 1, call.at)
        self._check_literals(call, function)
        return _applied(call.name, function, [self.closure(each) for each in call.arguments])

    def _check_literals(self, call: Call, function: Function) -> None:
        """Refuses what is written in quotes and can never do, such as a pattern that is none."""
        for at, argument in enumerate(call.arguments):
            if isinstance(argument, Literal) and at in function.literals:
                try:
                    function.literals[at](argument.value)
                except FailedExpression as error:
                    raise self.refuse(call.at, error.problem, **error.facts) from error
        if call.name in _LIST_FUNCTIONS and isinstance(call.arguments[0], Literal):
            name = call.arguments[0].value
            if name not in self.places.lists and name != LAST_SAVED:
                problem = "roster" if name == HOUSEHOLDS else "unknown_list"
                raise self.refuse(call.at, problem, name=name)

    def nodes_wanted(self, node: Expression, name: str, at: int, where: int = 0) -> None:
        """Refuses what can be no set of nodes as argument `at` of a function."""
        if not _may_be_nodes(node):
            raise self.refuse(where, "nodes_wanted", name=name, number=at)

    def _arguments(self, call: Call, wanted: str) -> InvalidExpression:
        given = len(call.arguments)
        return self.refuse(call.at, "arguments", name=call.name, wanted=wanted, given=given)

    def _unknown(self, call: Call) -> InvalidExpression:
        near = difflib.get_close_matches(call.name.lower(), [*FUNCTIONS, *SPECIAL], 1, _SIMILAR)
        if near:
            return self.refuse(call.at, "similar_function", name=call.name, similar=near[0])
        return self.refuse(call.at, "unknown_function", name=call.name)

    def _chain(self, first: Expression, rest: Sequence[tuple[str, Expression]]) -> Closure:
        left = self.closure(first)
        for sign, node in rest:
            if sign == "|":
                self.nodes_wanted(first, "|", 1)
                self.nodes_wanted(node, "|", 2)
        signs = {sign for sign, _ in rest}
        others = [self.closure(node) for _, node in rest]
        if signs == {"or"}:
            return lambda scope: truth(left(scope)) or any(truth(o(scope)) for o in others)
        if signs == {"and"}:
            return lambda scope: truth(left(scope)) and all(truth(o(scope)) for o in others)
        for (sign, _), other in zip(rest, others, strict=True):
            left = _operated(OPERATIONS[sign], left, other)
        return left


def _operated(run: Operation, left: Closure, right: Closure) -> Closure:
    return lambda scope: run(left(scope), right(scope))


def _context(scope: Scope) -> Value:
    return [scope.node]


def _root(scope: Scope) -> Value:
    """The record, also where the context node is an item of a list."""
    return [scope.current.root]


def _reached(node: Node, up: int, down: tuple[str, ...]) -> Value:
    """The nodes that are reached from one by so many parents up and these names down."""
    for _ in range(up):
        if node.parent is None:
            break
        node = node.parent
    nodes: Sequence[Node] = [node]
    for name in down:
        if len(nodes) == 1:
            nodes = nodes[0].named(name)
        else:
            nodes = [child for each in nodes for child in each.named(name)]
    return nodes


def _applied(name: str, function: Function, arguments: Sequence[Closure]) -> Closure:
    run = function.run
    if function.nodes:
        return lambda scope: run(scope, *_sets(name, function, [a(scope) for a in arguments]))
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: run(scope, only(scope))
    if len(arguments) == 2:
        one, two = arguments
        return lambda scope: run(scope, one(scope), two(scope))
    return lambda scope: run(scope, *[argument(scope) for argument in arguments])


def _sets(name: str, function: Function, values: list[Value]) -> list[Value]:
    """The arguments, those that have to be sets of nodes looked at."""
    for at in function.nodes:
        if at < len(values) and not is_nodes(values[at]):
            raise FailedExpression("not_nodes", name=name)
    return values


def _may_be_nodes(node: Expression) -> bool:
    match node:
        case Question(saved=saved):
            return not saved
        case Path():
            return True
        case Filter(inner):
            return _may_be_nodes(inner)
        case Call(name):
            return name in _NODE_FUNCTIONS
        case Chain(_, rest):
            return all(sign == "|" for sign, _ in rest)
        case _:
            return False


_SIMILAR: Final = 0.8
"""How alike two names are, from 0 to 1, for one to be taken as the other misspelt."""

_NODE_FUNCTIONS: Final = frozenset({"instance", "current", "randomize", "if", "indexed-repeat"})
"""Functions whose result can be a set of nodes."""


def _fixed(node: Expression) -> bool:
    """Whether this is a path that begins at the same node whatever the context."""
    match node:
        case Path(Root() | Call("current")):
            return True
    return False


_LIST_FUNCTIONS: Final = frozenset({"instance", "pulldata"})
"""Functions whose first argument names a list."""
