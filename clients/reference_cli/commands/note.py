"""`note`: a remark on a record."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.commands.writing import done


def note(
    record: Record,
    text: Annotated[str, typer.Argument(metavar="TEXT", show_default=False)],
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Leaves a remark beside a record's answers.

    Example: doorstep-tablet note 0301:p2022 家里没人，下周再来
    """
    with desk(home, lang, as_json=as_json) as at:
        held = at.tablet.note(at.record(record), text)
        at.ok()
        done(at, "note.done", held)
