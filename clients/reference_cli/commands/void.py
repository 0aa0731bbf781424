"""`void`: a record that should not be."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.commands.writing import done


def void(
    record: Record,
    reason: Annotated[str, typer.Argument(metavar="REASON", show_default=False)],
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Declares a record void; it stays, with the reason.

    Example: doorstep-tablet void 0301:p2022 填错了人家
    """
    with desk(home, lang, as_json=as_json) as at:
        held = at.tablet.void(at.record(record), reason)
        at.ok()
        done(at, "void.done", held)
