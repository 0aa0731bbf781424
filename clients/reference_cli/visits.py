"""Of which survey round a visit is: the tablet says so itself where one fits."""

from collections.abc import Sequence
from datetime import date

from clients.reference_cli.answers import Answer, Place
from clients.reference_cli.errors import AmbiguousRound
from clients.reference_cli.library import Library
from schema.answer import Value
from schema.area import AreaId
from schema.form import Form
from schema.rounds import ROUND, VISIT, Round, fitting_rounds
from schema.rules import Circumstances


def day(now_ms: int) -> date:
    """The day that it is on this device's clock, as the server corrected it."""
    return Circumstances.at(now_ms, "").now.date()


def fitting(library: Library, staff: str, area: AreaId, today: date) -> list[Round]:
    """The rounds known here that a call at a door may be of."""
    return fitting_rounds(library.rounds, library.tree, area, staff, today)


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

    Raises:
        AmbiguousRound: as for `titled`.
    """
    if not _is_of_rounds(form, library) or _names_round(answers):
        return titled(form, area, answers, library, staff, now_ms)
    fits = fitting(library, staff, area, day(now_ms))
    return [*answers, (Place(ROUND), fits[0].id)] if len(fits) == 1 else answers


def titled(
    form: Form,
    area: AreaId,
    answers: Sequence[Answer],
    library: Library,
    staff: str,
    now_ms: int,
) -> Sequence[Answer]:
    """The answers with the id of the round where a visit named it by its title.

    Raises:
        AmbiguousRound: several that may be meant have this title.
    """
    if not _is_of_rounds(form, library) or not _names_round(answers):
        return answers
    fits = fitting(library, staff, area, day(now_ms))
    there = [made for made in library.rounds if made.covers(library.tree, area)]
    return [
        (each, _by_id(value, fits, there, library.rounds) if each.name == ROUND else value)
        for each, value in answers
    ]


def _is_of_rounds(form: Form, library: Library) -> bool:
    return form.id == VISIT and form.question(ROUND) is not None and bool(library.rounds)


def _names_round(answers: Sequence[Answer]) -> bool:
    return any(each.name == ROUND for each, _ in answers)


def _by_id(value: Value, *nearest: Sequence[Round]) -> Value:
    """The id of the round of this title; of several, of one among those that are nearer."""
    for rounds in nearest:
        found = [made for made in rounds if made.title == value]
        if len(found) > 1:
            raise AmbiguousRound(title=value, rounds="; ".join(map(_told, found)))
        if found:
            return found[0].id
    return value


def _told(made: Round) -> str:
    return f"round={made.id} ({made.first_day} – {made.last_day})"
