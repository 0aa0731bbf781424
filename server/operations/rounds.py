"""Operations on survey rounds: list, show, add, assign, close.

A round begins with its first day, or when it is made where that is to come: from which number of
each scope on it counts is written down then, and what the log had before counts for nothing in it.
Who leads an area, by reviewing there or by seeing to its people, makes rounds
there and gives their parts to whoever may record there.
"""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any, Final

from schema.area import AreaId, AreaKind
from schema.grant import Right
from schema.rounds import VISIT, Round, State
from schema.text import LANGUAGES, in_language
from server.clock import now_ms
from server.directory import Directory
from server.errors import (
    InvalidRequest,
    MayNotRecord,
    NoDoors,
    NoRight,
    NotInRound,
    RoundClosed,
)
from server.operations.arguments import Arguments
from server.operations.planning import days_of, keys_of, parts_of, starts_of, title_of, working
from server.people import audit, rounds
from server.people.ids import new_id
from server.people.staff import Staff
from server.station import Station
from server.surveys.counting import (
    NOBODY,
    Survey,
    beside_the_list,
    called_by_others,
    left,
    survey,
)

LEADING: Final = (Right.review, Right.people)
"""Rights of which one lets somebody make rounds in an area, and give parts of it to people."""


def list_rounds(station: Station, _: Arguments) -> object:
    """Documents `round` of all rounds, in the order in which they were made."""
    station.wait_for_views()
    made = station.directory.rounds.values()
    return [document(survey(station, each, None)) for each in made]


def show(station: Station, arguments: Arguments) -> object:
    """Document `round` of one, with its people, grids, and the doors where somebody else called."""
    made = station.directory.round_named(arguments.text("round"))
    station.wait_for_views()
    found = survey(station, made, None)
    return {
        **document(found),
        "lines": [line_document(line.staff, line.grid, line.counts) for line in found.lines],
        "called_by_others": called_by_others(found),
        "beside": beside_the_list(station, found, None),
    }


def document(found: Survey) -> dict[str, Any]:
    """Document `round` as far as it is seen."""
    return {**uncounted(found.round), **_counts(found.counts)}


def uncounted(made: Round) -> dict[str, Any]:
    """The same without numbers."""
    said = made.to_json()
    del said["starts"]
    return {**said, "closed": made.closed}


def line_document(staff: str, grid: str, counts: Mapping[State, int]) -> dict[str, Any]:
    """One person's doors in one grid, counted."""
    return {"staff": None if staff == NOBODY else staff, "grid": grid, **_counts(counts)}


def _counts(counts: Mapping[State, int]) -> dict[str, int]:
    named = {state.value: n for state, n in counts.items()}
    return {"doors": sum(counts.values()), "left": left(counts), **named}


def add(station: Station, arguments: Arguments) -> object:
    """Makes a round, perhaps with people for all of it or for parts; document `round`, uncounted.

    Raises:
        UnknownForm, UnknownArea, UnknownQuestion, UnknownStaff: a name that is not there.
        NoDoors, InvalidTitle, InvalidDays: no round can be made of it.
        NoRight, MayNotRecord, StaffDisabled: not by this person, or not with that one.
    """
    at_ms = now_ms()

    def act(connection: Connection) -> Round:
        # Asked here, on the writer's thread: nothing comes between the numbers and the round.
        directory = station.directory
        actor = arguments.actor(directory)
        named = (directory.area_named(each).id for each in arguments.texts("areas"))
        areas = tuple(dict.fromkeys(named))
        if not areas:
            raise InvalidRequest(reason="areas is needed")
        form = directory.published_named(arguments.text("form"))
        if AreaKind.household not in form.areas or form.id == VISIT:
            raise NoDoors(form=form.id)
        first_day, last_day = days_of(arguments, at_ms)
        _refuse_strangers(directory, actor, areas)
        person = _person(directory, arguments)
        parts = dict.fromkeys(areas, person) if person else {}
        parts |= parts_of(directory, arguments)
        made = Round(
            id=new_id(),
            title=title_of(arguments.text("title")),
            form=form.id,
            keys=keys_of(form, arguments),
            areas=areas,
            parts={area: each.id for area, each in parts.items()},
            starts=starts_of(station, areas, first_day, at_ms),
            first_day=first_day,
            last_day=last_day,
        )
        for area, each in parts.items():
            if not made.covers(directory.tree, area):
                raise NotInRound(area=area, title=made.title, areas=made.areas)
            refuse_who_may_not_record(directory, made, each, area)
        rounds.add(connection, made, at_ms)
        line = audit.facts(
            at_ms, actor.id, made.id, title=made.title, form=made.form, areas=list(areas)
        )
        audit.record(connection, act="rounds.add", **line)
        return made

    return uncounted(station.change(act))


def assign(station: Station, arguments: Arguments) -> object:
    """Gives an area of a round to a person, or to nobody: then what is above it counts.

    Gives document `round`, without its numbers: nobody waits for them.

    Raises:
        UnknownRound, UnknownArea, UnknownStaff: a name that is not there.
        RoundClosed, NotInRound: the area is not to be given.
        NoRight, MayNotRecord, StaffDisabled: not by this person, or not to that one.
    """
    at_ms = now_ms()

    def act(connection: Connection) -> str:
        directory = station.directory
        actor, person = arguments.actor(directory), _person(directory, arguments)
        made = directory.round_named(arguments.text("round"))
        area = directory.area_named(arguments.text("area")).id
        refuse_closed(made)
        if not made.covers(directory.tree, area):
            raise NotInRound(area=area, title=made.title, areas=made.areas)
        _refuse_strangers(directory, actor, (area,))
        if person is None:
            rounds.name_nobody(connection, made.id, [area])
        else:
            refuse_who_may_not_record(directory, made, person, area)
            rounds.name(connection, made.id, {area: person.id})
        before = made.assigned(directory.tree, area)
        staff = person.id if person else None
        line = audit.facts(at_ms, actor.id, made.id, area=area, staff=staff, before=before)
        audit.record(connection, act="rounds.assign", **line)
        return made.id

    given = station.change(act)
    return uncounted(station.directory.rounds[given])


def close(station: Station, arguments: Arguments) -> object:
    """Ends a round: tablets are asked for nothing of it any more. Its numbers stay.

    Raises:
        UnknownRound: there is none.
        RoundClosed: it is closed already.
        NoRight: whoever acts does not lead all of its areas.
    """
    at_ms = now_ms()

    def act(connection: Connection) -> None:
        directory = station.directory
        actor = arguments.actor(directory)
        made = directory.round_named(arguments.text("round"))
        refuse_closed(made)
        _refuse_strangers(directory, actor, made.areas)
        rounds.close(connection, made.id, at_ms)
        line = audit.facts(at_ms, actor.id, made.id, title=made.title)
        audit.record(connection, act="rounds.close", **line)

    station.change(act)
    return {"ok": True}


def leads(directory: Directory, person: Staff, area: AreaId) -> bool:
    """Whether somebody makes rounds in an area and gives parts of it to people."""
    permit = directory.permit(person.id)
    return any(permit.allows(right, area, None) for right in LEADING)


def may_record(directory: Directory, made: Round, person: Staff, area: AreaId) -> bool:
    """Whether somebody may fill in what a round asks for, and visits, in all of an area."""
    permit = directory.permit(person.id)
    forms = {made.form, VISIT} & {made.form, *directory.forms}
    return all(permit.allows(Right.write, area, form) for form in forms)


def refuse_closed(made: Round) -> None:
    """Refuses what is asked of a round that is closed."""
    if made.closed:
        raise RoundClosed(title=made.title)


def refuse_who_may_not_record(
    directory: Directory, made: Round, person: Staff, area: AreaId
) -> None:
    """Refuses to give an area of a round to somebody who may not record there."""
    if not may_record(directory, made, person, area):
        title = in_language(directory.forms[made.form].title, LANGUAGES[0])
        raise MayNotRecord(login=person.login, form=title, area=area)


def _refuse_strangers(directory: Directory, actor: Staff, areas: tuple[AreaId, ...]) -> None:
    for area in areas:
        if not leads(directory, actor, area):
            raise NoRight(login=actor.login, area=area)


def _person(directory: Directory, arguments: Arguments) -> Staff | None:
    name = arguments.optional_text("staff")
    return working(directory, name) if name else None


OPERATIONS = {
    "rounds.list": list_rounds,
    "rounds.show": show,
    "rounds.add": add,
    "rounds.assign": assign,
    "rounds.close": close,
}
