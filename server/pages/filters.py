"""Filters of lists: what an address asks for, and the same in words.

Filters live in the address, so a list can be bookmarked and sent on. A value that does not exist is
answered as such, never with an empty page that looks like an answer; a name that is not ours is
passed over, since chats add names of their own to the addresses that they hand on.
"""

from collections.abc import Iterator
from typing import Final, Protocol

from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.form import Form
from schema.grant import Permit, Right
from schema.question import SELECTS, Question
from schema.record_id import RecordId
from schema.text import in_language
from server.clock import local, midnight_ms
from server.pages.errors import NoSuchFilter
from server.pages.period import NO_PERIOD, Period, asked_day, asked_period
from server.pages.visit import Visit
from server.pages.words import Words
from server.station import Station
from server.views.asking import Filter, InNumber
from server.views.numbers import Known, known_figures, part_title
from server.views.operations import STATUSES
from server.views.searching import holds
from server.views.spans import day_at

TICKS: Final = ("clash", "flag", "merged", "revised", "complete", "overdue")

_KEPT: Final = (
    *("person", "complete", "since", "finished", "refers"),
    *("number", "part", "undecided", "from", "until", "state"),
)
"""Filters that links set and no field of the form shows: they stay when another one is changed."""


NO_STATE: Final = "-"
"""Asks for work that has no state yet."""

OTHER_PART: Final = "-"
"""Asks, of a number that is told apart by choices, for answers that are none of them."""


class Asking(Protocol):
    """Whoever asks by filters: a visit, or somebody who tries a single one of them."""

    @property
    def station(self) -> Station:
        """The data directory."""
        ...

    @property
    def permit(self) -> Permit:
        """What they may do."""
        ...

    @property
    def now_ms(self) -> int:
        """What time it is."""
        ...

    def asked(self, name: str) -> str:
        """What is asked for under a name; empty if nothing."""
        ...


def wanted_filter(visit: Asking) -> Filter:
    """The filter in the address; NoSuchFilter if these lists have no such."""
    known = visit.station.directory
    form, status = visit.asked("form"), visit.asked("status")
    if form and form not in {each.id for each in readable_forms(visit)}:
        raise NoSuchFilter
    area = touched_area(visit)
    if status and status not in STATUSES:
        raise NoSuchFilter
    person = visit.asked("person")
    if person and person not in known.staff:
        raise NoSuchFilter
    text = visit.asked("q")
    refers = _named(visit)
    ticks = {name: _ticked(visit.asked(name)) for name in TICKS}
    period = asked_period(visit.asked("from"), visit.asked("until"))
    number, state = _number(visit, period), _state(visit)
    finished = NO_PERIOD if number else period  # a number says itself which day counts
    return Filter(
        form=form or _form_of(visit, number) or (state[0] if state else None),
        area=area,
        status=status or None,
        text=text,
        authors=tuple(p.id for p in known.staff.values() if holds(p.name, text)),
        clashing=ticks["clash"],
        flagged=ticks["flag"],
        merged=ticks["merged"],
        revised=ticks["revised"],
        since_ms=_since(visit.asked("since")),
        worker=person or None,
        done=ticks["complete"],
        refers=refers,
        done_since_ms=_since(visit.asked("finished")) or finished.begin_ms,
        done_until_ms=finished.end_ms,
        number=number,
        state=state,
        overdue_ms=visit.now_ms if ticks["overdue"] else None,
    )


def _named(visit: Asking) -> str | None:
    """The record to which those asked for refer; NoSuchFilter if it is none of the visitor's."""
    wanted = visit.asked("refers")
    if not wanted:
        return None
    try:
        record = RecordId.parse(wanted)
    except InvalidRecordId as error:
        raise NoSuchFilter from error
    if not visit.permit.allows(Right.read, record.area, record.form):
        raise NoSuchFilter
    return record.text


def touched_area(visit: Asking) -> AreaId | None:
    """The area that the address asks for; NoSuchFilter if it is absent or not open here."""
    wanted = visit.asked("area")
    known = visit.station.directory.tree.get(wanted)
    if wanted and (known is None or not visit.permit.touches(known.id)):
        raise NoSuchFilter
    return known.id if known else None


def readable_forms(visit: Asking) -> list[Form]:
    """The forms of which the visitor may find a record; others are as if they were not there."""
    return [
        form
        for form in visit.station.directory.forms.values()
        if any(
            Right.read in grant.rights and grant.covers(form.id, restricted=form.restricted)
            for grant in visit.permit.grants
        )
    ]


def _ticked(value: str) -> bool:
    if value not in ("", "1"):
        raise NoSuchFilter
    return bool(value)


def _since(day: str) -> int | None:
    at = asked_day(day)
    return None if at is None else midnight_ms(at)


def _number(visit: Asking, period: Period) -> InNumber | None:
    """The number of the district whose records are asked for."""
    name, part = visit.asked("number"), visit.asked("part")
    undecided = _ticked(visit.asked("undecided"))
    if not name:
        if part or undecided:
            raise NoSuchFilter
        return None
    known = known_numbers(visit)
    figure = known.figure(name)
    if figure is None or figure.share or (part and not figure.by):
        raise NoSuchFilter
    if part not in ("", OTHER_PART):
        by = known.question(figure)
        if by is None or (by.kind in SELECTS and by.choice(part) is None):
            raise NoSuchFilter
    return InNumber(
        figure=name,
        part="" if part == OTHER_PART or undecided or not figure.by else part or None,
        undecided=undecided,
        first_day=period.first_day,
        last_day=period.last_day,
    )


def _form_of(visit: Asking, number: InNumber | None) -> str | None:
    """The form of the records that are in a number."""
    figures = visit.station.directory.figures
    return next((each.form for each in figures if number and each.id == number.figure), None)


def known_numbers(visit: Asking) -> Known:
    """The numbers of the district that the visitor may see something of."""
    return known_figures(visit.station.directory, {form.id for form in readable_forms(visit)})


def _state(visit: Asking) -> tuple[str, str] | None:
    """The state of the work that is asked for, with the form that has such states."""
    said = visit.asked("state")
    if not said:
        return None
    form, _, state = said.partition(".")
    question = _state_question(visit, form)
    if form not in {each.id for each in readable_forms(visit)} or question is None:
        raise NoSuchFilter
    if state == NO_STATE:
        return form, ""
    if question.choice(state) is None:
        raise NoSuchFilter
    return form, state


def kept_fields(visit: Visit) -> list[tuple[str, str]]:
    """What the address asks for and the form has no field for, to be sent with it."""
    return [(name, value) for name in _KEPT if (value := visit.asked(name))]


def filter_in_words(wanted: Filter, visit: Visit) -> list[str]:
    """The active filters, one phrase each."""
    return [*_places(wanted, visit), *_kinds(wanted, visit.words), *_times(wanted, visit.words)]


def _places(wanted: Filter, visit: Visit) -> Iterator[str]:
    words, tree = visit.words, visit.station.directory.tree
    if wanted.text:
        yield words.say("“%(text)s”", text=wanted.text)
    if wanted.form:
        yield words.form(wanted.form)
    if wanted.area and (area := tree.get(wanted.area)):
        yield words.area(area.id)
    if wanted.number:
        yield number_in_words(wanted.number, visit)
    if wanted.state is not None:
        yield state_in_words(*wanted.state, visit)
    if wanted.worker:
        yield words.say("work of %(person)s", person=words.person(wanted.worker))
    if wanted.refers:
        named = words.record(RecordId.parse(wanted.refers))
        yield words.say("refers to %(record)s", record=named)


def _kinds(wanted: Filter, words: Words) -> Iterator[str]:
    if wanted.status:
        yield words.state(wanted.status).label
    for asked, phrase in (
        (wanted.done, words.say("finished or approved")),
        (wanted.clashing, words.say("with a clash")),
        (wanted.flagged, words.say("with an answer to check")),
        (wanted.merged, words.say("written by several people")),
        (wanted.revised, words.say("changed since the return")),
        (wanted.overdue_ms is not None, words.say("overdue")),
    ):
        if asked:
            yield phrase


def _times(wanted: Filter, words: Words) -> Iterator[str]:
    if wanted.since_ms is not None:
        yield words.say("since %(day)s", day=_day(wanted.since_ms, words))
    if wanted.done_since_ms is not None:
        yield words.say("finished since %(day)s", day=_day(wanted.done_since_ms, words))
    if wanted.done_until_ms is not None:
        yield words.say("finished until %(day)s", day=_day(wanted.done_until_ms - 1, words))
    if wanted.number and wanted.number.first_day is not None:
        yield words.say("from %(day)s", day=words.day(day_at(wanted.number.first_day)))
    if wanted.number and wanted.number.last_day is not None:
        yield words.say("until %(day)s", day=words.day(day_at(wanted.number.last_day)))


def number_in_words(number: InNumber, visit: Visit) -> str:
    """A number of the district, with the choice by which it is told apart."""
    known, words = known_numbers(visit), visit.words
    figure = known.figure(number.figure)
    assert figure is not None, "a filter names a number that the visitor may see"
    title = in_language(figure.title, words.lang)
    if number.undecided:
        return words.say("%(number)s: undecided", number=title)
    if figure.by and number.part is not None:
        part = part_title(number.part, known.question(figure), words.lang)
        return words.say("%(number)s: %(part)s", number=title, part=part)
    return title


def state_in_words(form: str, state: str, visit: Visit) -> str:
    """A state of the work behind records of a form."""
    if not state:
        return visit.words.say("no state yet")
    return visit.words.value(_state_question(visit, form), state)


def _state_question(visit: Asking, form: str) -> Question | None:
    """The question that says how far the work behind a form's records is, with all its choices."""
    asked = visit.station.directory.whole_forms.get(form)
    return asked.question(asked.workflow.state) if asked and asked.workflow else None


def _day(time_ms: int, words: Words) -> str:
    return words.day(local(time_ms).date())
