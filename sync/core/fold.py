"""Reading one question: a multi-value register over entries that are only ever added.

An entry c is hidden if an entry o ≠ c of the same question has c in its own `replaces` and
following `replaces` from c never reaches o; else it is visible. The second half matters only
where entries replace each other in a circle: an honest device cannot write one (an id is drawn
when the entry is made, and it can name only ids that it holds), a hostile one can, and without it
a circle would hide all of its own entries. o replaces c, so "c reaches o" means that both lie in
one strongly connected component: a question is read in time linear in its entries and their
`replaces`.

Invariants: pure; independent of the order of the entries; nothing that is visible is left out of
`Reading.visible`. The clock decides only which value is *shown* (the latest `time_ms`, then the
greater change id), never which are kept. `sync/vectors/fold.json` states the outcomes for a
second implementation.

Left out: which policy a question has (schema.form), what an entry is in bytes (sync.core.change),
a whole record (sync.core.record).
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from schema.answer import Scalar, Value, same
from schema.question import MergePolicy


class Outcome(StrEnum):
    """How a question came to its value: nothing to settle, settled by rule, or a person must."""

    SINGLE = "single"
    RULE = "rule"
    CLASH = "clash"


class Held(NamedTuple):
    """One entry of one question, with who wrote it and when.

    A named tuple like `Entry`, and for its reason; so is what is read of it.

    `change` is the id of the change that wrote it, `replaces` the ids of the changes whose entries
    of this question it supersedes; ids that nobody holds are ignored.
    """

    change: int
    staff: str
    time_ms: int
    value: Value
    replaces: tuple[int, ...]


class Reading(NamedTuple):
    """What a question says.

    `visible` is in the order in which people count them: by time, then by change id. `shown` are
    the change ids of those that make up `value`: one, or all where a rule puts them together.
    """

    value: Value
    outcome: Outcome
    visible: tuple[Held, ...]
    shown: frozenset[int]

    @property
    def says(self) -> tuple[Value, ...]:
        """The values that count: all visible ones while a clash is open, else the one value."""
        if self.outcome is Outcome.CLASH:
            return tuple(entry.value for entry in self.visible)
        return (self.value,)


_SINGLE: Final = Outcome.SINGLE  # looked up in its class it costs as much as a reading


def alone(entry: Held) -> Reading:
    """Reads a question that has one entry, as nearly every one of nearly every record."""
    return Reading(entry.value, _SINGLE, (entry,), frozenset((entry.change,)))


def fold(entries: Iterable[Held], policy: MergePolicy) -> Reading:
    """Reads one question from all its entries (at least one, no change id twice)."""
    held = {entry.change: entry for entry in entries}
    assert held, "a question without an entry has no reading"
    if len(held) == 1:
        return alone(*held.values())
    components = _components(held)
    over = _hidden(held, components, by=held)
    visible = tuple(
        sorted(
            (entry for change, entry in held.items() if change not in over),
            key=lambda entry: (entry.time_ms, entry.change),
        )
    )
    latest = visible[-1]
    if all(same(entry.value, latest.value) for entry in visible):
        return _reading(Outcome.SINGLE, visible)
    if policy is MergePolicy.latest:
        return _reading(Outcome.RULE, visible)
    if policy is MergePolicy.each:
        return _together(_side_by_side(visible), visible)
    if policy is MergePolicy.union:
        sets = {entry.change: _choices(entry.value) for entry in visible}
        named = {change: names for change, names in sets.items() if names is not None}
        if len(named) == len(sets) and not _contradict(held, components, named):
            return _together(_united(named.values()), visible)
    return _reading(Outcome.CLASH, visible)


def _reading(outcome: Outcome, visible: tuple[Held, ...]) -> Reading:
    latest = visible[-1]
    return Reading(latest.value, outcome, visible, frozenset((latest.change,)))


def _together(value: Value, visible: tuple[Held, ...]) -> Reading:
    shown = frozenset(entry.change for entry in visible)
    return Reading(value, Outcome.RULE, visible, shown)


def hidden(entries: Iterable[Held], by: Container[int]) -> frozenset[int]:
    """The change ids of the entries of one question that those of the changes `by` hide."""
    held = {entry.change: entry for entry in entries}
    return _hidden(held, _components(held), by)


def _hidden(
    held: Mapping[int, Held], components: Mapping[int, int], by: Container[int]
) -> frozenset[int]:
    return frozenset(
        replaced
        for change, entry in held.items()
        if change in by
        for replaced in entry.replaces
        if replaced in held and components[replaced] != components[change]
    )


def _components(held: Mapping[int, Held]) -> dict[int, int]:
    """The number of the strongly connected component of each entry along `replaces`.

    Tarjan, "Depth-first search and linear graph algorithms" (1972), with its own stack instead of
    recursion: a record may hold thousands of entries in one chain. Numbers count from 0 in the
    order in which Tarjan closes components: what an entry replaces has its own number or a
    smaller one.
    """
    component: dict[int, int] = {}
    closed = 0
    depth: dict[int, int] = {}  # order of discovery
    low: dict[int, int] = {}  # the least depth known to be in reach
    pending: list[int] = []  # discovered, not yet in a component
    for root in held:
        if root in depth:
            continue
        path: list[tuple[int, Iterator[int]]] = []
        step: int | None = root
        while step is not None or path:
            if step is not None:
                depth[step] = low[step] = len(depth)
                pending.append(step)
                path.append((step, iter(held[step].replaces)))
            change, replaced = path[-1]
            step = None
            for other in replaced:
                if other not in held or other in component:
                    continue
                if other not in depth:
                    step = other
                    break
                low[change] = min(low[change], depth[other])
            if step is not None:
                continue
            path.pop()
            if path:
                above = path[-1][0]
                low[above] = min(low[above], low[change])
            if low[change] == depth[change]:
                member = None
                while member != change:
                    member = pending.pop()
                    component[member] = closed
                closed += 1
    return component


def _side_by_side(visible: Sequence[Held]) -> Value:
    """All values in one list; nil stands for nothing, a list for its elements."""
    values: list[Scalar] = []
    for entry in visible:
        if isinstance(entry.value, list):
            values += entry.value
        elif entry.value is not None:
            values.append(entry.value)
    return values


def _choices(value: Value) -> frozenset[str] | None:
    """The choices that an answer names, nil naming none; None if it is no list of names."""
    if value is None:
        return frozenset()
    if not isinstance(value, list):
        return None
    names = frozenset(name for name in value if isinstance(name, str))
    return names if all(isinstance(name, str) for name in value) else None


def _united(sets: Iterable[frozenset[str]]) -> Value:
    # UTF-8 sorts as code points do, which is how Python compares; UTF-16 (JavaScript) does not.
    return [*sorted(frozenset().union(*sets))]


def _contradict(
    held: Mapping[int, Held],
    components: Mapping[int, int],
    sets: Mapping[int, frozenset[str]],
) -> bool:
    """Whether somebody took away a choice that somebody else, unaware of it, still names.

    `sets` are the choices of each visible entry. A choice that an entry lacks was taken away by
    it if something that it replaces, directly or through others, had the choice. Choices are bits
    of an integer, so that what all replaced entries had is one pass over the components.
    """
    place = {name: at for at, name in enumerate(frozenset().union(*sets.values()))}
    had = dict.fromkeys(components.values(), 0)
    for change in sorted(held, key=components.__getitem__):
        mask = had[components[change]] | _mask(_choices(held[change].value), place)
        for replaced in held[change].replaces:
            if replaced in held:
                mask |= had[components[replaced]]
        had[components[change]] = mask
    return any(had[components[change]] & ~_mask(names, place) for change, names in sets.items())


def _mask(names: frozenset[str] | None, place: Mapping[str, int]) -> int:
    bits = bytearray(len(place) // 8 + 1)
    for name in names or ():
        at = place.get(name)
        if at is not None:
            bits[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(bits, "little")
