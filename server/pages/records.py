"""`/records`: where is the record I mean? Search and filters first, then the lines.

Filters live in the address, so a list can be bookmarked and sent on. One that does not exist is
answered as such, never with an empty page that looks like an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.area import AreaKind
from schema.form import ULID_KEY
from schema.grant import Right
from schema.heading import heading
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.due import due
from server.pages.errors import NotThere
from server.pages.filling.starting import way_to_new
from server.pages.filters import filter_in_words, kept_fields, readable_forms, wanted_filter
from server.pages.households import doors_without_a_record
from server.pages.importing import way_to_import
from server.pages.origin import with_query
from server.pages.values import shown_values
from server.pages.visit import Visit
from server.pages.ways import way_to_glance
from server.pages.words import State
from server.views.asking import Filter
from server.views.found import Line
from server.views.operations import STATUSES

LINES: Final = 50

REVIEWABLE: Final = frozenset({"finished", "approved"})
"""States in which records can be ticked, to be approved or returned together."""

_AREA_KINDS: Final = (AreaKind.community, AreaKind.grid)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLine:
    """One record in the list, in words.

    `subject` is its form with its keys or, where these say nothing, its first words.
    `place` is where everything about its place is shown.
    `work` is the state of the work behind it, `due` when what is left of that is due.
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
    place: str
    work: str
    due: State | None
    pick: str


def records(visit: Visit) -> Response:
    """The list that the address asks for, one page of it."""
    wanted = wanted_filter(visit)
    views, sight = visit.station.views, visit.sight
    after = _after(visit)
    if after is None:
        found, count = views.beginning(wanted, sight, limit=LINES + 1)
    else:
        found = views.lines(wanted, sight, limit=LINES + 1, after=after)
        count = views.count(wanted, sight)
    lines = found[:LINES]
    visit.note_reads(line.id for line in lines)
    called = _called(lines, visit)
    shown = [_shown(line, called.get(line.id, ""), visit) for line in lines]
    return visit.show(
        "records.html",
        lines=shown,
        reviewable=any(line.pick for line in shown),
        all_ticked=visit.asked("pick") == "all",
        tick_all=with_query(visit.path, pick="" if visit.asked("pick") else "all"),
        count=count,
        crowded=views.crowded(wanted.text, sight) if wanted.text else False,
        doors=_doors(visit, wanted) if not lines else "",
        wanted=wanted,
        kept=kept_fields(visit),
        in_words=filter_in_words(wanted, visit),
        place=way_to_glance(visit, wanted.area) if wanted.area else "",
        importing=way_to_import(visit, "records", wanted.form or ""),
        fresh_record=way_to_new(visit, wanted.form or "", wanted.area or ""),
        first=not visit.asked("after"),
        more=with_query(visit.path, after=_mark(lines[-1])) if len(found) > LINES else "",
        start=with_query(visit.path, after=""),
        forms=_forms(visit),
        areas=area_choice(visit),
        statuses=[(name, visit.words.state(name)) for name in STATUSES],
    )


def _called(lines: Sequence[Line], visit: Visit) -> dict[str, str]:
    """The first words of those that no key tells from others of their form, by their ids."""
    forms = visit.station.directory.whole_forms
    unnamed = [line.id for line in lines if line.form in forms and forms[line.form].key == ULID_KEY]
    documents = visit.station.views.told(unnamed) if unnamed else {}
    return {
        record: heading(forms[document["form"]], shown_values(document))
        for record, document in documents.items()
    }


def _shown(line: Line, called: str, visit: Visit) -> ShownLine:
    record, words = RecordId.parse(line.id), visit.words
    review = visit.permit.allows(Right.review, line.area, line.form)
    return ShownLine(
        id=line.id,
        address=words.address(record.area),
        subject=" · ".join(filter(None, [words.subject(record), called])),
        state=words.state(line.status),
        person=words.person(line.created_by),
        when=words.when(line.changed_ms),
        clashes=line.clashes,
        flags=line.flags,
        merged=line.merged,
        revised=line.revised,
        place=way_to_glance(visit, record.area),
        work=_work(line, visit),
        due=due(line.due_ms, visit) if line.open else None,
        pick=f"{line.updated_seq}-{line.id}" if review and line.status in REVIEWABLE else "",
    )


def _work(line: Line, visit: Visit) -> str:
    """The state of the work behind a record; empty where it has none."""
    form = visit.station.directory.whole_forms.get(line.form)
    if not line.state or form is None or form.workflow is None:
        return ""
    return visit.words.value(form.question(form.workflow.state), line.state)


def _doors(visit: Visit, wanted: Filter) -> str:
    """Where a household is looked for of which there may be no record; empty without a text."""
    text = wanted.text
    return doors_without_a_record(visit, wanted.form or "", wanted.area or "", text) if text else ""


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
    forms = readable_forms(visit)
    return [(form.id, in_language(form.title, visit.words.lang)) for form in forms]


def area_choice(visit: Visit) -> list[tuple[str, str]]:
    """Communities and grids in which the visitor may see something, in the tree's order."""
    return [
        (area.id, visit.words.area(area.id))
        for area in visit.station.directory.tree.down_to(AreaKind.grid)
        if area.kind in _AREA_KINDS and visit.permit.touches(area.id)
    ]
