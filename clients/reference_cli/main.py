"""`doorstep-tablet`: the tablet's command line.

Exit codes: 0 done, 1 failed with one clear line on stderr, 2 wrong usage, 3 (`sync`) while a change
is refused, 70 storage failure. One home directory is one tablet.
"""

import sys
from typing import TextIO

import typer

from clients.reference_cli.commands.areas import areas
from clients.reference_cli.commands.clashes import clashes
from clients.reference_cli.commands.edit import edit
from clients.reference_cli.commands.enroll import enroll
from clients.reference_cli.commands.finish import finish
from clients.reference_cli.commands.forms import forms
from clients.reference_cli.commands.listing import listing
from clients.reference_cli.commands.new import new
from clients.reference_cli.commands.note import note
from clients.reference_cli.commands.remove import remove
from clients.reference_cli.commands.search import search
from clients.reference_cli.commands.settle import settle
from clients.reference_cli.commands.show import show
from clients.reference_cli.commands.simulate import simulate
from clients.reference_cli.commands.status import status
from clients.reference_cli.commands.sync import sync
from clients.reference_cli.commands.void import void
from clients.reference_cli.commands.wipe import wipe

app = typer.Typer(
    name="doorstep-tablet",
    help="A field tablet as a command line: everything but enroll and sync works without signal.",
    epilog="Example: doorstep-tablet status --home ~/tablet",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(enroll)
app.command()(forms)
app.command()(areas)
app.command("list")(listing)
app.command()(search)
app.command()(show)
app.command()(new)
app.command()(edit)
app.command()(remove)
app.command()(note)
app.command()(finish)
app.command()(void)
app.command()(clashes)
app.command()(settle)
app.command()(sync)
app.command()(status)
app.command()(wipe)
app.command()(simulate)


def main() -> None:
    """The entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        _say_what_can_be_said(stream)
    app()


def _say_what_can_be_said(stream: TextIO) -> None:
    """A terminal without Chinese shows question marks instead of ending the command."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


if __name__ == "__main__":
    main()
