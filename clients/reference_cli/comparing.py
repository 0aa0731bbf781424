"""When this tablet asks whether the server holds the same, and what it makes of the answer.

Invariant: digests are compared only at the head with nothing waiting, and not more often than the
server asks for; a scope that was rewound is compared at once. Where others write all the time the
head is always elsewhere: after a few tries a session ends without. A session that stays compares
again as often as the server asks for, also where nothing happens.

Source: protocol.md, 5.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from clients.reference_cli.delivery import Delivery
from clients.reference_cli.tablet import Tablet
from sync.core.tablet import TabletSession

HEAD_PATIENCE_S: Final = 5.0
"""For rows that the server says are still on their way before digests can be compared."""

COMPARISONS_MAX: Final = 5
"""Of one scope in one session, or until the next are due by the clock."""


class Comparing:
    """The comparisons of one session.

    Args:
        tablet: whose rows are compared.
        session: says when, and sends.
        delivery: where to count.
        clock_s: monotonic seconds.
        interval_s: shortest time between comparisons of a scope, if not the server's.

    Attributes:
        advances: how many answers are on disk here.
        patience_until: the time after which nobody waits for a head; None: nobody does.
        next_at: the time at which a session that stays compares again; None: never by itself.
    """

    def __init__(
        self,
        tablet: Tablet,
        session: TabletSession,
        delivery: Delivery,
        clock_s: Callable[[], float],
        interval_s: int | None,
    ) -> None:
        self.advances = 0
        self.patience_until: float | None = None
        self.next_at: float | None = None
        self._tablet = tablet
        self._store = tablet.store
        self._session = session
        self._delivery = delivery
        self._clock_s = clock_s
        self._interval_s = interval_s
        self._count: Counter[str] = Counter()
        self._due: set[str] = set()
        self._asked: set[str] = set()
        self._behind: set[str] = set()

    @property
    def waiting(self) -> bool:
        """Whether rows are to come before a scope can be compared."""
        return bool(self._behind)

    def wake(self, now_s: float) -> None:
        """Waits for no head any longer, if the time for it is over; compares what is due."""
        if self.patience_until is not None and self.patience_until <= now_s:
            self.patience_until = None
            self._due -= self._behind
            self._behind.clear()
        if self.next_at is not None and self.next_at <= now_s:
            self._put_off()
            self._count.clear()
            self._due.update(self._session.scopes)

    def _put_off(self) -> None:
        interval_s = self._shortest_s
        self.next_at = self._clock_s() + interval_s if interval_s else None

    @property
    def _shortest_s(self) -> int:
        """The shortest time between comparisons of a scope; 0: as often as rows come."""
        welcome = self._session.welcome
        assert welcome is not None, "nothing arrives before the welcome"
        return welcome.limits.digest_interval_s if self._interval_s is None else self._interval_s

    def take_scopes(self, scopes: Iterable[str]) -> None:
        """These scopes are served from now on, and no others."""
        self._due &= set(scopes)
        self._behind &= set(scopes)
        for scope in scopes:
            self._plan(scope)
        self._put_off()

    def arrived(self, scope: str, *, rewound: bool) -> None:
        """Rows of a scope are on disk; with them perhaps a download from the beginning ended."""
        self._behind.discard(scope)
        self._asked.discard(scope)
        if rewound:
            self._due.add(scope)
        self._plan(scope)

    def _plan(self, scope: str) -> None:
        """Puts a scope on the list if its last comparison is long enough ago."""
        state = self._store.scopes().get(scope)
        last_ms = None if state is None else state.compared_ms
        if last_ms is None or not 0 <= self._tablet.now_ms - last_ms < self._shortest_s * 1000:
            self._due.add(scope)

    def compare(self) -> None:
        """Asks about every scope on the list, once at the head with nothing waiting."""
        if not self._due or not (self._session.at_head and self._session.idle):
            return
        if self._store.outbox_counts().waiting:
            return
        for scope in sorted(self._due - self._behind):
            self._due.discard(scope)
            digest = self._store.digest(scope)
            if digest is not None and self._count[scope] < COMPARISONS_MAX:
                self._count[scope] += 1
                self._asked.add(scope)
                self._session.send_digest(scope, digest[1])

    def hear(self, scope: str, seq: int, ok: bool | None) -> None:  # noqa: FBT001 - an event's field
        """The server's word on a digest; where it was ahead, asks again once its rows are here."""
        if ok is not None:
            self.advances += 1
            self._delivery.compared[scope] = ok
            if not ok:
                self._delivery.unequal.add(scope)
            self._store.store_comparison(scope, equal=ok, now_ms=self._tablet.now_ms)
            self._put_off()
            return
        self._due.add(scope)
        if scope in self._asked and self._session.cursors[scope][0] <= seq:
            self._behind.add(scope)
            self.patience_until = self._clock_s() + HEAD_PATIENCE_S
