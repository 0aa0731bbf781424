"""What an expression says, as a tree: the one reading that every evaluator shares.

Nodes are plain data and know nothing of answers. Operators of one rank stand side by side in one
`Chain`, so that a long `a or b or c` is flat. `at` is where a node begins, for messages.
"""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """`${name}`, or with `saved` `${last-saved#name}`: the answer in the record saved last."""

    name: str
    saved: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: `child::name`, `..`, `//`; `*` takes every name, `node()` every node."""

    axis: str
    name: str
    conditions: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from a start: the root (`/`), the context node (None), or what an expression gives."""

    start: "Expression | Root | None"
    steps: tuple[Step, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Root:
    """Where absolute paths begin."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an expression gives, narrowed by conditions: `(…)[…]`."""

    inner: "Expression"
    conditions: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Expression", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """`-` before an operand."""

    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank from left to right: the first operand, then each with its operator."""

    first: "Expression"
    rest: tuple[tuple[str, "Expression"], ...]


Expression: TypeAlias = Number | Literal | Question | Path | Filter | Call | Negative | Chain
