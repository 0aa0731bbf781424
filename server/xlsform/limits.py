"""The process that reads a foreign file: little memory, little time, no file, and one answer."""

import contextlib
import json
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from server import problem
from server.errors import ServerError
from server.xlsform.errors import WorkbookTooCostly

MEMORY_MIB_MAX: Final = 1024
"""Of addresses. A form of 1,000 rows takes 250, half of it pyxform and the interpreter; a list of
20,000 households half as much."""

PROCESSOR_S_MAX: Final = 30
"""A form of 1,000 rows takes 2, a list of 20,000 households less than 1."""

_LIMITS: Final = (
    (resource.RLIMIT_AS, MEMORY_MIB_MAX * 2**20),
    (resource.RLIMIT_CPU, PROCESSOR_S_MAX),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def answer(file: Path, read: Callable[[], Mapping[str, Any]]) -> None:
    """Prints one line of JSON: what was read, or the problem document of why it could not.

    Args:
        file: what it is about.
        read: reads it; this process is bounded before that looks at a byte of the file.
    """
    for kind, most in _LIMITS:
        resource.setrlimit(kind, (most, most))
    try:
        with contextlib.redirect_stdout(sys.stderr):
            said: dict[str, Any] = {"reading": read()}
    except (MemoryError, RecursionError):
        said = {"problem": problem.document(WorkbookTooCostly(file=file.name))}
    except ServerError as error:
        said = {"problem": problem.document(error)}
    json.dump(said, sys.stdout, ensure_ascii=False, separators=(",", ":"))
