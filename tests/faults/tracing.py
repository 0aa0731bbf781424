"""strace on a running process: what it writes, call by call, and faults in a call of one's choice.

Where strace is missing (`.ci/apt strace` installs it, and `make test` calls that) or the kernel
lets nobody trace (a container without CAP_SYS_PTRACE and with a strict seccomp profile), tests that
need it are skipped and say so: there is no other way to fail a system call of a real process.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.acceptance.commands import COMMAND_S, END_WITH_US

CALLS = (
    "pwrite64",
    "write",
    "pwritev",
    "fdatasync",
    "fsync",
    "ftruncate",
    "rename",
    "unlink",
)
"""The calls by which files come to be as they are."""


@cache
def why_not() -> str | None:
    """Why no process can be traced here; None: one can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed (Debian: apt-get install strace)"
    tried = subprocess.run(
        [strace, "-f", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False
    )
    return f"tracing is not permitted here: {tried.stderr.strip()}" if tried.returncode else None


@pytest.fixture
def tracing() -> None:
    """Skips a test where no process can be traced."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)


@contextlib.contextmanager
def traced(
    pid: int,
    *,
    output: Path = Path(os.devnull),
    options: Iterable[str] = (),
    calls: Iterable[str] = CALLS,
    paths: Iterable[Path] = (),
) -> Iterator[None]:
    """Traces a process and its threads inside the block, or up to its end.

    Args:
        pid: the process.
        output: where each call is written down.
        options: more of strace's, as `fault` gives them.
        calls: which calls.
        paths: calls on these files alone; also those into which faults are put.
    """
    named = [word for path in paths for word in ("-P", str(path))]
    strace = subprocess.Popen(
        [
            *END_WITH_US,
            *("strace", "-f", "-o", str(output), "-e", f"trace={','.join(calls)}"),
            *named,
            *options,
            *("-p", str(pid)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = strace.stderr.readline()
        while said and "attached" not in said:  # a path that is not there yet is said first
            said = strace.stderr.readline()
        assert said, "strace did not attach"
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            strace.terminate()  # it lets go of a process that lives on
        strace.communicate(timeout=COMMAND_S)


@contextlib.contextmanager
def untraced(pid: int) -> Iterator[None]:
    """Nothing, in the place of `traced`."""
    yield


def fault(calls: Iterable[str], what: str, *, when: int | str = 1) -> tuple[str, str]:
    """Options that put a fault into the n-th of these calls, counted by each thread and call.

    Args:
        calls: which ones.
        what: `error=EIO` or `signal=SIGKILL`.
        when: the n-th; `1+` is every one.
    """
    return ("-e", f"inject={','.join(calls)}:{what}:when={when}")
