"""A whole district comes back online: every tablet hands in its day and gets its grid's.

324 tablets in 81 grids, 25 visits each; in the end each holds its grid's 100. They arrive all at
once or within two seconds, and hand in their visits in one message or one by one. Each form is run
twice on equal directories: once until every page is fresh, for what it costs; once until the moment
in which all tablets believe to be in sync, when the server is killed by SIGKILL and its log is read
plainly, for what it has lost. A process is killed, not the power cut.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from server.bench import stored, visits
from server.bench.crowd import Crowd, drive
from server.bench.district import District
from server.bench.figures import Cpu, figures, machine, waits_ms
from server.bench.serving import Measured, served
from server.bench.tablet import Item, LeanTablet
from server.bench.work import Work, day


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One form of the storm.

    Attributes:
        arrive_s: how long the district takes to arrive.
        pushes: in how many messages a tablet hands in.
    """

    arrive_s: int
    pushes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Weathered:
    """What came of a storm, at the moment in which all believe to be in sync."""

    wall_s: float
    cpu: Cpu
    waits_s: Sequence[float]


class Storm(Crowd):
    """The tablets of a storm.

    Args:
        url: of the server.
        works: what each has to hand in.
    """

    def __init__(self, url: str, works: Sequence[Work]) -> None:
        super().__init__(url)
        self.waits_s: list[float] = []
        self._works = {id(self.add(work.tablet)): work for work in works}
        self._out_of_sync = set(self._works)
        # Neighbours do not arrive together.
        Random(1).shuffle(self.tablets)  # noqa: S311 - an order, no secret

    def greeted(self, tablet: LeanTablet, /) -> None:
        """Hands in everything at once."""
        tablet.push(enumerate(self._works[id(tablet)].pushes, 1))
        self._look(tablet)

    def answered(self, tablet: LeanTablet, waited_s: float, /) -> None:
        """Counts the wait."""
        self.waits_s.append(waited_s)
        self._look(tablet)

    def arrived(self, tablet: LeanTablet, _items: Sequence[Item], /) -> None:
        """It may have been the last row."""
        self._look(tablet)

    def _look(self, tablet: LeanTablet) -> None:
        if tablet.in_sync(self._works[id(tablet)].expected):
            self._out_of_sync.discard(id(tablet))
            if not self._out_of_sync:
                self.over()

    def holdings(self) -> Iterator[tuple[str, set[stored.Row]]]:
        """What each tablet holds, and of which grid."""
        for tablet in self.tablets:
            yield tablet.who.scope, self._works[id(tablet)].held(tablet.received)


async def weather(server: Measured, storm: Storm, within_s: float) -> Weathered:
    """Lets all tablets arrive, and waits until they believe to be in sync."""
    server.meter.start()
    begun_s = time.perf_counter()
    await storm.connect_all(within_s)
    return Weathered(
        wall_s=time.perf_counter() - begun_s, cpu=server.meter.cpu(), waits_s=storm.waits_s
    )


def measure(
    forms: Sequence[Form], folder: Path, told: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Gives the document.

    Args:
        forms: of the storm, each run twice.
        folder: where directories are made.
        told: called after each form.
    """
    district = District(folder / "district", visits.TABLETS_A_GRID)
    documents = []
    for form in forms:
        documents.append(_weathered(form, district, folder / f"{form.arrive_s}-{form.pushes}"))
        told()
    return {"forms": documents, "machine": machine()}


def _weathered(form: Form, district: District, folder: Path) -> dict[str, Any]:
    works = day(district, max(1, visits.VISITS_A_TABLET // form.pushes))
    with served(district.copy(folder / "fresh")) as server:
        costs = drive(lambda: _until_fresh(server, works, form))
    with served(district.copy(folder / "killed")) as server:
        ends = drive(lambda: _until_killed(server, works, form))
    return {"arrive_s": form.arrive_s, "pushes": form.pushes, **costs, **ends}


async def _until_fresh(server: Measured, works: Sequence[Work], form: Form) -> dict[str, Any]:
    storm = Storm(server.url, works)
    begun_s = time.perf_counter()
    weathered = await weather(server, storm, form.arrive_s)
    await asyncio.to_thread(server.wait_until_fresh)
    fresh_s, cpu = time.perf_counter() - begun_s, server.meter.cpu()
    document = figures(weathered.wall_s, weathered.cpu, server.meter, storm.traffic)
    storm.let_go()
    return {
        **document,
        "ack_ms": waits_ms(weathered.waits_s),
        "fresh": {
            "wall_s": round(fresh_s, 3),
            "cpu_s": round(cpu.sockets_s + cpu.projector_s, 3),
        },
    }


async def _until_killed(server: Measured, works: Sequence[Work], form: Form) -> dict[str, Any]:
    storm = Storm(server.url, works)
    await weather(server, storm, form.arrive_s)
    storm.let_go()
    server.kill()
    written = {(visit.record, visit.data) for work in works for visit in work.visits}
    return {
        "tablets": len(works),
        "visits": len(written),
        "visits_lost": len(written - stored.rows(server.data)),
        "tablets_unequal": stored.unequal(server.data, storm.holdings()),
    }
