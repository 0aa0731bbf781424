"""What a record says to a survey round: since which change it is done, and what a call came to.

Pure, and the same for tablets and for the server's views; `schema.rounds` makes of it how far a
door is. A draft, and what was declared void, says nothing yet or any more. Where people disagree
about a record it is not done and its call came to nothing yet: no clock decides between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from schema.form import UNSAID
from schema.rounds import COME_BACK_AT, OUTCOME, ROUND, Call
from sync.core.fold import Outcome
from sync.core.record import DRAFT, STATUS, HeldChange, RecordReading

DONE: Final = frozenset({"finished", "approved"})
"""The states in which a record counts as done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorCall:
    """One call at a door.

    Attributes:
        round: id of the round that it names; empty if none.
        call: its place in the log and its outcome.
        come_back_at: when somebody is to come back, as ISO 8601; empty if that was not said.
        staff, at_ms: who wrote its first change, and when by their clock.
    """

    round: str
    call: Call
    come_back_at: str
    staff: str
    at_ms: int

    def to_json(self) -> dict[str, Any]:
        """The call as a home keeps it."""
        return {
            "round": self.round,
            "seq": self.call.seq,
            "outcome": self.call.outcome,
            "come_back_at": self.come_back_at,
            "staff": self.staff,
            "at_ms": self.at_ms,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The call that `to_json` wrote."""
        return cls(
            round=data["round"],
            call=Call(data["seq"], data["outcome"]),
            come_back_at=data["come_back_at"],
            staff=data["staff"],
            at_ms=data["at_ms"],
        )


def finishing(reading: RecordReading) -> HeldChange | None:
    """The change by which a record became what it is where it counts as done; None where not.

    Whoever declared it finished last, by the log; else whoever approved it. A correction of a word
    and an approval leave it where it was.
    """
    if not _states(reading) <= DONE:
        return None
    said: dict[str, HeldChange] = {}
    for held in reading.changes:
        for entry in held.change.entries:
            if entry.question == STATUS:
                said[_text(entry.value)] = held
    return said.get("finished") or said.get(reading.status)


def call_of(reading: RecordReading) -> DoorCall | None:
    """The call that a record of the form `visit` is; None while it does not count.

    It counts as long as one of the people who disagree about that says so, with no outcome.
    """
    states = _states(reading)
    if states <= UNSAID or not reading.changes:
        return None
    first = reading.changes[0]
    values = reading.values
    return DoorCall(
        round=_text(values.get(ROUND)),
        call=Call(first.seq, None if states & UNSAID else _outcome(reading)),
        come_back_at=_text(values.get(COME_BACK_AT)),
        staff=first.change.staff,
        at_ms=first.change.time_ms,
    )


def _states(reading: RecordReading) -> set[str]:
    """The states that people see it in: several while they disagree."""
    status = reading.answers.get(STATUS)
    return {_text(said) or DRAFT for said in status.says} if status else {DRAFT}


def _outcome(reading: RecordReading) -> str | None:
    answer = reading.answers.get(OUTCOME)
    if answer is None or answer.outcome is Outcome.CLASH:
        return None
    return _text(answer.value) or None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
