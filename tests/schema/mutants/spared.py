"""What no fault is planted in, since nothing that can be asked of an expression hangs on it.

Each rule says why. All else is fair game: also tables, defaults and the facts of errors.
"""

import ast

_GUARDS = frozenset({"strict", "usedforsecurity"})
_NOT_ASKED = {
    "__slots__": "memory, not behaviour",
    "_PROBLEMS": "wording of errors, which tests read in both languages but for its words",
    "hint": "wording of errors",
    "_NEAR_CHARACTERS": "wording of errors: how much of the expression is shown",
    "PATTERN_TIMEOUT_S": "a time: a test would have to wait for it",
}
"""Names whose values are left alone, each with the reason."""


def spared(holder: ast.AST, field: str, node: ast.AST) -> bool:
    """Whether this node, with all below it, is no behaviour."""
    return _for_types(holder, field, node) or _for_readers(field, node) or _named(holder, field)


def _for_types(holder: ast.AST, field: str, node: ast.AST) -> bool:
    """Annotations, aliases and unions of types, and what only a type checker imports."""
    if field in ("annotation", "returns") or isinstance(node, ast.arg):
        return True
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.annotation) == "TypeAlias"
    if isinstance(holder, ast.Call) and ast.unparse(holder.func) == "isinstance":
        return isinstance(node, ast.BinOp)
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _for_readers(field: str, node: ast.AST) -> bool:
    """Docstrings; and decorators, which hold the sizes of caches and how dataclasses are made."""
    if field == "decorator_list":
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _named(holder: ast.AST, field: str) -> bool:
    """What is given to a name above, and guards against slips of programmers, not of answers."""
    if isinstance(holder, ast.keyword):
        return holder.arg in _GUARDS
    target = getattr(holder, "target", None) or next(iter(getattr(holder, "targets", [])), None)
    return field == "value" and isinstance(target, ast.Name) and target.id in _NOT_ASKED
