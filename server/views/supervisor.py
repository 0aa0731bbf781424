"""The projector's parent: starts it, wakes it, starts it again when it died, waits for it.

The child gets pipes alone: no lock, no socket. Its lines are read by a thread of its own, so
nothing here runs on the event loop; `wake` writes one byte and never blocks. A death and a record
set aside are alarms: lines of level error in the server's log. A child that dies again and again is
started with growing pauses, and the pages say how old their data is.

Left out: what the child does (`projector`), and reading what it wrote (`queries`).
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from server.views.file import FILE_NAME, ensure, remove
from server.views.projector import NOW, WAKE

PAUSE_S_MIN = 0.2
PAUSE_S_MAX = 30.0
"""Between a death and the next start; doubled at each death, until one batch is survived."""

STOP_S = 5.0
"""How long a child has for its last batch before it is killed; nothing is lost by that."""

_log = structlog.get_logger(__name__)


class Projector:
    """The projector of one data directory, as the server holds it.

    Args:
        data: the directory; its log.db exists and is migrated.
        command: what is run instead of the real projector, for tests.
        folded: told, by the thread that listens to the child, whose data is newer now.
    """

    def __init__(
        self,
        data: Path,
        command: Sequence[str] | None = None,
        folded: Callable[[Collection[str]], None] | None = None,
    ) -> None:
        self._data = data
        self._command = command or (sys.executable, "-m", "server.views.projector", str(data))
        self._folded = folded or (lambda _: None)
        self._positions: dict[str, int] = {}
        self._erased = 0
        self._forms: int | None = None
        self._speaks = False  # the child has opened the views, empty ones too
        self._changed = threading.Condition()
        # A pipe closed between looking up its number and writing would be somebody else's file.
        self._speaking = threading.Lock()
        self._turning = threading.RLock()
        self._child: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._closed = False
        self._pause_s = PAUSE_S_MIN
        self.deaths = 0
        self._heard_s = time.monotonic()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one; for whoever measures it."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    @property
    def quiet_s(self) -> float:
        """How long ago the child last said what it did; one that has nothing to do says nothing."""
        return time.monotonic() - self._heard_s

    @property
    def positions(self) -> Mapping[str, int]:
        """How far each scope is folded, as the child said last."""
        with self._changed:
            return dict(self._positions or {})

    def start(self) -> None:
        """Starts the child and the thread that listens to it; nothing if it runs or is closed.

        From here on the views can be read, empty ones too.
        """
        with self._turning:
            if self._thread is None and not self._closed:
                ensure(self._data / FILE_NAME)
                self._stopping.clear()
                self._thread = threading.Thread(target=self._keep, name="projector", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ends the child: it finishes its batch. Safe to call twice, and before `start`.

        Who waits for the views meanwhile may start another, but only once this one is gone: two
        threads with one child between them would each wait for the other's.
        """
        self._stopping.set()
        with self._turning:
            self._stopping.set()  # who came in between may have started it again
            thread, self._thread = self._thread, None
            if thread is None:
                return
            self._close_stdin()
            thread.join(STOP_S)
            child = self._child
            if thread.is_alive() and child is not None:
                child.kill()
                thread.join()

    def close(self) -> None:
        """Ends the child for good: whoever still waits for the views starts no other."""
        self._closed = True
        self.stop()

    def rebuild(self) -> None:
        """Ends the child, takes the views away, and starts another, which makes them anew.

        Nothing is lost by dying in between: whatever child comes next goes on where it stands.
        """
        with self._turning:  # a child that began before the file is gone would write into nothing
            self.stop()
            with self._changed:
                self._positions, self._speaks = {}, False
            remove(self._data / FILE_NAME)
            self._pause_s = PAUSE_S_MIN
            self.start()

    def wake(self) -> None:
        """Says that rows were committed; from any thread, never blocks."""
        self._say(WAKE)

    def wait_for(
        self,
        heads: Mapping[Any, int],
        timeout_s: float,
        *,
        erased: int = 0,
        forms: Callable[[], int] | None = None,
    ) -> bool:
        """Waits until the views are there and each scope is folded up to its head.

        Starts the child if there is none.

        Args:
            heads: seq by scope.
            timeout_s: how long to wait at most, in seconds.
            erased: how many erased records they shall have forgotten.
            forms: with which generation of forms and numbers they shall be folded, asked again and
                again since others may be written meanwhile; None: with any.

        Returns:
            whether it came to pass in time. Blocks: call it in a thread.
        """
        self.start()
        deadline_s = time.monotonic() + timeout_s
        with self._changed:
            while not (self._reached(heads, erased) and (not forms or forms() == self._forms)):
                self._say(NOW)
                left_s = deadline_s - time.monotonic()
                if left_s <= 0 or self._stopping.is_set():
                    return False
                self._changed.wait(min(left_s, PAUSE_S_MIN))
        return True

    def _reached(self, heads: Mapping[Any, int], erased: int) -> bool:
        return (
            self._speaks
            and self._erased >= erased
            and all(self._positions.get(scope, 0) >= seq for scope, seq in heads.items())
        )

    def _say(self, command: bytes) -> None:
        child = self._child
        if child is None or child.stdin is None:
            return
        # A full pipe holds enough to wake it; a closed one belongs to a child that just died.
        with self._speaking, contextlib.suppress(ValueError, OSError):
            os.write(child.stdin.fileno(), command)

    def _close_stdin(self) -> None:
        child = self._child
        if child is not None and child.stdin is not None:
            with self._speaking, contextlib.suppress(OSError):
                child.stdin.close()

    def _keep(self) -> None:
        """The thread: one child after the other until told to stop."""
        while not self._stopping.is_set():
            code = self._run_one()
            if self._stopping.is_set():
                return
            self.deaths += 1
            _log.error("projector died", exit_code=code, deaths=self.deaths, again_s=self._pause_s)
            self._stopping.wait(self._pause_s)
            self._pause_s = min(self._pause_s * 2, PAUSE_S_MAX)

    def _run_one(self) -> int:
        child = subprocess.Popen(  # noqa: S603 - our own program, no outside input
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            close_fds=True,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        os.set_blocking(child.stdin.fileno(), False)
        self._child = child
        with self._changed:
            self._positions, self._erased, self._speaks, self._forms = {}, 0, False, None
        if self._stopping.is_set():  # told to stop before there was anything to close
            self._close_stdin()
        for line in child.stdout:
            if not line.endswith("\n"):
                break  # its last words, cut off by its death
            self._heard(json.loads(line))
        child.stdout.close()
        self._close_stdin()
        return child.wait()

    def _heard(self, said: dict[str, Any]) -> None:
        self._heard_s = time.monotonic()
        for record, reason in said["aside"].items():
            _log.error("record set aside", record=record, reason=reason)
        if said["rows"]:
            self._pause_s = PAUSE_S_MIN
        with self._changed:
            forgot = said.get("erased", self._erased) != self._erased
            self._positions = {**(self._positions or {}), **said["positions"]}
            self._erased = said.get("erased", self._erased)
            self._forms = said.get("forms")
            self._speaks = True
            self._changed.notify_all()
            # Which areas an erased record was of is not said: everybody looks again.
            scopes = tuple(self._positions if forgot else said["positions"])
        if scopes:
            self._folded(scopes)
