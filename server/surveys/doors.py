"""How far each door of a round is: a byte a door, for all that somebody may see.

The doors are the households of the roster, in its order, so an area's are a few spans of it. What a
scope's doors come to is kept until something is written to its visits or to the form's records
there: of a district that stands still the numbers of the last writes are read, and nothing else.

Left out: sums (`counting`), and words.
"""

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schema.area import AreaId, Scope
from schema.grant import Permit, Right
from schema.record_id import RecordId
from schema.rounds import STATES, VISIT, Call, Round, State, asked_for, state
from schema.tree import AreaTree
from server.station import Station
from server.views.calls import Calls
from server.views.roster import Roster, Span, joined, meeting, roster

SIGNS: Final = {each: number for number, each in enumerate(STATES)}
"""The byte that stands for each state."""

SCOPES_KEPT: Final = 1_024
"""A district's 81 for a dozen rounds; about 20 KB a scope."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """What a round comes to in one scope.

    Attributes:
        begin: where its doors begin in the roster.
        signs: the state of each of them, as its sign.
        callers: who called, and at which of the doors, counted from the first, in order.
        beside: where else in the scope there were calls.
    """

    begin: int
    signs: bytes
    callers: Mapping[str, Sequence[int]]
    beside: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Doors:
    """The doors of a round that somebody may see.

    Attributes:
        known: the roster.
        spans: where they stand in it, in order.
        signs: the state of each household of the roster within the spans, as its sign.
        called: what each scope comes to in which some of them lie.
    """

    known: Roster
    spans: Sequence[Span]
    signs: bytearray
    called: Sequence[Called]

    def within(self, area: str) -> list[Span]:
        """Where those of an area stand."""
        return meeting(self.spans, self.known.within.get(area, ()))

    def state_of(self, number: int) -> State:
        """How far the door at a place of the roster is."""
        return STATES[self.signs[number]]

    def number(self, area: str) -> int | None:
        """Where a household stands in the roster; None for one that is not among the doors."""
        households = self.known.households
        number = bisect_left(households, area)
        if number == len(households) or households[number] != area:
            return None
        return number if meeting(self.spans, [(number, number + 1)]) else None


def doors_of(station: Station, made: Round, permit: Permit | None) -> Doors:
    """The doors of a round, each with its state.

    Args:
        station: the data directory.
        made: the round.
        permit: whose eyes: those who may read what it is walked for, and the calls; None sees all.
    """
    tree = station.directory.tree
    known = roster(tree)
    spans = seen(tree, known, made, permit)
    blocks = [each for each in blocks_of(tree) if meeting(spans, [(each.begin, each.end)])]
    called = called_in(station, made, blocks, station.calls.writes(made.form) if blocks else {})
    signs = bytearray(len(known.households))
    for block, each in zip(blocks, called, strict=True):
        signs[block.begin : block.end] = each.signs
    return Doors(known=known, spans=spans, signs=signs, called=called)


def called_in(
    station: Station,
    made: Round,
    blocks: Sequence["Block"],
    writes: Mapping[Scope, tuple[int, int]],
) -> list[Called]:
    """What a round comes to in each of these scopes; `writes` are the last ones to its forms."""
    form = station.directory.forms.get(made.form)
    asked = _Asked(
        round=made.id,
        form=made.form,
        key=form.key if form else (),
        keys=tuple(sorted(made.keys.items())),
    )
    return [
        _called(
            station.calls, asked, block, made.starts.get(block.scope, 0), writes.get(block.scope)
        )
        for block in blocks
    ]


def seen(tree: AreaTree, known: Roster, made: Round, permit: Permit | None) -> list[Span]:
    """Where the doors of a round stand that may be seen."""
    tops = [area for area in made.areas if area in tree]
    if permit is not None:
        tops = [top for area in tops for top in permit.tops(Right.read, area, made.form)]
        tops = [top for area in tops for top in permit.tops(Right.read, area, VISIT)]
    return joined(span for top in tops for span in known.within.get(top, ()))


@dataclass(frozen=True, slots=True)
class Block:
    """The doors of one scope, which stand beside each other in the roster; maybe none."""

    scope: Scope
    begin: int
    end: int
    doors: tuple[AreaId, ...]


@functools.lru_cache(maxsize=1)
def blocks_of(tree: AreaTree) -> tuple[Block, ...]:
    """All doors of the roster, scope by scope."""
    found: list[Block] = []
    households, begin = roster(tree).households, 0
    for number in range(1, len(households) + 1):
        scope = households[begin].scope
        if number == len(households) or households[number].scope != scope:
            found.append(Block(scope, begin, number, tuple(households[begin:number])))
            begin = number
    return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What a round asks for: of a form whose ids are made of `key`, records with these `keys`."""

    round: str
    form: str
    key: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]


@functools.lru_cache(maxsize=SCOPES_KEPT)
def _called(
    calls: Calls, asked: _Asked, block: Block, start: int, writes: tuple[int, int] | None
) -> Called:
    """What a round comes to in a scope; found anew once `writes` has other numbers.

    These were read before the rows, so what is kept under them may be newer, and never older.
    """
    if writes is None:
        return Called(begin=block.begin, signs=bytes(len(block.doors)), callers={}, beside=())
    made, finished = calls.of_round(asked.round, asked.form, block.scope)
    called: dict[str, list[Call]] = defaultdict(list)
    who: dict[str, set[str]] = defaultdict(set)
    for area, seq, outcome, staff in made:
        called[area].append(Call(seq, outcome))
        who[staff].add(area)
    done = _done(asked, finished)
    nobody: list[Call] = []
    nothing: list[int] = []
    signs = bytes(
        SIGNS[state(called.get(door, nobody), done.get(door, nothing), start)]
        for door in block.doors
    )
    places: dict[str, int] = (
        {door: number for number, door in enumerate(block.doors)} if called else {}
    )
    return Called(
        begin=block.begin,
        signs=signs,
        callers={
            staff: sorted(places[area] for area in areas if area in places)
            for staff, areas in who.items()
        },
        beside=tuple(sorted(area for area in called if area not in places)),
    )


def _done(asked: _Asked, finished: Sequence[tuple[str, int, str]]) -> dict[str, list[int]]:
    """The numbers by which the records asked for were finished, by door."""
    done: dict[str, list[int]] = defaultdict(list)
    keys, behind = dict(asked.keys), len(asked.form) + 1
    fitting: dict[str, bool] = {}
    for area, seq, record in finished:
        own = record[behind + len(area) :]
        if own not in fitting:
            fitting[own] = asked_for(keys, RecordId.parse(record), asked.key)
        if fitting[own]:
            done[area].append(seq)
    return done
