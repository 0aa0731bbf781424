"""What a person reads of a benchmark: a figure a line, a measurement a column."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.commands.terminal import Terminal

ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "bench.visits": ("visits",),
    "bench.wall": ("wall_s",),
    "bench.cpu_sockets": ("cpu_s", "sockets"),
    "bench.cpu_projector": ("cpu_s", "projector"),
    "bench.cpu_driver": ("cpu_s", "driver"),
    "bench.peak_sockets": ("peak_mb", "sockets"),
    "bench.peak_projector": ("peak_mb", "projector"),
    "bench.up": ("up_bytes",),
    "bench.down": ("down_bytes",),
    "bench.up_a_tablet": ("up_bytes_a_tablet",),
    "bench.down_a_tablet": ("down_bytes_a_tablet",),
    "bench.fsyncs": ("fsyncs",),
    "bench.ack_p50": ("ack_ms", "p50"),
    "bench.ack_p99": ("ack_ms", "p99"),
    "bench.held_p50": ("held_ms", "p50"),
    "bench.held_p99": ("held_ms", "p99"),
    "bench.a_second": ("a_second",),
    "bench.a_cpu_second": ("a_cpu_second",),
    "bench.fresh_wall": ("fresh", "wall_s"),
    "bench.fresh_cpu": ("fresh", "cpu_s"),
    "bench.wall_us": ("wall_us_a_record",),
    "bench.cpu_us": ("cpu_us_a_record",),
    "bench.kb_a_tablet": ("kb_a_tablet",),
    "bench.visits_lost": ("visits_lost",),
    "bench.tablets_unequal": ("tablets_unequal",),
}
"""The lines in their order, and where each figure stands in a document."""


def tell(terminal: Terminal, measured: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Prints the figures of these measurements side by side, each under its heading."""
    rows = []
    for key, path in ROWS.items():
        cells = [_at(document, path) for _, document in measured]
        if any(cell is not None for cell in cells):
            rows.append([terminal.words(key), *("–" if c is None else f"{c:,}" for c in cells)])
    headings = [terminal.words("bench.figure"), *(heading for heading, _ in measured)]
    terminal.grid(headings, rows)


def machine(terminal: Terminal, document: Mapping[str, Any]) -> None:
    """Says where the figures were taken: none can be read without it."""
    terminal.say("bench.machine", **document["machine"])


def _at(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:  # noqa: ANN401 - a number
    found: Any = document
    for name in path:
        found = None if found is None else found.get(name)
    return found
