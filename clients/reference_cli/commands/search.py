"""`search`: the records in which a text stands, numbered for the next command."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.errors import NothingToSearch
from clients.reference_cli.telling import lists
from schema.letters import letters


def search(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Parts of an address or of what was written.")
    ],
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Finds records by any part of their address or of what was written; one character is enough.

    Words with a space between them have to be there all: doorstep-tablet search "0301 灯泡"

    Example: doorstep-tablet search 张伟
    """
    with desk(home, lang, as_json=as_json) as at:
        if not letters(text):
            raise NothingToSearch(text=text)
        found = at.tablet.holding(text)
        at.tablet.store.papers.keep_list([each.record for each in found])
        if as_json:
            at.screen.document([at.tablet.read(each.record).document(at.lang) for each in found])
        else:
            at.screen.lines(lists.records(found, at.voice, none="search.none"))
