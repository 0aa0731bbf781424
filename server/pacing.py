"""When tablets are told of a scope's new rows: at once, or together with those that follow.

A commit of a few rows is told at once, and so is a scope of which nothing was told for a while.
While many rows are committed together, a district is coming back: then a scope's tablets are told
at most once in `PACE_S`, since each of them has a hundred rows to come and would be sent them one
by one. No acknowledgement waits for this, and nothing is kept here but names of scopes: the rows
wait in the log.

Invariant: whatever is stored is told, after `PACE_S` at the latest.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Final

from schema.area import Scope

BUSY_ROWS: Final = 8
"""From so many rows in one commit on, more are about to come."""

PACE_S: Final = 0.2
"""How long a colleague's row may wait then; a person does not see it."""


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
        self._told_s: dict[Scope, float] = {}
        self._waiting: set[Scope] = set()

    def stored(self, scopes: Collection[Scope], rows: int) -> None:
        """A commit has put so many rows into these scopes."""
        long_ago_s = self._clock_s() - PACE_S
        busy = rows >= BUSY_ROWS
        wait = {s for s in scopes if busy and self._told_s.get(s, long_ago_s) > long_ago_s}
        if wait and not self._waiting:
            self._later(PACE_S, self._tell_waiting)
        self._waiting |= wait
        self._tell_now([scope for scope in scopes if scope not in wait])

    def _tell_waiting(self) -> None:
        waiting, self._waiting = self._waiting, set()
        self._tell_now(waiting)

    def _tell_now(self, scopes: Collection[Scope]) -> None:
        self._told_s.update(dict.fromkeys(scopes, self._clock_s()))
        self._tell(scopes)
