"""The server's side of one session, without I/O: messages in, messages and requests out.

Inputs change state (`receive_data`, `committed`, `advanced`, `authority_changed`, `shut_down`, …);
one function, `data_to_send`, decides what goes out. The driver's duties:
- commit what `submissions` hands over, then report to `committed` (never before: ack after commit);
- call `data_to_send` after every input, send its messages in order, then close with `close` if set;
- read no further while `congested` says so: a session that pushes faster than is committed, or
  does not read its answers, is slowed and never closed for it.

Invariants: a scope's cursor follows the log in order and only moves by a `changes` message; at most
`WINDOW_BYTES` of those are unconfirmed by `got`; live rows wait in the log, never in memory; the
bytes of a row are not sent back on the session that pushed it. Rules: `sync/PROTOCOL.md`.
"""

from collections import deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Protocol

from schema.area import Scope
from schema.grant import Permit
from sync.core.catalogue import BY_NAME
from sync.core.change import CHANGE_BYTES_MAX
from sync.core.decode import decode_from_tablet
from sync.core.encode import encode
from sync.core.errors import RemoteError
from sync.core.feed import Audience, Feed, without
from sync.core.gate import Authority, Verdict, judge
from sync.core.messages import (
    MESSAGE_BYTES_MAX,
    PUSH_CHANGES_MAX,
    Ack,
    Digest,
    DigestAnswer,
    Error,
    FromTablet,
    Got,
    Hello,
    Limits,
    Message,
    Notice,
    Ping,
    Pong,
    Push,
    Status,
    Welcome,
)
from sync.core.results import Duplicate, Result, Stored
from sync.core.transitions import ServerState, after_on_server

WINDOW_BYTES: Final = 1024 * 1024
"""Of `changes` in flight without `got`: a slow tablet costs no more than this."""

UNCOMMITTED_BYTES_MAX: Final = 1024 * 1024
"""Of pushed changes not committed yet; beyond it the socket is not read."""

ANSWERS_WAITING_MAX: Final = 1024
"""Messages other than `changes` that wait to be sent; beyond it the socket is not read."""

OWN_ROWS_MAX: Final = 65_536
"""Sequence numbers remembered so as not to echo them; beyond it rows are echoed, which harms
nobody: a tablet knows its own rows by their hash."""


class Caller(Protocol):
    """A tablet as the directory knows it."""

    @property
    def id(self) -> str:
        """Device id."""

    @property
    def staff(self) -> str:
        """To whom it was last assigned: whose rights to read count."""

    @property
    def assigned(self) -> Set[str]:
        """Everybody to whom it was ever assigned: who may be an author on it."""

    @property
    def revoked(self) -> bool:
        """Whether it was revoked."""


class Office(Authority, Protocol):
    """A snapshot of people, devices, grants, areas and forms."""

    @property
    def devices(self) -> Mapping[str, Caller]:
        """Every tablet by its id."""

    def device_of_token(self, token: str) -> Caller | None:
        """The device that this token was given to, revoked or not."""

    def bundle_etag(self, staff_id: str) -> str:
        """Names the present version of what this person downloads beside the rows."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A push to commit: each change with the gate's verdict, in order."""

    push_id: int
    changes: tuple[tuple[str | None, bytes, Verdict], ...]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Reported:
    """What a tablet says of itself, for the devices page."""

    app: str | None
    outbox: int
    clock_ms: int | None = None
    oldest_ms: int | None = None
    free_mb: int | None = None
    battery: int | None = None


class ServerSession:
    """One tablet's connection, as the server sees it.

    Args:
        session_id: names the session in logs and in `welcome`.
        office: today's snapshot; `authority_changed` replaces it.
        feed: what is stored and may be served.
        digest_interval_s: how often a tablet shall compare digests at most.
    """

    def __init__(
        self, session_id: str, office: Office, feed: Feed, *, digest_interval_s: int = 3600
    ) -> None:
        self.session_id = session_id
        self.state = ServerState.waiting
        self.close: int | None = None
        self.device: Caller | None = None
        self.mismatches: list[Scope] = []
        self._office = office
        self._feed = feed
        self._digest_interval_s = digest_interval_s
        self._outgoing: deque[bytes] = deque()
        self._submissions: list[Submission] = []
        self._reports: list[Reported] = []
        self._pending: dict[int, Submission] = {}
        self._pending_bytes = 0
        self._audiences: dict[Scope, Audience] = {}
        self._cursors: dict[Scope, int] = {}
        self._due: dict[Scope, None] = {}
        self._own: dict[Scope, set[int]] = {}
        self._in_flight: dict[Scope, deque[tuple[int, int]]] = {}
        self._in_flight_bytes = 0
        self._bundle = ""
        self._now_ms = 0

    # What the driver asks

    @property
    def congested(self) -> bool:
        """Whether the driver shall stop reading until something was committed and sent."""
        return (
            self._pending_bytes >= UNCOMMITTED_BYTES_MAX
            or len(self._outgoing) >= ANSWERS_WAITING_MAX
        )

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes this session is served."""
        return tuple(self._audiences)

    @property
    def settled(self) -> bool:
        """Whether every push taken was answered: a shutdown waits for it."""
        return not self._pending

    def submissions(self) -> list[Submission]:
        """The pushes to commit since the last call."""
        submissions, self._submissions = self._submissions, []
        return submissions

    def reports(self) -> list[Reported]:
        """What the tablet said of itself since the last call."""
        reports, self._reports = self._reports, []
        return reports

    # Inputs

    def receive_data(self, data: bytes, now_ms: int) -> None:
        """Takes one binary message, at this server's time."""
        self._now_ms = now_ms
        if self.state is ServerState.closed:
            return
        try:
            message = decode_from_tablet(data)
            self._move(message)
            self._take(message)
        except RemoteError as error:
            self.fail(error.name, error.reason)

    def receive_text(self) -> None:
        """Takes a text message, which the protocol does not know."""
        self.fail("malformed", "a text message")

    def hello_timed_out(self) -> None:
        """Five seconds have passed; without a hello the session ends."""
        if self.state is ServerState.waiting:
            self.fail("hello_timeout", "no hello within 5 s")

    def committed(self, push_id: int, results: Sequence[Result]) -> None:
        """Takes the answers to a push, after the commit that made them true."""
        submission = self._pending.pop(push_id)
        self._pending_bytes -= submission.size_bytes
        for (_, _, verdict), result in zip(submission.changes, results, strict=True):
            if isinstance(result, Stored | Duplicate) and verdict.record is not None:
                self._remember_own(verdict.record.scope, result.seq)
        self._send(Ack(id=push_id, results=tuple(results)))

    def advanced(self, scope: Scope) -> None:
        """Rows were committed in a scope; `feed` knows its new head."""
        if scope in self._audiences:
            self._due[scope] = None

    def authority_changed(self, office: Office) -> None:
        """People, grants, areas or forms changed: rights are judged anew, within this session."""
        self._office = office
        if self.state is not ServerState.open or self.device is None:
            return
        device = office.devices.get(self.device.id)
        permit = _permit(office, device)
        if device is None or permit is None:
            self.fail("revoked", "the device or its staff was revoked")
            return
        before = set(self._audiences)
        self.device = device
        self._serve(permit, {})
        if set(self._audiences) != before:
            heads = {scope: self._feed.head(scope) for scope in self._audiences}
            self._send(Notice(kind="scopes", facts={"scopes": heads}))
        etag = office.bundle_etag(device.staff)
        if etag != self._bundle:
            self._bundle = etag
            self._send(Notice(kind="bundle", facts={"etag": etag}))

    def shut_down(self, retry_after_ms: int) -> None:
        """The server stops: nothing new is taken; close once `settled`."""
        if self.state is ServerState.open:
            self._send(Notice(kind="shutdown", facts={"retry_after_ms": retry_after_ms}))
            self.state = ServerState.draining

    def fail(self, name: str, reason: str, retry_after_ms: int | None = None) -> None:
        """Ends the session with the catalogue's close code for `name`."""
        if self.state is ServerState.closed:
            return
        self._send(Error(code=name, message=reason, retry_after_ms=retry_after_ms))
        self.close = BY_NAME[name].close
        self.state = ServerState.closed

    # What goes out

    def data_to_send(self) -> list[bytes]:
        """Everything that may be sent now, in order: answers first, then rows up to the window."""
        if self.state is not ServerState.closed:
            self._pump()
        out = list(self._outgoing)
        self._outgoing.clear()
        return out

    def _pump(self) -> None:
        while self._due and self._in_flight_bytes < WINDOW_BYTES:
            scope = next(iter(self._due))
            page = self._feed.page(scope, self._cursors[scope], self._audiences[scope])
            message, encoded = page.message, page.encoded
            own = self._own.get(scope)
            if own:
                mine = own.intersection(item[2] for item in message.items)
                if mine:
                    encoded = encode(without(message, mine))
                self._own[scope] = {seq for seq in own if seq > message.to_seq}
            self._outgoing.append(encoded)
            self._cursors[scope] = message.to_seq
            self._in_flight.setdefault(scope, deque()).append((message.to_seq, len(encoded)))
            self._in_flight_bytes += len(encoded)
            if not message.more:
                del self._due[scope]

    def _send(self, message: Message) -> None:
        self._outgoing.append(encode(message))

    # How messages are taken

    def _move(self, message: FromTablet) -> None:
        self.state = after_on_server(self.state, message)

    def _take(self, message: FromTablet) -> None:
        match message:
            case Hello():
                self._open(message)
            case Push():
                self._judge(message)
            case Got():
                self._confirm(message)
            case Digest():
                self._compare(message)
            case Status():
                self._report_status(message)
            case Ping(n=n):
                self._send(Pong(n=n))
            case Pong():
                pass

    def _open(self, hello: Hello) -> None:
        device = self._office.device_of_token(hello.token)
        if device is None:
            raise RemoteError("unauthenticated", "unknown token")
        self.device = device
        permit = _permit(self._office, device)
        if permit is None:
            raise RemoteError("revoked", "the device or its staff was revoked")
        self._serve(permit, {scope: seq for scope, (seq, _) in hello.cursors.items()})
        self._bundle = self._office.bundle_etag(device.staff)
        self._reports.append(Reported(app=hello.app, outbox=hello.outbox, clock_ms=hello.clock_ms))
        self._send(
            Welcome(
                session=self.session_id,
                now_ms=self._now_ms,
                staff=device.staff,
                device=device.id,
                scopes={scope: self._feed.head(scope) for scope in self._audiences},
                bundle=self._bundle,
                limits=Limits(
                    message_bytes=MESSAGE_BYTES_MAX,
                    push_changes=PUSH_CHANGES_MAX,
                    change_bytes=CHANGE_BYTES_MAX,
                    window_bytes=WINDOW_BYTES,
                    digest_interval_s=self._digest_interval_s,
                ),
            )
        )

    def _serve(self, permit: Permit, cursors: Mapping[str, int]) -> None:
        """Serves exactly the scopes of this permit; those not served yet start at their cursor."""
        scopes = permit.scopes(self._feed.scopes)
        self._audiences = {scope: Audience.of(permit, scope) for scope in scopes}
        for scope in scopes:
            if scope not in self._cursors:
                cursor = cursors.get(scope, 0)
                self._cursors[scope] = cursor
                if cursor == 0 or cursor < self._feed.head(scope):
                    self._due[scope] = None
        for scope in [scope for scope in self._cursors if scope not in self._audiences]:
            del self._cursors[scope]
            self._own.pop(scope, None)
            self._due.pop(scope, None)

    def _judge(self, push: Push) -> None:
        if self.state is not ServerState.open or self.device is None:
            return
        if push.id in self._pending:
            raise RemoteError("malformed", "id: of a push not answered yet")
        assigned = self.device.assigned
        changes = tuple(
            (record, data, judge(record, data, assigned, self._office))
            for record, data in push.changes
        )
        size = sum(len(data) for _, data in push.changes)
        submission = Submission(push.id, changes, size)
        self._pending[push.id] = submission
        self._pending_bytes += size
        self._submissions.append(submission)

    def _confirm(self, got: Got) -> None:
        waiting = self._in_flight.get(Scope(got.scope), deque())
        while waiting and waiting[0][0] <= got.seq:
            self._in_flight_bytes -= waiting.popleft()[1]

    def _compare(self, digest: Digest) -> None:
        scope = Scope(digest.scope)
        audience = self._audiences.get(scope)
        if audience is None:
            return
        head, expected = self._feed.digest(scope, audience)
        ok = digest.hash == expected if digest.seq == head else None
        if ok is False:
            self.mismatches.append(scope)
        self._send(DigestAnswer(scope=digest.scope, seq=digest.seq, ok=ok))

    def _report_status(self, status: Status) -> None:
        self._reports.append(
            Reported(
                app=None,
                outbox=status.outbox,
                oldest_ms=status.oldest_ms,
                free_mb=status.free_mb,
                battery=status.battery,
            )
        )

    def _remember_own(self, scope: Scope, seq: int) -> None:
        if scope in self._audiences and seq > self._cursors[scope]:
            own = self._own.setdefault(scope, set())
            if len(own) < OWN_ROWS_MAX:
                own.add(seq)


def _permit(office: Office, device: Caller | None) -> Permit | None:
    """What the device's staff may do; None where nothing at all is granted any more."""
    if device is None or device.revoked:
        return None
    permit = office.permit(device.staff)
    return permit if permit is not None and permit.roles else None
