"""The figures of one measurement, and how they are read off processes and files.

- CPU: the kernel's clock of a whole process, its threads included, user and system time
  (clock_getcpuclockid(3)); of the server that is one process for sockets, gate and writer, and one
  for the projector. The driver's own is shown beside it, to see that it is not what was measured.
- Memory: `VmHWM` of /proc (proc(5)), the most that was ever resident.
- fsyncs: counted without tracing. Every commit that changes log.db is one of its write-ahead log
  (the server counts commits itself, `doorstep_commits`), every checkpoint two more (the write-ahead
  log, then the database); the pages' database has those of its checkpoints alone. How often a
  write-ahead log began anew stands in its header. A checkpoint after the last row is not seen.
- Waits: medians and 99th percentiles of all, in milliseconds.
"""

import http.client
import os
import platform
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from server.bench.errors import BenchFailed
from server.bench.wire import Traffic
from server.database import FILE_NAME as LOG_NAME
from server.views.file import FILE_NAME as VIEWS_NAME

MB: Final = 1_000_000
KIB: Final = 1024

PROJECTOR: Final = "server.views.projector"

SYNCS_A_CHECKPOINT: Final = 2

_CHECKPOINTS = slice(12, 16)
"""Where a write-ahead log counts how often it began anew (sqlite.org/walformat.html)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cpu:
    """CPU seconds of the server's two processes, and of the driver."""

    sockets_s: float
    projector_s: float
    driver_s: float


class Meter:
    """Reads what a running server spends, from `start` on.

    Args:
        pid: of `doorstep serve`.
        url: of it.
        data: its directory.
    """

    def __init__(self, pid: int, url: str, data: Path) -> None:
        self._pids = {"sockets": pid, "projector": _projector_of(pid)}
        self._url = url
        self._data = data
        self.start()

    def start(self) -> None:
        """What was spent before is not this measurement's."""
        self._fsyncs_before = self._all_fsyncs()
        self._before = self._clocks()

    def cpu(self) -> Cpu:
        """The CPU since the start."""
        sockets_s, projector_s, driver_s = (
            now_s - before_s for now_s, before_s in zip(self._clocks(), self._before, strict=True)
        )
        return Cpu(sockets_s=sockets_s, projector_s=projector_s, driver_s=driver_s)

    def fsyncs(self) -> int:
        """The fsyncs since the start; to ask for them costs the server a few milliseconds."""
        return self._all_fsyncs() - self._fsyncs_before

    def peaks_mb(self) -> dict[str, float]:
        """The most memory that each process ever had resident."""
        return {name: round(_status(pid, "VmHWM") / MB, 1) for name, pid in self._pids.items()}

    def resident_bytes(self) -> int:
        """The memory of sockets, gate and writer now."""
        return _status(self._pids["sockets"], "VmRSS")

    def _clocks(self) -> tuple[float, float, float]:
        sockets_s, projector_s = (_cpu_s(pid) for pid in self._pids.values())
        return sockets_s, projector_s, time.process_time()

    def _all_fsyncs(self) -> int:
        checkpoints = sum(_checkpoints(self._data / name) for name in (LOG_NAME, VIEWS_NAME))
        return self._commits() + SYNCS_A_CHECKPOINT * checkpoints

    def _commits(self) -> int:
        host = urlsplit(self._url).netloc
        with closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        lines = (line.split() for line in text.splitlines())
        return next(int(float(line[1])) for line in lines if line[0] == "doorstep_commits_total")


def figures(wall_s: float, cpu: Cpu, meter: Meter, traffic: Traffic) -> dict[str, Any]:
    """The part of a benchmark's document that all of them have."""
    return {
        "wall_s": round(wall_s, 3),
        "cpu_s": {
            "sockets": round(cpu.sockets_s, 3),
            "projector": round(cpu.projector_s, 3),
            "driver": round(cpu.driver_s, 3),
        },
        "peak_mb": meter.peaks_mb(),
        "up_bytes": traffic.up,
        "down_bytes": traffic.down,
        "fsyncs": meter.fsyncs(),
    }


def machine() -> dict[str, Any]:
    """Where figures are taken, and what else goes on there."""
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def waits_ms(waits_s: Iterable[float]) -> dict[str, float] | None:
    """Median and 99th percentile; None where nothing was waited for."""
    ordered = sorted(waits_s)
    if not ordered:
        return None
    parts = {"p50": len(ordered) // 2, "p99": len(ordered) * 99 // 100}
    return {name: round(ordered[at] * 1000, 2) for name, at in parts.items()}


def _cpu_s(pid: int) -> float:
    """CPU seconds of a process and all its threads, to the nanosecond.

    The number of another process's clock follows from its id, as in clock_getcpuclockid(3); the
    ticks of /proc are a hundredth of a second, as long as some of what is measured.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError as error:
        raise BenchFailed(reason="a process of the server has ended by itself") from error


def _status(pid: int, name: str) -> int:
    """A line of /proc/PID/status, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    lines = (line.split() for line in status.splitlines())
    return next(int(line[1]) * KIB for line in lines if line[0] == f"{name}:")


def _projector_of(pid: int) -> int:
    """The child of a server that folds."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text(encoding="utf-8").split()
        for child in map(int, children):
            if PROJECTOR in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"):
                return child
    raise BenchFailed(reason="the server has no projector")


def _checkpoints(database: Path) -> int:
    """How often a database's write-ahead log began anew since the file is there."""
    try:
        with database.with_name(f"{database.name}-wal").open("rb") as file:
            return int.from_bytes(file.read(32)[_CHECKPOINTS], "big")
    except FileNotFoundError:
        return 0
