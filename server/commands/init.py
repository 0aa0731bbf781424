"""`doorstep init`: a new data directory."""

from typing import Annotated

import typer

from server import founding
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = "Example: doorstep init --data district --sample"


def init(
    data: Data,
    pack: Annotated[
        str, typer.Option("--pack", metavar="NAME|FILE", help="A shipped pack, or a pack.json.")
    ] = founding.PACK_DEFAULT,
    sample: Annotated[
        bool, typer.Option("--sample", help="Also its generated staff and households.")
    ] = False,
    admin: Annotated[
        str, typer.Option("--admin", metavar="NAME", help="Login of the admin.")
    ] = founding.ADMIN_DEFAULT,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a new data directory and print the admin's one-time password."""
    terminal = Terminal(as_json=as_json, lang=lang)
    made = founding.initialise(data, pack=pack, sample=sample, admin=admin)

    def for_people() -> None:
        terminal.say("init.done", **made)
        terminal.line(f"  {made['password']}")
        terminal.say("init.next", **made)

    terminal.show(made, for_people)
