"""The two commands as a person or a script runs them: real processes, with what they print.

Every process has a bound, and none outlives its test. Times are Shanghai's and the language is the
one asked for, whatever machine the tests run on.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

BIN = Path(sys.prefix) / "bin"

COMMAND_S = 120
"""A bound against hanging, on a machine that does other things too."""

WAIT_S = 60
"""For something that is on its way to be seen."""

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("DOORSTEP_")},
    "TZ": "Asia/Shanghai",
    "LANG": "C.UTF-8",
    "COLUMNS": "200",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[str]:
        """What a person reads on stdout, without the blanks at the ends of lines."""
        return [line.rstrip() for line in self.stdout.splitlines()]

    @property
    def complaint(self) -> str:
        """The one line on stderr that an error is."""
        lines = [line for line in self.stderr.splitlines() if line.strip()]
        assert len(lines) == 1, self.stderr
        return lines[0].strip()


def run(program: str | Path, *words: object, stdin: str = "") -> Finished:
    """Runs a command to its end."""
    done = subprocess.run(
        [BIN / program, *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=COMMAND_S,
        check=False,
        env=ENVIRONMENT,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def eventually(look: Callable[[], T], told: Callable[[], object] = lambda: "") -> T:
    """What `look` gives once it is true; fails with what `told` says if it never is."""
    until = time.monotonic() + WAIT_S
    while not (found := look()):
        assert time.monotonic() < until, told()
        time.sleep(0.02)
    return found
