"""`doorstep bench storm | reconnect | trickle | growth`: what syncing costs on this machine."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from server.commands import progress
from server.commands.bench_lines import machine, tell
from server.commands.options import AsJson, Lang
from server.commands.terminal import Terminal

Kept = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="A new directory, kept; else a passing one."),
]


class Arrive(StrEnum):
    """Within how many seconds a district comes back."""

    at_once = "0"
    spread = "2"


class Pushes(StrEnum):
    """In how many messages a tablet hands in its day."""

    one = "1"
    each = "25"


def storm(
    arrive: Annotated[
        Arrive | None,
        typer.Option("--arrive", help="Within so many seconds.", show_default="both"),
    ] = None,
    pushes: Annotated[
        Pushes | None,
        typer.Option("--pushes", help="Messages a tablet.", show_default="both"),
    ] = None,
    data: Kept = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Let a whole district come back at once: 324 tablets hand in 25 visits each."""
    from server.bench import storm as bench  # noqa: PLC0415  it brings the server: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    forms = [bench.Form(arrive_s=a, pushes=p) for a, p in chosen(arrive, pushes)]
    with _measuring(terminal, data, steps=len(forms)) as (folder, one_more):
        document = bench.measure(forms, folder, one_more)
    terminal.show(document, lambda: _tell_storm(terminal, document))


def chosen(arrive: Arrive | None, pushes: Pushes | None) -> list[tuple[int, int]]:
    """The forms of the storm that these options mean: seconds and messages a tablet."""
    return [
        (int(within), int(messages))
        for within in ([arrive] if arrive else Arrive)
        for messages in ([pushes] if pushes else Pushes)
    ]


def _tell_storm(terminal: Terminal, document: dict[str, Any]) -> None:
    tell(
        terminal,
        [
            (
                terminal.words("bench.form", seconds=each["arrive_s"], pushes=each["pushes"]),
                each,
            )
            for each in document["forms"]
        ],
    )
    machine(terminal, document)


def reconnect(data: Kept = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Let the same tablets come back with nothing new."""
    from server.bench import reconnect as bench  # noqa: PLC0415  as above

    terminal = Terminal(as_json=as_json, lang=lang)
    with _measuring(terminal, data, steps=1) as (folder, one_more):
        document = bench.measure(folder, one_more)

    def told() -> None:
        tell(terminal, [(terminal.words("bench.tablets", count=document["tablets"]), document)])
        machine(terminal, document)

    terminal.show(document, told)


def trickle(
    rate: Annotated[int, typer.Option("--rate", min=1, max=5000, help="Visits a second.")] = 20,
    seconds: Annotated[int, typer.Option("--seconds", min=1, max=3600, help="For so long.")] = 60,
    data: Kept = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Save visits one after the other, and time each until a colleague has it."""
    from server.bench import trickle as bench  # noqa: PLC0415  as above

    terminal = Terminal(as_json=as_json, lang=lang)
    with _measuring(terminal, data, steps=1) as (folder, one_more):
        document = bench.measure(rate, seconds, folder, one_more)

    def told() -> None:
        steady = terminal.words("bench.rate", rate=document["rate"])
        fast = terminal.words("bench.without_pause")
        tell(terminal, [(steady, document), (fast, document["without_pause"])])
        machine(terminal, document)

    terminal.show(document, told)


def growth(data: Kept = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Download grids of 250, 2,500 and 25,000 records, and let 1,000 tablets listen."""
    from server.bench import growth as bench  # noqa: PLC0415  as above

    terminal = Terminal(as_json=as_json, lang=lang)
    steps = len(bench.RECORDS) + 1
    with _measuring(terminal, data, steps=steps) as (folder, one_more):
        document = bench.measure(folder, one_more)

    def told() -> None:
        downloads, idle = document["downloads"], document["idle"]
        records = [terminal.words("bench.records", count=each["records"]) for each in downloads]
        tell(terminal, list(zip(records, downloads, strict=True)))
        terminal.line("")
        tablets = [terminal.words("bench.idle", count=each["tablets"]) for each in idle]
        tell(terminal, list(zip(tablets, idle, strict=True)))
        machine(terminal, document)

    terminal.show(document, told)


@contextmanager
def _measuring(
    terminal: Terminal, data: Path | None, steps: int
) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A folder for the benchmark's directories, and whom to tell of each step that is done.

    Raises:
        BenchFailed: there is something in the directory already.
    """
    from server.bench.errors import BenchFailed  # noqa: PLC0415  as above

    # A benchmark that is told to end takes its server with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if data is not None and data.exists() and any(data.iterdir()):
        raise BenchFailed(reason=f"{data} is not empty: name another --data")
    done = 0
    with (
        progress.bar(terminal.words("bench.syncing")) as report,
        TemporaryDirectory(prefix="doorstep-bench-") as passing,
    ):

        def one_more() -> None:
            nonlocal done
            done += 1
            report(done / steps)

        yield data or Path(passing), one_more
