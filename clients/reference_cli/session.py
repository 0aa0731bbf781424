"""One connection's session, between the core and the home: events in, durable writes out.

Invariants: rows and cursor are stored before the session is told `stored`; answers are stored
before a row counts as delivered; own rows go out before anything is fetched; nothing is given up
before all of it was answered (`letting_go`). When digests are compared is `comparing`'s.

Left out: connecting, waiting and trying again (`dial`).
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.comparing import Comparing
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.enrolling import fetch_bundle
from clients.reference_cli.letting_go import LettingGo
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
from sync.home.rows import Bundle, OwnRow, Standing
from sync.home.store import ERASED

RETRY_S: Final = 60.0
"""After which a change refused for the moment is pushed again (protocol.md §4.8)."""


class SessionDriver:
    """Drives one session of one tablet.

    Attributes:
        address: the server's.
        error: why the server ends the session, once it said so.
        retry_after_ms: how long it asks to stay away.

    Args:
        tablet: an enrolled tablet.
        address: the server's.
        token: the tablet's.
        delivery: where to count.
        app: name and version of this software.
        watch: stay for what comes later.
        clock_s: monotonic seconds, those in which `again_at` counts.
        digest_interval_s: shortest time between comparisons of a scope, if not the server's.
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
        clock_s: Callable[[], float],
        digest_interval_s: int | None = None,
    ) -> None:
        self.address = address
        self.error: Error | None = None
        self.retry_after_ms: int | None = None
        self._advances = 0
        self._tablet = tablet
        self._store = tablet.store
        self._token = token
        self._delivery = delivery
        self._watch = watch
        self._clock_s = clock_s
        self._letting_go = LettingGo(tablet)
        self._retry_at: float | None = None
        self._unanswered: dict[bytes, Offered] = {}
        self._later: dict[bytes, Offered] = {}
        self._outbox = self._to_offer(tablet.store.outbox())
        self._erased: set[str] = set()
        self._wants_bundle = False
        self._outbox_changed = False
        self._session = TabletSession(
            token=token, app=app, cursors=self._store.cursors(), outbox=len(self._outbox)
        )
        self._comparing = Comparing(tablet, self._session, delivery, clock_s, digest_interval_s)
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
        stays = self._watch and not self._delivery.deposit
        return self._settled and not self._comparing.waiting and not stays

    @property
    def advances(self) -> int:
        """How many times something new came to be on disk here."""
        return self._advances + self._comparing.advances

    @property
    def again_at(self) -> float | None:
        """The time at which `wake` is due though nothing came; None: never."""
        next_at = self._comparing.next_at if self._watch else None
        times = (self._retry_at, self._comparing.patience_until, next_at)
        return min((at for at in times if at is not None), default=None)

    @property
    def _settled(self) -> bool:
        session = self._session
        return session.at_head and session.idle and not self._wants_bundle

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
        self._follow_up()

    async def fetch(self) -> None:
        """Gets forms, areas and names; Unreachable if the server does not give them."""
        held = self._store.papers.bundle()
        etag = None if held is None else held.etag
        self.take_bundle(await asyncio.to_thread(fetch_bundle, self.address, self._token, etag))

    def take_bundle(self, bundle: Bundle | None) -> None:
        """Keeps forms, areas and grants that were fetched; None: those held are the newest."""
        if bundle is not None:
            self._store.papers.keep_bundle(bundle)
            self._tablet.forget_library()
        self._wants_bundle = False
        self._letting_go.due = True
        self._follow_up()

    def wake(self) -> None:
        """`again_at` has come: pushes what was refused for the moment, compares what is due."""
        now = self._clock_s()
        self._comparing.wake(now)
        if self._retry_at is not None and self._retry_at <= now:
            self._retry_at = None
            self._unanswered |= self._later
            self._session.offer(self._later.values())
            self._later = {}
        self._follow_up()

    def _take(self, event: Event) -> None:
        match event:
            case Welcomed(welcome):
                self._welcome(welcome)
            case Arrived(changes):
                self._arrive(changes)
            case Answered(results):
                self._answer(results)
            case Compared(scope, seq, ok):
                self._comparing.hear(scope, seq, ok)
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
                self._later.pop(row.hash, None)
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
        papers.keep_standing(Standing.revoked if welcome.deposit else Standing.known)
        self._store.doubt_numbers()
        self._delivery.reached = True
        self._delivery.deposit = welcome.deposit
        self._delivery.offset_ms = papers.contact().clock_offset_ms
        if welcome.deposit:  # answers are all that comes; nothing here is given up for it
            self._session.offer(self._outbox)
            return
        papers.keep_staff(welcome.staff)
        self._tablet.forget_staff()
        self._comparing.take_scopes(welcome.scopes)
        held = papers.bundle()
        self._wants_bundle = held is None or held.etag != welcome.bundle
        self._session.offer(self._outbox)

    def _arrive(self, changes: Changes) -> None:
        arrival = self._store.store_changes(changes)
        self._delivery.arrived(arrival)
        self._session.stored(changes)
        if arrival.rewound:
            self._session.offer(self._to_offer(self._store.outbox(changes.scope)))
        self._advances += 1
        self._comparing.arrived(changes.scope, rewound=arrival.rewound)

    def _answer(self, results: tuple[tuple[bytes, Result], ...]) -> None:
        self._store.store_results(results)
        self._advances += 1
        self._delivery.answered(results)
        self._delivery.records |= {hash_: self._unanswered[hash_].record for hash_, _ in results}
        self._letting_go.answered(results)
        self._outbox_changed = True
        erased = set()
        for hash_, result in results:
            row = self._unanswered.pop(hash_)
            if row.record in self._erased:
                erased.add(row.record)
            if isinstance(result, Refused) and result.code == ERASED:
                self._delivery.erased_unsent.add(row.record)
            if isinstance(result, Refused) and result.retryable and self._watch:
                self._later[hash_] = row
                self._retry_at = self._clock_s() + RETRY_S
        if erased:  # what waited when they were named is answered now, perhaps as a duplicate
            self._store.letting_go.erase(erased)

    def _notice(self, notice: Notice) -> None:
        if notice.kind == "bundle":
            self._wants_bundle = True
        elif notice.kind == "scopes":
            self._comparing.take_scopes(notice.facts["scopes"])
            self._letting_go.due = True
        elif notice.kind == "erased":
            self._erased.update(notice.facts["records"])
            self._delivery.erased += self._store.letting_go.erase(notice.facts["records"])
        elif notice.kind == "shutdown":
            self.retry_after_ms = notice.facts.get("retry_after_ms")

    def _follow_up(self) -> None:
        """What is due once nothing waits; with old forms and grants nothing is."""
        if self._session.welcome is not None and not self._wants_bundle:
            self._let_go()
            if not self._letting_go.keeps:
                self._comparing.compare()
        self._report()

    def _let_go(self) -> None:
        """Gives up what is no longer this staff's, once all of it was answered."""
        if not self._letting_go.due or self._delivery.deposit or not self._settled:
            return
        served = self._session.scopes
        rows = self._to_offer(self._letting_go.next_rows(served))
        if rows:
            self._session.offer(rows)
        else:
            self._delivery.let_go += self._letting_go.let_go(served)

    def _report(self) -> None:
        """Says what is left once all was answered: `hello` told what there was before."""
        if self._outbox_changed and self._session.idle and self._session.at_head:
            outbox = self._store.outbox_counts()
            self._session.report(outbox.waiting + outbox.refused, outbox.oldest_ms)
            self._outbox_changed = False
