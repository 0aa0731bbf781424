"""`doorstep`, run so that it ends at a commit of the log that a test names; nothing else differs.

`mortal_server.py after N …` dies of SIGKILL when the N-th commit that stores changes is done and
nobody was told; `mortal_server.py holding N …` at the commit that stores the N-th change, since how
many commits many tablets come to is the machine's to say. `mortal_server.py stalls N …` never gets
the N-th commit done, and serves on meanwhile.
Production code has no hook for any of it: the log's commit is wrapped here.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from itertools import count

from server.commands.main import run
from sync.core.results import Stored
from sync.log.sqlite import SqliteLog


def die_after(nth: int, counted: Callable[[int], int]) -> None:
    """The process kills itself between a commit and its answers.

    Args:
        nth: what the commits have to come to.
        counted: what one counts, by how many changes it stored.
    """
    original, so_far = SqliteLog.commit, 0

    def commit(self, batch, received_ms):
        nonlocal so_far
        done = original(self, batch, received_ms)
        so_far += counted(sum(isinstance(result, Stored) for result in done.results))
        if so_far >= nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    SqliteLog.commit = commit


def stall_before(nth: int) -> None:
    """The writer stops before a commit, as on a disk that hangs."""
    original, numbers = SqliteLog.commit, count(1)

    def commit(self, batch, received_ms):
        if next(numbers) == nth:
            threading.Event().wait()
        return original(self, batch, received_ms)

    SqliteLog.commit = commit


if __name__ == "__main__":
    modes = {
        "after": partial(die_after, counted=bool),
        "holding": partial(die_after, counted=int),
        "stalls": stall_before,
    }
    modes[sys.argv[1]](int(sys.argv[2]))
    sys.exit(run(sys.argv[3:]))
