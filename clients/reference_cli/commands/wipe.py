"""`wipe`: a directory is nobody's tablet any more, and nothing of it is left on the disk."""

from pathlib import Path
from typing import Annotated

import typer

from clients.reference_cli.commands.desk import complaining, named
from clients.reference_cli.commands.options import AsJson, Home, Lang, language
from clients.reference_cli.errors import NotDelivered
from clients.reference_cli.screen import Screen
from clients.reference_cli.words import Words
from sync.home import wiping
from sync.home.database import DATABASE, lock
from sync.home.errors import NoHome
from sync.home.store import HomeStore


def wipe(
    force: Annotated[
        bool, typer.Option("--force", help="Also what no server has: it is lost then.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Removes everything from this tablet, once all of it is delivered.

    Example: doorstep-tablet wipe --home ~/tablet
    """
    screen = Screen(Words(language(lang)), as_json=as_json)
    with complaining(screen):
        _wipe(named(home, screen), force=force)
        screen.document({"ok": True})
        screen.say("wipe.done")


def _wipe(path: Path, *, force: bool) -> None:
    """With `force` nothing of the home is read, so that a damaged one can go too."""
    there = (path / DATABASE).exists()
    if there and not force:
        with HomeStore(path) as store:
            unsafe = store.unsafe()
            if unsafe:
                raise NotDelivered(n=unsafe)
            store.wipe()
    elif there or wiping.begun(path):
        with lock(path):
            wiping.wipe(path)
    else:
        raise NoHome(path)
