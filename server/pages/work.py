"""What is left to do about one record, in words: its state, and by when."""

from schema.glance import Work, open_work
from server.clock import local, now_ms
from server.pages.values import Document
from server.pages.visit import Visit


def work_of(visit: Visit, document: Document) -> Work | None:
    """What is left to do about a record; None if nothing is, or its form does not say."""
    form = visit.station.directory.forms.get(document["form"])
    return None if form is None else open_work(form, document, local(now_ms()))


def said_state(visit: Visit, work: Work) -> str:
    """The state in words; empty before it has one."""
    return _said(visit, work.form, work.state, due=False)


def said_due(visit: Visit, work: Work) -> str:
    """By when, in words; empty where that was not said."""
    return _said(visit, work.form, work.due, due=True)


def _said(visit: Visit, form_id: str, value: str | None, *, due: bool) -> str:
    form = visit.station.directory.forms[form_id]
    if value is None or form.workflow is None:
        return ""
    return visit.words.answer(form, form.workflow.due if due else form.workflow.state, value)
