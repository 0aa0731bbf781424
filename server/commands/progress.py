"""A bar for what takes longer than a moment: on a terminal alone, on stderr, gone at the end."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

PATIENCE_S: Final = 1.0
"""What is done sooner shows no bar."""


@contextmanager
def bar(said: str) -> Iterator[Callable[[float], None]]:
    """Gives what is told the part that is done, 0 to 1, while the block runs.

    Args:
        said: stands before the bar.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task(said, total=1.0)
    begun_s = time.monotonic()

    def report(part: float) -> None:
        progress.update(task, completed=part)
        if time.monotonic() - begun_s > PATIENCE_S:
            progress.start()

    try:
        yield report
    finally:
        progress.stop()
