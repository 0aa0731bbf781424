"""When to try again: full jitter from 1 s to 60 s (protocol.md §4.9 and §6).

Full jitter spreads a district's tablets evenly (Brooker, "Exponential Backoff And Jitter", 2015):
the delay is uniform between 0 and a bound that doubles. What the server asks for goes first; after
an own fault nothing is tried for a minute. Randomness is given, so that a seed replays a schedule.
"""

from collections.abc import Callable
from typing import Final

from sync.home.rows import Standing

FIRST_S: Final = 1.0
LAST_S: Final = 60.0

OWN_FAULTS: Final = frozenset({4400, 4409, 4413})
"""Close codes after which trying again soon would only repeat the fault."""

REVOKED: Final = 4403
"""The session was cut because nothing is granted any more; the next one takes what is here."""

FINAL: Final = {4401: Standing.unknown, REVOKED: Standing.revoked}
"""Close codes that no waiting changes, and what they say: a person has to act."""


class Backoff:
    """The delays of one tablet; `reset` after a session that got through.

    Args:
        draw: uniform random numbers, 0 <= n < 1.
    """

    def __init__(self, draw: Callable[[], float]) -> None:
        self._draw = draw
        self._tries = 0

    def reset(self) -> None:
        """The server was reached: the next delay is short again."""
        self._tries = 0

    def delay_s(self, close_code: int | None, retry_after_ms: int | None) -> float:
        """How long to wait before the next try, after this end of the last one."""
        bound = min(LAST_S, FIRST_S * 2.0 ** min(self._tries, 30))
        self._tries += 1
        if retry_after_ms is not None:
            return retry_after_ms / 1000
        if close_code in OWN_FAULTS:
            return LAST_S * (1 + self._draw())
        return bound * self._draw()
