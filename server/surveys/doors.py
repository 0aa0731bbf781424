"""How far each door of a round is: a byte a door, for all that somebody may see.

The doors are the households of the roster, in its order, so an area's are a few spans of it. What a
grid's doors come to is kept as long as the texts that its calls and finished records make are
equal: a page of a district that stands still reads two rows and computes nothing.

Left out: sums (`counting`), and words.
"""

import functools
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from schema.area import AreaId, Scope
from schema.grant import Permit, Right
from schema.record_id import RecordId
from schema.rounds import STATES, VISIT, Call, Round, asked_for, state
from schema.tree import AreaTree
from server.pages.roster import Roster, Span, roster
from server.station import Station

SIGNS: Final = {each: number for number, each in enumerate(STATES)}
"""The byte that stands for each state."""

GRIDS_KEPT: Final = 512
"""A district's 81 for six rounds; about 20 KB a grid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doors:
    """The doors of a round that somebody may see.

    Attributes:
        known: the roster.
        spans: where they stand in it, in order.
        signs: the state of each household of the roster within the spans, as its sign.
    """

    known: Roster
    spans: Sequence[Span]
    signs: bytearray

    def within(self, area: str) -> list[Span]:
        """Where those of an area stand."""
        return meeting(self.spans, self.known.within.get(area, ()))

    def number(self, area: str) -> int | None:
        """Where a household stands in the roster; None for one that is not among the doors."""
        households = self.known.households
        number = bisect_left(households, area)
        if number == len(households) or households[number] != area:
            return None
        return number if any(begin <= number < end for begin, end in self.spans) else None


def doors_of(station: Station, made: Round, permit: Permit | None) -> Doors:
    """The doors of a round, each with its state.

    Args:
        station: the data directory.
        made: the round.
        permit: whose eyes: those who may read what it is walked for, and the calls; None sees all.
    """
    directory = station.directory
    known = roster(directory.tree)
    spans = seen(directory.tree, known, made, permit)
    signs = bytearray(len(known.households))
    form = directory.forms.get(made.form)
    touched = [
        block for block in _blocks(directory.tree) if meeting([(block.begin, block.end)], spans)
    ]
    asked = [(block.doors[0], block.doors[-1]) for block in touched]
    found = station.calls.blocks(made.id, made.form, asked) if asked else []
    for block, (calls, finished) in zip(touched, found, strict=True):
        wanted = _Wanted(
            form=made.form,
            key=form.key if form else (),
            keys=tuple(sorted(made.keys.items())),
            start=made.starts.get(block.scope, 0),
        )
        signs[block.begin : block.end] = _signs(block.doors, calls, finished, wanted)
    return Doors(known=known, spans=spans, signs=signs)


def seen(tree: AreaTree, known: Roster, made: Round, permit: Permit | None) -> list[Span]:
    """Where the doors of a round stand that may be seen."""
    tops = [area for area in made.areas if area in tree]
    if permit is not None:
        tops = [top for area in tops for top in permit.tops(Right.read, area, made.form)]
        tops = [top for area in tops for top in permit.tops(Right.read, area, VISIT)]
    return joined(span for top in tops for span in known.within.get(top, ()))


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that meet or lie in each other as one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def meeting(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies both in some spans and in others; each of them in order, and apart."""
    found, left, right = [], 0, 0
    while left < len(some) and right < len(others):
        begin, end = max(some[left][0], others[right][0]), min(some[left][1], others[right][1])
        if begin < end:
            found.append((begin, end))
        if some[left][1] < others[right][1]:
            left += 1
        else:
            right += 1
    return found


@dataclass(frozen=True, slots=True)
class _Block:
    """The doors of one scope, as far as they stand beside each other."""

    scope: Scope
    begin: int
    end: int
    doors: tuple[AreaId, ...]


@functools.lru_cache(maxsize=1)
def _blocks(tree: AreaTree) -> tuple[_Block, ...]:
    found: list[_Block] = []
    households, begin = roster(tree).households, 0
    for number in range(1, len(households) + 1):
        scope = households[begin].scope
        if number == len(households) or households[number].scope != scope:
            found.append(_Block(scope, begin, number, tuple(households[begin:number])))
            begin = number
    return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """What a round asks for at the doors of one scope."""

    form: str
    key: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    start: int


@functools.lru_cache(maxsize=GRIDS_KEPT)
def _signs(doors: tuple[AreaId, ...], calls: str, finished: str, wanted: _Wanted) -> bytes:
    called: dict[str, list[Call]] = defaultdict(list)
    for area, seq, outcome in json.loads(calls):
        called[area].append(Call(seq, outcome))
    done: dict[str, list[int]] = defaultdict(list)
    behind = len(wanted.form) + 1
    fitting: dict[str, bool] = {}
    for area, seq, record in json.loads(finished):
        keys = record[behind + len(area) :]
        if keys not in fitting:
            fitting[keys] = asked_for(dict(wanted.keys), RecordId.parse(record), wanted.key)
        if fitting[keys]:
            done[area].append(seq)
    none: list[Call] = []
    nothing: list[int] = []
    return bytes(
        SIGNS[state(called.get(door, none), done.get(door, nothing), wanted.start)]
        for door in doors
    )
