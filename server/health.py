"""Operations' doors: `/health/live`, `/health/ready`, `/metrics`.

Live: the process answers. Ready: it acknowledges changes and the pages' data is being kept up: the
projector runs, is held by no signal, and does not sit on rows without a word. The metrics come from
what is there when asked (Prometheus text format), from a registry that this app owns. They name no
person, record or area.
"""

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.clock import now_ms
from server.station import Station

_KIB = 1024

STALLED_S: Final = 30.0
"""So long a change may wait while the projector says nothing: a batch takes a second or two."""

_HELD: Final = frozenset("Tt")
"""States of a process that a signal or a debugger holds (proc(5))."""


class Standing(StrEnum):
    """How the projector stands."""

    running = "running"
    stopped = "stopped"
    stalled = "stalled"


def routes(station: Station, open_sessions: Callable[[], int]) -> list[Route]:
    """The three routes.

    Args:
        station: the directory in use.
        open_sessions: how many tablets are connected now.
    """
    registry = CollectorRegistry()
    registry.register(_Readings(station, open_sessions))

    async def live(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> Response:
        projector = await run_in_threadpool(_projector, station)
        storage, runs = station.failure is None, projector["state"] == Standing.running
        state = {"ok": storage and runs, "storage": storage, "projector": runs}
        about = {f"projector_{name}": value for name, value in projector.items()}
        return JSONResponse(state | about, status_code=200 if storage and runs else 503)

    async def metrics(_: Request) -> Response:
        text = await run_in_threadpool(generate_latest, registry)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", metrics),
    ]


def standing(state: str | None, behind_s: float, quiet_s: float) -> Standing:
    """How a projector stands.

    Args:
        state: of its process, as the system says it; None without one.
        behind_s: how long the oldest change has waited that the pages do not show; 0 if none does.
        quiet_s: how long it has said nothing.
    """
    if state is None or state in _HELD:
        return Standing.stopped
    return Standing.stalled if min(behind_s, quiet_s) > STALLED_S else Standing.running


def _projector(station: Station) -> dict[str, object]:
    positions = {scope: each.seq for scope, each in station.views.positions().items()}
    next_rows = station.reader.since(positions, max(1, len(station.reader.heads())))
    waiting = [row.received_ms for row in next_rows if row.received_ms]  # a lost row has no time
    behind_s = max(0, now_ms() - min(waiting)) / 1000 if waiting else 0.0
    pid = station.projector.pid
    return {
        "state": standing(_state(pid) if pid else None, behind_s, station.projector.quiet_s),
        "behind_s": round(behind_s, 1),
    }


class _Readings(Collector):
    """Reads every metric when it is asked for; keeps nothing between."""

    def __init__(self, station: Station, open_sessions: Callable[[], int]) -> None:
        self._station = station
        self._open_sessions = open_sessions

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not read the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """What stands now."""
        yield from self._processes()
        stored = CounterMetricFamily(
            "doorstep_rows_stored", "Changes committed to the log since this process started."
        )
        stored.add_metric([], self._station.rows_stored)
        yield stored
        commits = CounterMetricFamily(
            "doorstep_commits",
            "Transactions that changed log.db since this process started, each one fsync.",
        )
        commits.add_metric([], self._station.writer.commits)
        yield commits
        yield GaugeMetricFamily(
            "doorstep_sessions_open", "Tablets connected.", value=self._open_sessions()
        )
        yield GaugeMetricFamily(
            "doorstep_projector_lag_rows",
            "Changes in the log that the pages do not show yet.",
            value=self._lag_rows(),
        )

    def _processes(self) -> Iterator[Metric]:
        cpu = CounterMetricFamily(
            "doorstep_process_cpu_seconds",
            "User and system CPU time of a process of this server.",
            labels=["process"],
        )
        peak = GaugeMetricFamily(
            "doorstep_process_peak_resident_bytes",
            "Most memory that a process of this server ever had resident.",
            labels=["process"],
        )
        for name, pid in (("sockets", os.getpid()), ("projector", self._station.projector.pid)):
            if pid is not None and (used := _used(pid)) is not None:
                cpu.add_metric([name], used[0])
                peak.add_metric([name], used[1])
        yield cpu
        yield peak

    def _lag_rows(self) -> int:
        projected = self._station.views.positions()
        heads = self._station.reader.heads()
        return sum(
            head.seq - (projected[scope].seq if scope in projected else 0)
            for scope, head in heads.items()
        )


def _state(pid: int) -> str | None:
    """The state of a process as one letter, from Linux's /proc; None if it is gone."""
    try:
        stat = (Path("/proc") / str(pid) / "stat").read_text()
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[0]


def _used(pid: int) -> tuple[float, int] | None:
    """CPU seconds and peak resident bytes of a process, from Linux's /proc; None if it is gone."""
    folder = Path("/proc") / str(pid)
    try:
        stat = (folder / "stat").read_text()
        status = (folder / "status").read_text()
    except OSError:
        return None
    # The name in brackets may hold blanks; utime and stime are fields 14 and 15 (proc(5)).
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    peaks = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")]
    return ticks / os.sysconf("SC_CLK_TCK"), (peaks[0] if peaks else 0) * _KIB
