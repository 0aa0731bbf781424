"""One connection's session, between the core and the home: events in, durable writes out.

Invariants: rows and cursor are stored before the session is told `stored`; answers are stored
before a row counts as delivered; own rows go out before anything is fetched. Digests are compared
only at the head with nothing waiting, and not more often than the server asks for.

Left out: connecting, waiting and trying again (`dial`).
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Final

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.enrolling import fetch_bundle
from clients.reference_cli.tablet import Tablet
from sync.core.errors import RemoteError
from sync.core.messages import Changes, Error, Notice, Welcome
from sync.core.results import Refused, Result
from sync.core.tablet import TabletSession
from sync.core.tablet_events import (
    Answered,
    Arrived,
    Compared,
    Event,
    Failed,
    Noticed,
    Offered,
    Rewound,
    Welcomed,
)
from sync.home.rows import OwnRow

RETRY_S: Final = 60.0
"""After which a change refused for the moment is pushed again (protocol.md §4.8)."""

HEAD_PATIENCE_S: Final = 5.0
"""For rows that the server says are still on their way before digests can be compared."""

COMPARISONS_MAX: Final = 5
"""Of one scope in one session: where others write all the time, the head is always elsewhere."""


class SessionDriver:
    """Drives one session of one tablet.

    Attributes:
        address: the server's.
        error: why the server ends the session, once it said so.
        retry_after_ms: how long it asks to stay away.
        advances: how many times something new came to be on disk here.
        again_at: the loop's time at which `wake` is due though nothing came; None: never.
    """

    def __init__(
        self,
        tablet: Tablet,
        address: ServerAddress,
        token: str,
        delivery: Delivery,
        *,
        app: str,
        watch: bool,
        digest_interval_s: int | None = None,
    ) -> None:
        self.address = address
        self.error: Error | None = None
        self.retry_after_ms: int | None = None
        self.again_at: float | None = None
        self.advances = 0
        self._tablet = tablet
        self._store = tablet.store
        self._token = token
        self._delivery = delivery
        self._watch = watch
        self._digest_interval_s = digest_interval_s
        self._unanswered: dict[bytes, Offered] = {}
        self._outbox = self._to_offer(tablet.store.outbox())
        self._later: list[Offered] = []
        self._wants_bundle = False
        self._comparisons: Counter[str] = Counter()
        self._to_compare: set[str] = set()
        self._outbox_changed = False
        self._behind: set[str] = set()
        self._session = TabletSession(
            token=token, app=app, cursors=self._store.cursors(), outbox=len(self._outbox)
        )
        self._session.hello(tablet.clock_ms())

    @property
    def to_push(self) -> int:
        """How many own rows have no answer yet."""
        return len(self._unanswered)

    @property
    def to_fetch(self) -> int:
        """How many rows are still to come, as far as known."""
        return self._session.remaining

    @property
    def wants_bundle(self) -> bool:
        """Whether forms and areas have changed; `fetch` gets them."""
        return self._wants_bundle

    @property
    def done(self) -> bool:
        """Whether everything is delivered and fetched, and nobody wants to stay for more."""
        session = self._session
        settled = session.at_head and session.idle and not self._wants_bundle
        return settled and not self._behind and not self._watch

    def data_to_send(self) -> list[bytes]:
        """The messages that may go out now."""
        return self._session.data_to_send()

    def receive(self, message: bytes | str) -> None:
        """Takes a message of the server; RemoteError where it broke the protocol."""
        if isinstance(message, str):
            raise RemoteError("malformed", "a text message")
        self._session.receive_data(message)
        for event in self._session.events():
            self._take(event)
        self._compare()
        self._report()

    async def fetch(self) -> None:
        """Gets forms, areas and names; Unreachable if the server does not give them."""
        held = self._store.papers.bundle()
        etag = None if held is None else held.etag
        bundle = await asyncio.to_thread(fetch_bundle, self.address, self._token, etag)
        if bundle is not None:
            self._store.papers.keep_bundle(bundle)
            self._tablet.forget_library()
        self._wants_bundle = False

    def wake(self) -> None:
        """`again_at` has come: pushes what was refused for the moment, waits for no head."""
        self.again_at = None
        self._to_compare -= self._behind
        self._behind.clear()
        self._unanswered |= {row.hash: row for row in self._later}
        self._session.offer(self._later)
        self._later = []

    def _take(self, event: Event) -> None:
        match event:
            case Welcomed(welcome):
                self._welcome(welcome)
            case Arrived(changes):
                self._arrive(changes)
            case Answered(results):
                self._answer(results)
            case Compared(scope, seq, ok):
                self._hear(scope, seq, ok)
            case Rewound(scope):
                self._rewind(scope)
            case Noticed(notice):
                self._notice(notice)
            case Failed(error):
                self.error = error
                self.retry_after_ms = error.retry_after_ms

    def _to_offer(self, rows: Iterable[OwnRow]) -> list[Offered]:
        """Those of these rows that are not on their way already."""
        offered = []
        for row in rows:
            if row.hash not in self._unanswered:
                offered.append(Offered(row.hash, row.record, row.data))
                self._unanswered[row.hash] = offered[-1]
                if row.given_back:
                    self._delivery.given_back.add(row.hash)
        return offered

    def _rewind(self, scope: str) -> None:
        """The scope comes from the beginning: own rows go out again, whatever was said of them."""
        self._store.rewind(scope)
        self._delivery.rewound.append(scope)
        self._session.offer(self._to_offer(self._store.outbox(scope)))

    def _welcome(self, welcome: Welcome) -> None:
        papers = self._store.papers
        papers.keep_contact(server_ms=welcome.now_ms, device_ms=self._tablet.clock_ms())
        self._delivery.reached = True
        self._delivery.offset_ms = papers.contact().clock_offset_ms
        papers.keep_staff(welcome.staff)
        self._tablet.forget_staff()
        self._take_scopes(welcome.scopes)
        held = papers.bundle()
        self._wants_bundle = held is None or held.etag != welcome.bundle
        self._session.offer(self._outbox)

    def _arrive(self, changes: Changes) -> None:
        arrival = self._store.store_changes(changes)
        self._delivery.arrived(arrival)
        self._session.stored(changes)
        if arrival.rewound:
            self._session.offer(self._to_offer(self._store.outbox(changes.scope)))
            self._to_compare.add(changes.scope)
        self.advances += 1
        self._behind.discard(changes.scope)
        self._plan_comparison(changes.scope)

    def _answer(self, results: tuple[tuple[bytes, Result], ...]) -> None:
        self._store.store_results(results)
        self.advances += 1
        self._delivery.answered(results)
        self._outbox_changed = True
        for hash_, result in results:
            row = self._unanswered.pop(hash_)
            if isinstance(result, Refused) and result.retryable and self._watch:
                self._later.append(row)
                self.again_at = asyncio.get_running_loop().time() + RETRY_S

    def _notice(self, notice: Notice) -> None:
        if notice.kind == "bundle":
            self._wants_bundle = True
        elif notice.kind == "scopes":
            self._take_scopes(notice.facts["scopes"])
        elif notice.kind == "shutdown":
            self.retry_after_ms = notice.facts.get("retry_after_ms")

    def _report(self) -> None:
        """Says what is left once all was answered: `hello` told what there was before."""
        if self._outbox_changed and self._session.idle and self._session.at_head:
            outbox = self._store.outbox_counts()
            self._session.report(outbox.waiting + outbox.refused, outbox.oldest_ms)
            self._outbox_changed = False

    # Digests

    def _take_scopes(self, scopes: Iterable[str]) -> None:
        self._to_compare &= set(scopes)
        for scope in scopes:
            self._plan_comparison(scope)

    def _plan_comparison(self, scope: str) -> None:
        """Puts a scope on the list if its last comparison is long enough ago."""
        welcome = self._session.welcome
        assert welcome is not None, "nothing arrives before the welcome"
        state = self._store.scopes().get(scope)
        last_ms = None if state is None else state.compared_ms
        interval_s = self._digest_interval_s
        if interval_s is None:
            interval_s = welcome.limits.digest_interval_s
        if last_ms is None or not 0 <= self._tablet.now_ms - last_ms < interval_s * 1000:
            self._to_compare.add(scope)

    def _compare(self) -> None:
        """Asks about every scope on the list, once at the head with nothing waiting."""
        if not self._to_compare or not (self._session.at_head and self._session.idle):
            return
        if self._store.outbox_counts().waiting:
            return
        for scope in sorted(self._to_compare - self._behind):
            self._to_compare.discard(scope)
            digest = self._store.digest(scope)
            if digest is not None and self._comparisons[scope] < COMPARISONS_MAX:
                self._comparisons[scope] += 1
                self._session.send_digest(scope, digest[1])

    def _hear(self, scope: str, seq: int, ok: bool | None) -> None:  # noqa: FBT001 - an event's field
        """The server's word on a digest; where it was ahead, asks again once its rows are here."""
        if ok is not None:
            self.advances += 1
            self._delivery.compared[scope] = ok
            self._store.store_comparison(scope, equal=ok, now_ms=self._tablet.now_ms)
            return
        self._to_compare.add(scope)
        if self._session.cursors[scope][0] <= seq:
            self._behind.add(scope)
            self.again_at = asyncio.get_running_loop().time() + HEAD_PATIENCE_S
