"""Filters of lists: what an address asks for, and the same in words.

Filters live in the address, so a list can be bookmarked and sent on. A value that does not exist is
answered as such, never with an empty page that looks like an answer; a name that is not ours is
passed over, since chats add names of their own to the addresses that they hand on.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Protocol

from babel.dates import format_date

from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.form import Form
from schema.grant import Permit, Right
from schema.record_id import RecordId
from server.clock import midnight_ms
from server.pages.errors import NoSuchFilter
from server.pages.language import LOCALES
from server.pages.visit import Visit
from server.pages.words import ZONE, Words
from server.station import Station
from server.views.asking import Filter
from server.views.operations import STATUSES
from server.views.searching import holds

_FIRST_DAY: Final = date(1970, 1, 2)
"""Nothing was recorded before the epoch, in any time zone."""

TICKS: Final = ("clash", "flag", "merged", "revised", "complete")

_KEPT: Final = ("person", "complete", "since", "finished", "refers")
"""Filters that links set and no field of the form shows: they stay when another one is changed."""


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
    return Filter(
        form=form or None,
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
        done_since_ms=_since(visit.asked("finished")),
        refers=refers,
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
    if not day:
        return None
    try:
        at = date.fromisoformat(day)
    except ValueError as error:
        raise NoSuchFilter from error
    if at < _FIRST_DAY:
        raise NoSuchFilter
    return midnight_ms(at)


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
    if wanted.worker:
        yield words.say("work of %(person)s", person=words.person(wanted.worker))
    if wanted.refers:
        record = RecordId.parse(wanted.refers)
        about = f"{words.subject(record)} · {words.address(record.area)}"
        yield words.say("refers to %(record)s", record=about)


def _kinds(wanted: Filter, words: Words) -> Iterator[str]:
    if wanted.status:
        yield words.state(wanted.status).label
    for asked, phrase in (
        (wanted.done, words.say("finished or approved")),
        (wanted.clashing, words.say("with a clash")),
        (wanted.flagged, words.say("with an answer to check")),
        (wanted.merged, words.say("written by several people")),
        (wanted.revised, words.say("changed since the return")),
    ):
        if asked:
            yield phrase


def _times(wanted: Filter, words: Words) -> Iterator[str]:
    if wanted.since_ms is not None:
        yield words.say("since %(day)s", day=_day(wanted.since_ms, words))
    if wanted.done_since_ms is not None:
        yield words.say("finished since %(day)s", day=_day(wanted.done_since_ms, words))


def _day(time_ms: int, words: Words) -> str:
    day = datetime.fromtimestamp(time_ms / 1000, ZONE).date()
    return format_date(day, "long", locale=LOCALES[words.lang])
