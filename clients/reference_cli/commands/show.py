"""`show`: one record."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.telling import history as past
from clients.reference_cli.telling import show as present


def show(
    record: Record,
    history: Annotated[bool, typer.Option("--history", help="With every change.")] = False,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Shows a record: its answers, who wrote them when, what is wrong and what to do.

    Example: doorstep-tablet show 0301:p2022 --history
    """
    with desk(home, lang, as_json=as_json) as at:
        held = at.tablet.read(at.record(record))
        at.screen.document(held.document(at.lang, history=history))
        *lines, last = present.tell(held, at.voice)
        at.screen.lines([*lines, *(past.tell(held, at.voice) if history else ()), last])
