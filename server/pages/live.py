"""What happens, told to open pages: a stream of server-sent events each.

An event is a name alone, `rows` (records that this person may see something of are newer),
`tablets` (what tablets say of themselves was written down) or `late` (what pages show has fallen
behind what is stored, or is as new again); the page then fetches its live part by the same address
as before, so what it shows and who may see it is decided in one place. `end` says that the session
is over: the page loads anew and comes to the sign-in page.

Invariants: a stream tells nothing of areas that its person does not reach; it ends within
`CHECK_S` of its session. Many open pages cost little: events of a page that was not told yet fall
together, and all pages together fetch at most `FETCHES_A_SECOND`.

Left out: what the pages show. A page in the background holds no stream (live.js).
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from typing import Final

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from schema.area import Scope
from server.pages.sessions import COOKIE, Holder, WebSessions
from server.people.ids import secret_hash
from server.station import Station

CHECK_S: Final = 2.0
"""How long a stream may outlive its session."""

KEEPALIVE_S: Final = 15.0
"""Between two signs of life where nothing happens: proxies cut connections that say nothing."""

LATE_S: Final = 5.0
"""How long rows may wait for the projector before open pages say up to when their data goes."""

GAP_S: Final = 1.0
"""Between two events of a stream: a page that changes more often cannot be read."""

FETCHES_A_SECOND: Final = 10
"""All pages together: a page costs 10 to 40 ms of CPU, and tablets come first."""

LOOKED_UP_AT_ONCE: Final = 2
"""Sessions of new streams: after a restart all pages come back at once, and a thread for each would
only wait for the others, and the event loop for all of them."""

STREAMS_MAX: Final = 1000
STREAMS_OF_ONE_MAX: Final = 50

_END: Final = b"event: end\ndata:\n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    """The streams of one server."""

    def __init__(self, station: Station, sessions: WebSessions) -> None:
        self._station = station
        self._streams: set[_Stream] = set()
        self._sessions = _Sessions(sessions)
        self._web_sessions = sessions
        self._looking_up = anyio.CapacityLimiter(LOOKED_UP_AT_ONCE)
        self._next_s = 0.0
        self._ended = False
        self._looked_s = 0.0
        self._behind_since_s: float | None = None
        self._late = False
        # Whether somebody reaches a scope: asked at every fold, true as long as the grants are.
        self._reached: dict[tuple[str, str], bool] = {}
        station.listeners.add(
            folded=self._folded,
            contacts=lambda _: self._tell("tablets", self._streams),
            authority=self._authority_changed,
            ending=self._end,
        )

    async def stream(self, request: Request) -> Response:
        """The stream of one page: `/live?seen=<rows that it shows>`."""
        token = request.cookies.get(COOKIE)
        holder = await anyio.to_thread.run_sync(
            self._web_sessions.holder, token, limiter=self._looking_up
        )
        if holder is None or token is None or holder.password_once:
            return Response(_END, media_type="text/event-stream", headers=_HEADERS)
        of_one = Counter(stream.staff for stream in self._streams)[holder.staff]
        if self._ended or len(self._streams) >= STREAMS_MAX or of_one >= STREAMS_OF_ONE_MAX:
            return Response(status_code=503, headers={"Retry-After": "30"})
        stream = _Stream(holder, secret_hash(token))
        seen = request.query_params.get("seen", "")
        return StreamingResponse(
            self._events(stream, seen), media_type="text/event-stream", headers=_HEADERS
        )

    async def _events(self, stream: "_Stream", seen: str) -> AsyncIterator[bytes]:
        self._streams.add(stream)
        try:
            # Asked now that the stream is told: nothing falls between the page and its stream.
            if seen != str(sum(self._station.projector.positions.values())):
                stream.tell("rows")
            yield b"retry: 3000\n\n"
            spoken_s = time.monotonic()
            while not self._ended:
                await stream.wait(CHECK_S)
                if not await self._sessions.lasts(stream.session):
                    yield _END
                    return
                self._look_for_lateness()
                if stream.pending:
                    await asyncio.sleep(self._pause_s(spoken_s))
                    yield stream.take()
                elif time.monotonic() - spoken_s < KEEPALIVE_S:
                    continue
                else:
                    yield b": still here\n\n"
                spoken_s = time.monotonic()
        finally:
            self._streams.discard(stream)

    def _pause_s(self, spoken_s: float) -> float:
        """How long a stream waits for its turn."""
        now_s = time.monotonic()
        turn_s = max(now_s, self._next_s)
        self._next_s = turn_s + 1 / FETCHES_A_SECOND
        return max(turn_s, spoken_s + GAP_S) - now_s

    def _look_for_lateness(self) -> None:
        """Tells all pages when what they show falls behind, and when it no longer is."""
        now_s = time.monotonic()
        if now_s - self._looked_s < CHECK_S:
            return
        self._looked_s = now_s
        feed, folded = self._station.feed, self._station.projector.positions
        if any(feed.head(scope) > folded.get(scope, 0) for scope in feed.scopes):
            self._behind_since_s = self._behind_since_s or now_s
        else:
            self._behind_since_s = None
        late = self._behind_since_s is not None and now_s - self._behind_since_s >= LATE_S
        if late != self._late:
            self._late = late
            self._tell("late", self._streams)

    # What happened; told by whichever thread it happened in

    def _folded(self, scopes: Collection[str]) -> None:
        streams = [
            stream
            for stream in list(self._streams)
            if any(self._reaches(stream.staff, scope) for scope in scopes)
        ]
        self._tell("rows", streams)

    def _reaches(self, staff: str, scope: str) -> bool:
        verdict = self._reached.get((staff, scope))
        if verdict is None:
            permit = self._station.directory.permit(staff, trials=False)
            verdict = self._reached[staff, scope] = bool(permit.reaching(Scope(scope)))
        return verdict

    def _authority_changed(self) -> None:
        self._reached.clear()
        self._tell("rows", self._streams)

    def _end(self) -> None:
        self._ended = True
        for stream in list(self._streams):
            stream.wake()

    @staticmethod
    def _tell(name: str, streams: Collection["_Stream"]) -> None:
        for stream in list(streams):
            stream.tell(name)


class _Stream:
    """One open page."""

    def __init__(self, holder: Holder, session: bytes) -> None:
        self.staff = holder.staff
        self.session = session
        self.pending: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def tell(self, name: str) -> None:
        """From any thread: there is something to say."""
        self.wake(name)

    def wake(self, *names: str) -> None:
        """From any thread: it looks around, whether or not there is something to say."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._note, names)

    def _note(self, names: tuple[str, ...]) -> None:
        self.pending.update(names)
        self._woken.set()

    async def wait(self, timeout_s: float) -> None:
        """Returns once there is something to say, or after the time."""
        try:
            await asyncio.wait_for(self._woken.wait(), timeout_s)
        except TimeoutError:
            return

    def take(self) -> bytes:
        """All that is to be said, which is then said."""
        names, self.pending = sorted(self.pending), set()
        self._woken.clear()
        return b"".join(b"event: %s\ndata:\n\n" % name.encode() for name in names)


class _Sessions:
    """Which sessions last, looked up once for all streams."""

    def __init__(self, sessions: WebSessions) -> None:
        self._sessions = sessions
        self._lasting: frozenset[bytes] = frozenset()
        self._asked_s = 0.0
        self._lock = asyncio.Lock()

    async def lasts(self, session: bytes) -> bool:
        """Whether a session goes on; true for at most `CHECK_S` longer than it does."""
        async with self._lock:
            if time.monotonic() - self._asked_s >= CHECK_S or session not in self._lasting:
                self._lasting = await anyio.to_thread.run_sync(self._sessions.lasting)
                self._asked_s = time.monotonic()
        return session in self._lasting
