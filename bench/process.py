"""One server under measurement: started on its own store, watched from outside, ended or killed."""

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench import measure
from bench.peer import Peer
from bench.websocket import Broken

HOST: Final = "127.0.0.1"
START_S: Final = 30
"""A server that is not in reach by then is broken, not slow."""

STOP_S: Final = 20
POLL_S: Final = 0.02
SAID_CHARACTERS: Final = 1000


class Server:
    """A peer's server on a store."""

    def __init__(self, peer: Peer, store: Path) -> None:
        self.port = _free_port()
        self._log = store / "server.log"
        command = peer.command(store, self.port)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command.words,
                env={**os.environ, **command.environment},
                cwd=store,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._await_port()
        except Broken:
            self.kill()
            raise

    def cpu_s(self) -> float:
        """Seconds of CPU so far."""
        return measure.cpu_s(self._process.pid)

    def peak_mb(self) -> float:
        """The most memory so far."""
        return measure.peak_mb(self._process.pid)

    def said(self) -> str:
        """The end of what it wrote to its log."""
        return self._log.read_text(errors="replace")[-SAID_CHARACTERS:]

    def kill(self) -> None:
        """Kills it and all that it started, without a word; what has ended stays as it is."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Asks it to end, and kills what does not."""
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def _await_port(self) -> None:
        deadline_s = time.monotonic() + START_S
        while time.monotonic() < deadline_s and self._process.poll() is None:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(POLL_S)
            else:
                return
        raise Broken(f"the server does not answer; it said:\n{self.said()}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port
