"""Who read which restricted record, in the audit: once a person, record and day.

A page that stays open fetches itself anew whenever something arrives, so each reading once would
fill the audit and tell nobody more. Invariants: what is shown was written before, and what could
not be written is not shown; what is remembered of today is bounded, and what was forgotten is
written once more.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final

from server.clock import day_of
from server.people import audit

ACT: Final = "records.read"

REMEMBERED_MAX: Final = 50_000
"""Readings of today that are not written twice, at some hundred bytes each."""


class Reads:
    """The readings of one server, for all threads.

    Args:
        write: does an act in a commit of its own, and returns when it is done.
        remembered_max: how many readings are remembered.
    """

    def __init__(
        self,
        write: Callable[[Callable[[sqlite3.Connection], None]], object],
        remembered_max: int = REMEMBERED_MAX,
    ) -> None:
        self._write = write
        self._remembered_max = remembered_max
        self._today: OrderedDict[tuple[int, str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, person: str, records: Iterable[str], at_ms: int) -> None:
        """Writes what this person has not read today yet.

        Raises:
            ServerError: it could not be written, so it must not be shown.
        """
        day = day_of(at_ms)
        with self._lock:
            keys = [(day, person, record) for record in records]
            fresh = [key for key in dict.fromkeys(keys) if key not in self._today]
        if not fresh:
            return

        def act(connection: sqlite3.Connection) -> None:
            for _, _, record in fresh:
                audit.record(connection, at_ms=at_ms, actor=person, act=ACT, subject=record)

        self._write(act)
        with self._lock:
            self._today.update(dict.fromkeys(fresh))
            while len(self._today) > self._remembered_max:
                self._today.popitem(last=False)
