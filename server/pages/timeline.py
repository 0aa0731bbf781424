"""What happened at a place, as a short line: who did what to which record, the latest first.

Read from the log, of the records that changed last. Questions are named, answers are not: what
somebody may not read in full does not stand here either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from schema.record_id import RecordId
from server.pages.record import form_as_made
from server.pages.values import Document, is_read, label_of
from server.pages.visit import Visit
from server.views.found import Here
from server.views.history import history
from sync.core.record import STATUS, VERSION

RECORDS: Final = 12
"""Records whose changes are looked at: those that changed last."""

ACTS: Final = 15
LABELS: Final = 4
"""Questions that one act is told by; of a whole form that was filled in the number says more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One act: who, when, on which record, and what it came to.

    Attributes:
        state: what the record was declared to be; empty if it was not.
        labels: questions that were answered, the first of them.
        more: how many others.
    """

    record: str
    subject: str
    person: str
    when: str
    state: str
    labels: str
    more: int
    remark: str


def timeline(visit: Visit, here: Iterable[Here]) -> list[Moment]:
    """The latest acts on these records."""
    latest = sorted(here, key=lambda each: each.changed_ms, reverse=True)[:RECORDS]
    acts = [(each.document, act) for each in latest for act in _acts(visit, each)]
    acts.sort(key=lambda pair: pair[1]["at_ms"], reverse=True)
    return [_moment(visit, document, act) for document, act in acts[:ACTS]]


def _acts(visit: Visit, here: Here) -> Sequence[Document]:
    return history(visit.station, RecordId.parse(here.document["id"]))[-ACTS:]


def _moment(visit: Visit, document: Document, act: Document) -> Moment:
    words, record = visit.words, RecordId.parse(document["id"])
    form = form_as_made(visit, record, document)
    status = act["answers"].get(STATUS)
    labels = [
        label_of(form, path, words)
        for path in act["answers"]
        if path not in (STATUS, VERSION) and path[-1] != "]" and is_read(path, form)
    ]
    labels = list(dict.fromkeys(labels))
    return Moment(
        record=record.text,
        subject=words.subject(record),
        person=words.person(act["staff"]),
        when=words.when(act["at_ms"]),
        state=words.state(status["value"]).label if status else "",
        labels=words.listed(labels[:LABELS]),
        more=max(0, len(labels) - LABELS),
        remark=act["remark"] or "",
    )
