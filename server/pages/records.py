"""`/records`: where is the record I mean? Search and filters first, then the lines.

Filters live in the address, so a list can be bookmarked and sent on. One that does not exist is
answered as such, never with an empty page that looks like an answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from babel.dates import format_date
from starlette.responses import Response

from schema.area import AreaKind
from schema.grant import Right
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.frame import Visit
from server.pages.language import LOCALES
from server.pages.origin import with_query
from server.pages.words import ZONE, State
from server.views.asking import Filter
from server.views.found import Line
from server.views.operations import STATUSES
from server.views.searching import holds

LINES: Final = 50

REVIEWABLE: Final = frozenset({"finished", "approved"})
"""States in which records can be ticked, to be approved or returned together."""

_FIRST_DAY: Final = date(1970, 1, 2)
"""Nothing was recorded before the epoch, in any time zone."""

_AREA_KINDS: Final = (AreaKind.community, AreaKind.grid)
_TICKS: Final = ("clash", "flag", "merged", "revised", "complete")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLine:
    """One record in the list, in words.

    `pick` is what ticking it sends: the row up to which it is shown, and its id; empty where it is
    not the visitor's to review, or nothing to review.
    """

    id: str
    address: str
    subject: str
    state: State
    person: str
    when: str
    clashes: int
    flags: int
    merged: bool
    revised: bool
    pick: str


def records(visit: Visit) -> Response:
    """The list that the address asks for, one page of it."""
    wanted = wanted_filter(visit)
    views, sight = visit.station.views, visit.sight
    found = views.lines(wanted, sight, limit=LINES + 1, after=_after(visit))
    lines = found[:LINES]
    shown = [_shown(line, visit) for line in lines]
    return visit.show(
        "records.html",
        lines=shown,
        reviewable=any(line.pick for line in shown),
        all_ticked=visit.asked("pick") == "all",
        tick_all=with_query(visit.path, pick="" if visit.asked("pick") else "all"),
        count=views.count(wanted, sight),
        wanted=wanted,
        in_words=filter_in_words(wanted, visit),
        first=not visit.asked("after"),
        more=with_query(visit.path, after=_mark(lines[-1])) if len(found) > LINES else "",
        start=with_query(visit.path, after=""),
        forms=_forms(visit),
        areas=_areas(visit),
        statuses=[(name, visit.words.state(name)) for name in STATUSES],
    )


def wanted_filter(visit: Visit) -> Filter:
    """The filter in the address; NoSuchFilter if these lists have no such."""
    known = visit.station.directory
    form, area, status = visit.asked("form"), visit.asked("area"), visit.asked("status")
    if form and form not in known.forms:
        raise NoSuchFilter
    if area and area not in known.tree:
        raise NoSuchFilter
    if status and status not in STATUSES:
        raise NoSuchFilter
    person = visit.asked("person")
    if person and person not in known.staff:
        raise NoSuchFilter
    text = visit.asked("q")
    ticks = {name: visit.asked(name) == "1" for name in _TICKS}
    return Filter(
        form=form or None,
        area=area or None,
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
    )


def _since(day: str) -> int | None:
    if not day:
        return None
    try:
        at = date.fromisoformat(day)
    except ValueError as error:
        raise NoSuchFilter from error
    if at < _FIRST_DAY:
        raise NoSuchFilter
    return int(datetime(at.year, at.month, at.day, tzinfo=ZONE).timestamp() * 1000)


def filter_in_words(wanted: Filter, visit: Visit) -> list[str]:
    """The active filters, one phrase each."""
    words, tree = visit.words, visit.station.directory.tree
    phrases = []
    if wanted.text:
        phrases.append(words.say("“%(text)s”", text=wanted.text))
    if wanted.form:
        phrases.append(words.form(wanted.form))
    if wanted.area and (area := tree.get(wanted.area)):
        phrases.append(words.area(area.id))
    if wanted.status:
        phrases.append(words.state(wanted.status).label)
    if wanted.clashing:
        phrases.append(words.say("with a clash"))
    if wanted.flagged:
        phrases.append(words.say("with an answer to check"))
    if wanted.merged:
        phrases.append(words.say("written by several people"))
    if wanted.done:
        phrases.append(words.say("finished or approved"))
    if wanted.worker:
        phrases.append(words.say("work of %(person)s", person=words.person(wanted.worker)))
    if wanted.revised:
        phrases.append(words.say("changed since the return"))
    if wanted.since_ms is not None:
        phrases.append(words.say("since %(day)s", day=_day(wanted.since_ms, words)))
    if wanted.done_since_ms is not None:
        day = _day(wanted.done_since_ms, words)
        phrases.append(words.say("finished since %(day)s", day=day))
    return phrases


def _day(time_ms: int, words: Words) -> str:
    day = datetime.fromtimestamp(time_ms / 1000, ZONE).date()
    return format_date(day, "long", locale=LOCALES[words.lang])


def _shown(line: Line, visit: Visit) -> ShownLine:
    record, words = RecordId.parse(line.id), visit.words
    review = visit.permit.allows(Right.review, line.area, line.form)
    return ShownLine(
        id=line.id,
        address=words.address(record.area),
        subject=words.subject(record),
        state=words.state(line.status),
        person=words.person(line.created_by),
        when=words.when(line.changed_ms),
        clashes=line.clashes,
        flags=line.flags,
        merged=line.merged,
        revised=line.revised,
        pick=f"{line.updated_seq}-{line.id}" if review and line.status in REVIEWABLE else "",
    )


def _mark(line: Line) -> str:
    return f"{line.updated_ms}-{line.number}"


def _after(visit: Visit) -> tuple[int, int] | None:
    mark = visit.asked("after")
    if not mark:
        return None
    updated, _, number = mark.partition("-")
    if not (is_number(updated) and is_number(number)):
        raise NotThere
    return int(updated), int(number)


def is_number(text: str) -> bool:
    """Whether a text is a whole number that a database holds."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _forms(visit: Visit) -> list[tuple[str, str]]:
    forms = visit.station.directory.forms.values()
    return [(form.id, in_language(form.title, visit.words.lang)) for form in forms]


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """Communities and grids in which the visitor may see something, in the tree's order."""
    return [
        (area.id, visit.words.area(area.id))
        for area in visit.station.directory.tree
        if area.kind in _AREA_KINDS and visit.permit.touches(area.id)
    ]
