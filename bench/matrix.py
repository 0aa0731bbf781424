"""Which scenarios there are, and runs of them, one server after the other, again and again.

Interleaved, so that what else the machine does falls on all of them alike: every scenario of every
server once, then all again.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.peer import Peer
from bench.scenarios import Scenarios, Size
from bench.timing import Result
from bench.websocket import Broken


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """One column of the table: its name, its title, and how a peer goes through it."""

    name: str
    title: str
    of: Callable[[Scenarios], Awaitable[Result]]


SCENARIOS = (
    Scenario(
        name="storm-0-1",
        title="Storm within 0 s, one push",
        of=lambda those: those.storm(0, 1),
    ),
    Scenario(
        name="storm-0-25",
        title="Storm within 0 s, 25 pushes",
        of=lambda those: those.storm(0, 25),
    ),
    Scenario(
        name="storm-2-1",
        title="Storm within 2 s, one push",
        of=lambda those: those.storm(2, 1),
    ),
    Scenario(
        name="storm-2-25",
        title="Storm within 2 s, 25 pushes",
        of=lambda those: those.storm(2, 25),
    ),
    Scenario(
        name="reconnect",
        title="Reconnect with nothing new",
        of=lambda those: those.reconnect(),
    ),
    Scenario(
        name="singles",
        title="Single visits",
        of=lambda those: those.singles(),
    ),
    Scenario(
        name="download",
        title="Download of 25,000 records",
        of=lambda those: those.download(),
    ),
)


class Contestant(Protocol):
    """Whoever can go through scenarios."""

    @property
    def name(self) -> str:
        """How it is named on the command line."""

    async def go_through(self, scenario: Scenario) -> Result | None:
        """Once; nothing where it has no such scenario.

        Raises:
            Broken: it did not come to its end.
        """


class Measured:
    """A peer that goes through the scenarios."""

    def __init__(self, peer: Peer, size: Size, folder: Path) -> None:
        self.name = peer.name
        self._scenarios = Scenarios(peer, size, folder)

    async def go_through(self, scenario: Scenario) -> Result:
        """Once."""
        return await scenario.of(self._scenarios)


@dataclass(slots=True)
class Outcome:
    """What came of one scenario of one server: its runs, and what went wrong in others."""

    runs: list[Result] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


Outcomes = Mapping[tuple[str, str], Outcome]
"""By the names of server and scenario."""


def expected(contestants: Sequence[Contestant], scenarios: Sequence[Scenario]) -> Outcomes:
    """Nothing yet of everything."""
    return {(each.name, scenario.name): Outcome() for each in contestants for scenario in scenarios}


async def measure(
    contestants: Sequence[Contestant],
    scenarios: Sequence[Scenario],
    runs: int,
    outcomes: Outcomes,
    told: Callable[[str], None],
    once: Collection[str] = (),
) -> None:
    """Goes through everything so many times; `outcomes` has each result as soon as it is known.

    Contestants named in `once` take part in the first run alone.
    """
    for run in range(1, runs + 1):
        taking_part = [each for each in contestants if run == 1 or each.name not in once]
        for scenario in scenarios:
            for contestant in taking_part:
                told(f"run {run} of {runs}: {scenario.name} {contestant.name}")
                outcome = outcomes[contestant.name, scenario.name]
                try:
                    result = await contestant.go_through(scenario)
                except Broken as broken:
                    told(f"{contestant.name} {scenario.name}: {broken}")
                    outcome.broken.append(str(broken))
                else:
                    outcome.runs += [] if result is None else [result]
