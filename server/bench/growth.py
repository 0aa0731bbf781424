"""What grows: a grid's first download, and what the server keeps of tablets that only listen.

A new tablet gets a grid of 250, 2,500 and 25,000 records, each from a server that was started for
it: what matters is that a record costs the same in all three. Then tablets connect and do nothing,
and the memory of sockets, gate and writer is read before and afterwards.
"""

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, Final

from server import database
from server.bench import stored, visits, year
from server.bench.crowd import Crowd, drive
from server.bench.district import District, Enrolled
from server.bench.figures import figures, machine
from server.bench.serving import Measured, served
from server.bench.tablet import Item, LeanTablet
from server.bench.work import made
from server.clock import now_ms
from sync.log.log import Submission
from sync.log.sqlite import SqliteLog

RECORDS: Final = (250, 2_500, 25_000)
IDLE: Final = (100, 1_000)

AT_ONCE: Final = 256
"""Tablets that connect together: half of those to whom the server says that it is busy."""

FILLER: Final = "bench00000000001"
"""The device of what was there before: no tablet that connects has written it."""

COMMIT_ROWS: Final = 4_000
US: Final = 1_000_000
KB: Final = 1_000


class Newcomer(Crowd):
    """One tablet that has nothing yet.

    Args:
        url: of the server.
        upto: how many rows there are.
    """

    def __init__(self, url: str, upto: int) -> None:
        super().__init__(url)
        self._upto = upto

    def greeted(self, tablet: LeanTablet, /) -> None:
        """Perhaps behind the last row."""
        self.arrived(tablet, ())

    def arrived(self, tablet: LeanTablet, _items: Sequence[Item], /) -> None:
        """A part of the grid."""
        if tablet.in_sync(self._upto):
            self.over()


class Listeners(Crowd):
    """Tablets that connect and stay."""

    async def greet(self, tablets: Sequence[Enrolled]) -> None:
        """Opens their sessions, and waits until each is greeted."""
        self._left = len(tablets)
        for who in tablets:
            self.add(who)
        await self.connect_all()

    def greeted(self, _tablet: LeanTablet, /) -> None:
        """One more listens."""
        self._left -= 1
        if not self._left:
            self.over()


def measure(folder: Path, told: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Gives the document.

    Args:
        folder: where directories are made.
        told: called after each measurement.
    """
    district = District(folder / "district", -(-max(IDLE) // visits.GRIDS))
    with served(district.copy(folder / "idle")) as server:
        idle = drive(lambda: _idle(server, district))
    told()
    downloads = []
    for document in _downloads(district, folder):
        downloads.append(document)
        told()
    return {"downloads": downloads, "idle": idle, "machine": machine()}


def _downloads(district: District, folder: Path) -> Iterator[dict[str, Any]]:
    filled = 0
    for number, records in enumerate(RECORDS):
        _fill(district, filled, records)
        filled = records
        with served(district.copy(folder / f"download-{number}")) as server:
            yield drive(functools.partial(_download, server, district, records))


def _fill(district: District, first: int, upto: int) -> None:
    """Puts visits of the first grid into the log, and folds them."""
    tablet, random = district.tablets[0], Random(first)  # noqa: S311 - ids, no secret
    records = district.records(tablet.scope, upto)[first:]
    submissions = [
        Submission(
            record=visit.record,
            data=visit.data,
            device=FILLER,
            staff=tablet.staff,
            change_id=visit.change_id,
            scope=tablet.scope,
        )
        for visit in made(tablet, records, first, random)
    ]
    with closing(database.open_database(district.data)) as connection:
        log = SqliteLog(connection)
        for begin in range(0, len(submissions), COMMIT_ROWS):
            log.append(submissions[begin : begin + COMMIT_ROWS], now_ms())
    year.fold(district.data, lambda _: None)


async def _download(server: Measured, district: District, records: int) -> dict[str, Any]:
    newcomer = Newcomer(server.url, records)
    tablet = newcomer.add(district.tablets[0])
    server.meter.start()
    begun_s = time.perf_counter()
    await newcomer.connect_all()
    wall_s, cpu = time.perf_counter() - begun_s, server.meter.cpu()
    newcomer.let_go()
    held = {(record, data) for record, data, _ in tablet.received}
    return {
        "records": records,
        **figures(wall_s, cpu, server.meter, newcomer.traffic),
        "ack_ms": None,
        "wall_us_a_record": round(wall_s / records * US, 1),
        "cpu_us_a_record": round(cpu.sockets_s / records * US, 1),
        "tablets_unequal": stored.unequal(server.data, [(tablet.who.scope, held)]),
    }


async def _idle(server: Measured, district: District) -> list[dict[str, Any]]:
    listeners = Listeners(server.url)
    before = server.meter.resident_bytes()
    documents = []
    for count in IDLE:
        fresh = district.tablets[len(listeners.tablets) : count]
        server.meter.start()
        traffic, begun_s = listeners.traffic.copy(), time.perf_counter()
        for begin in range(0, len(fresh), AT_ONCE):
            await listeners.greet(fresh[begin : begin + AT_ONCE])
        wall_s, cpu = time.perf_counter() - begun_s, server.meter.cpu()
        kept = server.meter.resident_bytes() - before
        documents.append(
            {
                "tablets": count,
                **figures(wall_s, cpu, server.meter, listeners.traffic.since(traffic)),
                "ack_ms": None,
                "kb_a_tablet": round(kept / count / KB, 1),
            }
        )
    listeners.let_go()
    return documents
