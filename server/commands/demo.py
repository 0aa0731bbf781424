"""`doorstep demo`: what Doorstep is for, in two minutes and on one machine."""

import signal
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from server.commands.demo_lines import examples, figures, logins
from server.commands.options import AsJson, Lang
from server.commands.terminal import Terminal
from server.demo.demonstration import Day, Demonstration, demonstration

EXAMPLE = "Example: doorstep demo"

PORT_DEFAULT = 8000
SEED_DEFAULT = 1


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End after the balance; a free port, nothing is kept.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="A new directory, kept; else a passing one."),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="0 picks a free one.", show_default="8000")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Decides visits and answers.")] = SEED_DEFAULT,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Found a district, let 324 tablets work a day offline and sync, and count every answer.

    Exit code 0 only if nothing is missing, refused or different.
    """
    # A demonstration that is told to end takes its server and its tablets with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    terminal = Terminal(as_json=as_json, lang=lang)
    chosen = port if port is not None else 0 if once else PORT_DEFAULT
    with demonstration(data, chosen, lived_in=not once) as running:
        if not as_json:
            terminal.say("demo.pages", url=running.server.url)
        day = running.day(seed=seed, lang=terminal.lang.value)
        terminal.show(day.document, lambda: _tell(terminal, running, day))
        if not once:
            running.office()
            _serve(terminal, running)
    if data is not None and not as_json:
        terminal.say("demo.kept", data=data)
    if not day.exact:
        raise typer.Exit(1)


def _tell(terminal: Terminal, running: Demonstration, day: Day) -> None:
    terminal.line("")
    examples(terminal, running.data, day)
    figures(terminal, day)


def _serve(terminal: Terminal, running: Demonstration) -> None:
    """Until Ctrl-C, which is how this ends well."""
    with suppress(KeyboardInterrupt):
        if not terminal.as_json:
            logins(terminal, running)
        running.server.wait()
