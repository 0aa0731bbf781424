"""What a form says of the work behind its records: their state, and by when they have to be done.

A form names the question that tells a record's state, the answers to it after which nothing is left
to do, and the question that tells by when. A record without a state is open. A day that is named
as due has passed when it is over, a moment when it is there; whoever asks says what time it is,
on the district's clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any, Final, Self

from schema.answer import Value
from schema.moments import is_moment, parse_date
from schema.question import Kind, Question

DUE_KINDS: Final = frozenset({Kind.date, Kind.date_time})
"""Kinds of questions whose answers say by when."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workflow:
    """How the records of a form are worked off.

    `state` and `due` are the paths of two questions, `due` empty where nothing is due; `closed` are
    choices of the first, in the order in which the form names them.
    """

    state: str
    closed: tuple[str, ...]
    due: str = ""

    def open(self, answers: Mapping[str, Value]) -> bool:
        """Whether something is left to do."""
        return answers.get(self.state) not in self.closed

    def overdue(self, answers: Mapping[str, Value], now: datetime) -> bool:
        """Whether something is left to do and should have been done by now.

        Args:
            answers: those shown, by path.
            now: with the district's zone.
        """
        due = answers.get(self.due) if self.due else None
        return isinstance(due, str) and self.open(answers) and _has_passed(due, now)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(
            state=str(data["state"]),
            closed=tuple(map(str, data["closed"])),
            due=str(data.get("due", "")),
        )

    def to_json(self) -> dict[str, Any]:
        """As stored, and in the document `form`."""
        found: dict[str, Any] = {"state": self.state, "closed": list(self.closed)}
        return found | ({"due": self.due} if self.due else {})


def workflow_faults(workflow: Workflow, by_path: Mapping[str, Question]) -> Iterator[str]:
    """What is wrong with a workflow of these questions."""
    state, due = by_path.get(workflow.state), by_path.get(workflow.due)
    if state is None or state.kind is not Kind.select_one:
        yield f"state {workflow.state} is no question with one choice"
    else:
        missing = (name for name in workflow.closed if state.choice(name) is None)
        yield from (f"closed {name} is no choice of {workflow.state}" for name in missing)
    if not workflow.closed:
        yield "it names no state in which nothing is left to do"
    if workflow.due and (due is None or due.kind not in DUE_KINDS):
        yield f"due {workflow.due} is no question for a day or a moment"


def last_moment(due: str, zone: tzinfo | None) -> datetime | None:
    """Until when what is due by then is not overdue; None where no day and no moment is named."""
    if is_moment(due):
        return datetime.fromisoformat(due)
    day = parse_date(due)
    return None if day is None else datetime.combine(date.fromisoformat(day), time.max, zone)


def _has_passed(due: str, now: datetime) -> bool:
    last = last_moment(due, now.tzinfo)
    return last is not None and last < now
