"""The processes of a demonstration: the server, and the fleet of tablets.

Both are started as a person would start them, with the interpreter of this process. Their words go
to a file, out of the way of the demonstration's own; its last line is shown if one of them fails.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from server.demo.errors import DemoFailed

SERVE: Final = (sys.executable, "-m", "server.commands.main", "serve", "--json")
SIMULATE: Final = (sys.executable, "-m", "clients.reference_cli.main", "simulate")

COMPARED_AT_ONCE: Final = {"DOORSTEP_DIGEST_INTERVAL_S": "0"}
"""A simulated day is compared at once, whatever the time since the last time."""

STOP_S: Final = 15.0
"""For the server to end in order, which takes it ten seconds at most."""


class Server:
    """`doorstep serve` on a directory, until closed.

    Args:
        data: the directory.
        port: where it listens on this machine, 0 for a free one.
        log: where its log goes.
        settings: variables of its environment.

    Raises:
        DemoFailed: it did not start; the reason is its own.

    Attributes:
        url: its address.
        pid: of its process.
    """

    def __init__(
        self, data: Path, port: int, log: Path, settings: Mapping[str, str] = COMPARED_AT_ONCE
    ) -> None:
        with log.open("wb") as sink:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*SERVE, "--data", str(data), "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=sink,
                text=True,
                env={**os.environ, **settings},
            )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        if not ready:
            self._process.wait()
            raise DemoFailed(reason=_last_line(log))
        self.url: str = json.loads(ready)["url"]
        self.pid = self._process.pid

    def wait(self) -> None:
        """Until it ends, by a signal or by itself."""
        self._process.wait()

    def kill(self) -> None:
        """Ends it by SIGKILL, in the middle of whatever it does."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Ends it in order; it may have ended by itself."""
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def run_fleet(
    url: str, codes: Path, homes: Path, *, visits: int, seed: int, lang: str
) -> dict[str, Any]:
    """Lets a tablet for each code work a day and sync; its own document `balance`.

    Progress bars appear on stderr, if that is a terminal.

    Raises:
        DemoFailed: it did not come to a balance; why stands on stderr.
    """
    options: Sequence[object] = (
        *("--codes", codes, "--homes", homes, "--visits", visits, "--seed", seed),
        *("--json", "--lang", lang),
    )
    with subprocess.Popen(  # noqa: S603 - our own program
        [*SIMULATE, url, *map(str, options)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as fleet:
        try:
            printed, _ = fleet.communicate()
        except BaseException:
            fleet.terminate()
            raise
    if not printed:
        raise DemoFailed(reason=f"the fleet ended with exit code {fleet.returncode}, see above")
    balance: dict[str, Any] = json.loads(printed)
    return balance


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() or ["?"]
    return lines[-1].removeprefix("doorstep: ").rstrip(".。")
