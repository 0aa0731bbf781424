"""The same tablets come back with nothing new: what a morning costs on which nobody wrote.

After a storm of the whole district every tablet leaves, and all of them open a session again at the
same moment, each with its cursor. It is over when the server has told every one that there is
nothing new. That is done a few times, and the median by the server's CPU is what is told.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from server.bench import visits
from server.bench.crowd import Crowd, drive
from server.bench.district import District
from server.bench.figures import figures, machine
from server.bench.serving import Measured, served
from server.bench.storm import Storm, weather
from server.bench.tablet import Item, LeanTablet
from server.bench.work import Work, day

ROUNDS: Final = 5


class Morning(Crowd):
    """Tablets that come back.

    Args:
        url: of the server.
        before: the sessions they had, whose cursors they hold.
    """

    def __init__(self, url: str, before: Sequence[LeanTablet]) -> None:
        super().__init__(url)
        self._coming = len(before)
        for tablet in before:
            self.add(tablet.who, like=tablet)

    def greeted(self, _tablet: LeanTablet, /) -> None:
        """There is nothing new."""
        self._coming -= 1
        if not self._coming:
            self.over()

    def arrived(self, _tablet: LeanTablet, items: Sequence[Item], /) -> None:
        """Something is new, which cannot be."""
        self.failed(f"a tablet that held everything was sent {len(items)} rows")


def measure(folder: Path, told: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Gives the document.

    Args:
        folder: where directories are made.
        told: called at the end.
    """
    district = District(folder / "district", visits.TABLETS_A_GRID)
    works = day(district, visits.VISITS_A_TABLET)
    with served(district.copy(folder / "reconnect")) as server:
        rounds = drive(lambda: _mornings(server, works))
    rounds.sort(key=lambda document: document["cpu_s"]["sockets"])
    told()
    median = rounds[len(rounds) // 2]
    return {
        "tablets": len(works),
        "rounds": len(rounds),
        **median,
        "up_bytes_a_tablet": round(median["up_bytes"] / len(works)),
        "down_bytes_a_tablet": round(median["down_bytes"] / len(works)),
        "machine": machine(),
    }


async def _mornings(server: Measured, works: Sequence[Work]) -> list[dict[str, Any]]:
    storm = Storm(server.url, works)
    await weather(server, storm, 0)
    await asyncio.to_thread(server.wait_until_fresh)
    before: Crowd = storm
    rounds = []
    for _ in range(ROUNDS):
        await before.leave()
        before = morning = Morning(server.url, before.tablets)
        server.meter.start()
        begun_s = time.perf_counter()
        await morning.connect_all()
        wall_s, cpu = time.perf_counter() - begun_s, server.meter.cpu()
        rounds.append({**figures(wall_s, cpu, server.meter, morning.traffic), "ack_ms": None})
    before.let_go()
    return rounds
