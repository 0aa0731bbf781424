"""The district at work: carries the steps out, one after the other, in virtual time.

Invariants: everything follows from the setting and the steps; a step that does not fit (no
connection, no copy) does nothing; nothing sleeps, waits or runs beside anything else.
"""

import random

from tests.simulation.faults import Faults
from tests.simulation.lines import Lines
from tests.simulation.rights import Rights
from tests.simulation.schedule import Step
from tests.simulation.tablet import Died
from tests.simulation.work import Work


class World(Work, Rights, Lines, Faults):
    """One district, and what happens in it."""

    def run(self, step: Step) -> None:
        """One step: `_write`, `_cut`, … of the parts."""
        self.step = step
        chance = random.Random(step.dice)
        tablet = self.tablets[step.who % len(self.tablets)]
        self.pass_time(chance.choice((0.01, 0.5, 20.0, 400.0)))
        tablet.chance = chance
        try:
            getattr(self, f"_{step.kind}")(tablet, chance)
        except Died:
            self.ledger.happened["died"] += 1
            self.tell(f"{tablet.name} dies behind a commit")
            tablet.die()
