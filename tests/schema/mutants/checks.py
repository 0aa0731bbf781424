"""The tests of schema/expressions one by one, as a forked child runs them: each row by itself.

pytest would take longer to begin than most faults live. What it adds is not used there: these
tests ask for no fixture, and their rows are those of one `parametrize`.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).parents[1] / "expressions"

Check = Callable[[], None]


def checks() -> dict[str, Check]:
    """What each fact is called, and what fails unless it holds; imports schema.expressions."""
    names = sorted(path.stem for path in FOLDER.glob("test_*.py"))
    modules = [importlib.import_module(f"tests.schema.expressions.{name}") for name in names]
    functions = [function for module in modules for function in _tests(module)]
    functions.sort(key=lambda function: not hasattr(function, "pytestmark"))  # these are slower
    return {
        f"{function.__name__}[{number}]": partial(function, **row)
        for function in functions
        for number, row in enumerate(_rows(function))
    }


def _tests(module: ModuleType) -> Iterator[Callable[..., None]]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("test_") and function.__module__ == module.__name__:
            yield function


def _rows(function: Callable[..., None]) -> list[dict[str, Any]]:
    """The arguments of each call."""
    marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [{}]
    (mark,) = marks
    names, rows = mark.args
    if isinstance(names, str):
        return [{names: row} for row in rows]
    return [dict(zip(names, row, strict=True)) for row in rows]
