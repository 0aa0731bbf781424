"""The parent of a fleet: enrols it, gives it a day, lets it sync, and strikes the balance.

Phases, each over all tablets: enrolment, a day offline, sync, a final sync in which every tablet
compares digests at the head, and the check. Teams are spread over the workers, so that killing one
takes one of two who met and leaves the other.

Left out: what is printed (`commands.simulate`).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from clients.reference_cli.fleet import metrics
from clients.reference_cli.fleet.balance import Balance, strike
from clients.reference_cli.fleet.crew import COUNTED, Event, Worker
from clients.reference_cli.fleet.download import download, together
from clients.reference_cli.fleet.faults import Fault, cuts, kills
from clients.reference_cli.fleet.metrics import Spent
from clients.reference_cli.fleet.orders import (
    DownloadFailed,
    Orders,
    Report,
    SimulationFailed,
    SimulationTimeout,
)
from clients.reference_cli.fleet.plan import Plan, plan
from clients.reference_cli.fleet.roster import Roster, read_roster
from clients.reference_cli.fleet.steps import beginning_ms, write_steps
from clients.reference_cli.tablet import device_clock_ms
from sync.core.errors import RemoteError

WORKERS: Final = 2
"""Processes that hold homes: so that one can be killed while the other goes on."""

SHOWN_TIMEOUT_S: Final = 60.0
"""For the server to show what it stored, before what all of it cost is read."""

PAUSE_S: Final = 0.1


OnProgress = Callable[[str, int, int], None]
"""Phase, done, total."""


async def simulate(orders: Orders, on_progress: OnProgress) -> Report:
    """Runs the fleet.

    Raises:
        SimulationFailed: the server refused a code or a tablet.
        DownloadFailed: what it has could not be read back.
        SimulationTimeout: the time was over.
        WorkerDied: a process of the fleet ended by itself.
    """
    try:
        async with asyncio.timeout(orders.timeout_s):
            return await _Fleet(orders, on_progress).run()
    except TimeoutError as error:
        raise SimulationTimeout(seconds=round(orders.timeout_s)) from error


class _Fleet:
    """One run."""

    def __init__(self, orders: Orders, on_progress: OnProgress) -> None:
        self._orders = orders
        self._on_progress = on_progress
        self._deadline_s = time.monotonic() + orders.timeout_s
        self._homes = {
            number: orders.homes / f"tablet-{number:03}"
            for number in range(1, 1 + len(orders.codes))
        }
        self._workers: list[Worker] = []
        self._phases_s: dict[str, float] = {}
        self._connections = 0

    async def run(self) -> Report:
        """All phases."""
        async with self._crew():
            await self._enrol()
            roster = await asyncio.to_thread(read_roster, self._homes)
            planned = self._plan(roster)
            await self._work(planned)
            readings = [await self._spent()]
            await self._sync(planned)
            readings.append(await self._spent())
            await self._compare()
            readings.append(await self._once_shown())
        balance = await self._check(roster)
        return Report(
            balance=balance,
            plan=planned,
            phases_s=self._phases_s,
            retries=self._connections - 2 * len(self._homes),
            killed=sum(worker.killed for worker in self._workers),
            cpu_s=_cpu_s(readings),
            peak_mb=None if readings[-1] is None else readings[-1].peak_mb,
        )

    # Phases

    async def _enrol(self) -> None:
        orders = self._orders
        tablets = {
            number: {"home": str(home), "code": code, "name": home.name}
            for (number, home), code in zip(self._homes.items(), orders.codes, strict=True)
        }
        server = {"url": orders.address.url, "ca": orders.address.ca}
        await self._phase("enrol", {"job": "enrol", **server}, tablets, len(tablets))

    def _plan(self, roster: Roster) -> Plan:
        return plan(
            [tablet.member for tablet in roster.tablets],
            roster.forms.values(),
            visits=self._orders.visits,
            seed=self._orders.seed,
            day=datetime.now(tz=UTC).date(),
        )

    async def _work(self, planned: Plan) -> None:
        tablets = {
            number: {"home": str(home), "steps": write_steps(planned.steps[number])}
            for number, home in self._homes.items()
        }
        job = {"job": "work", "day_ms": beginning_ms(device_clock_ms())}
        await self._phase("work", job, tablets, _changes(planned))

    async def _sync(self, planned: Plan) -> None:
        seed = self._orders.seed if Fault.cut in self._orders.faults else None
        tablets = {
            number: {"home": str(home), "cuts": () if seed is None else cuts(seed, number)}
            for number, home in self._homes.items()
        }
        await self._phase("sync", {"job": "deliver"}, tablets, _changes(planned))

    async def _compare(self) -> None:
        """The final sync: everybody has everything, and says so."""
        tablets = {number: {"home": str(home), "cuts": ()} for number, home in self._homes.items()}
        await self._phase("final", {"job": "deliver"}, tablets, len(tablets))

    async def _check(self, roster: Roster) -> Balance:
        started_s = time.monotonic()
        tokens = roster.readers()
        self._on_progress("check", 0, len(tokens))
        try:
            rows = await download(
                self._orders.address,
                tokens,
                lambda done: self._on_progress("check", done, len(tokens)),
            )
        except RemoteError as error:
            raise DownloadFailed(reason=error.reason) from error
        balance = await asyncio.to_thread(strike, self._homes.values(), rows, roster.forms)
        self._phases_s["check"] = round(time.monotonic() - started_s, 3)
        return balance

    async def _spent(self) -> Spent | None:
        return await asyncio.to_thread(metrics.read, self._orders.address)

    async def _once_shown(self) -> Spent | None:
        """What the server spent, once it shows all that it stored."""
        until_s = time.monotonic() + SHOWN_TIMEOUT_S
        while True:
            spent = await self._spent()
            if spent is None or not spent.lag_rows or time.monotonic() > until_s:
                return spent
            await asyncio.sleep(PAUSE_S)

    # Workers

    @asynccontextmanager
    async def _crew(self) -> AsyncIterator[None]:
        self._workers = [Worker() for _ in range(min(WORKERS, len(self._homes)))]
        try:
            yield
        finally:
            for worker in self._workers:
                await worker.close()

    async def _phase(
        self, name: str, job: dict[str, Any], tablets: Mapping[int, dict[str, Any]], total: int
    ) -> None:
        """One job for all tablets, shared among the workers; SimulationFailed if one fails."""
        started_s = time.monotonic()
        tally = _Tally(name, total, self._on_progress)
        job |= {"seed": self._orders.seed, "timeout_s": self._deadline_s - started_s}
        shares: list[list[dict[str, Any]]] = [[] for _ in self._workers]
        for number, tablet in tablets.items():
            shares[number % len(shares)].append({"number": number, **tablet})
        await together(
            worker.run(
                {**job, "tablets": share},
                tally.take,
                self._kills(name, place, total // len(shares), len(share)),
            )
            for place, (worker, share) in enumerate(zip(self._workers, shares, strict=True))
        )
        self._connections += tally.connections
        self._phases_s[name] = round(time.monotonic() - started_s, 3)
        tally.close()

    def _kills(self, phase: str, worker: int, changes: int, tablets: int) -> tuple[int, ...]:
        if Fault.kill not in self._orders.faults or phase == "final":
            return ()
        # In a sync each tablet says at least once that something was answered, rarely much more.
        events = changes if phase == "work" else tablets
        return kills(self._orders.seed, worker, phase, events)


class _Tally:
    """What the events of one phase said."""

    def __init__(self, phase: str, total: int, on_progress: OnProgress) -> None:
        self.connections = 0
        self._phase = phase
        self._total = total
        self._done = 0
        self._failed: dict[int, str] = {}
        self._on_progress = on_progress
        on_progress(phase, 0, total)

    def take(self, event: Event) -> None:
        """Counts an event, and passes on how far the phase is."""
        name = event["event"]
        if name == "failed":
            self._failed[event["tablet"]] = event["reason"]
        elif name == "connecting":
            self.connections += 1
        if name in ("enrolled", "delivered"):
            self._failed.pop(event["tablet"], None)  # failed before its worker was killed
        if name in COUNTED or (name == "delivered" and self._phase == "final"):
            # What was under way when a worker was killed may be counted twice.
            self._done = min(self._total, self._done + event.get("changes", 1))
            self._on_progress(self._phase, self._done, self._total)

    def close(self) -> None:
        """SimulationFailed if a tablet did not get there."""
        for tablet, reason in self._failed.items():
            raise SimulationFailed(n=len(self._failed), tablet=tablet, reason=reason)


def _cpu_s(readings: Sequence[Spent | None]) -> dict[str, Mapping[str, float]] | None:
    """What each phase cost, by readings before, between and after."""
    phases = {}
    for phase, before, after in zip(("sync", "final"), readings, readings[1:], strict=False):
        if before is None or after is None:
            return None
        phases[phase] = after.since(before)
    return phases


def _changes(planned: Plan) -> int:
    return sum(map(len, planned.steps.values()))
