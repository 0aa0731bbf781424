"""Which checks call which functions: no other can find a fault in one.

What is called while modules are imported concerns all checks. Answers that a function keeps
(`lru_cache`) are forgotten before each check, which calls it so whatever others asked before.
"""

import ast
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Self

from tests.schema.mutants.checks import checks


@dataclass(frozen=True, slots=True)
class Reached:
    """The names of all checks, and by file and line of a function those that call it."""

    names: list[str]
    callers: dict[str, dict[int, set[str]]]

    @classmethod
    def told(cls, said: str) -> Self:
        """From what `recorded` says."""
        read = json.loads(said)
        callers: dict[str, dict[int, set[str]]] = {}
        for path, line, name in read["calls"]:
            callers.setdefault(path, {}).setdefault(line, set()).add(name)
        return cls(read["names"], callers)

    def checks(self, path: Path, within: ast.AST | None) -> list[str]:
        """Those that may find a fault in a function of a file; None is what runs on import."""
        if within is None:
            return self.names
        lines = self.callers.get(str(path), {})
        first = min(each.lineno for each in (within, *getattr(within, "decorator_list", [])))
        due = {
            name
            for at, names in lines.items()
            if first <= at <= within.end_lineno
            for name in names
        }
        return self.names if ON_IMPORT in due else [name for name in self.names if name in due]


ON_IMPORT = "import"


def recorded(folder: str) -> str:
    """Runs every check and tells, as JSON, which functions of a folder's files each calls."""
    calls: set[tuple[str, int, str]] = set()
    running = ON_IMPORT

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(folder):
            calls.add((code.co_filename, code.co_firstlineno, running))

    sys.setprofile(note)
    known = checks()
    kept = [each for name in list(sys.modules) for each in _keeping(name)]
    for running, check in known.items():  # noqa: B007 - read by `note`
        for function in kept:
            function.cache_clear()
        check()
    sys.setprofile(None)
    return json.dumps({"names": list(known), "calls": sorted(calls)})


def _keeping(module: str) -> list[Any]:
    """The functions of a module that keep answers."""
    if not module.startswith("schema.expressions"):
        return []
    return [each for each in vars(sys.modules[module]).values() if hasattr(each, "cache_clear")]
