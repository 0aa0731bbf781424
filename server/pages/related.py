"""The records that a record names, and those that name it, as links: from child to parent and back.

Invariant: a record that the visitor may not read is as one that is absent: neither is a link, and
nothing of it is said but what the child's own answer says. Whoever is shown the first words of a
restricted record reads it, which the audit says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from schema.form import Form
from schema.heading import heading
from schema.record_id import RecordId
from server.pages.origin import with_query
from server.pages.values import Document, shown_values
from server.pages.visit import Visit
from server.pages.words import State
from server.pages.work import open_work_of
from server.views.asking import Filter
from server.views.errors import SetAside
from server.views.found import Line
from server.views.referring import named_in

CHILDREN: Final = 20
"""Records that are named one by one; of more there is a list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A record that can be opened: its id, and what it is called."""

    record: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """A record that names the one of the page; `work` is the state of what is left to do."""

    id: str
    title: str
    state: State
    work: str
    when: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Children:
    """Those that name a record: some of them, how many there are, and where all are listed."""

    shown: tuple[Child, ...]
    count: int
    list: str


def targets(visit: Visit, document: Document) -> dict[str, Target]:
    """The records that a document names and the visitor may open, by the question's path."""
    known = visit.station.directory
    named = named_in(document, known.forms, known.tree)
    titles = {record: title_of(visit, record) for record in {record for _, record in named}}
    visit.note_reads(record for record, title in titles.items() if title)
    return {
        question: Target(record=record, title=title)
        for question, record in named
        if (title := titles[record])
    }


def title_of(visit: Visit, record: str) -> str:
    """What a record is called: its subject, where, and its first words; empty if it is not there.

    Of a restricted record the caller has it noted that it was read.
    """
    document = _document(visit, record)
    return "" if document is None else title(visit, document)


def title(visit: Visit, document: Document) -> str:
    """What the record of a document is called."""
    words, record = visit.words, RecordId.parse(document["id"])
    form = visit.station.directory.whole_forms.get(record.form)
    first = heading(form, shown_values(document)) if form else ""
    return " · ".join(filter(None, [words.subject(record), words.address(record.area), first]))


def children(visit: Visit, record: RecordId) -> Children:
    """The records that name this one, the latest received first."""
    views, wanted = visit.station.views, Filter(refers=record.text)
    if not _is_named(visit, record.form):
        return Children(shown=(), count=0, list="")
    lines = views.lines(wanted, visit.sight, limit=CHILDREN)
    count = len(lines) if len(lines) < CHILDREN else views.count(wanted, visit.sight)
    visit.note_reads(line.id for line in lines)
    return Children(
        shown=tuple(_child(visit, lines)),
        count=count,
        list=with_query("/records", refers=record.text),
    )


def _is_named(visit: Visit, form: str) -> bool:
    """Whether records of a form may be named at all."""
    forms = visit.station.directory.forms.values()
    return any(refers_to(each, form) for each in forms)


def refers_to(form: Form, other: str) -> bool:
    """Whether records of a form may name records of another one."""
    return any(located.question.refers == other for located in form.referring)


def _child(visit: Visit, lines: Iterable[Line]) -> Iterable[Child]:
    for line in lines:
        document = _document(visit, line.id)
        work = open_work_of(visit, document) if document else None
        yield Child(
            id=line.id,
            title=title(visit, document) if document else "",
            state=visit.words.state(line.status),
            work=work.state if work else "",
            when=visit.words.when(line.changed_ms),
        )


def _document(visit: Visit, record: str) -> Document | None:
    """A record as the visitor may read it; None if it is not there for them."""
    try:
        return visit.station.views.record(record, visit.sight, visit.words.lang)
    except SetAside:
        return None
