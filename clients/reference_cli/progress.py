"""Progress of a synchronisation, on a terminal alone, on stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from clients.reference_cli.delivery import Delivery
from clients.reference_cli.dial import OnProgress
from clients.reference_cli.session import SessionDriver
from clients.reference_cli.words import Words


@contextmanager
def shown(words: Words) -> Iterator[OnProgress]:
    """Gives what a delivery reports to while the block runs."""
    if not sys.stderr.isatty():
        yield lambda _delivery, _session: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        pushing = bars.add_task(words("progress.pushing"), total=None, visible=False)
        fetching = bars.add_task(words("progress.fetching"), total=None)

        def report(delivery: Delivery, session: SessionDriver | None) -> None:
            if session is None:
                said = words("progress.connecting", n=delivery.tries)
                bars.update(fetching, description=said, total=None, refresh=True)
                return
            sent, received = len(delivery.results), len(delivery.received)
            bars.update(
                pushing,
                completed=sent,
                total=sent + session.to_push,
                visible=bool(sent + session.to_push),
            )
            bars.update(
                fetching,
                description=words("progress.fetching"),
                completed=received,
                total=received + session.to_fetch,
            )

        yield report
