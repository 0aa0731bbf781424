"""Moments at which a forked child dies by itself. Production code has no hook: it is wrapped here.

How many answers or lines came is the test's to count; these are the moments that only the process
itself can tell.
"""

import os
import resource
import signal
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from pathlib import Path

from sync.core.results import Stored
from sync.log.sqlite import SqliteLog
from tests.acceptance.mortal_tablet import die_at_commit

Moment = Callable[[Path, int], None]
"""Takes the database and a number."""


def behind_log_commit(_: Path, nth: int) -> None:
    """SIGKILL behind the log's N-th commit that stores changes, before anybody is told."""
    original, numbers = SqliteLog.commit, count(1)

    def commit(self, batch, received_ms):
        done = original(self, batch, received_ms)
        if any(isinstance(result, Stored) for result in done.results) and next(numbers) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    SqliteLog.commit = commit


def at_home_commit(_: Path, nth: int, *, done: bool) -> None:
    """SIGKILL instead of a home's N-th commit, or right behind it."""
    die_at_commit(nth, done=done)


def within_write(database: Path, size: int) -> None:
    """The kernel ends the process once the write-ahead log would grow by more than `size` bytes.

    A limit on file size whose signal is not ignored: the write that would pass it is done up to
    that byte, and the next one ends the process.
    """
    wal = database.with_name(database.name + "-wal")
    limit = (wal.stat().st_size if wal.exists() else 0) + size
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the log's file may be longer than that
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


OF_LOG: Mapping[str, Moment] = {"commit": behind_log_commit, "bytes": within_write}

OF_HOME: Mapping[str, Moment] = {
    "before": partial(at_home_commit, done=False),
    "behind": partial(at_home_commit, done=True),
    "bytes": within_write,
}
