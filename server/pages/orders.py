"""`/orders`: what is to be done, who is at it, and what is late.

The work behind the records of one form, a column for each state that it goes through, what is due
first ahead. A form has such a board if it names its states (schema.workflow). What is void is no
work; what was only begun is, since somebody reported it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from starlette.responses import Response

from schema.area import AreaId
from schema.form import Form
from schema.key import key_answers
from schema.question import HOLDERS, UNASKED, Kind
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.due import due
from server.pages.errors import NoSuchFilter
from server.pages.filters import NO_STATE, readable_forms, state_in_words, touched_area
from server.pages.origin import with_query
from server.pages.records import area_choice
from server.pages.visit import Visit
from server.pages.words import State
from server.views.asking import Filter
from server.views.found import Task, WorkCount

CARDS: Final = 20
"""So many of a state stand on the board; the list has all of them."""

SAID: Final = 3
"""So many answers say on a card what it is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One record on the board, in words."""

    id: str
    address: str
    about: str
    person: str
    due: State | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One state: how many records are in it and how many of them overdue, the first of them."""

    title: str
    closed: bool
    records: int
    overdue: int
    cards: tuple[Card, ...]
    href: str


def orders(visit: Visit) -> Response:
    """The board of the form that the address asks for, else of the one with most that is late."""
    area, forms = touched_area(visit), work_forms(visit)
    counts = visit.station.views.work(Filter(area=area), visit.sight, visit.now_ms)
    chosen = chosen_form(visit, forms, counts)
    return visit.show(
        "orders.html",
        form=chosen.id if chosen else "",
        title=in_language(chosen.title, visit.words.lang) if chosen else "",
        forms=[_tab(form, counts, visit) for form in forms],
        columns=_columns(visit, chosen, area, counts) if chosen else [],
        area=area or "",
        area_name=visit.words.area(area) if area else "",
        areas=area_choice(visit),
        overdue=with_query(
            "/records", form=chosen.id if chosen else "", overdue="1", area=area or ""
        ),
        late=sum(each.overdue for each in counts if chosen and each.form == chosen.id),
    )


def work_forms(visit: Visit) -> list[Form]:
    """The forms with such work of which the visitor may find a record."""
    return [form for form in readable_forms(visit) if form.workflow is not None]


def chosen_form(visit: Visit, forms: Sequence[Form], counts: Iterable[WorkCount]) -> Form | None:
    """The form that the address names, else the one with most that is late, or open."""
    asked = visit.asked("form")
    if asked:
        found = next((form for form in forms if form.id == asked), None)
        if found is None:
            raise NoSuchFilter
        return found
    late: dict[str, tuple[int, int]] = {form.id: (0, 0) for form in forms}
    for each in counts:
        if each.form in late:
            overdue, open_ = late[each.form]
            late[each.form] = overdue + each.overdue, open_ + each.open
    return max(forms, key=lambda form: late[form.id], default=None)


def _tab(form: Form, counts: Iterable[WorkCount], visit: Visit) -> tuple[str, str, int, int]:
    """A form among the others: its address, title, how much is open, and late."""
    mine = [each for each in counts if each.form == form.id]
    return (
        with_query(visit.path, form=form.id),
        in_language(form.title, visit.words.lang),
        sum(each.open for each in mine),
        sum(each.overdue for each in mine),
    )


def states(form: Form, whole: Form, counts: Iterable[WorkCount]) -> list[str]:
    """The states of a form's work in their order; those that it has no more only if they occur.

    Args:
        form: today's version, with a workflow.
        whole: with what older versions asked.
        counts: of its records.
    """
    assert form.workflow is not None, "only forms with work have a board"
    question, older = (each.question(form.workflow.state) for each in (form, whole))
    named = [choice.name for choice in question.choices] if question else []
    occur = {each.state for each in counts if each.form == form.id}
    former = [choice.name for choice in older.choices] if older else []
    gone = [name for name in former if name not in named and name in occur]
    return [*([""] if "" in occur else []), *named, *gone]


def _columns(
    visit: Visit, form: Form, area: AreaId | None, counts: Sequence[WorkCount]
) -> list[Column]:
    assert form.workflow is not None, "only forms with work have a board"
    whole = visit.station.directory.whole_forms[form.id]
    shown = states(form, whole, counts)
    by_state = {each.state: each for each in counts if each.form == form.id}
    unnamed = sorted(by_state.keys() - set(shown))
    columns = []
    for state in [*shown, *unnamed]:
        count = by_state.get(state)
        columns.append(
            Column(
                title=state_in_words(form.id, state, visit),
                closed=state in form.workflow.closed,
                records=count.records if count else 0,
                overdue=count.overdue if count else 0,
                cards=tuple(_cards(visit, form, whole, area, state)) if count else (),
                href=with_query("/records", state=f"{form.id}.{state or NO_STATE}", area=area or "")
                if state not in unnamed
                else "",
            )
        )
    return columns


def _cards(
    visit: Visit, form: Form, whole: Form, area: AreaId | None, state: str
) -> Iterable[Card]:
    wanted = Filter(form=form.id, area=area, state=(form.id, state))
    tasks = visit.station.views.tasks(wanted, visit.sight, limit=CARDS)
    visit.note_reads(task.id for task in tasks)
    for task in tasks:
        record = RecordId.parse(task.id)
        yield Card(
            id=task.id,
            address=visit.words.address(record.area),
            about=_about(task, record, form, whole, visit),
            person=visit.words.person(task.worker),
            due=due(task.due_ms, visit) if task.open else None,
        )


def _about(task: Task, record: RecordId, form: Form, whole: Form, visit: Visit) -> str:
    """What a record is about: its keys, then its first answers that anybody may read."""
    assert form.workflow is not None, "only forms with work have a board"
    passed = {form.workflow.state, form.workflow.due, *form.key}
    said = [
        visit.words.value(whole.question(name), value)
        for name, value in key_answers(whole, record).items()
    ]
    answers = task.document["answers"]
    for located in whole.outline:
        question, path = located.question, located.path
        answer = answers.get(path)
        if path in passed or answer is None or path in task.document["irrelevant"]:
            continue
        plain = question.kind not in UNASKED | HOLDERS | {Kind.geopoint, Kind.image, Kind.file}
        if plain and not question.sensitive and answer["value"] not in (None, "", []):
            said.append(visit.words.value(question, answer["value"]))
    return " · ".join(islice(said, SAID))
