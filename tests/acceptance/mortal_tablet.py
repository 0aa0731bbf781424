"""`doorstep-tablet`, run so that it dies of SIGKILL at a moment that a test names.

`mortal_tablet.py before N …` dies instead of the N-th commit of its home, `after N …` right behind
it, and `said N …` when it has printed its document. Production code has no hook for it: the home's
connection is wrapped here.
"""

import os
import signal
import sqlite3
import sys
from functools import partial
from itertools import count
from types import SimpleNamespace

from clients.reference_cli import main
from clients.reference_cli.screen import Screen
from sync.home import database


def die() -> None:
    """As a dead battery would have it: at once, with nothing put in order."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_commit(nth: int, *, done: bool) -> None:
    """The home's N-th commit is the last thing that this process does, or what it dies before."""
    numbers = count(1)

    class Mortal(sqlite3.Connection):
        def execute(self, statement, *values):
            if statement != "COMMIT" or next(numbers) != nth:
                return super().execute(statement, *values)
            if done:
                super().execute(statement)
            return die()

    wrapped = SimpleNamespace(**vars(sqlite3))
    wrapped.connect = partial(sqlite3.connect, factory=Mortal)
    database.sqlite3 = wrapped


def die_when_said(_: int) -> None:
    """The process ends when somebody has read what it did."""
    original = Screen.document

    def document(self, said):
        original(self, said)
        die()

    Screen.document = document


MOMENTS = {
    "before": partial(die_at_commit, done=False),
    "after": partial(die_at_commit, done=True),
    "said": die_when_said,
}

if __name__ == "__main__":
    _, moment, nth, *words = sys.argv
    sys.argv = ["doorstep-tablet", *words]
    MOMENTS[moment](int(nth))
    main.main()
