"""What a record says to a survey round: since which change it is done, and what a call came to.

Pure, and the same for tablets and for the server's views; `schema.rounds` makes of it how far a
door is. A draft, and what was declared void, says nothing yet or any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from schema.rounds import COME_BACK_AT, OUTCOME, ROUND, UNSAID, Call
from sync.core.record import STATUS, HeldChange, RecordReading

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
    if reading.status not in DONE:
        return None
    said: dict[object, HeldChange] = {}
    for held in reading.changes:
        for entry in held.change.entries:
            if entry.question == STATUS:
                said[entry.value] = held
    return said.get("finished") or said.get(reading.status)


def call_of(reading: RecordReading) -> DoorCall | None:
    """The call that a record of the form `visit` is; None while it does not count."""
    if reading.status in UNSAID or not reading.changes:
        return None
    first = reading.changes[0]
    values = reading.values
    outcome = values.get(OUTCOME)
    return DoorCall(
        round=_text(values.get(ROUND)),
        call=Call(first.seq, outcome if isinstance(outcome, str) else None),
        come_back_at=_text(values.get(COME_BACK_AT)),
        staff=first.change.staff,
        at_ms=first.change.time_ms,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
