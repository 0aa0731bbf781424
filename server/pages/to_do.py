"""What is still to be done at a place: requests and hazards there, and orders that come of them.

A form that names a state says after which of them nothing is left to do (`schema.workflow`). Beside
the records of the place itself count those that refer to them, wherever they are about: an order to
a property company is about its compound, and comes of what somebody asked for at a door.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.pages.related import refers_to, title
from server.pages.values import Document
from server.pages.visit import Visit
from server.pages.words import State
from server.pages.work import open_work_of
from server.views.asking import Filter
from server.views.found import Here

CHILDREN: Final = 20
"""Records that refer to one of the place, and are asked what is left to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """One record of which something is left to do: its state, and by when, in words."""

    record: str
    title: str
    state: str
    due: State | None


def to_do(visit: Visit, here: Iterable[Here]) -> list[ToDo]:
    """What is left to do at a place, what is due first before the rest."""
    documents: list[Document] = [each.document for each in here]
    following = [child for each in documents for child in _following(visit, each)]
    visit.note_reads(child["id"] for child in following)
    documents += following
    by_id: Mapping[str, Document] = {each["id"]: each for each in documents}
    works = [
        (work, each) for each in by_id.values() if (work := open_work_of(visit, each)) is not None
    ]
    works.sort(key=lambda pair: (pair[0].due_ms is None, pair[0].due_ms or 0, pair[1]["id"]))
    return [
        ToDo(record=each["id"], title=title(visit, each), state=work.state, due=work.due)
        for work, each in works
    ]


def _following(visit: Visit, document: Document) -> Iterator[Document]:
    """The records that refer to one and are worked off."""
    for form in visit.station.directory.published.values():
        if form.workflow is not None and refers_to(form, document["form"]):
            wanted = Filter(form=form.id, refers=document["id"])
            found = visit.station.views.page(wanted, visit.sight, visit.words.lang, limit=CHILDREN)
            yield from (child for _, child in found)
