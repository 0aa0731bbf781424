"""What a function is: how many arguments it takes, which are sets of nodes, what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schema.expressions.scope import Scope
from schema.expressions.values import Nodes, Value, node_value, text


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """One function.

    `least` and `most` bound its arguments, None: any number. `pairs`: arguments beyond `least` come
    two by two. `nodes`: the arguments (from 0) that have to be sets of nodes. `literals`: reads an
    argument that stands in quotes beforehand; its FailedExpression is a fault of the form.
    `run` is given the scope and the arguments' values.
    """

    run: Callable[..., Value]
    least: int
    most: int | None
    nodes: frozenset[int] = frozenset()
    pairs: bool = False
    literals: Mapping[int, Callable[[str], object]] = field(default_factory=dict)

    def takes(self, given: int) -> bool:
        """Whether it takes so many arguments."""
        if given < self.least or (self.most is not None and given > self.most):
            return False
        return not self.pairs or (given - self.least) % 2 == 0

    @property
    def wanted(self) -> str:
        """How many arguments it takes, in figures."""
        if self.most is None:
            return f"{self.least}+"
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


def plain(run: Callable[..., Value], least: int, most: int | None = -1) -> Function:
    """A function of its arguments alone; `most` is `least` if not given."""
    return Function(run=lambda _, *values: run(*values), least=least, most=_most(least, most))


def scoped(run: Callable[..., Value], least: int, most: int | None = -1) -> Function:
    """A function that looks at the scope as well, which `run` takes first."""
    return Function(run=run, least=least, most=_most(least, most))


def of_nodes(run: Callable[[Nodes], Value]) -> Function:
    """A function of one set of nodes."""
    return Function(run=lambda _, nodes: run(nodes), least=1, most=1, nodes=frozenset({0}))


def _most(least: int, most: int | None) -> int | None:
    return least if most == -1 else most


def current_text(scope: Scope) -> str:
    """The text of the context node: what some functions take when no argument is given."""
    return text(node_value(scope.node))
