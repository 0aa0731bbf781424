"""The smallest schedule that still breaks the same promise, and how to run it again.

Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002)
over the list of steps, bounded by the work it may cost; each step is complete in itself, so any
part of a schedule is a schedule.
"""

from collections.abc import Sequence

from tests.simulation.schedule import Setting, Step, drawn
from tests.simulation.simulation import STEPS, play

STEPS_PLAYED_MAX = 60_000
"""Of all schedules tried, half a minute's work: a failing test has to end within its timeout."""

HEALING_STEPS = 100
"""What the end of each schedule costs, in steps."""


def shrunk(setting: Setting, steps: Sequence[Step], promise: str) -> list[Step]:
    """Steps of which (nearly) none can be left out without keeping the promise."""
    kept, parts, played = _until_it_broke(setting, steps), 2, 0
    while len(kept) > 1 and played < STEPS_PLAYED_MAX:
        size = -(-len(kept) // parts)
        for first in range(0, len(kept), size):
            fewer = kept[:first] + kept[first + size :]
            played += len(fewer) + HEALING_STEPS
            broken, _ = play(setting, fewer)
            if broken is not None and broken.promise == promise:
                kept, parts = fewer, max(2, parts - 1)
                break
        else:
            if size == 1:
                break
            parts = min(len(kept), parts * 2)
    return kept


def _until_it_broke(setting: Setting, steps: Sequence[Step]) -> list[Step]:
    """The steps up to the one in which it broke; all of them if it did so in the end."""
    _, world = play(setting, steps)
    last = world.step
    return [step for step in steps if last is None or step.number <= last.number]


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
    length = "" if steps == STEPS else f"STEPS={steps} "
    return "\n".join(
        [
            f"seed {seed} breaks a promise in {len(schedule)} steps: {broken}",
            f"{setting}",
            *(f"  {line}" for line in world.story or ()),
            f"again: {length}SEED={seed} ONLY={listed} \\",
            "  .venv/bin/python -m pytest tests/simulation/test_simulation.py -k one_seed",
        ]
    )
