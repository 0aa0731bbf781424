"""The way to the server: one loop that connects, drives a session, and tries again.

A driver of `sync.core.tablet.TabletSession` over WebSockets: bytes in, durable writes, bytes out.
Many tablets may run in one event loop; nothing here belongs to the process. Clock, randomness and
the socket are given, so that a seed replays a schedule and a test cuts a line where it likes.

Invariants: what arrives is on disk before the session hears of it (`stored`), and so before the
server does; an answer is on disk before the row counts as delivered. A cut at any byte is followed
by a session that begins where the disk stands.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, Protocol

import websockets
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_websocket
from websockets.typing import Subprotocol

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.backoff import FINAL, REVOKED, Backoff
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.enrolling import address_of
from clients.reference_cli.errors import NotReached, Unreachable
from clients.reference_cli.session import SessionDriver
from clients.reference_cli.tablet import Tablet
from sync.core.catalogue import BY_NAME
from sync.core.errors import RemoteError
from sync.core.messages import MESSAGE_BYTES_MAX, SUBPROTOCOL

APP: Final = f"doorstep-tablet/{version('doorstep')}"

OPEN_TIMEOUT_S: Final = 10.0
"""For one connection to be open: name, TCP, TLS and upgrade."""

PING_S: Final = 20.0
"""Between pings, and for their answer: a silent side is gone after twice that (protocol.md §1)."""

CLOSE_TIMEOUT_S: Final = 5.0
"""For the closing handshake; nothing depends on it, since every answer is on disk by then."""


class Socket(Protocol):
    """What a session needs of a connection."""

    async def send(self, message: bytes, /) -> None:
        """Sends one binary message."""

    async def recv(self) -> bytes | str:
        """The next message; ConnectionClosed at the end."""


Connect = Callable[[ServerAddress], AbstractAsyncContextManager[Socket]]


@asynccontextmanager
async def open_socket(
    address: ServerAddress, *, create_connection: type[ClientConnection] | None = None
) -> AsyncIterator[Socket]:
    """A WebSocket to the server's `/sync`.

    Args:
        address: the server.
        create_connection: the connection's class instead of the library's own; for faults.
    """
    async with open_websocket(
        address.websocket_url,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
        max_size=MESSAGE_BYTES_MAX,
        open_timeout=OPEN_TIMEOUT_S,
        ping_interval=PING_S,
        ping_timeout=PING_S,
        close_timeout=CLOSE_TIMEOUT_S,
        ssl=address.tls,
        proxy=None,
        create_connection=create_connection,
    ) as socket:
        yield socket


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How one try ended.

    Attributes:
        done: everything was delivered and fetched.
        reason: the catalogue's name of what ended it, where there is one.
        detail: one technical line, where there is none.
    """

    done: bool = False
    close_code: int | None = None
    retry_after_ms: int | None = None
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What a dialling loop takes from outside, so that a test or a fleet can give its own."""

    connect: Connect = open_socket
    draw: Callable[[], float] = random.random
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


OnProgress = Callable[[Delivery, SessionDriver | None], None]


async def deliver(
    tablet: Tablet,
    *,
    timeout_s: float,
    watch: bool = False,
    digest_interval_s: int | None = None,
    into: Delivery | None = None,
    surroundings: Surroundings | None = None,
    on_progress: OnProgress = lambda _delivery, _session: None,
) -> Delivery:
    """Pushes and fetches until everything is there, trying again as often as the time allows.

    Args:
        tablet: an enrolled tablet.
        timeout_s: how long without anything new on disk before giving up.
        watch: stay connected for ever, until cancelled.
        digest_interval_s: shortest time between comparisons of a scope, if not the server's.
        into: where to count, for a caller that wants the count of a delivery that failed.
        surroundings: socket, randomness and sleep.
        on_progress: called after each message, and with None before each try.

    Raises:
        NotEnrolled: there is no server to call.
        NotReached: the time was over, or the server will not have this tablet.
    """
    loop = asyncio.get_running_loop()
    delivery = Delivery() if into is None else into
    started = loop.time()
    try:
        await _keep_trying(
            tablet,
            delivery,
            _Pace(timeout_s=timeout_s, watch=watch, digest_interval_s=digest_interval_s),
            surroundings or Surroundings(),
            on_progress,
        )
    finally:
        delivery.seconds = loop.time() - started
    return delivery


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pace:
    """How long and how often; see `deliver`."""

    timeout_s: float
    watch: bool
    digest_interval_s: int | None


async def _keep_trying(
    tablet: Tablet, delivery: Delivery, pace: _Pace, world: Surroundings, on_progress: OnProgress
) -> None:
    """One connection after the other, until one gets done; NotReached if none does in time."""
    address, token = address_of(tablet.store.papers.enrolment())
    loop = asyncio.get_running_loop()
    backoff = Backoff(world.draw)
    advanced = loop.time()
    advances = 0
    revoked = False

    def progress(session: SessionDriver) -> None:
        nonlocal advanced, advances
        if session.advances > advances:
            advanced, advances = loop.time(), session.advances
            backoff.reset()
        on_progress(delivery, session)

    while True:
        delivery.tries += 1
        advances = 0
        on_progress(delivery, None)
        session = SessionDriver(
            tablet,
            address,
            token,
            delivery,
            app=APP,
            watch=pace.watch,
            clock_s=loop.time,
            digest_interval_s=pace.digest_interval_s,
        )
        ending = await _try_once(
            session,
            world.connect,
            lambda: None if pace.watch else advanced + pace.timeout_s,
            progress,
        )
        if ending.done:
            return
        if ending.close_code == REVOKED and not revoked:
            revoked = True  # once more, at once: what is not delivered is taken as a deposit
            continue
        delay_s = backoff.delay_s(ending.close_code, ending.retry_after_ms)
        over = not pace.watch and loop.time() + delay_s > advanced + pace.timeout_s
        if ending.close_code in FINAL:
            tablet.store.papers.keep_standing(FINAL[ending.close_code])
        if over or ending.close_code in FINAL:
            raise _not_reached(tablet, delivery, ending)
        await world.sleep(delay_s)


async def _try_once(
    session: SessionDriver,
    connect: Connect,
    deadline: Callable[[], float | None],
    progress: Callable[[SessionDriver], None],
) -> Ending:
    """One connection from its opening to its end."""
    try:
        async with asyncio.timeout_at(deadline()) as opening, connect(session.address) as socket:
            opening.reschedule(None)
            return await _converse(session, socket, deadline, progress)
    except websockets.ConnectionClosed as closed:
        return _closed(session, closed)
    except RemoteError as error:  # the server's fault, so no minute's wait as after an own one
        return Ending(detail=error.reason)
    except Unreachable as error:
        return Ending(detail=str(error.facts["reason"]))
    except TimeoutError:
        return Ending(detail="timeout")
    except (OSError, websockets.WebSocketException) as error:
        return Ending(detail=str(error) or type(error).__name__)


async def _converse(
    session: SessionDriver,
    socket: Socket,
    deadline: Callable[[], float | None],
    progress: Callable[[SessionDriver], None],
) -> Ending:
    """Sends and receives until the session is done; ConnectionClosed or TimeoutError before."""
    loop = asyncio.get_running_loop()
    while True:
        for message in session.data_to_send():
            await socket.send(message)
        if session.wants_bundle:
            await session.fetch()
        if session.done:
            return Ending(done=True)
        until, wakes = deadline(), session.again_at
        try:
            async with asyncio.timeout_at(min(filter(None, (until, wakes)), default=None)):
                received = await socket.recv()
        except TimeoutError:
            if wakes is None or loop.time() < wakes:
                raise
            session.wake()
        else:
            session.receive(received)
            progress(session)


def _closed(session: SessionDriver, closed: websockets.ConnectionClosed) -> Ending:
    code = None if closed.rcvd is None else closed.rcvd.code
    named = [problem.name for problem in BY_NAME.values() if code and problem.close == code]
    reason = session.error.code if session.error else next(iter(named), None)
    return Ending(
        close_code=code,
        retry_after_ms=session.retry_after_ms,
        reason=reason,
        detail=str(closed),
    )


def _not_reached(tablet: Tablet, delivery: Delivery, ending: Ending) -> NotReached:
    return NotReached(
        tries=delivery.tries,
        waiting=tablet.store.outbox_counts().waiting,
        reason=ending.reason,
        detail=ending.detail,
    )
