"""`doorstep-tablet`: the tablet's command line.

Exit codes: 0 done, 1 failed with one clear line on stderr, 2 wrong usage, 3 (`sync`) while a change
is refused, 70 storage failure. One home directory is one tablet.
"""

import sys
from importlib import import_module
from typing import Final, TextIO

import typer

COMMANDS: Final = (
    *("enroll", "forms", "areas", "today", "list", "search", "show", "new", "edit", "remove"),
    *("note", "finish", "void", "clashes", "settle", "sync", "status", "wipe", "simulate"),
)
"""Each is a function in the module of its name, but for `list`."""

FUNCTIONS: Final = {"list": "listing"}
"""What a command's function and module are called where Python has taken its name."""


def application(first: str = "") -> typer.Typer:
    """The command line.

    Args:
        first: the first word, if known: where it is a command's name nothing of the others is
            imported, which is most of a short command's time.
    """
    app = typer.Typer(
        name="doorstep-tablet",
        help="A field tablet as a command line: all but enroll and sync works without signal.",
        epilog="Example: doorstep-tablet status --home ~/tablet",
        callback=lambda: None,  # one command alone is still a command
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name in (first,) if first in COMMANDS else COMMANDS:
        function = FUNCTIONS.get(name, name)
        module = import_module(f"clients.reference_cli.commands.{function}")
        app.command(name)(getattr(module, function))
    return app


def main() -> None:
    """The entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        _say_what_can_be_said(stream)
    application("".join(sys.argv[1:2]))()


def _say_what_can_be_said(stream: TextIO) -> None:
    """A terminal without Chinese shows question marks instead of ending the command."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


if __name__ == "__main__":
    main()
