"""Settling a clash by one press: one of the values, or another one.

The person signed in is the author. What is replaced is what the page showed; a value written
meanwhile is not, so the question clashes again, and the page says so.
"""

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from schema.answer import Value
from schema.errors import InvalidRecordId, UnreadableAnswer
from schema.grant import Right
from schema.record_id import RecordId
from schema.rules import parse_answer
from server.clock import ZONE
from server.errors import ProjectorBehind, UnknownQuestion, UnknownRecord
from server.pages.errors import NotThere, ReadOnly
from server.pages.origin import local_path, with_query
from server.pages.undone import undone
from server.pages.values import Powers
from server.pages.visit import Visit
from server.views.settling import settle, standing
from sync.core.results import Refused

PROJECTED_TIMEOUT_S: Final = 3.0
"""How long a person waits for the lists to show what was just settled."""


def settle_clash(visit: Visit) -> Response:
    """Writes what was pressed and goes back, saying what came of it."""
    record = _record(visit)
    question = visit.field("question")
    try:
        value = _value(visit, record, question)
        answer = settle(
            visit.station,
            record,
            question,
            value,
            staff_id=visit.person.id if visit.person else "",
            saw=[int(text) for text in visit.field("saw").split()],
        )
    except (UnknownRecord, UnknownQuestion, ValueError, KeyError) as error:
        raise NotThere from error
    except UnreadableAnswer as error:
        return visit.show(
            "unreadable.html", 422, expected=error.expected, back=local_path(visit.field("back"))
        )
    if isinstance(answer, Refused):
        heading, back = visit.words.say("Not settled"), local_path(visit.field("back"))
        return undone(visit, "/clashes", heading=heading, sentence=answer.hint, back=back)
    came = outcome(visit, record, [question], done="settled", clashing="again")
    settled = came == "settled"
    about = {"of": record.text if settled else "", "which": question if settled else ""}
    return visit.go(with_query(visit.field("back") or "/clashes", done=came, **about))


def _record(visit: Visit) -> RecordId:
    try:
        record = RecordId.parse(visit.field("record"))
    except InvalidRecordId as error:
        raise NotThere from error
    if not visit.permit.allows(Right.read, record.area, record.form):
        raise NotThere
    powers = Powers.over(visit.permit, record.area, record.form)
    if not powers.settles(visit.field("question")):
        raise ReadOnly
    return record


def _value(visit: Visit, record: RecordId, question: str) -> Value:
    """The value of the change that was taken, or the one that was written."""
    taken = visit.field("take")
    if taken:
        return standing(visit.station, record, question).values[int(taken)]
    form = visit.station.directory.forms.get(record.form)
    asked = form.question(question) if form else None
    if asked is None:
        raise UnknownQuestion(name=question)
    text = " ".join(visit.fields.get("value", ()))
    return parse_answer(asked, text, visit.words.lang, ZONE)


def outcome(
    visit: Visit, record: RecordId, questions: Iterable[str], *, done: str, clashing: str
) -> str:
    """What the next page says of what was just written: `done`, `clashing`, or not folded yet."""
    try:
        visit.station.wait_for_views(PROJECTED_TIMEOUT_S)
    except ProjectorBehind:
        return "stored"
    document = visit.station.views.record(record.text, visit.sight)
    answers = document["answers"] if document else {}
    written = (answers.get(question) for question in questions)
    return clashing if any(each and each["outcome"] == "clash" for each in written) else done
