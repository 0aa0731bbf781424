"""Survey rounds: the doors that are to be called at, by whom, and how far each of them is.

A round is walked for one form: a door is done as soon as the form has a finished record there that
the log took after the round began. Every call at a door is a record of its own (form `visit`), so
nothing is written over when two people call at one door; what such calls come to is `state`, one
pure function for tablets, pages and commands.

Invariants: calls and finished records are ordered by the log's numbers, never by a clock, and what
is not in the log yet comes behind; whoever was not met was not visited; a part is whoever was named
for the nearest area at or above a door. Left out: who may see what, and where calls are kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from schema.area import AreaId, Scope
from schema.record_id import RecordId
from schema.tree import AreaTree

VISIT: Final = "visit"
"""The form of which each record is one call at a door."""

ROUND: Final = "round"
OUTCOME: Final = "outcome"
COME_BACK_AT: Final = "come_back_at"
"""Its questions that a round knows of."""


class State(StrEnum):
    """How far a door is, in the order in which lists show it."""

    to_visit = "to_visit"
    visited = "visited"
    come_back = "come_back"
    refused = "refused"
    vacant = "vacant"
    done = "done"


LEFT: Final = frozenset({State.to_visit, State.visited, State.come_back})
"""The states of a door at which something is left to do."""

STATES: Final = tuple(State)

_BY_OUTCOME: Final[Mapping[object, State]] = {
    "done": State.visited,
    "come_back": State.come_back,
    "refused": State.refused,
    "vacant": State.vacant,
}
"""What the latest call makes of a door; after any other one it is still to be visited."""


class Call(NamedTuple):
    """One call at a door: its number in the log (None: not there yet), and what came of it."""

    seq: int | None
    outcome: str | None


def place(call: Call) -> tuple[bool, int]:
    """Sorts calls by the log; those that are not in it yet come behind, in the order given."""
    return (call.seq is None, call.seq or 0)


def latest(calls: Iterable[Call]) -> Call | None:
    """The last call by the log; those that are not in it yet are later, the last given the last."""
    ordered = sorted(calls, key=place)
    return ordered[-1] if ordered else None


def state(calls: Iterable[Call], finished: Iterable[int | None], start: int) -> State:
    """How far a door is.

    Args:
        calls: those of the round at this door that are finished, in the order written.
        finished: of each record of the round's form there that is done, the number of the change
            that finished it; None for one that is not in the log yet.
        start: the last number of the door's scope before the round began.
    """
    if any(seq is None or seq > start for seq in finished):
        return State.done
    last = latest(calls)
    return State.to_visit if last is None else _BY_OUTCOME.get(last.outcome, State.to_visit)


def asked_for(keys: Mapping[str, str], record: RecordId, key: Sequence[str]) -> bool:
    """Whether a record of a round's form is one that the round asks for.

    Args:
        keys: the answers in its id, by question, that the round wants.
        record: the record.
        key: the questions of which the form's ids are made.
    """
    said = dict(zip(key, record.keys, strict=False))
    return all(said.get(question) == value for question, value in keys.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One survey round.

    Attributes:
        id: drawn at random, never reused; visits name the round by it.
        title: as people call it.
        form: what is to be filled in at each door.
        keys: answers in the record's id, by question, that a record of the round has.
        areas: where it is walked: there and below.
        parts: who was named for which area.
        starts: the last number of each scope before the round began; 0 where none is named.
        first_day, last_day: from when until when it is to be walked, as ISO dates.
        closed: nobody is asked for anything any more.
    """

    id: str
    title: str
    form: str
    keys: Mapping[str, str] = field(default_factory=dict)
    areas: tuple[AreaId, ...]
    parts: Mapping[AreaId, str] = field(default_factory=dict)
    starts: Mapping[Scope, int] = field(default_factory=dict)
    first_day: str
    last_day: str
    closed: bool = False

    def covers(self, tree: AreaTree, area: str) -> bool:
        """Whether a door lies in the round by today's tree."""
        return not set(self.areas).isdisjoint(tree.lineage(area))

    def assigned(self, tree: AreaTree, area: str) -> str | None:
        """Who was named for the nearest area at or above a door; None where nobody was."""
        return next((self.parts[step] for step in tree.lineage(area) if step in self.parts), None)

    def doors(self, tree: AreaTree) -> Iterator[AreaId]:
        """The households of the roster in which it is walked, each once; none gone from it."""
        for top in dict.fromkeys(self.areas):
            if not self._named_above(tree, top):
                yield from (area.id for area in tree.subtree(top) if area.on_roster)

    def _named_above(self, tree: AreaTree, top: AreaId) -> bool:
        """Whether one of its areas lies in another one of them."""
        return any(step != top and step in self.areas for step in tree.lineage(top))

    def start(self, area: AreaId) -> int:
        """The last number of a door's scope before the round began."""
        return self.starts.get(area.scope, 0)

    def to_json(self) -> dict[str, Any]:
        """The document `assignment`, as a tablet is given it."""
        return {
            "id": self.id,
            "title": self.title,
            "form": self.form,
            "keys": dict(self.keys),
            "areas": list(self.areas),
            "parts": dict(self.parts),
            "starts": dict(self.starts),
            "from": self.first_day,
            "by": self.last_day,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The round of a document `assignment`; KeyError or InvalidAreaId if it is none."""
        return cls(
            id=str(data["id"]),
            title=str(data["title"]),
            form=str(data["form"]),
            keys=dict(data["keys"]),
            areas=tuple(map(AreaId.parse, data["areas"])),
            parts={AreaId.parse(area): str(staff) for area, staff in data["parts"].items()},
            starts={Scope(scope): int(seq) for scope, seq in data["starts"].items()},
            first_day=str(data["from"]),
            last_day=str(data["by"]),
        )


def fitting_rounds(
    rounds: Iterable[Round], tree: AreaTree, area: AreaId, staff: str, today: date
) -> list[Round]:
    """The rounds that a call at a door may be of.

    Those in which the door is this person's go before others, and those that have begun before
    those that have not: a clock that is wrong takes no round away.
    """
    there = [made for made in rounds if made.covers(tree, area)]
    own = [made for made in there if made.assigned(tree, area) == staff] or there
    return [made for made in own if made.first_day <= today.isoformat()] or own
