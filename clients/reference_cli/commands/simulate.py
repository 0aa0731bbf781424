"""`simulate`: a fleet of tablets works a day offline, syncs, and is counted."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.commands.options import AsJson, Lang, language
from clients.reference_cli.errors import TabletError, WrongUsage
from clients.reference_cli.fleet.faults import Fault
from clients.reference_cli.fleet.fleet import OnProgress
from clients.reference_cli.fleet.fleet import simulate as run
from clients.reference_cli.fleet.orders import Orders, Report
from clients.reference_cli.screen import Screen
from clients.reference_cli.telling import balance as telling
from clients.reference_cli.words import Words

VISITS_DEFAULT = 25
TIMEOUT_DEFAULT_S = 600.0

BARS = {
    "enrol": "simulate.enrol",
    "work": "simulate.work",
    "sync": "simulate.sync",
    "final": "simulate.final",
    "check": "simulate.check",
}
"""What each phase is called beside its bar."""


class UnreadableCodes(WrongUsage):
    """The file is not what `devices code --all --json` prints. Facts: file."""

    key = "error.unreadable_codes"


class TooFewCodes(WrongUsage):
    """There are fewer codes than tablets. Facts: codes, tablets."""

    key = "error.too_few_codes"


class HomesInUse(WrongUsage):
    """The directory for the homes holds something. Facts: homes."""

    key = "error.homes_in_use"


def simulate(
    url: Annotated[str, typer.Argument(metavar="URL", show_default=False)],
    codes: Annotated[
        Path,
        typer.Option(
            "--codes", metavar="FILE", help="What doorstep devices code --all --json prints."
        ),
    ],
    tablets: Annotated[
        int | None, typer.Option("--tablets", metavar="N", min=1, help="Else one a code.")
    ] = None,
    visits: Annotated[
        int, typer.Option("--visits", metavar="M", min=1, help="Of each tablet.")
    ] = VISITS_DEFAULT,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Decides visits, answers and faults.")
    ] = 1,
    faults: Annotated[
        str,
        typer.Option("--faults", metavar=",".join(Fault), help="What goes wrong; else nothing."),
    ] = "",
    homes: Annotated[
        Path | None,
        typer.Option("--homes", metavar="DIR", help="For the tablets' homes; else a passing one."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=1, help="For all of it.")
    ] = TIMEOUT_DEFAULT_S,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Lets a fleet of tablets work a day offline and sync, then counts every answer.

    Each tablet has a real home. What they wrote, by their own databases, is compared with a fresh
    download of everything. Exit code 0 only if nothing is missing and all digests are equal.

    Example: doorstep-tablet simulate http://127.0.0.1:8000 --codes codes.json --tablets 324
    """
    words = Words(language(lang))
    screen = Screen(words, as_json=as_json)
    try:
        wanted = _faults(faults)
        spendable = _codes(codes, tablets)
        with ExitStack() as stack:
            orders = Orders(
                address=ServerAddress(url=url),
                codes=spendable,
                visits=visits,
                seed=seed,
                faults=wanted,
                homes=_directory(homes, stack),
                timeout_s=timeout,
            )
            report = asyncio.run(run(orders, stack.enter_context(_shown(words))))
    except TabletError as error:
        screen.complain(words("error.line", text=words.error(error)))
        raise typer.Exit(error.exit_code) from error
    _print(report, visits, screen)
    if not report.balance.exact:
        raise typer.Exit(1)


def _print(report: Report, visits: int, screen: Screen) -> None:
    screen.document(telling.document(report))
    screen.lines(telling.tell(report, visits, screen.words))


def _faults(text: str) -> frozenset[Fault]:
    named = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in named if name not in set(Fault)]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]!r}: {', '.join(Fault)}", param_hint="--faults")
    return frozenset(map(Fault, named))


def _codes(file: Path, tablets: int | None) -> list[str]:
    try:
        codes = [each["code"] for each in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UnreadableCodes(file=str(file)) from error
    wanted = len(codes) if tablets is None else tablets
    if not codes or len(codes) < wanted:
        raise TooFewCodes(codes=len(codes), tablets=wanted)
    return codes[:wanted]


def _directory(homes: Path | None, stack: ExitStack) -> Path:
    """Where the homes go: as asked for, else a directory that is removed at the end."""
    if homes is None:
        passing = tempfile.TemporaryDirectory(prefix="doorstep-tablets-")
        return Path(stack.enter_context(passing))
    homes.mkdir(parents=True, exist_ok=True)
    if any(homes.iterdir()):
        raise HomesInUse(homes=str(homes))
    return homes


@contextmanager
def _shown(words: Words) -> Iterator[OnProgress]:
    """A bar for each phase, on a terminal alone, on stderr."""
    if not sys.stderr.isatty():
        yield lambda _phase, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bars:
        tasks = {}

        def report(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(words(BARS[phase]), total=total)
            bars.update(tasks[phase], completed=done)

        yield report
