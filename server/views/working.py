"""How far the work behind a record has come: its state, whether it is open, and until when.

Nobody chooses between two answers here either: while people disagree about the state, the record is
open as long as one of them says so, and of two dates the earlier one is due. What is void is no
work any more. A day that is due is over at its end in the district, a moment when it is there.
"""

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from schema.answer import Value
from schema.form import Form
from schema.glance import given, shown
from schema.moments import is_moment, parse_date
from server.clock import midnight_ms
from sync.core.document import Document

_VOID: Final = "void"


class Work(NamedTuple):
    """What is to be done.

    `state`: the answer shown, "" before there is one; None where the form has no such work, or none
    is left since the record is void. `open`: something is left to do. `due_ms`: the last moment at
    which it is not overdue.
    """

    state: str | None
    open: bool
    due_ms: int | None


NO_WORK: Final = Work(state=None, open=False, due_ms=None)


def work_of(document: Document, form: Form | None) -> Work:
    """What is to be done, by the document that is shown of a record."""
    workflow = form.workflow if form is not None else None
    if workflow is None or document["status"] == _VOID:
        return NO_WORK
    states = given(document, workflow.state)
    dues = (_due_ms(each) for each in given(document, workflow.due)) if workflow.due else ()
    return Work(
        state=str(shown(document, workflow.state) or ""),
        open=any(each not in workflow.closed for each in states),
        due_ms=min((each for each in dues if each is not None), default=None),
    )


def _due_ms(said: Value) -> int | None:
    if not isinstance(said, str):
        return None
    try:
        if is_moment(said):
            at = datetime.fromisoformat(said)
            return int(at.timestamp() * 1000)
        day = parse_date(said)
        return None if day is None else midnight_ms(date.fromisoformat(day) + timedelta(1)) - 1
    except (ValueError, OverflowError):
        return None
