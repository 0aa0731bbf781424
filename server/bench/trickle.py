"""An ordinary day: every tablet connected, one visit after the other, and how long each takes.

Visits are saved at a steady rate, each as one push of one change, by a tablet of another grid each
time. Two waits are measured from the moment in which the push is written to the socket: until its
acknowledgement, which is durable, and until each colleague's tablet of the grid holds the visit.

Then as many as the server takes: every tablet saves its visits one by one, each as soon as the one
before is acknowledged, and every visit goes to three colleagues. How many a second that makes is of
this machine, on which the driver runs too; how many a second of the server's own CPU is of the
server.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from server.bench import stored, visits
from server.bench.crowd import Crowd, drive
from server.bench.district import District
from server.bench.figures import figures, machine, waits_ms
from server.bench.serving import Measured, served
from server.bench.tablet import Item, LeanTablet
from server.bench.work import Work, day


class Trickle(Crowd):
    """Connected tablets that save one visit after the other.

    Args:
        url: of the server.
        works: what each has to hand in, one visit a push.

    Attributes:
        acked_s: how long each visit waited for its acknowledgement.
        held_s: how long until a colleague's tablet held it, of each visit and colleague.
    """

    def __init__(self, url: str, works: Sequence[Work]) -> None:
        super().__init__(url)
        self.acked_s: list[float] = []
        self.held_s: list[float] = []
        self._works = {id(self.add(work.tablet)): work for work in works}
        self._to_save = {
            name: enumerate(zip(work.visits, work.pushes, strict=True), 1)
            for name, work in self._works.items()
        }
        self._written_s: dict[str, float] = {}
        self._unsaved = sum(len(work.visits) for work in works)
        self._left = len(works)
        self._without_pause = False
        Random(1).shuffle(self.tablets)  # noqa: S311 - neighbours do not save together

    async def steadily(self, rate: int, count: int) -> None:
        """So many visits at so many a second, until each is acknowledged and all hold it."""
        self._expect(count)
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        for number in range(count):
            tablet = self.tablets[number % len(self.tablets)]
            loop.call_at(begun_s + number / rate, self._save, tablet)
        await self.wait()

    async def without_pause(self) -> None:
        """All visits that are left, each as soon as the tablet's one before is acknowledged."""
        self._expect(self._unsaved)
        self._without_pause = True
        for tablet in self.tablets:
            self._save(tablet)
        await self.wait()

    def holdings(self) -> Iterator[tuple[str, set[stored.Row]]]:
        """What each tablet holds, and of which grid."""
        for tablet in self.tablets:
            yield tablet.who.scope, self._works[id(tablet)].held(tablet.received)

    def _expect(self, count: int) -> None:
        """Each visit is acknowledged once, and arrives at each colleague once."""
        self._unsaved -= count
        self._left = count * visits.TABLETS_A_GRID
        self.acked_s, self.held_s = [], []

    def _save(self, tablet: LeanTablet) -> None:
        saved = next(self._to_save[id(tablet)], None)
        if saved is not None:
            number, (visit, message) = saved
            self._written_s[visit.record] = time.perf_counter()
            tablet.push([(number, message)])

    def _count(self) -> None:
        self._left -= 1
        if not self._left:
            self.over()

    # What tablets tell

    def greeted(self, _tablet: LeanTablet, /) -> None:
        """One more is connected."""
        self._count()

    def answered(self, tablet: LeanTablet, waited_s: float, /) -> None:
        """A visit is on the server's disk."""
        self.acked_s.append(waited_s)
        if self._without_pause:
            self._save(tablet)
        self._count()

    def arrived(self, _tablet: LeanTablet, items: Sequence[Item], /) -> None:
        """Colleagues' visits are here."""
        now_s = time.perf_counter()
        for record, _, _ in items:
            self.held_s.append(now_s - self._written_s[record])
            self._count()


def measure(
    rate: int, seconds: int, folder: Path, told: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Gives the document.

    Args:
        rate: visits a second.
        seconds: for so long.
        folder: where directories are made.
        told: called at the end.
    """
    district = District(folder / "district", visits.TABLETS_A_GRID)
    steady = -(-rate * seconds // len(district.tablets))
    works = day(district, 1, each=steady + visits.VISITS_A_TABLET)
    with served(district.copy(folder / "trickle")) as server:
        document = drive(lambda: _trickle(server, works, rate, seconds))
    told()
    return {**document, "machine": machine()}


async def _trickle(
    server: Measured, works: Sequence[Work], rate: int, seconds: int
) -> dict[str, Any]:
    trickle = Trickle(server.url, works)
    await trickle.connect_all()
    server.meter.start()
    begun_s, before = time.perf_counter(), trickle.traffic.copy()
    await trickle.steadily(rate, rate * seconds)
    wall_s, cpu = time.perf_counter() - begun_s, server.meter.cpu()
    document = {
        "tablets": len(works),
        "visits": rate * seconds,
        "rate": rate,
        **figures(wall_s, cpu, server.meter, trickle.traffic.since(before)),
        "ack_ms": waits_ms(trickle.acked_s),
        "held_ms": waits_ms(trickle.held_s),
        "without_pause": await _without_pause(server, trickle),
    }
    trickle.let_go()
    server.kill()
    written = {row for _, holding in trickle.holdings() for row in holding}
    return {
        **document,
        "visits_lost": len(written - stored.rows(server.data)),
        "tablets_unequal": stored.unequal(server.data, trickle.holdings()),
    }


async def _without_pause(server: Measured, trickle: Trickle) -> dict[str, Any]:
    await asyncio.to_thread(server.wait_until_fresh)
    server.meter.start()
    begun_s, before = time.perf_counter(), trickle.traffic.copy()
    await trickle.without_pause()
    wall_s, cpu = time.perf_counter() - begun_s, server.meter.cpu()
    count = len(trickle.acked_s)
    return {
        "visits": count,
        "a_second": round(count / wall_s),
        "a_cpu_second": round(count / cpu.sockets_s),
        **figures(wall_s, cpu, server.meter, trickle.traffic.since(before)),
        "ack_ms": waits_ms(trickle.acked_s),
        "held_ms": waits_ms(trickle.held_s),
    }
