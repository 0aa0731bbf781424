"""`new`: a record, offline."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from clients.reference_cli.answers import Answer, Place, parse_arguments, read_file
from clients.reference_cli.commands.desk import Desk, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, TakesKnown
from clients.reference_cli.commands.writing import done, tell_known
from clients.reference_cli.errors import AlreadyHeld
from clients.reference_cli.known import known
from clients.reference_cli.naming import parse_area
from clients.reference_cli.offering import narrowing
from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.visits import day, fitting
from schema.area import AreaId
from schema.rules import Circumstances
from sync.core.prefill import Known


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
    take: Annotated[bool, TakesKnown] = False,
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
        given = _given(at, form, answers or [], file)
        place = parse_area(area)
        taken = _taken(at, form, place, given) if take and not draft else {}
        held = _make(at, form, place, [*given, *_as_answers(taken)], draft=draft)
        if held.id.area not in at.tablet.library.tree and not held.id.area.unlisted:
            at.screen.complain(at.words("new.unknown_area", area=held.id.area))
        _tell_rounds(at, held)
        at.screen.document(held.document(at.lang))
        done(at, "new.draft" if draft else "new.finished", held)
        tell_known(at, held, taken)


def _given(at: Desk, form: str, answers: list[str], file: Path | None) -> list[Answer]:
    """What was typed, in a file or behind the command."""
    asked = at.tablet.library.form_to_fill(form)
    given = [] if file is None else read_file(asked, file, at.lang)
    narrowed = narrowing(asked, {}, Circumstances.at(at.tablet.now_ms, ""))
    return given + parse_arguments(asked, answers, at.lang, narrowed)


def _taken(at: Desk, form: str, place: AreaId, given: Sequence[Answer]) -> Mapping[str, Known]:
    """What is known already of the questions that were not answered."""
    typed = {each.name: value for each, value in given if not each.rows}
    return known(at.tablet, at.tablet.library.form_to_fill(form), place, typed)


def _as_answers(taken: Mapping[str, Known]) -> list[Answer]:
    return [(Place(path), each.value) for path, each in taken.items()]


def _tell_rounds(at: Desk, held: HeldRecord) -> None:
    """Tells that a visit counts in no survey round, where several could be meant."""
    if held.call is not None and not held.call.round:
        tablet = at.tablet
        fits = fitting(tablet.library, tablet.staff, held.id.area, day(tablet.now_ms))
        if fits:
            titles = at.words.several([at.voice.text(made.title) for made in fits])
            at.screen.complain(at.words("new.which_round", n=len(fits), titles=titles))


def _make(
    at: Desk, form: str, place: AreaId, answers: Sequence[Answer], *, draft: bool
) -> HeldRecord:
    try:
        return at.tablet.new(form, place, answers, draft=draft, lang=at.lang)
    except AlreadyHeld as error:
        name = at.voice.short(error.facts["record"])
        raise AlreadyHeld(record=name) from error
