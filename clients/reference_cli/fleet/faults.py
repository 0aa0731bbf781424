"""What goes wrong in a fleet, and when: seeded, so that a run can be repeated.

`cut`: a tablet's connection ends after so many bytes in either direction, wherever that is.
`kill`: the process that holds homes gets SIGKILL after so many of its events, and another one goes
on with the homes as they are on disk. How bytes and events fall together differs between runs.
"""

from enum import StrEnum
from math import exp, log
from random import Random
from typing import Final


class Fault(StrEnum):
    """The faults that can be asked for."""

    cut = "cut"
    kill = "kill"


CUTS_MAX: Final = 3
"""Connections of one tablet that are cut; the ones after that are left alone, so that it ends."""

CUT_BYTES: Final = (100, 60_000)
"""From within the handshake to beyond most sessions; drawn evenly by order of magnitude."""

KILLS: Final = 2
"""Of one worker in one phase."""


def cuts(seed: int, tablet: int) -> tuple[int, ...]:
    """After how many bytes each of the tablet's first connections ends."""
    random = Random(f"{seed}/cut/{tablet}")  # noqa: S311 - a schedule, no secret
    low, high = map(log, CUT_BYTES)
    count = int(random.random() * (CUTS_MAX + 1))
    return tuple(int(exp(low + random.random() * (high - low))) for _ in range(count))


def kills(seed: int, worker: int, phase: str, events: int) -> tuple[int, ...]:
    """After how many of the phase's events the worker is killed, ascending."""
    random = Random(f"{seed}/kill/{phase}/{worker}")  # noqa: S311 - a schedule, no secret
    return tuple(sorted(1 + int(random.random() * events) for _ in range(KILLS)))
