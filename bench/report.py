"""What came of all runs: the JSON document, and the tables of `docs/BENCHMARKS.md`.

A cell gives the median of the runs and, where there are several, the smallest and the largest in
brackets. The ratio is of a server's median CPU to Doorstep's in the same runs. What was not
measured is a dash.
"""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from bench.matrix import Outcome, Outcomes, Scenario
from bench.measure import Machine
from bench.timing import Result

DOORSTEP: Final = "doorstep"
DASH: Final = "–"
MB: Final = 1_000_000


class Described(Protocol):
    """What is said about a server, beside its figures."""

    @property
    def name(self) -> str:
        """How it is named on the command line."""

    @property
    def label(self) -> str:
        """How it is named in tables."""

    @property
    def settings(self) -> str:
        """What was set, and what it writes where."""

    @property
    def in_sync(self) -> str:
        """What its tablets know when they believe to be in sync."""

    def versions(self) -> dict[str, str]:
        """Its packages that matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """When, where and how often was measured, and which servers are missing, and why.

    `once`: the labels of servers that were measured in the first run alone.
    """

    date: str
    machine: Machine
    runs: int
    missing: Mapping[str, str]
    once: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: a figure of a run, and how it is written."""

    title: str
    of: Callable[[Result], float | None]
    form: str


COST: Final = (
    Column("server CPU s", lambda run: run.cpu_s, ".2f"),
    Column("peak MB", lambda run: run.peak_mb, ".0f"),
    Column("MB up", lambda run: run.up_bytes / MB, ".2f"),
    Column("MB down", lambda run: run.down_bytes / MB, ".2f"),
    Column("wall s", lambda run: run.wall_s, ".2f"),
    Column("driver CPU s", lambda run: run.driver_cpu_s, ".2f"),
)
LOST: Final = Column("visits lost", lambda run: run.lost, ",.0f")
BESIDE: Final = Column("projector CPU s", lambda run: run.beside_cpu_s, ".2f")
RATES: Final = (
    Column("visits a second", lambda run: run.visits / run.wall_s, ",.0f"),
    Column("visits a server CPU second", lambda run: run.visits / run.cpu_s, ",.0f"),
)


def document(
    servers: Sequence[Described],
    scenarios: Sequence[Scenario],
    outcomes: Outcomes,
    around: Circumstances,
) -> dict[str, Any]:
    """Everything, every run of it."""
    return {
        **asdict(around),
        "servers": [
            {
                "name": server.name,
                "label": server.label,
                "versions": server.versions(),
                "settings": server.settings,
                "in_sync": server.in_sync,
            }
            for server in servers
        ],
        "results": [
            {
                "server": server.name,
                "scenario": scenario.name,
                "runs": [asdict(run) for run in outcomes[server.name, scenario.name].runs],
                "broken": outcomes[server.name, scenario.name].broken,
            }
            for scenario in scenarios
            for server in servers
        ],
    }


def markdown(
    servers: Sequence[Described],
    scenarios: Sequence[Scenario],
    outcomes: Outcomes,
    around: Circumstances,
) -> str:
    """The same for people."""
    machine = around.machine
    done = max((len(outcome.runs) for outcome in outcomes.values()), default=0)
    where = (
        f"Measured on {around.date}, {done} of {around.runs} runs, on {machine.cores} cores"
        f" ({machine.processor}), {machine.memory_gb} GB, Linux {machine.kernel}. The load before"
        f" it began was {machine.load}: above a few tenths other work ran beside it, and wall time"
        " says little."
    )
    # The reason, with addresses and paths of this machine, is for the terminal and the JSON.
    missing = (f"**{name} is missing**: it could not be installed." for name in around.missing)
    once = (f"{label} was measured in the first run alone." for label in around.once)
    parts = [where, *once, *missing]
    for scenario in scenarios:
        found = {server.name: outcomes[server.name, scenario.name] for server in servers}
        parts.append(f"### {scenario.title}\n\n{_table(servers, scenario, found)}")
    parts.append(f"### What was measured\n\n{_descriptions(servers)}")
    return "\n\n".join(parts) + "\n"


def cell(outcome: Outcome, column: Column) -> str:
    """The median of a figure, with its spread where there is one."""
    values = [value for run in outcome.runs if (value := column.of(run)) is not None]
    if not values:
        return DASH
    low, middle, high = (
        format(value, column.form)
        for value in (min(values), statistics.median(values), max(values))
    )
    return middle if low == high else f"{middle} ({low}–{high})"


def ratio(outcome: Outcome, base: Outcome | None) -> str:
    """How often Doorstep's CPU a server's is."""
    if base is None or not base.runs or not outcome.runs:
        return DASH
    own, other = (statistics.median(run.cpu_s for run in each.runs) for each in (outcome, base))
    return f"{own / other:.2f}"


def _table(servers: Sequence[Described], scenario: Scenario, found: Mapping[str, Outcome]) -> str:
    columns = list(_columns(scenario, found))
    rows = [["", *(column.title for column in columns), "CPU to Doorstep's"]]
    for server in servers:
        outcome = found[server.name]
        cells = [cell(outcome, column) for column in columns]
        rows.append([server.label, *cells, ratio(outcome, found.get(DOORSTEP))])
    broken = [
        f"{server.label} did not come to its end in {len(found[server.name].broken)} further runs."
        for server in servers
        if found[server.name].broken
    ]
    return "\n\n".join([_lines(rows), *broken])


def _columns(scenario: Scenario, found: Mapping[str, Outcome]) -> Iterator[Column]:
    if scenario.name == "singles":
        yield from RATES
    if scenario.name.startswith("storm"):
        yield LOST
    yield from COST
    if any(run.beside_cpu_s is not None for outcome in found.values() for run in outcome.runs):
        yield BESIDE


def _descriptions(servers: Sequence[Described]) -> str:
    rows = [["", "versions", "settings", "what a tablet in sync knows"]]
    for server in servers:
        versions = ", ".join(f"{name} {number}" for name, number in server.versions().items())
        rows.append([server.label, versions, server.settings, server.in_sync])
    return _lines(rows)


def _lines(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    rule = ["---", *("---:" for _ in head[1:])] if body and _is_number(body[0][1]) else None
    lines = [head, rule or ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_number(text: str) -> bool:
    return text[:1].isdigit() or text == DASH
