"""`settle`: choosing between the values of a clash."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import WRONG_USAGE, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.commands.writing import done


def settle(
    record: Record,
    question: Annotated[str, typer.Argument(metavar="QUESTION", show_default=False)],
    take: Annotated[
        int | None, typer.Option("--take", metavar="N", help="The N-th value shown, from 1.")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="V", help="Another answer.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Settles a clash; every value stays in the history.

    Example: doorstep-tablet settle 0301:p2022 greening_lighting --take 1
    """
    with desk(home, lang, as_json=as_json) as at:
        if (take is None) == (value is None):
            at.screen.complain(at.words("error.line", text=at.words("error.take_or_value")))
            raise typer.Exit(WRONG_USAGE)
        held = at.tablet.settle(at.record(record), question, take=take, value=value, lang=at.lang)
        at.ok()
        chosen = held.reading.answers[question].value
        done(
            at,
            "settle.done",
            held,
            question=at.voice.label(held.form, question),
            value=at.voice.value(held.form, question, chosen),
        )
