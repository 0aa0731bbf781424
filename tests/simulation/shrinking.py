"""The smallest schedule that still breaks the same promise, and how to run it again.

Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002)
over the list of steps, bounded by a number of plays; each step is complete in itself, so any part
of a schedule is a schedule.
"""

from collections.abc import Sequence

from tests.simulation.ledger import Broken
from tests.simulation.schedule import Setting, Step, drawn
from tests.simulation.simulation import STEPS, play

PLAYS_MAX = 600
"""Schedules tried; some ten a second."""


def shrunk(setting: Setting, steps: Sequence[Step], promise: str) -> list[Step]:
    """Steps of which (nearly) none can be left out without keeping the promise."""
    kept, parts, plays = list(steps), 2, 0
    while len(kept) > 1 and plays < PLAYS_MAX:
        size = -(-len(kept) // parts)
        for first in range(0, len(kept), size):
            fewer = kept[:first] + kept[first + size :]
            plays += 1
            broken, _ = play(setting, fewer)
            if broken is not None and broken.promise == promise:
                kept, parts = fewer, max(2, parts - 1)
                break
        else:
            if size == 1:
                break
            parts = min(len(kept), parts * 2)
    return kept


def replay(seed: int, numbers: Sequence[int] | None = None, steps: int = STEPS) -> str:
    """What breaks in a seed, as a person reads it: the steps in words, and the command.

    Args:
        seed: the seed.
        numbers: the steps to carry out; None shrinks the whole schedule first.
        steps: how many the schedule has.
    """
    setting, schedule = drawn(seed, steps)
    if numbers is None:
        broken, _ = play(setting, schedule)
        if broken is None:
            return f"seed {seed} keeps every promise"
        schedule = shrunk(setting, schedule, broken.promise)
    else:
        schedule = [step for step in schedule if step.number in set(numbers)]
    broken, world = play(setting, schedule, tell=True)
    listed = ",".join(str(step.number) for step in schedule)
    return "\n".join(
        [
            f"seed {seed} breaks a promise: {broken}",
            f"{setting}",
            *(f"  {line}" for line in world.story or ()),
            (
                "again: "
                f"SEED={seed} ONLY={listed} pytest tests/simulation/test_simulation.py -k one_seed"
            ),
        ]
    )


def story_of(broken: Broken | None, seed: int) -> str:
    """The replay of a seed that broke a promise."""
    return f"{broken}\n{replay(seed)}"
