"""Sign-ins that failed, in the audit: some of them each, many of them as a number.

Whoever tries passwords must not be able to fill the audit, so lines are written as long as there is
room in a bucket that fills up again by and by; what was left out is counted in the next line. What
was typed is never written, since people type passwords where logins belong.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Final

from server.people import audit

BEGUN: Final = "session.begin"
ENDED: Final = "session.end"
REFUSED: Final = "session.refuse"

NOBODY: Final = "nobody"
"""The subject of a refusal where nobody has the login that was typed."""

LINES_AT_ONCE: Final = 30
SECONDS_A_LINE: Final = 60.0
"""So at most 1,470 lines a day, whatever is tried."""

ADDRESS_CHARACTERS_MAX: Final = 64

Act = Callable[[sqlite3.Connection], None]


class RefusedSignIns:
    """The bucket of one server, for all threads.

    Args:
        write: hands an act to the writer and does not wait for it: a wrong login of somebody known
            takes no longer than that of nobody.
        clock_s: seconds that only go forward.
    """

    def __init__(
        self, write: Callable[[Act], object], clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._clock_s = clock_s
        self._room = float(LINES_AT_ONCE)
        self._filled_s = clock_s()
        self._left_out = 0
        self._lock = threading.Lock()

    def note(self, person: str | None, address: str, at_ms: int) -> None:
        """Writes a line, or counts it for the next one."""
        with self._lock:
            now_s = self._clock_s()
            gained = (now_s - self._filled_s) / SECONDS_A_LINE
            self._room = min(float(LINES_AT_ONCE), self._room + gained)
            self._filled_s = now_s
            if self._room < 1:
                self._left_out += 1
                return
            self._room -= 1
            left_out, self._left_out = self._left_out, 0
        self._write(_line(person, address, at_ms, left_out))


def _line(person: str | None, address: str, at_ms: int, left_out: int) -> Act:
    detail: dict[str, object] = {"address": address[:ADDRESS_CHARACTERS_MAX]}
    if left_out:
        detail["left_out_before"] = left_out

    def act(connection: sqlite3.Connection) -> None:
        subject = person or NOBODY
        audit.record(
            connection, at_ms=at_ms, actor="server", act=REFUSED, subject=subject, detail=detail
        )

    return act


def note_session(
    connection: sqlite3.Connection, act: str, person: str, address: str, at_ms: int
) -> None:
    """Writes that a person's session began or ended, in the transaction in which it does."""
    detail = {"address": address[:ADDRESS_CHARACTERS_MAX]}
    audit.record(connection, at_ms=at_ms, actor=person, act=act, subject=person, detail=detail)
