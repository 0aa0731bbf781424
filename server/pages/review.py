"""Approving and returning a record by one press, on its page and beside a clash.

What was seen is sent along, so what came meanwhile is neither approved nor replaced; the page that
follows says what came of it. A return without any reason is asked for one, with all that was typed
still there.
"""

import unicodedata
from typing import Final

from starlette.responses import Response

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server.errors import UnknownQuestion
from server.pages.errors import NotThere, NotYoursToReview
from server.pages.origin import local_path, with_query
from server.pages.record import record_page
from server.pages.records import is_number
from server.pages.settle import outcome as shown_outcome
from server.pages.templating import link
from server.pages.undone import undone
from server.pages.visit import Visit
from server.views.reviewing import Hindrance, Outcome, Reasons, Seen, approve, send_back
from sync.core.record import STATUS

REASON_CHARS_MAX: Final = 500
"""Of one reason: it is read on a tablet's line, at a door."""

WHY: Final = "why."
"""Before a question's name, in the name of the field for its reason."""


def approve_record(visit: Visit) -> Response:
    """Approves one record and goes back to it."""
    seen, person = _seen(visit), reviewer(visit)
    (outcome,) = approve(visit.station, [seen], person, strict=False)
    return _answer(visit, seen, outcome, "approved", _page(seen.record))


def return_record(visit: Visit) -> Response:
    """Returns one record, or asks for a reason."""
    seen, person = _seen(visit), reviewer(visit)
    reasons = _reasons(visit)
    problem = problem_with(visit, reasons)
    if problem:
        typed = {name: values[0] for name, values in visit.fields.items()}
        return record_page(visit, seen.record, status=422, problem=problem, typed=typed)
    try:
        (outcome,) = send_back(visit.station, [seen], person, reasons, strict=False)
    except UnknownQuestion as error:
        raise NotThere from error
    return _answer(visit, seen, outcome, "returned", visit.field("back") or _page(seen.record))


def reviewer(visit: Visit) -> str:
    """The id of who is signed in."""
    return visit.person.id if visit.person else ""


def _page(record: RecordId) -> str:
    return f"/records/{link(record.text)}"


def _seen(visit: Visit) -> Seen:
    """The record that was sent, up to the row that was seen.

    Raises:
        NotThere: it is absent, or not the visitor's to see.
        NotYoursToReview: it is seen, but not to be reviewed by this person.
    """
    upto = visit.field("upto")
    try:
        record = RecordId.parse(visit.field("record"))
    except InvalidRecordId as error:
        raise NotThere from error
    if not is_number(upto) or not visit.permit.allows(Right.read, record.area, record.form):
        raise NotThere
    if not visit.permit.allows(Right.review, record.area, record.form):
        raise NotYoursToReview
    return Seen(record=record, upto=int(upto))


def _reasons(visit: Visit) -> Reasons:
    return Reasons(
        whole=said(visit, "reason"),
        questions={
            name.removeprefix(WHY): text
            for name in visit.fields
            if name.startswith(WHY) and (text := said(visit, name))
        },
    )


def said(visit: Visit, field: str) -> str:
    """What somebody wrote into a field; empty where nobody could see anything of it."""
    text = visit.field(field).strip()
    return text if any(unicodedata.category(each)[0] not in "CZ" for each in text) else ""


def problem_with(visit: Visit, reasons: Reasons) -> str:
    """Why records cannot be returned for these reasons, in words; empty if they can."""
    if not reasons:
        return visit.words.say("Say why: for the whole record, or beside an answer.")
    if any(len(text) > REASON_CHARS_MAX for text in (reasons.whole, *reasons.questions.values())):
        return visit.words.say("A reason has at most %(most)s characters.", most=REASON_CHARS_MAX)
    return ""


def _answer(visit: Visit, seen: Seen, outcome: Outcome, done: str, back: str) -> Response:
    """On to the page that says what came of it, and what others wrote behind what was seen."""
    if outcome.hindrance is Hindrance.ABSENT:
        raise NotThere
    if outcome.hindrance is Hindrance.REFUSED:
        heading = visit.words.say("Not done")
        hint, target = outcome.hint, local_path(back)
        return undone(visit, "/clashes", heading=heading, sentence=hint, back=target)
    if outcome.hindrance is not None:
        back, came = _page(seen.record), outcome.hindrance.name.lower()
    else:
        came = shown_outcome(visit, seen.record, [STATUS], done=done, clashing="both")
    return visit.go(with_query(back, done=came, seen=str(seen.upto)))
