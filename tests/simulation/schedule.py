"""The schedule of one seed: which steps, in which order; each is complete in itself.

A step carries its own dice, so that leaving others out changes nothing of what it draws: that is
what makes a failing schedule shrink. Each seed draws its own mixture first (kinds of fault that
never happen, others that happen all the time): rare combinations come up in some seeds instead of
in none.
"""

import random
from dataclasses import dataclass, replace

TABLETS_MAX = 20

FLOW = {
    "write": 30,
    "connect": 16,
    "talk": 60,
    "up": 8,
    "down": 8,
    "commit": 6,
}
"""What happens all the time, with its weight."""

FAULTS = {
    "cut": 5,
    "tablet_gives_up": 3,
    "server_gives_up": 3,
    "reap": 1,
    "tablet_dies": 5,
    "server_crash": 2,
    "image": 3,
    "put_back_server": 2,
    "clone": 1,
    "copy_home": 3,
    "put_back_home": 2,
    "tablet_clock": 1,
    "server_clock": 1,
    "regrant": 4,
    "nothing_granted": 1,
    "revoke": 1,
    "hand_over": 1,
    "move_area": 2,
    "enrol": 1,
    "settle": 4,
    "accept": 2,
    "discard": 1,
    "disk_full": 1,
    "busy": 1,
    "server_stops": 1,
    "forbidden_state": 2,
}
"""What goes wrong, or is decided elsewhere, with its usual weight."""

ERASING = 0.3
"""The share of seeds in which residents have records of theirs erased, one to four times."""

EXCLUDED = 0.45
"""The share of kinds of fault that a seed leaves out altogether."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, to which tablet (counted modulo those there are), with which dice."""

    number: int
    kind: str
    who: int
    dice: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What a seed's district is like.

    Attributes:
        seed: everything follows from it.
        tablets: homes at the beginning.
        grids: of the district.
        sqlite: whether the server's log is the one in SQLite.
        page_bytes: of one `changes` message at most; small, so that few rows need many.
        window_bytes: of rows in flight.
        device_record_bytes: what a device may write into a record; small in some seeds.
        quarantine_bytes: what quarantine keeps of a device; small in some seeds.
        accepts: whether a supervisor accepts everything that is in quarantine in the end.
    """

    seed: int
    tablets: int
    grids: int
    sqlite: bool
    page_bytes: int
    window_bytes: int
    device_record_bytes: int
    quarantine_bytes: int
    accepts: bool


def drawn(seed: int, steps: int) -> tuple[Setting, list[Step]]:
    """The district and the steps of a seed."""
    chance = random.Random(seed)
    setting = Setting(
        seed=seed,
        tablets=chance.choice((5, 5, 5, 6, 6, 7, 8, 10, 12, 16)),
        grids=chance.choice((2, 2, 3, 4)),
        sqlite=chance.random() < 0.15,
        page_bytes=chance.choice((300, 700, 2000, 128 * 1024)),
        window_bytes=chance.choice((2000, 6000, 1024 * 1024)),
        device_record_bytes=chance.choice((1200, 128 * 1024, 128 * 1024)),
        quarantine_bytes=chance.choice((2500, 16 * 1024 * 1024, 16 * 1024 * 1024)),
        accepts=chance.random() < 0.25,
    )
    weights = dict(FLOW)
    for kind, weight in FAULTS.items():
        if chance.random() >= EXCLUDED:
            weights[kind] = max(1, round(weight * chance.choice((0.5, 1, 1, 3))))
    kinds = chance.choices(list(weights), list(weights.values()), k=steps)
    busy = chance.randrange(3, TABLETS_MAX)  # some tablets are heard of more than others
    schedule = [
        Step(number, kind, chance.randrange(busy), chance.getrandbits(53))
        for number, kind in enumerate(kinds)
    ]
    return setting, _with_erasures(schedule, random.Random(f"erasures of {seed}"))


def _with_erasures(schedule: list[Step], chance: random.Random) -> list[Step]:
    """An erasure in place of a few steps; with dice of its own: all others stay the same."""
    if chance.random() < ERASING:
        times = min(chance.randrange(1, 5), len(schedule))
        for number in chance.sample(range(len(schedule)), times):
            schedule[number] = replace(schedule[number], kind="erase")
    return schedule
