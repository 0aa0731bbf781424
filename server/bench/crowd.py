"""Many lean tablets in one process, and the moments that a benchmark waits for.

One event loop, no task a tablet once it is connected; the collector rests while something is timed,
since the driver's garbage is not the server's. What a tablet did not expect ends the wait.
"""

import asyncio
import contextlib
import gc
import resource
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

import uvloop

from server.bench.district import Enrolled
from server.bench.errors import BenchFailed
from server.bench.tablet import Item, LeanTablet
from server.bench.wire import Traffic

T = TypeVar("T")

DONE_S: Final = 600.0
"""A bound against waiting for ever."""


class Crowd:
    """Tablets of one measurement; a benchmark overrides what it wants to be told.

    Args:
        url: of the server.

    Attributes:
        traffic: bytes of all of them.
    """

    def __init__(self, url: str) -> None:
        self.traffic = Traffic()
        self.tablets: list[LeanTablet] = []
        self._url = url
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def add(self, who: Enrolled, like: LeanTablet | None = None) -> LeanTablet:
        """One more tablet; it holds what another session of it held."""
        tablet = LeanTablet(who, self, *(() if like is None else (like.cursor,)))
        self.tablets.append(tablet)
        return tablet

    async def connect_all(self, within_s: float = 0.0) -> None:
        """Opens the sessions that are not open, evenly spread over a time, and waits for `over`.

        Raises:
            BenchFailed: a tablet could not connect, or `wait` says why.
        """
        fresh = [tablet for tablet in self.tablets if not tablet.is_connected]
        pause_s = within_s / len(fresh)
        connecting = (self._connect(tablet, at * pause_s) for at, tablet in enumerate(fresh))
        try:
            async with asyncio.timeout(DONE_S):
                await asyncio.gather(*connecting)
        except (OSError, TimeoutError) as error:
            raise BenchFailed(reason=f"a tablet could not connect ({error!r})") from error
        await self.wait()

    async def _connect(self, tablet: LeanTablet, after_s: float) -> None:
        if after_s:
            await asyncio.sleep(after_s)
        await tablet.connect(self._url, self.traffic)

    async def wait(self) -> None:
        """Until `over` is called; what comes next may be waited for again.

        Raises:
            BenchFailed: a tablet lived through something else, or nothing came of it in time.
        """
        try:
            async with asyncio.timeout(DONE_S):
                await self._over
        except TimeoutError as error:
            raise BenchFailed(reason="the tablets did not come to an end") from error
        self._over = asyncio.get_running_loop().create_future()

    def over(self) -> None:
        """What was waited for has come."""
        if not self._over.done():
            self._over.set_result(None)

    def let_go(self) -> None:
        """The server may end: no tablet minds."""
        for tablet in self.tablets:
            tablet.let_go()

    async def leave(self) -> None:
        """Ends all sessions in order."""
        left = asyncio.get_running_loop().create_future()
        staying = len(self.tablets)

        def one_left() -> None:
            nonlocal staying
            staying -= 1
            if not staying and not left.done():
                left.set_result(None)

        for tablet in self.tablets:
            tablet.leave(one_left)
        async with asyncio.timeout(DONE_S):
            await left

    # What tablets tell (`tablet.Watcher`)

    def greeted(self, _tablet: LeanTablet, /) -> None:
        """A session is open."""

    def answered(self, _tablet: LeanTablet, _waited_s: float, /) -> None:
        """A push is acknowledged."""

    def arrived(self, _tablet: LeanTablet, _items: Sequence[Item], /) -> None:
        """Rows came."""

    def failed(self, reason: str) -> None:
        """Ends the benchmark."""
        if not self._over.done():
            self._over.set_exception(BenchFailed(reason=reason))


def drive(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs a benchmark's tablets on an event loop of their own."""
    _allow_files()
    gc.collect()
    gc.disable()
    try:
        return uvloop.run(main())
    finally:
        gc.enable()


def _allow_files() -> None:
    """As many open files as the machine lets this process have: each tablet is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
