"""The households of the roster, found by the words of their address, whether recorded or not.

Those that are gone are not among them: nobody has to go there any more.

An address holds a word as the index of records would say (`server.views.searching`). The tree is
walked once, with what is said on the way down, and what was found is kept as long as the tree.
Whether a household is in a list is a byte, so that twenty thousand of them are passed at once.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from schema.area import AreaId, AreaKind
from schema.letters import letters, words
from schema.tree import ADDRESSED, AreaTree

BLOCK: Final = 256
"""Households that are looked up together: about a grid's. What is known of a block is kept, and
found anew when one of its households was done."""

BLOCKS_KEPT: Final = 512
"""A district's 80 for each of its forms; about 8 KB a block."""

Span = tuple[int, int]
"""From which household to before which other one."""

Block = tuple[AreaId, AreaId]
"""The first and the last of some households."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """All households of a tree.

    Attributes:
        households: their ids, in order.
        said: the letters of each one's address.
        within: where the households of each area begin and end; several times if some of them were
            moved there. Areas without any are left out.
        blocks: the same ids, some at a time.
    """

    households: Sequence[AreaId]
    said: Sequence[str]
    within: Mapping[str, Sequence[Span]]
    blocks: Sequence[tuple[AreaId, ...]]

    def marked(
        self,
        spans: Sequence[Span],
        finished: Callable[[Sequence[Block]], Sequence[str]],
        *,
        done: bool,
    ) -> bytearray:
        """Of each household, whether it is one of those that are done, or of the others.

        Args:
            spans: where this is found out; elsewhere it is left open.
            finished: which of the households from one id to another are done, with blanks between.
            done: whether those are marked, or the others.
        """
        touched = {n for begin, end in spans for n in range(begin // BLOCK, (end - 1) // BLOCK + 1)}
        numbers = sorted(touched)
        blocks = [self.blocks[number] for number in numbers]
        found = finished([(block[0], block[-1]) for block in blocks])
        marks = bytearray(len(self.households))
        for number, block, ids in zip(numbers, blocks, found, strict=True):
            begin = number * BLOCK
            marks[begin : begin + len(block)] = _marks(block, ids, done)
        return marks

    def listed(self, spans: Sequence[Span], text: str, marks: bytearray) -> list[AreaId]:
        """The households of these spans that are marked and whose address holds every word.

        Args:
            spans: in order.
            text: as a person typed it; empty: all of them. One of signs alone is held by none.
            marks: of every household of the roster, whether it is marked.
        """
        wanted = words(text)
        if text and not wanted:
            return []
        return [household for span in spans for household in self._held(span, wanted, marks)]

    def _held(self, span: Span, wanted: list[str], marks: bytearray) -> Iterator[AreaId]:
        begin, end = span
        if not wanted:
            return compress(self.households[begin:end], marks[begin:end])
        held: Sequence[int] = range(begin, end)
        for word in wanted:
            held = [number for number in held if word in self.said[number]]
        return (self.households[number] for number in held if marks[number])


@functools.lru_cache(maxsize=1)
def roster(tree: AreaTree) -> Roster:
    """The roster of the tree of today: it is asked for again and again, and seldom changes."""
    said: dict[AreaId, str] = {}
    for root in tree.roots:
        said.update(_said(tree, root, ""))
    households = sorted(said)
    within: dict[str, Sequence[Span]] = {}
    numbers = {household: number for number, household in enumerate(households)}
    for area in reversed(list(tree)):  # each behind what lies below it
        below = [span for child in tree.children(area.id) for span in within.get(child, ())]
        number = numbers.get(area.id)
        if number is not None:
            below = [(number, number + 1)]
        if below:
            within[area.id] = joined(below)
    return Roster(
        households=households,
        said=[said[household] for household in households],
        within=within,
        blocks=[tuple(households[n : n + BLOCK]) for n in range(0, len(households), BLOCK)],
    )


def _said(tree: AreaTree, step: AreaId, above: str) -> Iterator[tuple[AreaId, str]]:
    """The households of an area with the letters of their addresses."""
    area = tree.get(step)
    assert area is not None, "it is of the tree"
    address = above + _lettered(area.name) if area.kind in ADDRESSED else above
    if area.kind is AreaKind.household:
        if not area.gone:
            yield area.id, address
        return
    for child in tree.children(step):
        yield from _said(tree, child, address)


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


@functools.lru_cache(maxsize=BLOCKS_KEPT)
def _marks(block: tuple[AreaId, ...], finished: str, done: bool) -> bytes:  # noqa: FBT001
    known = frozenset(finished.split())
    return bytes((household in known) is done for household in block)


@functools.lru_cache(maxsize=4096)
def _lettered(name: str) -> str:
    """A name's letters; a district has thousands of doors and few names of doors."""
    return "".join(letters(name))
