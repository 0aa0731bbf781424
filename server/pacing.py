"""When tablets are told of a scope's new rows: at once, or together with those that follow.

A commit of a few rows is told at once. While many rows are committed together, a district is coming
back: then tablets are told once it is quiet for a moment, and at least once in `PACE_S`, since each
of them has a hundred rows to come and would be sent them one by one. No acknowledgement waits for
this, and nothing is kept here but names of scopes: the rows wait in the log.

Invariant: whatever is stored is told, after about `PACE_S` at the latest.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Final

from schema.area import Scope

BUSY_ROWS: Final = 8
"""From so many rows in one commit on, more are about to come."""

QUIET_S: Final = 0.2
"""For so long nothing was committed: nothing more comes, or not soon."""

PACE_S: Final = 1.0
"""How long a colleague's row may wait while a district comes back; its author was answered long
before."""


def _on_the_loop(delay_s: float, act: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(delay_s, act)


class Pacing:
    """Of all scopes of one server; lives on its event loop.

    Args:
        tell: tells the tablets of these scopes.
        clock_s: monotonic seconds.
        later: does something after so many seconds.
    """

    def __init__(
        self,
        tell: Callable[[Collection[Scope]], None],
        *,
        clock_s: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], None]], object] = _on_the_loop,
    ) -> None:
        self._tell = tell
        self._clock_s = clock_s
        self._later = later
        self._waiting: set[Scope] = set()
        self._waiting_since_s = 0.0
        self._stored_s = 0.0

    def stored(self, scopes: Collection[Scope], rows: int) -> None:
        """A commit has put so many rows into these scopes."""
        if rows < BUSY_ROWS:
            self._tell(scopes)
            return
        self._stored_s = self._clock_s()
        if not self._waiting:
            self._waiting_since_s = self._stored_s
            self._later(QUIET_S, self._look)
        self._waiting.update(scopes)

    def _look(self) -> None:
        until_s = min(self._stored_s + QUIET_S, self._waiting_since_s + PACE_S)
        if self._clock_s() < until_s:
            self._later(QUIET_S, self._look)
            return
        waiting, self._waiting = self._waiting, set()
        self._tell(waiting)
