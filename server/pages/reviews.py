"""What presses on many records came to, kept for the pages that follow them.

A press is answered by the address of its outcome (303), so that loading that page again, or coming
back to it, presses nothing. An outcome is its presser's alone. The oldest are let go, and all of
them with the server: what was done stands in the records themselves.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.people.ids import new_token
from server.views.reviewing import Outcome, Seen

KEPT_MAX: Final = 256
"""Outcomes kept: a press each, of at most a hundred records; some megabytes at the very most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """One press.

    Attributes:
        staff: who pressed.
        act: `approve` or `return`.
        seen: the records that were ticked, as their list showed them.
        outcomes: what became of each, in the same order.
        reason: why they were to be returned.
        waiting: the lists did not show it yet.
        back: the list on which it was pressed.
    """

    staff: str
    act: str
    seen: Sequence[Seen]
    outcomes: Sequence[Outcome]
    reason: str
    waiting: bool
    back: str


class Reviews:
    """The latest ones, by names that nobody can guess."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Review] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, review: Review) -> str:
        """Keeps one and gives its name."""
        name = new_token()
        with self._lock:
            self._kept[name] = review
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return name

    def find(self, name: str, staff: str) -> Review | None:
        """The one of this name, if it is this person's and is kept still."""
        with self._lock:
            found = self._kept.get(name)
        return found if found and found.staff == staff else None
