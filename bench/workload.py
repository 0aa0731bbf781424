"""The day that every server is given: who writes which visits, and what it waits for.

The visits are those of `server.bench.visits`, so a peer is given what Doorstep is given, answer by
answer. A grid is one document (a room, a database) of a peer: its four tablets share it, as they
share a scope here. How an answer is laid out in a peer's own data is the peer's (`bench/peers/`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from schema.answer import Value
from server.bench import visits

GRIDS: Final = visits.GRIDS
TABLETS_A_GRID: Final = visits.TABLETS_A_GRID
VISITS_A_TABLET: Final = visits.VISITS_A_TABLET

ANSWERS: Final = len(visits.answers(0))
"""A visit that was read whole has so many."""

LARGE_ROOM: Final = "large"
"""The document that one fresh client downloads; a district is in the others."""

_DOORS, _UNITS, _BUILDINGS = 100, 4, 99
_RECORD: Final = re.compile(rb"renovation_opinion/130709/[0-9a-z/]+:p2022")


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One visit: the record it makes, and what was answered."""

    record: str
    answers: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Errand:
    """What one tablet comes with, and when it is done. Two of them are never the same.

    Attributes:
        room: the document that it shares with the other tablets of its grid.
        writer: the tablet's number in that room.
        writes: its own new visits.
        pushes: in how many messages they are sent.
        one_by_one: whether a push waits until the one before it is confirmed.
        knows: what it holds already, with everything that the server is thought to hold.
        waits_for: how many visits of the room it holds when it is done.
    """

    room: str
    writer: int = 0
    writes: tuple[Visit, ...] = ()
    pushes: int = 1
    one_by_one: bool = False
    knows: tuple["Errand", ...] = ()
    waits_for: int = 0

    def groups(self) -> list[Sequence[Visit]]:
        """The new visits, a group a push."""
        size = -(-len(self.writes) // self.pushes)
        return [self.writes[at : at + size] for at in range(0, len(self.writes), size or 1)]


def room(grid: int) -> str:
    """The name of a grid's document."""
    return f"grid-{grid:03}"


def written(grid: int, first: int, count: int) -> tuple[Visit, ...]:
    """So many visits of a grid, from its first one on."""
    return tuple(
        Visit(record=_record(grid, number), answers=visits.answers(number))
        for number in range(first, first + count)
    )


def storm(pushes: int, grids: int = GRIDS, *, one_by_one: bool = False) -> list[Errand]:
    """A district that comes back: every tablet writes, and waits for all visits of its grid."""
    return [
        Errand(
            room=room(grid),
            writer=place,
            writes=written(
                grid, (grid * TABLETS_A_GRID + place) * VISITS_A_TABLET, VISITS_A_TABLET
            ),
            pushes=pushes,
            one_by_one=one_by_one,
            waits_for=TABLETS_A_GRID * VISITS_A_TABLET,
        )
        for grid in range(grids)
        for place in range(TABLETS_A_GRID)
    ]


def reconnect(day: Sequence[Errand]) -> list[Errand]:
    """The same tablets afterwards, with nothing new."""
    grids: dict[str, tuple[Errand, ...]] = {}
    for errand in day:
        grids[errand.room] = (*grids.get(errand.room, ()), errand)
    return [Errand(room=each.room, writer=each.writer, knows=grids[each.room]) for each in day]


def large(count: int, push: int = 250) -> Errand:
    """One tablet that fills the large room."""
    return Errand(
        room=LARGE_ROOM,
        writes=written(GRIDS, 0, count),
        pushes=-(-count // push),
        one_by_one=True,
        waits_for=count,
    )


def records_in(message: bytes) -> Iterable[bytes]:
    """The records that a message names, in whatever form it carries them.

    A driver that merged what it receives would be what is measured; that what arrived can be read
    is looked at afterwards.
    """
    return _RECORD.findall(message)


def _record(grid: int, number: int) -> str:
    door, number = number % _DOORS, number // _DOORS
    unit, number = number % _UNITS, number // _UNITS
    building, compound = number % _BUILDINGS, number // _BUILDINGS
    floor, door = 1 + door // 4, 1 + door % 4
    area = f"130709/{100 + grid // 17}/{1 + grid % 17:03}/{1 + grid:03}"
    place = f"x{1 + compound:02}/b{1 + building:02}/u{1 + unit}/{floor:02}{door:02}"
    return f"{visits.FORM}/{area}/{place}{visits.KEY}"
