"""Puts mutants of schema/expressions to the test, one at a time, each in a process of its own.

    python -m tests.schema.mutants.trial [--sample] [values.py …]

This process never imports schema.expressions. A forked child imports it with one fault in it and
runs its tests until one fails; those that found a fault in the same file lately come first. A child
that comes to no end is stopped by the processor time it took, so that a busy machine finds nothing.

Prints a line of JSON for each mutant: what it is, and what found it (null: nothing did).
"""

import argparse
import ast
import difflib  # noqa: F401 - here and below: so that no child has to load it
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import math  # noqa: F401
import os
import random  # noqa: F401
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import CodeType, ModuleType

import babel  # noqa: F401
import pytest  # noqa: F401
import regex  # noqa: F401

import schema.errors
import schema.text
from tests.odk.vectors import vectors
from tests.schema.mutants.checks import FOLDER, checks
from tests.schema.mutants.mutator import Mutant, mutants
from tests.schema.mutants.reach import Reached, recorded
from tests.schema.mutants.sample import sample

ROOT = Path(schema.errors.__file__).parent / "expressions"
PROCESSOR_S = 2.5
"""What a child may take: all checks need a fourth of it."""

RECORDING_S = 60.0
"""The same of the child that records what calls what."""

MEMORY = 2**30
"""Bytes that a child may take."""

LATELY = 50
"""So many checks that found something are tried before the others."""


def files() -> list[str]:
    """The files of schema/expressions, by their paths below it."""
    return sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def _module(file: str) -> str:
    """The name of the module in a file."""
    path = (*ROOT.parts[-2:], *file.removesuffix(".py").split("/"))
    return ".".join(path).removesuffix(".__init__")


@cache
def _codes() -> dict[str, CodeType]:
    """The code of all modules that every child imports anew."""
    modules = {_module(file): ROOT / file for file in files()}
    tests = {f"tests.schema.expressions.{path.stem}": path for path in FOLDER.glob("*.py")}
    return {
        name: compile(path.read_text("utf-8"), path, "exec")
        for name, path in {**modules, **tests}.items()
    }


def tree_of(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"))


def known(file: str) -> list[Mutant]:
    """All mutants of a file."""
    return mutants(file, tree_of(file))


def tried(
    file: str, tree: ast.Module, chosen: Iterable[Mutant], reached: Reached
) -> Iterator[dict[str, object]]:
    """What became of each mutant of a file."""
    lately: list[str] = []
    for mutant in chosen:
        due = reached.checks(ROOT / file, mutant.spot.within)
        first = [name for name in lately[:LATELY] if name in due]
        found = in_child(partial(_failing, _module(file), tree, mutant, [*first, *due])) or None
        if found is not None:
            lately = [found, *(each for each in lately if each != found)]
        yield {"file": file, "mutant": mutant.name, "line": mutant.line, "found": found}


def in_child(work: Callable[[], str], processor_s: float = PROCESSOR_S) -> str:
    """What a forked child says in the end, or by which signal it died."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _confine(processor_s)
            with os.fdopen(writing, "w", encoding="utf-8") as told:
                told.write(work())
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else said


def _confine(processor_s: float) -> None:
    """Bounds what a child may take."""
    gc.disable()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_PROF, processor_s)


def _failing(module: str, tree: ast.Module, mutant: Mutant, due: Iterable[str]) -> str:
    """The first of the checks that fails with this mutant in its module; "" if all hold."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    try:
        planted = compile(mutant.plant(tree), module, "exec")
        sys.meta_path.insert(0, _Compiled({**_codes(), module: planted}))
        ready = checks()
    except BaseException as error:  # noqa: BLE001 - whatever a fault does is one way of being found
        return f"import: {type(error).__name__}"
    for name in dict.fromkeys(due):
        try:
            ready[name]()
        except BaseException:  # noqa: BLE001 - a failed pytest.raises is no Exception
            return name
    return ""


def _reached() -> str:
    """Told by a child without a fault: which checks call which functions."""
    sys.meta_path.insert(0, _Compiled(_codes()))
    return recorded(str(ROOT))


class _Compiled(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives modules from code that this process compiled once, of one perhaps another."""

    def __init__(self, codes: Mapping[str, CodeType]) -> None:
        self._codes = codes

    def find_spec(
        self, fullname: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._codes:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=fullname in PACKAGES)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._codes[module.__name__], module.__dict__)


PACKAGES = frozenset(_module(file) for file in files() if file.endswith("__init__.py"))


def main() -> None:
    """Tries the mutants that the arguments name."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sample", action="store_true")
    asked.add_argument("files", nargs="*", default=files())
    given = asked.parse_args()
    vectors()  # these two once for all children
    _codes()
    gc.freeze()
    reached = Reached.told(in_child(_reached, RECORDING_S))
    for file in given.files:
        tree = tree_of(file)
        every = mutants(file, tree)
        for line in tried(file, tree, sample(every) if given.sample else every, reached):
            print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
