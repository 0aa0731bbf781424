"""The test's side of `warmed`: starts children, hears them, kills them, learns how they ended."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.acceptance.commands import COMMAND_S, END_WITH_US, ENVIRONMENT

ROOT = Path(__file__).parents[2]


class Child:
    """One forked process. It waits for `go` before it does anything.

    Attributes:
        pid: its process id.
    """

    def __init__(self, control: socket.socket, pid: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self._control = control
        self._stdin = stdin
        self._stdout = os.fdopen(stdout, encoding="utf-8")
        self._code: int | None = None

    def go(self) -> Self:
        """Lets it begin."""
        os.write(self._stdin, b"\n")
        return self

    def line(self) -> str:
        """The next line that it says; empty once it has ended."""
        return self._stdout.readline()

    def signal(self, number: int) -> None:
        """Sends it a signal, if it lives."""
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> int:
        """`kill -9`; how it ended, which may be otherwise and before."""
        self.signal(signal.SIGKILL)
        return self.wait()

    def wait(self) -> int:
        """Until it has ended: its exit code, or minus the signal that killed it."""
        if self._code is None:
            self._code = json.loads(self._control.recv(64))
            os.close(self._stdin)
        return self._code

    def rest(self) -> list[str]:
        """Everything that it still said before its end; closes the pipe."""
        with self._stdout:
            return self._stdout.readlines()


class Warm:
    """The process that forks.

    Args:
        log: where its children's stderr goes, for whoever looks into a failed test.
    """

    def __init__(self, log: Path) -> None:
        self.log = log
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(COMMAND_S)
        command = [*END_WITH_US, sys.executable, "-m", "tests.faults.warmed", str(theirs.fileno())]
        with theirs, log.open("a", encoding="utf-8") as stderr:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env=ENVIRONMENT,
            )

    def start(self, job: str, **arguments: Any) -> Child:
        """Forks a child for a job of `jobs`; one at a time."""
        stdin, ours_in = os.pipe()
        ours_out, stdout = os.pipe()
        request = json.dumps({"job": job, "arguments": arguments}).encode()
        socket.send_fds(self._control, [request], [stdin, stdout])
        os.close(stdin)
        os.close(stdout)
        answer = self._control.recv(64)
        assert answer, self.log.read_text("utf-8")
        return Child(self._control, json.loads(answer), ours_in, ours_out)

    def close(self) -> None:
        """Ends it and whatever it forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()
