"""What is measured: a storm, a reconnect, single visits, and a large download.

Everything that tablets send is made before the clock starts. The store that a download starts from
is filled once a peer, looked at, and copied for each run, so that runs are alike.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import workload
from bench.peer import Peer, Tablet
from bench.process import HOST, Server
from bench.timing import Result, idle, timed
from bench.websocket import Broken
from bench.workload import Errand

LARGE: Final = 25_000
READER, FRESH = 8, 9
"""Tablets that only read, in a room where others write; one looks, the other is measured."""

WITHOUT_END: Final = 2**30


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much is done; less is for trying things out."""

    grids: int = workload.GRIDS
    large: int = LARGE


class Scenarios:
    """All scenarios of one peer.

    Args:
        peer: installed.
        size: of the district.
        folder: for stores; what is left in it is the caller's to remove.
    """

    def __init__(self, peer: Peer, size: Size, folder: Path) -> None:
        self._peer, self._size, self._folder = peer, size, folder

    async def storm(self, window_s: float, pushes: int) -> Result:
        """A whole district comes back; the server is killed when all believe to be in sync."""
        day = workload.storm(pushes, self._size.grids)
        with self._store() as store:
            async with self._served(store, day) as (server, tablets):
                result = await timed(server, tablets, window_s)
                server.kill()
                _look_at(tablets)
            there = await self._still_there(store, day)
        return replace(result, lost=result.visits - there)

    async def reconnect(self) -> Result:
        """Everybody left; the same tablets come again to the same server, with nothing new.

        What the server does behind it counts: some load a document when its tablets are there, and
        send it to them.
        """
        day = workload.storm(1, self._size.grids)
        with self._store() as store:
            async with self._served(store, day) as (server, tablets):
                await timed(server, tablets)
                await idle(server)
                for tablet in tablets:
                    tablet.close()
                await idle(server)
                tablets.extend(self._tablets(server, workload.reconnect(day)))
                return await timed(server, tablets[len(day) :], late=True)

    async def singles(self) -> Result:
        """Single visits of connected tablets, each confirmed before its tablet writes the next."""
        each = workload.VISITS_A_TABLET
        errands = workload.storm(each, self._size.grids, one_by_one=True)
        with self._store() as store:
            async with self._served(store, errands) as (server, tablets):
                return await timed(server, tablets, connected=True)

    async def download(self) -> Result:
        """One fresh client downloads a large room from a server that started anew."""
        filling = workload.large(self._size.large)
        fresh = Errand(room=filling.room, writer=FRESH, waits_for=len(filling.writes))
        async with (
            self._filled(filling) as store,
            self._served(store, [fresh]) as (server, tablets),
        ):
            result = await timed(server, tablets)
            _look_at(tablets)
        return replace(result, visits=len(filling.writes))

    @asynccontextmanager
    async def _served(
        self, store: Path, errands: Sequence[Errand]
    ) -> AsyncIterator[tuple[Server, list[Tablet]]]:
        tablets: list[Tablet] = []
        server = Server(self._peer, store)
        try:
            rooms = sorted({errand.room for errand in errands})
            await self._peer.found(HOST, server.port, rooms)
            tablets += self._tablets(server, errands)
            yield server, tablets
        except (Broken, OSError) as error:
            raise Broken(f"{error}; the server said:\n{server.said()}") from error
        finally:
            server.kill()
            for tablet in tablets:
                tablet.close()

    def _tablets(self, server: Server, errands: Sequence[Errand]) -> list[Tablet]:
        return [self._peer.tablet(HOST, server.port, errand) for errand in errands]

    async def _still_there(self, store: Path, day: Sequence[Errand]) -> int:
        """What fresh clients are given by a server that starts on what another one left."""
        rooms = sorted({errand.room for errand in day})
        # They wait for more than there can be, and leave when nothing comes any more.
        fresh = [Errand(room=each, writer=READER, waits_for=WITHOUT_END) for each in rooms]
        async with self._served(store, fresh) as (server, tablets):
            reading = [asyncio.create_task(_read(tablet)) for tablet in tablets]
            await idle(server)
            for task in reading:
                task.cancel()
            for ended in await asyncio.gather(*reading, return_exceptions=True):
                if not isinstance(ended, asyncio.CancelledError | None):
                    raise ended
            return sum(tablet.readable() for tablet in tablets)

    @asynccontextmanager
    async def _filled(self, errand: Errand) -> AsyncIterator[Path]:
        """A copy of a store in which an errand was done, and all of it is stored."""
        made = self._folder / f"{self._peer.name}.{errand.room}"
        if not made.exists():
            with self._store() as store:
                await self._fill(store, errand)
                store.rename(made)
                store.mkdir()
        with self._store() as store:
            shutil.copytree(made, store, dirs_exist_ok=True)
            yield store

    async def _fill(self, store: Path, errand: Errand) -> None:
        async with self._served(store, [errand]) as (server, tablets):
            result = await timed(server, tablets)
            await idle(server)
            for tablet in tablets:
                tablet.close()
            await idle(server)
            server.stop()
        there = await self._still_there(store, [errand])
        if there != result.visits:
            raise Broken(f"of {result.visits} visits {there} were stored by an idle server")

    @contextmanager
    def _store(self) -> Iterator[Path]:
        with TemporaryDirectory(dir=self._folder, prefix=f"{self._peer.name}-") as store:
            yield Path(store)


async def _read(tablet: Tablet) -> None:
    await tablet.connect()
    await tablet.work()


def _look_at(tablets: Sequence[Tablet]) -> None:
    """What arrived must be readable: one tablet a room reads all of it.

    Raises:
        Broken: it is not.
    """
    for tablet in {each.errand.room: each for each in tablets}.values():
        found = tablet.readable()
        if found != tablet.errand.waits_for:
            raise Broken(f"{tablet.errand.room} shows {found} of {tablet.errand.waits_for} visits")
