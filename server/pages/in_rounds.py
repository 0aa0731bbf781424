"""How far one door is in each survey round that is open and that the visitor sees."""

from dataclasses import dataclass

from schema.area import AreaId
from schema.rounds import State
from server.pages.round_words import said
from server.pages.visit import Visit
from server.pages.words import State as Said
from server.surveys.doors import doors_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """One round, where it is shown, and how far the door is in it, also in words."""

    round: str
    state: State
    title: str
    path: str
    said: Said


def in_rounds(visit: Visit, door: AreaId) -> list[Stand]:
    """The rounds that a household is in; none for any other area."""
    tree = visit.station.directory.tree
    found = []
    for made in visit.station.directory.rounds.values():
        if made.closed or not made.covers(tree, door):
            continue
        doors = doors_of(visit.station, made, visit.permit)
        number = doors.number(door)
        if number is not None:
            state = doors.state_of(number)
            found.append(
                Stand(
                    round=made.id,
                    state=state,
                    title=made.title,
                    path=f"/rounds/{made.id}",
                    said=said(visit.words, state),
                )
            )
    return found
