"""The two commands as a person or a script runs them: real processes, with what they print.

Every process has a bound, and none outlives its test. Times are Shanghai's and the language is the
one asked for, whatever machine the tests run on.
"""

import atexit
import contextlib
import functools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeVar

HERE = Path(__file__).parent
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

Launcher = Sequence[object]

END_WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
"""Before a command that stays: the kernel ends it even where these tests are killed themselves."""

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


def run(program: str, *words: object, stdin: str = "", launcher: Launcher = ()) -> Finished:
    """Runs a command to its end.

    Args:
        launcher: a script of this folder and its first arguments, to run in the command's place.
    """
    if not launcher:
        return _warmed(program).run([str(word) for word in words], stdin)
    process = begin(program, *words, launcher=launcher)
    try:
        stdout, stderr = process.communicate(stdin, COMMAND_S)
    finally:
        process.kill()
        process.wait()
    return Finished(process.returncode, stdout, stderr)


def stay(program: str, *words: object, stderr: BinaryIO) -> "Staying":
    """Starts a command forked from a warm process and leaves it running, in its own session."""
    return _warmed(program).stay([str(word) for word in words], stderr)


def begin(program: str, *words: object, launcher: Launcher = ()) -> "subprocess.Popen[str]":
    """Starts a command and leaves it running; whoever calls this ends it."""
    command = [sys.executable, HERE / launcher[0], *launcher[1:]] if launcher else [BIN / program]
    return subprocess.Popen(
        [str(word) for word in (*END_WITH_US, *command, *words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=ENVIRONMENT,
    )


class Staying:
    """A command that stays, forked from a warm process: what of Popen a server is asked for."""

    def __init__(self, warmed: "_Warmed", pid: int, stdout: TextIO) -> None:
        self.pid = pid
        self.stdout = stdout
        self.returncode: int | None = None
        self._warmed = warmed
        self._descriptor = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Its exit code once it has ended."""
        return self._look(0)

    def wait(self, timeout: float) -> int:
        """Until it has ended; minus the signal's number if one killed it."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Nothing if it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, number)

    def _look(self, timeout: float) -> int | None:
        if self.returncode is None and select.select([self._descriptor], [], [], timeout)[0]:
            os.close(self._descriptor)
            self.returncode = self._warmed.ended(self.pid)
        return self.returncode


class _Warmed:
    """Runs a program's commands one after the other, each a process forked from a warm one."""

    def __init__(self, program: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, HERE / "warmed.py", program, theirs.fileno()]
            self._process = subprocess.Popen(
                [str(word) for word in (*END_WITH_US, *command)],
                stdin=subprocess.DEVNULL,
                env=ENVIRONMENT,
                pass_fds=[theirs.fileno()],
            )

    def run(self, words: Sequence[str], stdin: str) -> Finished:
        """Runs one to its end."""
        with tempfile.TemporaryFile() as given, contextlib.ExitStack() as files:
            said = [files.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
            given.write(stdin.encode())
            given.seek(0)
            descriptors = [file.fileno() for file in (given, *said)]
            socket.send_fds(self._control, [json.dumps(words).encode()], descriptors)
            pid = self._hear()
            self._control.settimeout(COMMAND_S)
            try:
                exit_code = self._hear()
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._control.settimeout(None)
                self._hear()
                raise
            for file in said:
                file.seek(0)
            return Finished(exit_code, *(file.read().decode() for file in said))

    def stay(self, words: Sequence[str], stderr: BinaryIO) -> Staying:
        """Starts one and leaves it running."""
        reading, writing = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        said = [json.dumps({"stays": words}).encode()]
        socket.send_fds(self._control, said, [nothing, writing, stderr.fileno()])
        os.close(nothing)
        os.close(writing)
        return Staying(self, self._hear(), os.fdopen(reading, encoding="utf-8"))

    def ended(self, pid: int) -> int:
        """The exit code of one that stayed, once it has ended."""
        self._control.send(json.dumps({"ended": pid}).encode())
        return self._hear()

    def end(self) -> None:
        """Ends the warm process."""
        self._control.close()
        self._process.wait()

    def _hear(self) -> int:
        answer = self._control.recv(64)
        assert answer, "the warm process has ended"
        return int(answer)


@functools.cache
def _warmed(program: str) -> _Warmed:
    """The warm process of a program, for as long as these tests run."""
    warmed = _Warmed(program)
    atexit.register(warmed.end)
    return warmed


def eventually(look: Callable[[], T], told: Callable[[], object] = lambda: "") -> T:
    """What `look` gives once it is true; fails with what `told` says if it never is."""
    until = time.monotonic() + WAIT_S
    while not (found := look()):
        assert time.monotonic() < until, told()
        time.sleep(0.02)
    return found
