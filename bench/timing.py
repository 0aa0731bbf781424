"""The clock of a scenario: lets tablets come, and reads what their server spent meanwhile."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

from bench.peer import Tablet
from bench.process import Server
from bench.websocket import Broken

DONE_S: Final = 300
"""A scenario that takes longer is broken, not slow."""

IDLE_S: Final = 3.0
"""Who took no CPU for so long has stored what it will store: the longest delay of a peer is 2 s."""

IDLE_CPU_S: Final = 0.03
"""What timers and keep-alives take meanwhile."""

POLL_S: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One scenario, once.

    Attributes:
        visits: how many were written or downloaded.
        lost: how many of them a server no longer had that was killed when all seemed done.
        beside_cpu_s: CPU of the server that is not in `cpu_s`: Doorstep's projector, which makes
            what pages show, until every page is fresh.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    up_bytes: int
    down_bytes: int
    driver_cpu_s: float
    visits: int = 0
    lost: int | None = None
    beside_cpu_s: float | None = None


async def timed(
    server: Server,
    tablets: Sequence[Tablet],
    window_s: float = 0,
    *,
    connected: bool = False,
    late: bool = False,
) -> Result:
    """Lets tablets come within a time, in any order, until each believes to be in sync.

    Args:
        server: whose cost is read.
        tablets: those who come.
        window_s: the time in which they arrive, evenly.
        connected: whether they are there before the clock starts.
        late: whether what the server does afterwards, until it is idle, is its cost too.

    Raises:
        Broken: not all of them came to their end.
    """
    order = list(tablets)
    Random(1).shuffle(order)
    if connected:
        await _all(order, lambda tablet: tablet.connect())
    come = _work if connected else _come
    up, down = _traffic(tablets)
    with _collector_rests():
        driver_s, cpu_s, began_s = time.process_time(), server.cpu_s(), time.perf_counter()
        await _all(order, come, window_s)
        wall_s = time.perf_counter() - began_s
        driver_s = time.process_time() - driver_s
    if late:
        await idle(server)
    up_now, down_now = _traffic(tablets)
    return Result(
        wall_s=wall_s,
        cpu_s=server.cpu_s() - cpu_s,
        peak_mb=server.peak_mb(),
        up_bytes=up_now - up,
        down_bytes=down_now - down,
        driver_cpu_s=driver_s,
        visits=sum(len(tablet.errand.writes) for tablet in tablets),
    )


async def idle(server: Server) -> None:
    """Waits until a server has nothing to do any more.

    Raises:
        Broken: it never stops.
    """
    began_s = since_s = time.monotonic()
    seen_s = server.cpu_s()
    while time.monotonic() - since_s < IDLE_S:
        if time.monotonic() - began_s > DONE_S:
            raise Broken(f"the server was still busy after {DONE_S} s")
        await asyncio.sleep(POLL_S)
        now_s = server.cpu_s()
        if now_s - seen_s > IDLE_CPU_S:
            seen_s, since_s = now_s, time.monotonic()


async def _come(tablet: Tablet) -> None:
    await tablet.connect()
    await tablet.work()


async def _work(tablet: Tablet) -> None:
    await tablet.work()


async def _all(
    tablets: Sequence[Tablet],
    act: Callable[[Tablet], Awaitable[None]],
    window_s: float = 0,
) -> None:
    async def later(tablet: Tablet, after_s: float) -> None:
        if after_s:
            await asyncio.sleep(after_s)
        await act(tablet)

    pause_s = window_s / len(tablets)
    try:
        async with asyncio.timeout(DONE_S), asyncio.TaskGroup() as acting:
            for at, tablet in enumerate(tablets):
                acting.create_task(later(tablet, at * pause_s))
    except TimeoutError as error:
        raise Broken(f"not all tablets were in sync after {DONE_S} s") from error
    except ExceptionGroup as errors:
        raise Broken(str(errors.exceptions[0])) from errors


def _traffic(tablets: Sequence[Tablet]) -> tuple[int, int]:
    passed = [tablet.traffic for tablet in tablets]
    return sum(each.up for each in passed), sum(each.down for each in passed)


@contextmanager
def _collector_rests() -> Iterator[None]:
    """The driver's garbage is not the server's."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
