"""The server's side of one session, without I/O: messages in, messages and requests out.

Inputs change state (`receive_data`, `committed`, `advanced`, `authority_changed`, `shut_down`, …);
one function, `outgoing`, decides what goes out. The driver's duties:
- commit what `submissions` hands over, then report to `committed` (never before: ack after commit);
- send what `outgoing` gives after every input, in order, then close with `close` if set;
- read no further while `congested` says so: a session that pushes faster than is committed, or
  does not read its answers, is slowed and never closed for it.

Rules: `sync/PROTOCOL.md`; which rows are sent, and when, is `stream`'s.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from schema.area import Scope
from sync.core.catalogue import BY_NAME
from sync.core.change import CHANGE_BYTES_MAX
from sync.core.comparing import Comparing
from sync.core.decode import decode_from_tablet
from sync.core.deflate import DEFLATE, wrapped
from sync.core.discrepancies import Discrepancies, Found
from sync.core.encode import encode
from sync.core.errors import RemoteError
from sync.core.feed import Feed
from sync.core.intake import Intake
from sync.core.messages import (
    MESSAGE_BYTES_MAX,
    PUSH_CHANGES_MAX,
    Ack,
    Digest,
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
from sync.core.office import Caller, Office, Reported, Submission, permit_of
from sync.core.results import Refused, Result
from sync.core.stream import WINDOW_BYTES, RowStream
from sync.core.transitions import ServerState, after_on_server

CLOSE_REASON_CHARACTERS_MAX: Final = 120
"""Of a WebSocket's close frame, which takes 123 bytes; reasons are ASCII."""

ANSWERS_WAITING_MAX: Final = 1024
"""Messages other than `changes` that wait to be sent; beyond it the socket is not read."""


class ServerSession:
    """One tablet's connection, as the server sees it.

    Args:
        session_id: names the session in logs and in `welcome`.
        office: today's snapshot; `authority_changed` replaces it.
        feed: what is stored and may be served.
        discrepancies: what is known of unequal digests, of all sessions of this server.
        digest_interval_s: how often a tablet shall compare digests at most.

    Attributes:
        deposit: nothing is granted any more: what is pushed is kept, nothing is sent.
    """

    def __init__(
        self,
        session_id: str,
        office: Office,
        feed: Feed,
        *,
        discrepancies: Discrepancies | None = None,
        digest_interval_s: int = 3600,
    ) -> None:
        self.session_id = session_id
        self.state = ServerState.waiting
        self.close: int | None = None
        self.close_reason = ""
        self.device: Caller | None = None
        self.deposit = False
        self._office = office
        self._feed = feed
        self._digest_interval_s = digest_interval_s
        self._deflate = False
        self._outgoing: deque[bytes] = deque()
        self._reports: list[Reported] = []
        self._intake = Intake()
        self._stream = RowStream(feed)
        self._comparing = Comparing(feed, self._stream, discrepancies or Discrepancies())
        self._bundle = ""
        self._now_ms = 0

    # What the driver asks

    @property
    def congested(self) -> bool:
        """Whether the driver shall stop reading until something was committed and sent."""
        return self._intake.full or len(self._outgoing) >= ANSWERS_WAITING_MAX

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes this session is served."""
        return self._stream.scopes

    @property
    def settled(self) -> bool:
        """Whether every push taken was answered: a shutdown waits for it."""
        return self._intake.empty

    def submissions(self) -> list[Submission]:
        """The pushes to commit since the last call."""
        return self._intake.fresh()

    def reports(self) -> list[Reported]:
        """What the tablet said of itself since the last call."""
        reports, self._reports = self._reports, []
        return reports

    def findings(self) -> list[Found]:
        """What comparisons of digests have found since the last call."""
        return self._comparing.findings()

    # Inputs

    def receive_data(self, data: bytes, now_ms: int) -> None:
        """Takes one binary message, at this server's time."""
        self._now_ms = now_ms
        if self.state is ServerState.closed:
            return
        try:
            known = self.state is not ServerState.waiting
            message = decode_from_tablet(data, may_wrap=known)
            self.state = after_on_server(self.state, message)
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
        submission = self._intake.answered(push_id)
        for (_, _, verdict), result in zip(submission.changes, results, strict=True):
            if verdict.scope is not None and not isinstance(result, Refused):
                self._stream.pushed(verdict.scope, result.seq)
        self._send(Ack(id=push_id, results=tuple(results)))

    def advanced(self, scope: Scope) -> None:
        """Rows were committed in a scope; `feed` knows its new head."""
        self._stream.advanced(scope)

    def authority_changed(self, office: Office) -> None:
        """People, grants, areas or forms changed: rights are judged anew, within this session."""
        self._office = office
        if self.state is not ServerState.open or self.device is None or self.deposit:
            return  # who may store again after a deposit is served when the tablet comes back
        device = office.devices.get(self.device.id)
        permit = permit_of(office, device)
        if device is None or permit is None:
            self.fail("revoked", "the device or its staff was revoked")
            return
        before = self.scopes
        self.device = device
        rewound = self._stream.serve(permit, {})
        if self.scopes != before:
            self._send(Notice(kind="scopes", facts={"scopes": self._stream.heads}))
        self._send_each(Notice(kind="rewind", facts={"scope": scope}) for scope in rewound)
        self._send_each(self._comparing.changed(rewound))
        self.erased(self._feed.erased({*self.scopes} - {*before} | {*rewound}))
        etag = office.bundle_etag(device.staff)
        if etag != self._bundle:
            self._bundle = etag
            self._send(Notice(kind="bundle", facts={"etag": etag}))

    def erased(self, records: Mapping[Scope, Sequence[str]]) -> None:
        """Records were erased; `feed` lists their rows no more."""
        if self.state is ServerState.open:
            parts = self._stream.erased(records)
            self._send_each(Notice(kind="erased", facts={"records": part}) for part in parts)
            self._send_each(self._comparing.changed(records))

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
        self.close_reason = f"{name}: {reason}"[:CLOSE_REASON_CHARACTERS_MAX]
        self.state = ServerState.closed

    # What goes out

    def outgoing(self) -> Iterator[bytes]:
        """What may be sent, each message decided when it is asked for: answers, then rows."""
        while True:
            if not self._outgoing and self.state is not ServerState.closed:
                self._outgoing.extend(islice(self._stream.messages(), 1))
            if not self._outgoing:
                return
            yield self._outgoing.popleft()

    def data_to_send(self) -> list[bytes]:
        """Everything that may be sent now, in order."""
        return list(self.outgoing())

    def _send(self, message: Message) -> None:
        encoded = encode(message)
        self._outgoing.append(wrapped(encoded) if self._deflate else encoded)

    def _send_each(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._send(message)

    # How messages are taken

    def _take(self, message: FromTablet) -> None:
        match message:
            case Hello():
                self._open(message)
            case Push():
                self._take_in(message)
            case Got():
                self._stream.confirm(message)
            case Digest():
                assert self.device is not None, "only a welcomed session compares"
                self._send_each(self._comparing.answer(message, self.device.id, self._now_ms))
            case Status():
                self._report_status(message)
            case Ping(n=n):
                self._send(Pong(n=n))
            case Pong(n=n):
                self._comparing.heard(n)

    def _open(self, hello: Hello) -> None:
        device = self._office.device_of_token(hello.token)
        if device is None:
            raise RemoteError("unauthenticated", "unknown token")
        self.device = device
        permit = permit_of(self._office, device)
        self.deposit = permit is None
        self._deflate = self._stream.deflate = DEFLATE in hello.z
        rewound = [] if permit is None else self._stream.serve(permit, hello.cursors)
        self._bundle = "" if self.deposit else self._office.bundle_etag(device.staff)
        self._reports.append(Reported(app=hello.app, outbox=hello.outbox, clock_ms=hello.clock_ms))
        self._send(
            Welcome(
                session=self.session_id,
                now_ms=self._now_ms,
                staff=device.staff,
                device=device.id,
                scopes=self._stream.heads,
                bundle=self._bundle,
                limits=Limits(
                    message_bytes=MESSAGE_BYTES_MAX,
                    push_changes=PUSH_CHANGES_MAX,
                    change_bytes=CHANGE_BYTES_MAX,
                    window_bytes=WINDOW_BYTES,
                    digest_interval_s=self._digest_interval_s,
                ),
                z=(DEFLATE,),
                deposit=self.deposit,
            )
        )
        self._send_each(Notice(kind="rewind", facts={"scope": scope}) for scope in rewound)
        self.erased(self._feed.erased(self.scopes))

    def _take_in(self, push: Push) -> None:
        if self.state is ServerState.open and self.device is not None:
            self._intake.take(push, self.device, self._office, deposit=self.deposit)

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
