"""What is left to do about one record, in words: its state, and by when."""

from dataclasses import dataclass

from server.pages.due import due
from server.pages.values import Document
from server.pages.visit import Visit
from server.pages.words import State
from server.views.working import work_of


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenWork:
    """Something is left to do: the state in words ("" before it has one), and when it is due."""

    state: str
    due: State | None
    due_ms: int | None


def open_work_of(visit: Visit, document: Document) -> OpenWork | None:
    """What is left to do about a record; None if nothing is, or its form does not say."""
    form = visit.station.directory.forms.get(document["form"])
    work = work_of(dict(document), form)
    if form is None or form.workflow is None or not work.open:
        return None
    state = visit.words.answer(form, form.workflow.state, work.state) if work.state else ""
    return OpenWork(state=state, due=due(work.due_ms, visit), due_ms=work.due_ms)
