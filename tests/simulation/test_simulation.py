"""Seeded districts under every fault: nothing lost, nobody stuck, equal rights read equal records.

Short form: 200 districts, 25 of them of 250 steps and the others of half as many, and a few of
1,000. Long form (`make proofs`): `SEEDS=n` districts of 250 steps from number `FIRST` on (default:
2,000 from 0), and one in twenty of 1,000. One seed alone, perhaps with some of its steps only:

    SEED=35 ONLY=20,50,52 .venv/bin/python -m pytest tests/simulation/test_simulation.py -k one_seed
"""

import os
from collections import Counter

import pytest

from tests.scale import LONG
from tests.simulation.schedule import FAULTS, drawn
from tests.simulation.shrinking import replay
from tests.simulation.simulation import STEPS, play, run

FIRST = int(os.environ.get("FIRST", "0"))
SEEDS = int(os.environ.get("SEEDS", "2000")) if LONG else 200
SHARD = 25
WHOLE = SEEDS if LONG else 25
"""So many seeds are played with all their steps, the others with the first half."""
LONG_STEPS = 1000
LONG_SEEDS = SEEDS // 20 if LONG else 8
LONG_SHARD = 4

pytestmark = pytest.mark.no_cover  # the sessions have tests of their own; here speed is seeds


def shards(count: int, size: int) -> list[range]:
    """The seeds in parts that are tests of a few seconds each."""
    return [range(n, min(n + size, FIRST + count)) for n in range(FIRST, FIRST + count, size)]


def named(seeds: range) -> str:
    return f"{seeds.start}-{seeds.stop - 1}"


@pytest.mark.parametrize("seeds", shards(SEEDS, SHARD), ids=named)
def test_no_schedule_breaks_a_promise(seeds):
    for seed in seeds:
        steps = STEPS if seed < FIRST + WHOLE else STEPS // 2
        if run(seed, steps) is not None:
            pytest.fail(replay(seed, steps=steps), pytrace=False)


@pytest.mark.parametrize("seeds", shards(LONG_SEEDS, LONG_SHARD), ids=named)
def test_no_long_schedule_breaks_a_promise(seeds):
    for seed in seeds:
        if run(seed, LONG_STEPS) is not None:
            pytest.fail(replay(seed, steps=LONG_STEPS), pytrace=False)


def test_one_seed_is_played_again():
    """The seed of the environment, with the steps of the environment; without them the first."""
    seed, only = int(os.environ.get("SEED", "0")), os.environ.get("ONLY")
    steps = int(os.environ.get("STEPS", STEPS))
    numbers = None if not only else [int(number) for number in only.split(",")]
    setting, schedule = drawn(seed, steps)
    kept = [step for step in schedule if numbers is None or step.number in numbers]
    if play(setting, kept)[0] is not None:
        pytest.fail(replay(seed, numbers, steps), pytrace=False)


REACHED = frozenset(
    [
        *("stored", "duplicate", "forbidden", "other_author", "forbidden_state", "over_quota"),
        *("discarded", "disk_full", "busy", "quarantine_full", "wrapped", "rewound", "deposit"),
        *("given back", "let go", "died", "closed 1012", "closed 4401", "closed 4403"),
        *("closed 4409", "closed 4503", "window full", "erased"),
    ]
)
"""What happens to tablets, in the words of the ledger."""


def test_the_schedules_reach_every_kind_of_trouble():
    happened: Counter[str] = Counter()
    due = {*REACHED, *FAULTS, "erase", "sqlite", "memory"}
    for seed in range(60):
        setting, schedule = drawn(seed, STEPS)
        happened += play(setting, schedule)[1].ledger.happened
        if due <= happened.keys():
            break
    assert set() == due - happened.keys()


def test_a_seed_is_the_same_district_each_time():
    stories = [play(*drawn(7, STEPS), tell=True)[1].story for _ in range(2)]
    assert stories[0] == stories[1]
    assert len(stories[0]) > STEPS // 4
