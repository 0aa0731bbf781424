"""Of which survey round a visit is: the tablet says so itself where one fits."""

from collections.abc import Sequence
from datetime import date

from clients.reference_cli.answers import Answer, Place
from clients.reference_cli.library import Library
from schema.area import AreaId
from schema.form import Form
from schema.rounds import ROUND, VISIT, Round
from schema.rules import Circumstances


def day(now_ms: int) -> date:
    """The day that it is on this device's clock, as the server corrected it."""
    return Circumstances.at(now_ms, "").now.date()


def fitting(library: Library, staff: str, area: AreaId, today: date) -> list[Round]:
    """The rounds that a call at a door may be of.

    Those in which the door is this person's go before others, and those that have begun before
    those that have not: a clock that is wrong takes no round away.
    """
    there = [made for made in library.rounds if made.covers(library.tree, area)]
    own = [made for made in there if made.assigned(library.tree, area) == staff] or there
    return [made for made in own if made.first_day <= today.isoformat()] or own


def with_round(
    form: Form,
    area: AreaId,
    answers: Sequence[Answer],
    library: Library,
    staff: str,
    now_ms: int,
) -> Sequence[Answer]:
    """The answers of a new record; those of a visit with its round.

    The one that fits where none is named; several that fit are for a person to choose from, who may
    name one by its title.
    """
    if form.id != VISIT or form.question(ROUND) is None or not library.rounds:
        return answers
    titles = {made.title: made.id for made in library.rounds}
    named = [
        (each, titles.get(value, value) if each.name == ROUND and isinstance(value, str) else value)
        for each, value in answers
    ]
    if any(each.name == ROUND for each, _ in named):
        return named
    fits = fitting(library, staff, area, day(now_ms))
    return [*named, (Place(ROUND), fits[0].id)] if len(fits) == 1 else named
