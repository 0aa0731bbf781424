"""What a fleet is told to do, what it reports, and how it can fail."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.errors import TabletError
from clients.reference_cli.fleet.balance import Balance
from clients.reference_cli.fleet.faults import Fault
from clients.reference_cli.fleet.plan import Plan


class SimulationFailed(TabletError):
    """Tablets did not get where they should. Facts: n (how many), tablet, reason (of one)."""

    key = "error.simulation_failed"


class DownloadFailed(TabletError):
    """The server broke the protocol while everything was read back. Facts: reason."""

    key = "error.download_failed"


class SimulationTimeout(TabletError):
    """The time was over before the fleet was done. Facts: seconds."""

    key = "error.simulation_timeout"


@dataclass(frozen=True, kw_only=True, slots=True)
class Orders:
    """What to simulate.

    Attributes:
        codes: one a tablet.
        visits: of each tablet.
        homes: a directory for the tablets' homes.
        timeout_s: for all of it.
    """

    address: ServerAddress
    codes: Sequence[str]
    visits: int
    seed: int
    faults: frozenset[Fault]
    homes: Path
    timeout_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What came of it.

    Attributes:
        balance: both sides compared.
        plan: what was planned, and planted.
        phases_s: how long each phase took.
        retries: connections beyond the one that each tablet needs for each of its two syncs.
        killed: workers that were killed.
        cpu_s: of each server process, by phase: in `sync`, and in `final` until every row is shown;
            None where the server does not say.
        peak_mb: the most memory that each had; None likewise.
    """

    balance: Balance
    plan: Plan
    phases_s: Mapping[str, float]
    retries: int
    killed: int
    cpu_s: Mapping[str, Mapping[str, float]] | None
    peak_mb: Mapping[str, float] | None

    @property
    def cpu_s_by_process(self) -> Mapping[str, float] | None:
        """Of both phases together."""
        if self.cpu_s is None:
            return None
        total: Counter[str] = Counter()
        for spent in self.cpu_s.values():
            total.update(spent)
        return {process: round(seconds, 3) for process, seconds in total.items()}
