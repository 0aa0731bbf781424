"""`new`: a record, offline."""

from pathlib import Path
from typing import Annotated

import typer

from clients.reference_cli.answers import parse_arguments, read_file
from clients.reference_cli.commands.desk import Desk, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.commands.writing import done
from clients.reference_cli.errors import AlreadyHeld
from clients.reference_cli.naming import parse_area
from clients.reference_cli.offering import narrowing
from clients.reference_cli.reading import HeldRecord
from schema.rules import Circumstances


def new(
    form: Annotated[str, typer.Argument(metavar="FORM", show_default=False)],
    area: Annotated[
        str, typer.Option("--area", metavar="AREA", help="What it is about.", show_default=False)
    ],
    answers: Annotated[
        list[str] | None, typer.Argument(metavar="question=value…", show_default=False)
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Answers as a JSON object.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Not finished yet.")] = False,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Makes a record; finished at once unless --draft, then every rule of the form must hold.

    Example: doorstep-tablet new renovation_opinion --area 130709/100/002/007/x03/b02/u1/0301
    road=support 'needs=elevator parking' parking_spaces=1
    """
    with desk(home, lang, as_json=as_json) as at:
        held = _make(at, form, area, answers or [], file, draft=draft)
        if held.id.area not in at.tablet.library.tree and not held.id.area.unlisted:
            at.screen.complain(at.words("new.unknown_area", area=held.id.area))
        at.screen.document(held.document(at.lang))
        done(at, "new.draft" if draft else "new.finished", held)


def _make(
    at: Desk, form: str, area: str, answers: list[str], file: Path | None, *, draft: bool
) -> HeldRecord:
    known = at.tablet.library.form_to_fill(form)
    given = [] if file is None else read_file(known, file, at.lang)
    narrowed = narrowing(known, {}, Circumstances.at(at.tablet.now_ms, ""))
    given += parse_arguments(known, answers, at.lang, narrowed)
    try:
        return at.tablet.new(form, parse_area(area), given, draft=draft, lang=at.lang)
    except AlreadyHeld as error:
        name = at.voice.short(error.facts["record"])
        raise AlreadyHeld(record=name) from error
