"""Making a round, giving a part of it to somebody, and closing it: what is pressed on its pages.

Whoever leads an area makes rounds there: the form is chosen first, since it says which of its
records are meant. What cannot be done is said, and nothing is changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response

from schema.area import AreaKind
from schema.errors import SchemaError
from schema.form import ULID_KEY, Form
from schema.question import SELECTS, Question
from schema.rounds import VISIT, Round
from schema.text import in_language
from server.errors import (
    InvalidDays,
    InvalidTitle,
    MayNotRecord,
    NotInRound,
    RoundClosed,
    ServerError,
    StaffDisabled,
    UnknownStaff,
)
from server.operations import rounds as operations
from server.operations.arguments import Arguments
from server.operations.planning import TITLE_CHARACTERS_MAX
from server.operations.rounds import leads
from server.pages.errors import N_, NotThere
from server.pages.origin import with_query
from server.pages.oversight import actor
from server.pages.undone import undone
from server.pages.visit import Visit
from server.station import Station

DAYS: Final = 14
"""How long a round is walked unless somebody says otherwise."""

KEY: Final = "key."
"""Before the name of a question whose answer says which of the form's records are meant."""

_REFUSED: Final[Mapping[type[ServerError], str]] = {
    InvalidTitle: N_("A title of 1 to 100 characters is needed."),
    InvalidDays: N_("The last day lies before the first."),
    MayNotRecord: N_("This person may not fill in the form there, so nothing was changed."),
    NotInRound: N_("This area does not lie in the round."),
    RoundClosed: N_("The round is closed already."),
    StaffDisabled: N_("This person is shut out, so nothing was changed."),
    UnknownStaff: N_("This person is not there, so nothing was changed."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyField:
    """A question whose answer stands in the ids of the form's records, with its choices if any."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    text: str


def make(visit: Visit) -> Response:
    """Asks what a round is to be, and makes it."""
    areas = _areas(visit)
    forms = {each.id: each for each in walked_forms(visit)}
    if not areas or not forms:
        raise NotThere
    form = forms.get(visit.field("form") or visit.asked("form"))
    if visit.request.method == "POST":
        if form is None or visit.field("area") not in {area for area, _ in areas}:
            raise NotThere
        return _made(visit, form)
    today = visit.words.today
    return visit.show(
        "round_new.html",
        forms=[(each.id, in_language(each.title, visit.words.lang)) for each in forms.values()],
        form=form.id if form else "",
        keys=_keys(visit, form) if form else [],
        areas=areas,
        today=today.isoformat(),
        last=(today + timedelta(days=DAYS)).isoformat(),
        title_max=TITLE_CHARACTERS_MAX,
    )


def may_make(visit: Visit) -> bool:
    """Whether the visitor leads an area and there is a form that is filled in at households."""
    return bool(_areas(visit)) and bool(walked_forms(visit))


def leads_any(visit: Visit, made: Round) -> bool:
    """Whether the visitor leads an area of a round, and so sees it."""
    person, known = visit.person, visit.station.directory
    return person is not None and any(leads(known, person, area) for area in made.areas)


def leads_all(visit: Visit, made: Round) -> bool:
    """Whether the visitor leads all areas of a round, and so may close it."""
    person, known = visit.person, visit.station.directory
    return person is not None and all(leads(known, person, area) for area in made.areas)


def assign(visit: Visit) -> Response:
    """Gives a part to somebody, or leaves it to who has what lies above."""
    made = visit.station.directory.rounds.get(visit.request.path_params["round"])
    area = visit.station.directory.tree.get(visit.field("area"))
    person = visit.person
    if made is None or area is None or person is None:
        raise NotThere
    if not leads(visit.station.directory, person, area.id):
        raise NotThere
    given = {"round": made.id, "area": area.id, "staff": visit.field("staff") or None}
    there = with_query(visit.path, done="assigned") + "#parts"
    return _acted(visit, operations.assign, given, f"/rounds/{made.id}", lambda _: there)


def close(visit: Visit) -> Response:
    """Ends a round, for whoever leads all of its areas."""
    made = visit.station.directory.rounds.get(visit.request.path_params["round"])
    if made is None or not leads_all(visit, made):
        raise NotThere
    there = f"/rounds/{made.id}"
    return _acted(visit, operations.close, {"round": made.id}, there, lambda _: there)


def walked_forms(visit: Visit) -> list[Form]:
    """The forms for which a round can be walked, but for restricted ones of others."""
    return [
        form
        for form in visit.station.directory.published.values()
        if AreaKind.household in form.areas
        and form.id != VISIT
        and form.stopped_ms is None
        and any(each.covers(form.id, restricted=form.restricted) for each in visit.permit.grants)
    ]


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """Where the visitor makes rounds, grids and what is larger: ids and names."""
    known, person = visit.station.directory, visit.person
    return [
        (area.id, visit.words.area(area.id))
        for area in known.tree.down_to(AreaKind.grid)
        if person is not None and leads(known, person, area.id)
    ]


def _made(visit: Visit, form: Form) -> Response:
    keys = {
        each.name: said
        for each in _key_questions(form)
        if (said := visit.field(KEY + each.name).strip())
    }
    asked = {
        "title": visit.field("title"),
        "form": form.id,
        "keys": keys,
        "areas": [visit.field("area")],
        "from": visit.field("from") or None,
        "by": visit.field("by") or "-",
    }
    back = with_query("/rounds/new", form=form.id)
    try:
        return _acted(
            visit, operations.add, asked, back, lambda made: f"/rounds/{made['id']}#parts"
        )
    except SchemaError:
        sentence = visit.words.say("An answer that says which records are meant does not fit.")
        return undone(
            visit, "/rounds", heading=visit.words.say("Not made"), sentence=sentence, back=back
        )


def _acted(
    visit: Visit,
    operation: Callable[[Station, Arguments], Any],
    asked: Mapping[str, object],
    back: str,
    onward: Callable[[Any], str],
) -> Response:
    """Does what was pressed and goes on; or says why it was not done, with the way back."""
    try:
        done = operation(visit.station, Arguments({**asked, "as": actor(visit)}))
    except tuple(_REFUSED) as error:
        sentence = visit.words.say(_REFUSED[type(error)])
        heading = visit.words.say("Not done")
        return undone(visit, "/rounds", heading=heading, sentence=sentence, back=back)
    return visit.go(onward(done))


def _key_questions(form: Form) -> list[Question]:
    return [] if form.key == ULID_KEY else list(form.key_questions)


def _keys(visit: Visit, form: Form) -> list[KeyField]:
    lang = visit.words.lang
    return [
        KeyField(
            name=KEY + each.name,
            label=visit.words.question(form, each.name),
            choices=[(choice.name, in_language(choice.label, lang)) for choice in each.choices]
            if each.kind in SELECTS
            else [],
            text=str(each.default or ""),
        )
        for each in _key_questions(form)
    ]
