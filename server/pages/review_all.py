"""Approving or returning many records by one press, from their list.

Each is judged by itself: by rights, and by whether it still is what the list showed. What was not
done is named with its reason; nothing is done in silence.
"""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server.errors import ProjectorBehind
from server.pages.errors import NotThere, TooMuch
from server.pages.frame import Visit
from server.pages.origin import local_path
from server.pages.records import is_number
from server.pages.review import problem_with, reviewer, said
from server.pages.settle import PROJECTED_TIMEOUT_S
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
    """A record that was left as it was: `why` names the sentence, `hint` is the log's own."""

    id: str
    address: str
    subject: str
    why: str
    hint: str


def review_all(visit: Visit) -> Response:
    """Does what was pressed with the records that were ticked, and says what became of each."""
    act = visit.field("act")
    if act not in ("approve", "return"):
        raise NotThere
    seen = _seen(visit)
    reasons = Reasons(whole=said(visit, "reason"))
    problem = _problem(visit, seen, reasons, act)
    if problem:
        return _page(visit, act, [], problem=problem)
    if act == "approve":
        outcomes = approve(visit.station, seen, reviewer(visit), strict=True)
    else:
        outcomes = send_back(visit.station, seen, reviewer(visit), reasons, strict=True)
    return _page(visit, act, outcomes)


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


def _page(visit: Visit, act: str, outcomes: list[Outcome], *, problem: str = "") -> Response:
    left = [_not_done(visit, outcome) for outcome in outcomes if outcome.hindrance is not None]
    done = len(outcomes) - len(left)
    waiting = False
    if done:
        try:
            visit.station.wait_for_views(PROJECTED_TIMEOUT_S)
        except ProjectorBehind:
            waiting = True
    return visit.show(
        "reviewed.html",
        422 if problem else 200,
        act=act,
        done=done,
        left=left,
        waiting=waiting,
        problem=problem,
        ticked=visit.fields.get("pick", ()),
        reason=visit.field("reason"),
        back=local_path(visit.field("back") or "/records"),
    )


def _not_done(visit: Visit, outcome: Outcome) -> NotDone:
    assert outcome.hindrance is not None
    record, absent = outcome.record, outcome.hindrance is Hindrance.ABSENT
    return NotDone(
        id=record.text,
        address=visit.words.say("A record that is not there, or not yours")
        if absent
        else visit.words.address(record.area),
        subject="" if absent else visit.words.subject(record),
        why=_WHY_NOT[outcome.hindrance],
        hint=outcome.hint,
    )
