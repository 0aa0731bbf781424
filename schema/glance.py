"""What a place comes to at one glance, from the documents of its records: the same on every side.

Pure: documents `record` come in, in any order. A visit that is not finished, or void, counts for
nothing; the last one is the last by the log, never by a clock. What is no text where a text is
asked for was not said: the gate keeps what it is given.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from schema.form import STATUS, ULID_KEY, UNSAID, Form
from schema.rounds import COME_BACK_AT, OUTCOME, ROUND, VISIT
from schema.workflow import last_moment

COME_BACK: Final = "come_back"
"""What came of a call whose maker is to come back."""

REASONS: Final = (ROUND, "project")
"""Questions of a call that tell what it was made for."""

VOID: Final = "void"

_NEVER: Final = datetime.max.replace(tzinfo=UTC)

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class ComeBack:
    """Somebody asked to be called on again: the visit's record, and when, where that was said.

    `round` is the survey round for which they were called on; None for none.
    """

    record: str
    at: str | None
    round: str | None


def come_back(documents: Iterable[Document]) -> list[ComeBack]:
    """Who asked to be called on again, the earliest first; without a time last.

    Of the visits for one round or project the last one begun alone counts. While people disagree
    about it, somebody asked as long as one of them says so.
    """
    last: dict[tuple[str | None, ...], Document] = {}
    for document in sorted(documents, key=begun):
        if document["form"] == VISIT and not UNSAID.issuperset(_states(document)):
            last[tuple(_text(document, name) for name in REASONS)] = document
    found = [
        ComeBack(record=each["id"], at=_text(each, COME_BACK_AT), round=_text(each, ROUND) or None)
        for each in last.values()
        if COME_BACK in given(each, OUTCOME)
    ]
    return sorted(found, key=lambda each: (each.at is None, each.at or "", each.record))


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What is left to do about a record: its state, by when, and whether that is over already."""

    record: str
    form: str
    state: str | None
    due: str | None
    overdue: bool


def open_work(form: Form, document: Document, now: datetime) -> Work | None:
    """What is left to do about a record of a form; None if nothing is, or the form does not say.

    While people disagree about the state, something is left as long as one of them says so; of two
    dates the earlier one is due.

    Args:
        form: the record's.
        document: `record`.
        now: with the district's zone.
    """
    workflow = form.workflow
    if workflow is None or document["status"] == VOID:
        return None
    opened = [each for each in given(document, workflow.state) if each not in workflow.closed]
    if not opened:
        return None
    dues = (each for each in given(document, workflow.due) if isinstance(each, str))
    due = min(dues, key=lambda each: last_moment(each, now.tzinfo) or _NEVER, default=None)
    return Work(
        record=document["id"],
        form=form.id,
        state=_text(document, workflow.state),
        due=due,
        overdue=workflow.overdue({workflow.state: opened[0], workflow.due: due}, now),
    )


def sheet_place(form: Form | None) -> int:
    """Where a form's records stand: what there is one of first, then by keys, then any number."""
    if form is None or form.key == ULID_KEY:
        return 2
    return 1 if form.key else 0


def begun(document: Document) -> tuple[bool, int, int, str]:
    """Sorts the records of one place as they were begun: those that no log has yet come behind."""
    seq = document["begun_seq"]
    return seq is None, seq or 0, document["created_ms"], document["id"]


def given(document: Document, name: str) -> list[Any]:
    """The answer, of a clash every one; None alone where there is none, or nothing is asked."""
    answer = document["answers"].get(name)
    if answer is None or name in document["irrelevant"]:
        return [None]
    if answer.get("outcome") == "clash":
        return [each["value"] for each in answer["values"]]
    return [answer["value"]]


def shown(document: Document, name: str) -> Any:  # noqa: ANN401 - an answer as JSON has it
    """The answer that is shown; None where there is none, or nothing is asked."""
    answer = document["answers"].get(name)
    return None if answer is None or name in document["irrelevant"] else answer["value"]


def _states(document: Document) -> list[str]:
    """The states that people see it in: several while they disagree."""
    answer = document["answers"].get(STATUS)
    if answer is None or answer.get("outcome") != "clash":
        return [document["status"]]
    return [str(each["value"]) for each in answer["values"]]


def _text(document: Document, name: str) -> str | None:
    """The answer to a question that is answered by a text; None where something else is."""
    value = shown(document, name)
    return value if isinstance(value, str) else None
