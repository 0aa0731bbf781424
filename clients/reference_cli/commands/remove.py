"""`remove`: a row of a repeat."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.commands.writing import done


def remove(
    record: Record,
    row: Annotated[
        str,
        typer.Argument(metavar="repeat[ROW]", help="By its number or its id.", show_default=False),
    ],
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Removes a row of a repeat; answers that others give it meanwhile are not lost.

    Example: doorstep-tablet remove 0301 'members[2]'
    """
    with desk(home, lang, as_json=as_json) as at:
        held = at.tablet.remove(at.record(record), row)
        at.ok()
        done(at, "remove.done", held)
