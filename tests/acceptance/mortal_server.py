"""`doorstep`, run so that it ends at a commit of the log that a test names; nothing else differs.

`mortal_server.py after N …` dies of SIGKILL when the N-th commit that stores changes is done and
nobody was told; `mortal_server.py holding N …` at the commit that stores the N-th change, since how
many commits many tablets come to is the machine's to say. `mortal_server.py stalls N …` never gets
the N-th commit done, and serves on meanwhile.
Production code has no hook for either: the log's commit is wrapped here.
"""

import os
import signal
import sys
import threading
from itertools import count

from server.commands.main import run
from sync.core.results import Stored
from sync.log.sqlite import SqliteLog


def die_after(nth: int) -> None:
    """The process kills itself between a commit and its answers."""
    original, numbers = SqliteLog.commit, count(1)

    def commit(self, batch, received_ms):
        done = original(self, batch, received_ms)
        if any(isinstance(result, Stored) for result in done.results) and next(numbers) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    SqliteLog.commit = commit


def die_holding(nth: int) -> None:
    """The process kills itself between the commit of the N-th change and its answers."""
    original, stored = SqliteLog.commit, 0

    def commit(self, batch, received_ms):
        nonlocal stored
        done = original(self, batch, received_ms)
        stored += sum(isinstance(result, Stored) for result in done.results)
        if stored >= nth:
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
    modes = {"after": die_after, "holding": die_holding, "stalls": stall_before}
    modes[sys.argv[1]](int(sys.argv[2]))
    sys.exit(run(sys.argv[3:]))
