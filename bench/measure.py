"""What a server costs, read from outside it: CPU time and memory of its processes, from Linux.

CPU time is the kernel's own count in nanoseconds, threads that ended included; the ticks of
`/proc/PID/stat` are too coarse for a download that takes thirty milliseconds.
"""

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

_SCHEDULED = 2
"""CPUCLOCK_SCHED: with a process id it makes the clock that clock_getcpuclockid(3) gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """Where something was measured, and what else ran there."""

    processor: str
    cores: int
    memory_gb: int
    kernel: str
    load: float


def processes(root: int) -> list[int]:
    """A process and all that it started."""
    found = [root]
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            found.extend(int(child) for child in task.read_text().split())
    return found


def cpu_s(root: int) -> float:
    """Seconds of CPU that a process and its children took so far."""
    return sum(time.clock_gettime(~process << 3 | _SCHEDULED) for process in processes(root))


def peak_mb(root: int) -> float:
    """The most memory that each of these processes ever held, together."""
    return sum(_status_kb(process, "VmHWM") for process in processes(root)) * 1024 / 1_000_000


def machine() -> Machine:
    """This machine, now."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=models[0] if models else platform.machine(),
        cores=os.cpu_count() or 1,
        memory_gb=round(pages / 2**30),
        kernel=platform.release(),
        load=round(os.getloadavg()[0], 1),
    )


def _status_kb(process: int, name: str) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0
