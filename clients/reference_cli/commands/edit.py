"""`edit`: answers of a record."""

from typing import Annotated

import typer

from clients.reference_cli.answers import parse_arguments
from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.commands.writing import done
from clients.reference_cli.offering import narrowing
from schema.record_id import RecordId
from schema.rules import Circumstances


def edit(
    record: Record,
    answers: Annotated[
        list[str],
        typer.Argument(
            metavar="question=value…",
            help="`q=` clears; choices of a multiple question are separated by spaces.",
            show_default=False,
        ),
    ],
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Changes answers of a record; all [+] of one command are one new row a repeat.

    Example: doorstep-tablet edit 0301 'members[+].name=赵小明'
    'members[+].birth_year=2016' 'members[2].name=赵大明'
    """
    with desk(home, lang, as_json=as_json) as at:
        named = at.record(record)
        form = at.tablet.library.form(RecordId.parse(named).form)
        before = at.tablet.read(named).values if form.logic is not None else {}
        narrowed = narrowing(form, before, Circumstances.at(at.tablet.now_ms, named))
        given = parse_arguments(form, answers, at.lang, narrowed)
        held = at.tablet.edit(named, given, at.lang)
        at.ok()
        done(at, "edit.done", held)
