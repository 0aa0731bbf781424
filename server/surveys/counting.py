"""Sums of a round: for each person and grid how many doors are in which state, exactly.

Who is named for the nearest area at or above a door has it, so a door counts once, and the sums
come to all doors that are seen. Between the places where a person, a grid or what is seen changes
all doors are alike: each such stretch is counted at once.

Who called is another matter than who was named: after a part was given to somebody else, and where
two called at one door, the doors are named at which others than the named one called. Calls at
doors that are not in the round, written at the door or gone from the roster, are counted by
themselves: nothing that was recorded is left out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Final, TypeAlias

from schema.area import AreaId, AreaKind, Scope
from schema.grant import Permit, Right
from schema.rounds import LEFT, STATES, VISIT, Round, State
from schema.tree import AreaTree
from server.station import Station
from server.surveys.doors import (
    SIGNS,
    Block,
    Called,
    Doors,
    blocks_of,
    called_in,
    doors_of,
    seen,
)
from server.views.roster import Roster, Span, joined, meeting, roster

NOBODY: Final = ""
"""Stands for the person where nobody was named."""

Stretch: TypeAlias = tuple[int, int, str, Scope]
"""Doors beside each other: where they begin and end, whose they are, and in which grid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """The doors of one person in one grid: how many in each state."""

    staff: str
    grid: Scope
    counts: Mapping[State, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A round as far as somebody sees it.

    Attributes:
        round: the round.
        doors: each with its state.
        lines: one for each person and grid, in the order of the grids, then of the doors.
        named: from which door on who is named: stretches, in order.
    """

    round: Round
    doors: Doors
    lines: Sequence[Line]
    named: Sequence[Stretch]

    @property
    def counts(self) -> dict[State, int]:
        """How many doors are in each state."""
        return added(line.counts for line in self.lines)

    def staff_of(self, number: int) -> str:
        """Who is named for the door at a place of the roster; NOBODY where nobody is."""
        at = bisect_right(self.named, number, key=itemgetter(0)) - 1
        return self.named[at][2] if at >= 0 and number < self.named[at][1] else NOBODY

    def listed(self, state: State | None, staff: str | None, area: str | None) -> list[AreaId]:
        """The doors in a state, of a person, in an area (None: of all), in the order of ids."""
        spans = self.doors.spans if area is None else self.doors.within(area)
        if staff is not None:
            own = [(begin, end) for begin, end, who, _ in self.named if who == staff]
            spans = meeting(spans, joined(own))
        households, signs = self.doors.known.households, self.doors.signs
        wanted = None if state is None else SIGNS[state]
        return [
            households[number]
            for begin, end in spans
            for number in range(begin, end)
            if wanted is None or signs[number] == wanted
        ]


def survey(station: Station, made: Round, permit: Permit | None) -> Survey:
    """A round as far as somebody sees it; `permit` None sees all."""
    doors = doors_of(station, made, permit)
    tree = station.directory.tree
    named = [*_stretches(tree, made, doors.known, doors.spans)]
    found: dict[tuple[Scope, str], dict[State, int]] = {}
    for begin, end, staff, grid in named:
        counts = found.setdefault((grid, staff), dict.fromkeys(STATES, 0))
        for state, sign in SIGNS.items():
            counts[state] += doors.signs.count(sign, begin, end)
    lines = [
        Line(staff=staff, grid=grid, counts=counts)
        for (grid, staff), counts in sorted(found.items(), key=lambda each: each[0][0])
    ]
    return Survey(round=made, doors=doors, lines=lines, named=named)


def added(parts: Iterable[Mapping[State, int]]) -> dict[State, int]:
    """Counts of several parts together."""
    total = dict.fromkeys(STATES, 0)
    for part in parts:
        for state, n in part.items():
            total[state] += n
    return total


def left(counts: Mapping[State, int]) -> int:
    """How many doors something is left to do at."""
    return sum(counts[state] for state in LEFT)


def called_by_others(found: Survey) -> list[AreaId]:
    """The doors at which somebody else called than who is named for them, in order."""
    doors: set[int] = set()
    for each in found.doors.called:
        for begin, end, holder, _ in _over(found.named, each):
            for staff, places in each.callers.items():
                if staff != holder:
                    first = bisect_left(places, begin - each.begin)
                    last = bisect_left(places, end - each.begin)
                    doors.update(each.begin + place for place in places[first:last])
    return [found.doors.known.households[number] for number in sorted(doors)]


def _over(named: Sequence[Stretch], called: Called) -> Sequence[Stretch]:
    """The stretches of the doors of one scope: none lies in two."""
    first = bisect_left(named, called.begin, key=itemgetter(0))
    last = bisect_left(named, called.begin + len(called.signs), key=itemgetter(0))
    return named[first:last]


def beside_the_list(station: Station, found: Survey, permit: Permit | None) -> list[AreaId]:
    """Where calls of the round were made that are no doors of it, as far as they may be seen.

    Written at the door, gone from the roster, or outside of its areas.
    """
    tree, made = station.directory.tree, found.round
    known = roster(tree)
    whole = seen(tree, known, made, None)
    blocks = {each.scope: each for each in blocks_of(tree)}
    writes = station.calls.writes(made.form)
    scopes = writes if permit is None else permit.scopes(writes)
    wanted = [blocks.get(each) or Block(each, 0, 0, ()) for each in scopes if each in writes]
    areas: set[str] = set()
    for called in called_in(station, made, wanted, writes):
        areas.update(called.beside)
        own = (called.begin, called.begin + len(called.signs))
        if meeting(whole, [own]) == [own]:
            continue  # as nearly every scope
        numbers = {called.begin + place for of in called.callers.values() for place in of}
        outside = [number for number in numbers if not meeting(whole, [(number, number + 1)])]
        areas.update(known.households[number] for number in outside)
    return sorted(AreaId(area) for area in areas if permit is None or _may_read(permit, area, made))


def _may_read(permit: Permit, area: str, made: Round) -> bool:
    return all(permit.allows(Right.read, area, form) for form in (made.form, VISIT))


def doors_of_people(tree: AreaTree, made: Round) -> dict[str, int]:
    """How many doors of a round each person is named for, whoever looks."""
    known = roster(tree)
    found: dict[str, int] = {}
    for begin, end, staff, _ in _stretches(tree, made, known, seen(tree, known, made, None)):
        found[staff] = found.get(staff, 0) + end - begin
    return found


def _stretches(
    tree: AreaTree, made: Round, known: Roster, spans: Sequence[Span]
) -> Iterator[Stretch]:
    """The stretches of these doors, in order; none lies in two scopes."""
    owners = [NOBODY] * len(known.households)
    edges = {edge for span in spans for edge in span}
    for area in sorted(made.parts, key=lambda part: len(tree.lineage(part))):
        for begin, end in known.within.get(area, ()):  # a part within another one comes behind it
            owners[begin:end] = [made.parts[area]] * (end - begin)
            edges.update((begin, end))
    for grid in tree.down_to(AreaKind.grid):
        edges.update(edge for span in known.within.get(grid.id, ()) for edge in span)
    edges.update(block.begin for block in blocks_of(tree))
    steps = sorted(edges)
    for first, last in pairwise(steps):
        if meeting([(first, last)], spans):
            grid_of = tree.counted_in(known.households[first])
            yield first, last, owners[first], grid_of
