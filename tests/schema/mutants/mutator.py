"""Small faults planted in a file's syntax tree, one at a time: what a slip of the pen could write.

Each rule looks at one node and gives what may stand in its place. A mutant is planted into the tree
and taken out again, so that thousands of them need no copy. What a rule must not touch, since no
behaviour hangs on it, stands in `spared`.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.schema.mutants.spared import spared

SHOWN_CHARACTERS = 70
"""So much of a piece of code names a mutant."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, and where in the tree it hangs: a field of its holder, perhaps one of a list.

    `within`: the outermost function whose calls run it, None for what runs on import.
    """

    holder: ast.AST
    field: str
    index: int | None
    node: ast.AST
    where: str
    within: ast.AST | None

    def put(self, node: ast.AST) -> None:
        """Hangs another node there."""
        if self.index is None:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.index] = node


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it stands, what was there, and what is there instead."""

    file: str
    spot: Spot
    instead: ast.AST

    @property
    def line(self) -> int:
        return getattr(self.spot.node, "lineno", 0) or getattr(self.spot.holder, "lineno", 0)

    @property
    def before(self) -> str:
        return _shown(self.spot.node)

    @property
    def after(self) -> str:
        return _shown(self.instead)

    @property
    def name(self) -> str:
        return f"{self.file}{self.spot.where}: {self.before} -> {self.after}"

    def plant(self, tree: ast.Module) -> ast.Module:
        """The tree with this fault in it, for good: it is planted in a process of its own."""
        self.spot.put(self.instead)
        return ast.fix_missing_locations(tree)


def mutants(file: str, tree: ast.Module) -> list[Mutant]:
    """Every fault that the rules know for this tree, in the order of the text."""
    return [
        Mutant(file, spot, instead) for spot in _spots(tree, "", None) for instead in _instead(spot)
    ]


def _shown(node: ast.AST) -> str:
    said = " ".join(ast.unparse(node).split())
    return said if len(said) <= SHOWN_CHARACTERS else said[:SHOWN_CHARACTERS] + "…"


def _spots(holder: ast.AST, where: str, within: ast.AST | None) -> Iterator[Spot]:
    for field, value in ast.iter_fields(holder):
        listed = isinstance(value, list)
        for index, node in enumerate(value if listed else [value]):
            if isinstance(node, ast.AST) and not spared(holder, field, node):
                body = within or (holder if _runs_when_called(holder, field) else None)
                yield Spot(holder, field, index if listed else None, node, where, body)
                named = isinstance(node, ast.FunctionDef | ast.ClassDef)
                yield from _spots(node, f"{where}.{node.name}" if named else where, body)


def _runs_when_called(holder: ast.AST, field: str) -> bool:
    return isinstance(holder, ast.FunctionDef | ast.Lambda) and field == "body"


def _instead(spot: Spot) -> Iterator[ast.AST]:
    known = {ast.unparse(spot.node)}
    for rule in RULES:
        for node in rule(spot):
            said = ast.unparse(node)
            if said not in known:
                known.add(said)
                yield node


def _like(node: ast.AST, **fields: Any) -> ast.AST:
    """The same node with other fields."""
    other = copy.copy(node)
    for field, value in fields.items():
        setattr(other, field, value)
    return other


_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
}
_NAMES = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sin": "cos",
    "cos": "sin",
    "floor": "ceil",
    "ceil": "floor",
    "lower": "upper",
    "startswith": "endswith",
    "endswith": "startswith",
    "ROUND_HALF_UP": "ROUND_HALF_DOWN",
    "ROUND_HALF_DOWN": "ROUND_HALF_UP",
    "match": "search",
    "fullmatch": "match",
    "strip": "rstrip",
    "extend": "append",
    "partition": "rpartition",
    "lt": "le",
    "le": "lt",
    "gt": "ge",
    "ge": "gt",
}
"""Names that are easily taken for each other."""


_QUANTIFIER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|\(\?|(?P<quantifier>[?*+])", re.DOTALL)
"""A quantifier of a pattern, behind whatever else holds the same sign."""


def _compared(spot: Spot) -> Iterator[ast.AST]:
    """`==` for `!=`, `<` for `<=` and for `>=` …"""
    if isinstance(spot.node, ast.Compare):
        ops = spot.node.ops
        for at, op in enumerate(ops):
            for other in _COMPARISONS[type(op)]:
                yield _like(spot.node, ops=[*ops[:at], other(), *ops[at + 1 :]])


def _joined(spot: Spot) -> Iterator[ast.AST]:
    """`and` for `or`, and each of the parts left out."""
    if isinstance(spot.node, ast.BoolOp):
        yield _like(spot.node, op=ast.Or() if isinstance(spot.node.op, ast.And) else ast.And())
        for at in range(len(spot.node.values)):
            rest = [*spot.node.values[:at], *spot.node.values[at + 1 :]]
            yield rest[0] if len(rest) == 1 else _like(spot.node, values=rest)


def _counted(spot: Spot) -> Iterator[ast.AST]:
    """`+` for `-`, `*` for `/` …, and a sign or a `not` left out."""
    if isinstance(spot.node, ast.BinOp | ast.AugAssign):
        yield _like(spot.node, op=_ARITHMETIC[type(spot.node.op)]())
    if isinstance(spot.node, ast.UnaryOp):
        yield spot.node.operand


def _constant(spot: Spot) -> Iterator[ast.AST]:
    """Numbers one larger and one smaller, truth values flipped, texts changed and emptied."""
    if not isinstance(spot.node, ast.Constant):
        return
    value = spot.node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, str):
        yield from (ast.Constant("~" + value), ast.Constant(""))


def _loosened(spot: Spot) -> Iterator[ast.AST]:
    """A pattern without one of its `?`, `*` and `+`."""
    call = spot.holder
    if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "re.compile"):
        return
    if isinstance(spot.node, ast.Constant):
        for found in _QUANTIFIER.finditer(spot.node.value):
            if found["quantifier"]:
                at = found.start()
                yield ast.Constant(spot.node.value[:at] + spot.node.value[at + 1 :])


def _decided(spot: Spot) -> Iterator[ast.AST]:
    """A condition that always holds, and one that never does."""
    if spot.field in ("test", "ifs") and isinstance(spot.node, ast.expr):
        yield from (ast.Constant(value=True), ast.Constant(value=False))


def _cut(spot: Spot) -> Iterator[ast.AST]:
    """A slice that is the whole, one that is open on a side, and bounds moved by one."""
    if isinstance(spot.node, ast.Subscript) and isinstance(spot.node.slice, ast.Slice):
        yield spot.node.value
    if isinstance(spot.node, ast.Slice):
        for field in ("lower", "upper", "step"):
            if getattr(spot.node, field) is not None:
                yield _like(spot.node, **{field: None})
    if spot.field in ("lower", "upper") and isinstance(spot.node, ast.expr):
        yield ast.BinOp(spot.node, ast.Add(), ast.Constant(1))


def _dropped(spot: Spot) -> Iterator[ast.AST]:
    """A result, a statement, a case or what is done about an error, left out."""
    node = spot.node
    if isinstance(node, ast.Return) and node.value is not None and not _false(node.value):
        yield ast.Return(ast.Constant(None))
    if isinstance(spot.holder, ast.Lambda) and spot.field == "body":
        yield ast.Constant(None)
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Break):
        yield ast.Pass()
    if isinstance(node, ast.match_case):
        yield _like(node, guard=ast.Constant(value=False))
    if isinstance(node, ast.ExceptHandler):
        yield _like(node, body=[ast.Raise()])


def _false(node: ast.expr) -> bool:
    """Whether this is False, beside which None makes no difference."""
    return isinstance(node, ast.Constant) and node.value is False


def _mistaken(spot: Spot) -> Iterator[ast.AST]:
    """A name taken for another one."""
    if isinstance(spot.node, ast.Name) and spot.node.id in _NAMES:
        yield _like(spot.node, id=_NAMES[spot.node.id])
    if isinstance(spot.node, ast.Attribute) and spot.node.attr in _NAMES:
        yield _like(spot.node, attr=_NAMES[spot.node.attr])


RULES: tuple[Callable[[Spot], Iterator[ast.AST]], ...] = (
    _compared,
    _joined,
    _counted,
    _constant,
    _loosened,
    _decided,
    _cut,
    _dropped,
    _mistaken,
)
