"""What the server's processes spent, as its `/metrics` says; nothing where it offers none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from clients.reference_cli.address import ServerAddress

CPU: Final = "doorstep_process_cpu_seconds_total"
PEAK: Final = "doorstep_process_peak_resident_bytes"
LAG: Final = "doorstep_projector_lag_rows"

MIB: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """One reading.

    Attributes:
        cpu_s: user and system time of each process so far.
        peak_mb: the most memory each ever had resident.
        lag_rows: rows that the pages do not show yet.
    """

    cpu_s: Mapping[str, float]
    peak_mb: Mapping[str, float]
    lag_rows: int

    def since(self, before: "Spent") -> Mapping[str, float]:
        """The CPU time since an earlier reading; of a process that is new, all of it."""
        return {
            name: round(
                now_s - (then_s if (then_s := before.cpu_s.get(name, 0.0)) <= now_s else 0.0), 3
            )
            for name, now_s in self.cpu_s.items()
        }


def read(address: ServerAddress) -> Spent | None:
    """A reading; None if the server gives none. Blocks."""
    connection = address.connect()
    try:
        connection.request("GET", address.path("/metrics"))
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return _parse(text) if answer.status == 200 else None


def _parse(text: str) -> Spent | None:
    try:
        samples = list(_samples(text))
    except ValueError:
        return None
    cpu_s = {process: value for name, process, value in samples if name == CPU}
    if not cpu_s:
        return None
    return Spent(
        cpu_s=cpu_s,
        peak_mb={
            process: round(value / MIB, 1) for name, process, value in samples if name == PEAK
        },
        lag_rows=sum(int(value) for name, _, value in samples if name == LAG),
    )


def _samples(text: str) -> Iterator[tuple[str, str, float]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            yield sample.name, sample.labels.get("process", ""), sample.value
