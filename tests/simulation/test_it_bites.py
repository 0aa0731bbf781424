"""The simulation finds bugs: each of these is planted in the code, and a seed of 500 breaks on it.

The seed that found it stands beside the bug and is tried first, so that the test is short; where a
schedule has changed since, the others follow in their order. The same 500 seeds break no promise
of the code as it is (`test_simulation`, the last 300 of them in its long form).
"""

import re

import pytest

from tests.simulation.planted import PLANTS
from tests.simulation.shrinking import replay
from tests.simulation.simulation import run

SEEDS = 500

THE_SEVEN = {
    "ack before commit": 0,
    "cursor past a hole": 2,
    "echo suppressed by device": 1,
    "a mark ignored": 1,
    "a refused row dropped": 0,
    "replaces naming what was not seen": 0,
    "a change written anew under a second id": 0,
}
FURTHER = {
    "own rows not pushed again after a rewind": 269,
    "rows of others not given back": 0,
    "a window that never opens wholly": 0,
    "a digest left stale": 0,
    "a lost area deleted before its answers": 1,
    "a refused row forgotten by its tablet": 0,
    "a row served before its right is looked at": 0,
    "an erased record kept by its tablet": 3,
    "an erasure that takes what waits": 4,
    "an erasure that forgets whom to tell": 3,
}

pytestmark = pytest.mark.no_cover


def found_by(bug, first):
    """The seed that finds a planted bug, and the promise it breaks; None if no seed does."""
    for seed in sorted(range(SEEDS), key=lambda seed: (seed != first, seed)):
        with PLANTS[bug]():
            broken = run(seed)
        if broken is not None:
            return seed, broken
    return None


def test_the_bugs_are_those_that_are_planted():
    assert PLANTS.keys() == THE_SEVEN.keys() | FURTHER.keys()


@pytest.mark.parametrize(("bug", "first"), (THE_SEVEN | FURTHER).items(), ids=str)
def test_a_planted_bug_is_found_within_500_seeds(bug, first):
    found = found_by(bug, first)
    assert found is not None, f"{SEEDS} seeds did not find it"
    seed, broken = found
    print(f"{bug}: found by seed {seed}: {broken}")
    assert run(seed) is None, "without the bug the same seed breaks nothing"


def test_a_seed_that_breaks_prints_its_few_steps_and_how_to_play_them_again():
    with PLANTS["cursor past a hole"]():
        story = replay(THE_SEVEN["cursor past a hole"])
        seed, only = re.search(r"again: SEED=(\d+) ONLY=([\d,]+) ", story).groups()
        numbers = [int(number) for number in only.split(",")]
        again = replay(int(seed), numbers)
    assert len(numbers) < 20
    assert again == story
    assert all(f"\n  {number}: " in story for number in numbers)
