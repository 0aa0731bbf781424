"""`doorstep bench`: what this program costs, measured on this machine."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

import typer

from server.commands import bench_sync, progress
from server.commands.options import AsJson, Lang
from server.commands.terminal import Terminal

EXAMPLE: Final = "Example: doorstep bench pages --data /tmp/year"

app = typer.Typer(
    name="bench",
    help="Measure: figures are of this machine and this minute.",
    no_args_is_help=True,
)


@app.callback()
def bench() -> None:
    """Measure: figures are of this machine and this minute."""


@app.command("pages", epilog=EXAMPLE)
def pages(
    data: Annotated[
        Path,
        typer.Option(
            "--data",
            metavar="DIR",
            help="The year's directory: made if it is not there, used again if it is.",
            show_default=False,
        ),
    ],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Fetch every page over a full district's year, with 200 pages open beside it."""
    from server.bench import pages, year  # noqa: PLC0415  they bring the server: not for --help
    from server.clock import now_ms  # noqa: PLC0415

    terminal = Terminal(as_json=as_json, lang=lang)
    with progress.bar(terminal.words("bench.making")) as report:
        written = 0

        def told(records: int) -> None:
            nonlocal written
            written += records
            report(min(1.0, written / (2 * year.CHANGES)))

        year.make(data, now_ms(), told)
        year.fold(
            data, lambda _: None
        )  # an older program's views are made anew before, not meanwhile
    with (
        progress.bar(terminal.words("bench.measuring")) as report,
        TemporaryDirectory() as folder,
    ):
        fetched = 0

        def one_more() -> None:
            nonlocal fetched
            fetched += 1
            report(fetched / (len(pages.PATHS) * len(pages.MEASURED)))

        document = pages.measure(data, Path(folder) / "server.log", one_more)
    terminal.show(document, lambda: _tell(terminal, document))


def _add_syncing() -> None:
    for name in ("storm", "reconnect", "trickle", "growth"):
        example = f"Example: doorstep bench {name}"
        app.command(name, epilog=example)(getattr(bench_sync, name))


_add_syncing()


def _tell(terminal: Terminal, document: dict[str, Any]) -> None:
    times = ("p50_ms", "p99_ms")
    columns = ("login", "path", *times, "cpu_p50_ms", "cpu_p99_ms", "size")
    for part, names in (("pages", columns), ("searches", ("login", "text", *times, "found"))):
        rows = [[str(line[name]) for name in names] for line in document[part]]
        terminal.table([f"bench.{name}" for name in names], rows, "bench.nothing")
    waits = document["loop_wait_ms"]
    terminal.say(
        "bench.beside",
        open=document["open_pages"],
        fetched=document["fetched_by_open_pages"],
        settled=document["settled"],
        p50=waits["p50"],
        p99=waits["p99"],
        max=waits["max"],
    )
