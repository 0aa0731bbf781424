"""Approving or returning many records by one press, from their list.

Each is judged by itself: by rights, and by whether it still is what the list showed. What was not
done is named with its reason; nothing is done in silence. The outcome has a page of its own
(`reviews`), so that whoever loads it anew presses nothing.
"""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server.errors import ProjectorBehind
from server.pages.errors import NotThere, TooMuch
from server.pages.origin import local_path
from server.pages.records import is_number
from server.pages.review import problem_with, reviewer, said
from server.pages.reviewed import Meanwhile, written_since
from server.pages.reviews import Review
from server.pages.settle import PROJECTED_TIMEOUT_S
from server.pages.visit import Visit
from server.views.history import history
from server.views.reviewing import Hindrance, Outcome, Reasons, Seen, approve, send_back

REVIEWED_MAX: Final = 100
"""Records of one press: two pages of a list, which is more than anybody looks through at once."""

_WHY_NOT: Final = {
    Hindrance.ABSENT: "not_there",
    Hindrance.STATE: "state",
    Hindrance.CLASH: "clash",
    Hindrance.CHANGED: "changed",
    Hindrance.REFUSED: "refused",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NotDone:
    """A record that was left as it was: `why` names the sentence, `hint` is the log's own.

    `meanwhile` is what others wrote into it since its list was seen.
    """

    id: str
    address: str
    subject: str
    why: str
    hint: str
    meanwhile: tuple[Meanwhile, ...]


def review_all(visit: Visit) -> Response:
    """Does what was pressed with the records that were ticked; on to what became of each."""
    act = visit.field("act")
    if act not in ("approve", "return"):
        raise NotThere
    seen = _seen(visit)
    reasons = Reasons(whole=said(visit, "reason"))
    problem = _problem(visit, seen, reasons, act)
    if problem:
        return _asked_again(visit, act, problem)
    if act == "approve":
        outcomes = approve(visit.station, seen, reviewer(visit), strict=True)
    else:
        outcomes = send_back(visit.station, seen, reviewer(visit), reasons, strict=True)
    review = Review(
        staff=reviewer(visit),
        act=act,
        seen=seen,
        outcomes=outcomes,
        reason=reasons.whole,
        waiting=_waits(visit, outcomes),
        back=_back(visit),
    )
    return visit.go(f"/review/{visit.frame.reviews.keep(review)}")


def reviewed(visit: Visit) -> Response:
    """What a press came to; whoever pressed may look at it again."""
    review = visit.frame.reviews.find(visit.request.path_params["review"], reviewer(visit))
    if review is None:
        raise NotThere
    left = [
        _not_done(visit, seen, outcome)
        for seen, outcome in zip(review.seen, review.outcomes, strict=True)
        if outcome.hindrance is not None
    ]
    return visit.show(
        "reviewed.html",
        act=review.act,
        done=len(review.outcomes) - len(left),
        left=left,
        waiting=review.waiting,
        problem="",
        reason=review.reason,
        back=review.back,
    )


def _seen(visit: Visit) -> list[Seen]:
    """The records that were ticked, each up to the row that its line showed."""
    ticked = dict.fromkeys(visit.fields.get("pick", ()))
    if len(ticked) > REVIEWED_MAX:
        raise TooMuch
    found: dict[RecordId, Seen] = {}
    for text in ticked:
        upto, _, record = text.partition("-")
        if not is_number(upto):
            raise NotThere
        try:
            identity = RecordId.parse(record)
        except InvalidRecordId as error:
            raise NotThere from error
        found[identity] = Seen(record=identity, upto=int(upto))
    return list(found.values())


def _problem(visit: Visit, seen: list[Seen], reasons: Reasons, act: str) -> str:
    if not seen:
        return visit.words.say("No record is ticked. Tick those that you mean, then press again.")
    return problem_with(visit, reasons) if act == "return" else ""


def _asked_again(visit: Visit, act: str, problem: str) -> Response:
    """Nothing was done: what is missing, with what was sent still there."""
    return visit.show(
        "reviewed.html",
        422,
        act=act,
        problem=problem,
        ticked=visit.fields.get("pick", ()),
        reason=visit.field("reason"),
        back=_back(visit),
    )


def _back(visit: Visit) -> str:
    return local_path(visit.field("back") or "/records")


def _waits(visit: Visit, outcomes: list[Outcome]) -> bool:
    """Whether something was written that the lists do not show yet."""
    if all(each.hindrance is not None for each in outcomes):
        return False
    try:
        visit.station.wait_for_views(PROJECTED_TIMEOUT_S)
    except ProjectorBehind:
        return True
    return False


def _not_done(visit: Visit, seen: Seen, outcome: Outcome) -> NotDone:
    assert outcome.hindrance is not None
    record, why = outcome.record, outcome.hindrance
    if not visit.permit.allows(Right.read, record.area, record.form):
        why = Hindrance.ABSENT
    absent = why is Hindrance.ABSENT
    return NotDone(
        id=record.text,
        address=visit.words.say("A record that is not there, or not yours")
        if absent
        else visit.words.address(record.area),
        subject="" if absent else visit.words.subject(record),
        why=_WHY_NOT[why],
        hint=outcome.hint,
        meanwhile=_meanwhile(visit, seen) if why is Hindrance.CHANGED else (),
    )


def _meanwhile(visit: Visit, seen: Seen) -> tuple[Meanwhile, ...]:
    form = visit.station.directory.whole_forms.get(seen.record.form)
    written = history(visit.station, seen.record)
    return written_since(written, seen.upto, reviewer(visit), form, visit.words)
