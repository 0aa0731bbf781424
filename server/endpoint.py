"""The endpoint `/sync`: all tablets' connections of one server, and what passes between them.

Judging happens on the event loop, in plain Python; pycrdt never reads what a tablet sent in this
process. A commit wakes only the sessions of its scopes (`pacing` says when); a change of people,
grants, areas or forms judges every open session anew at once. Promises: nothing is taken once
`drain` has begun, and what was taken before is committed and acknowledged.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Final

import structlog
from starlette.datastructures import Headers
from starlette.websockets import WebSocket

from schema.area import Scope
from server.bounded_socket import SHORT_WAY
from server.clock import now_ms
from server.connection import Connection
from server.database import reading_database
from server.pacing import Pacing
from server.people import discrepancies
from server.people.devices import Contact
from server.refusals import note_refusal
from server.sessions import Sessions
from server.station import Station
from server.submission import submission
from sync.core.catalogue import BY_NAME
from sync.core.discrepancies import Discrepancies, Finding, Found
from sync.core.messages import SUBPROTOCOL
from sync.core.office import Reported, Submission
from sync.core.results import Result
from sync.core.server import ServerSession

CONTACTS_FLUSH_S: Final = 2.0
"""How often what tablets say of themselves is written down: it must not cost a commit a hello."""

HANDSHAKES_MAX: Final = 512
"""Sockets that have not said hello: a whole district at once stays below it, each for 5 s at most.
More are told to come back; from twice as many on they are refused before they are accepted."""

SESSIONS_MAX: Final = 4096
"""Tablets connected at once: fifty times the reference district's grids."""

BUSY_MIN_MS: Final = 1000
BUSY_SPREAD_MS: Final = 20_000
"""Who is turned away comes back within this time, each at its own moment."""

RETRY_SPREAD_MS: Final = 3000
"""Tablets are asked to come back after a restart within this time, each at its own moment."""

_log = structlog.get_logger(__name__)


class Endpoint:
    """All tablets' connections of one server.

    Args:
        station: the directory in use.
        origins: the web origins whose pages may open a socket.
        digest_interval_s: announced to tablets.
    """

    def __init__(
        self, station: Station, *, origins: frozenset[str], digest_interval_s: int
    ) -> None:
        self._station = station
        self._origins = origins
        self._digest_interval_s = digest_interval_s
        self._sessions = Sessions()
        with reading_database(station.data) as connection:
            self._discrepancies = Discrepancies(discrepancies.load(connection))
        self._connections: set[Connection] = set()
        self._contacts: dict[str, Contact] = {}
        self._draining = False
        self._scopes_with_rows = set(station.feed.scopes)
        self._rows_seen = station.rows_stored
        self._pacing = Pacing(self._tell_rows)
        station.listeners.add(
            rows=self._rows_stored,
            erased=self._records_erased,
            authority=self._authority_changed,
            failure=self._storage_failed,
        )

    @property
    def open_sessions(self) -> int:
        """How many tablets are connected and welcomed."""
        return len(self._sessions)

    async def serve(self, websocket: WebSocket) -> None:
        """Serves one connection from its upgrade to its end."""
        crowd = len(self._connections) - len(self._sessions)
        if self._draining or crowd >= 2 * HANDSHAKES_MAX or not self._admits(websocket.headers):
            await websocket.close()  # before it is accepted: answered 403
            return
        await websocket.accept(subprotocol=SUBPROTOCOL)
        session = ServerSession(
            secrets.token_hex(8),
            self._station.directory,
            self._station.feed,
            discrepancies=self._discrepancies,
            digest_interval_s=self._digest_interval_s,
        )
        if crowd >= HANDSHAKES_MAX or len(self._sessions) >= SESSIONS_MAX:
            retry_ms = BUSY_MIN_MS + secrets.randbelow(BUSY_SPREAD_MS)
            session.fail("busy", "too many tablets at once", retry_ms)
        socket = websocket.scope["extensions"][SHORT_WAY]["socket"]
        connection = Connection(websocket, socket, session, self, now_ms)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            if session.device is not None:
                self._sessions.remove(session.device.id, connection)
            elif session.close == BY_NAME["unauthenticated"].close:
                note_refusal("token_refused", websocket, reason="unauthenticated")

    def _admits(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return False
        offered = headers.get("sec-websocket-protocol", "")
        return SUBPROTOCOL in (name.strip() for name in offered.split(","))

    # What happened in the station

    def _rows_stored(self, scopes: Collection[Scope]) -> None:
        rows, self._rows_seen = (
            self._station.rows_stored - self._rows_seen,
            self._station.rows_stored,
        )
        if not self._scopes_with_rows.issuperset(scopes):
            self._scopes_with_rows.update(scopes)
            # A scope that the tree does not list begins with its first row: who may see it learns
            # of it now.
            if not self._station.directory.tree.scopes().issuperset(scopes):
                self._authority_changed()
        self._pacing.stored(scopes, rows)

    def _tell_rows(self, scopes: Collection[Scope]) -> None:
        for scope in scopes:
            for member in self._sessions.in_scope(scope):
                member.session.advanced(scope)
                member.wake()

    def _records_erased(self, records: Mapping[str, Scope]) -> None:
        by_scope: dict[Scope, list[str]] = {}
        for record, scope in records.items():
            by_scope.setdefault(scope, []).append(record)
        for scope, names in by_scope.items():
            for member in self._sessions.in_scope(scope):
                member.session.erased({scope: names})
                member.wake()

    def _authority_changed(self) -> None:
        for connection in list(self._connections):
            connection.session.authority_changed(self._station.directory)
            if connection.joined:
                self._sessions.serve(connection, connection.session.scopes)
            connection.wake()

    def _storage_failed(self) -> None:
        self._draining = True

    # What a connection hands on

    def join(self, connection: Connection) -> None:
        """A session was welcomed: counts it, and keeps one device to its bounds."""
        session = connection.session
        assert session.device is not None, "called after a hello"
        device = session.device.id
        if not self._sessions.hello_allowed(device, time.monotonic_ns() // 1_000_000):
            session.fail("too_many_hellos", "more than 120 a minute", 60_000)
            return
        oldest = self._sessions.add(device, connection, session.scopes)
        if session.deposit:  # it may hand in what it has, and is told nothing
            note_refusal("token_refused", connection.source, reason="revoked", device=device)
        if oldest is not None:
            oldest.session.fail("too_many_sessions", "more than 4 of one device")
            oldest.wake()

    def commit(self, connection: Connection, pushes: Sequence[Submission]) -> None:
        """Hands pushes to the writer together; the session is told after the commit."""
        device = connection.session.device
        assert device is not None, "only a welcomed session takes pushes"

        def done(results: list[Result]) -> None:
            answers = iter(results)
            for push in pushes:
                connection.session.committed(push.push_id, [*islice(answers, len(push.changes))])
            connection.wake()

        self._station.writer.submit(
            [
                submission(record, data, device.id, device.staff, verdict)
                for push in pushes
                for record, data, verdict in push.changes
            ],
            done,
        )

    def note(self, connection: Connection, report: Reported) -> None:
        """Keeps what a tablet said of itself until the next flush."""
        device = connection.session.device
        assert device is not None, "only a welcomed session reports"
        now = now_ms()
        before = self._contacts.get(device.id)
        offset = None if report.clock_ms is None else now - report.clock_ms
        self._contacts[device.id] = Contact(
            device=device.id,
            contact_ms=now,
            clock_offset_ms=before.clock_offset_ms if before and offset is None else offset,
            outbox=report.outbox,
            outbox_oldest_ms=report.oldest_ms,
        )

    def found(self, connection: Connection, found: Found) -> None:
        """Digests were unequal, stay so after a rewind, or are equal again.

        Said in the log; what a person has to look at is listed at the device too, until it ends.
        """
        session = connection.session
        assert session.device is not None, "only a welcomed session compares"
        device, scope, at_ms = session.device.id, found.scope, now_ms()
        if found.finding is Finding.persistent:
            self._station.writer.execute(lambda c: discrepancies.report(c, device, scope, at_ms))
        elif found.finding is Finding.mended:
            self._station.writer.execute(lambda c: discrepancies.end(c, device, scope))
        level = logging.INFO if found.finding is Finding.mended else logging.ERROR
        _log.log(
            level,
            f"digest_{found.finding}",
            device=device,
            scope=scope,
            session=session.session_id,
        )

    # The endpoint's own life

    async def keep_contacts(self) -> None:
        """Writes down what tablets said of themselves every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(CONTACTS_FLUSH_S)
            self.flush_contacts()

    def flush_contacts(self) -> None:
        """Hands what tablets said since the last flush to the writer."""
        contacts, self._contacts = self._contacts, {}
        if contacts:
            self._station.note_contacts(list(contacts.values()))

    async def drain(self, timeout_s: float) -> None:
        """Takes nothing new, answers what was pushed, and closes every connection with 1012."""
        self._draining = True
        for connection in self._connections:
            connection.session.shut_down(secrets.randbelow(RETRY_SPREAD_MS))
            connection.wake()
        await asyncio.gather(
            *(connection.finish("restarting", timeout_s) for connection in self._connections)
        )
        self.flush_contacts()
