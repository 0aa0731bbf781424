"""How far a form is: in each grid, households with a finished record against the roster.

Only forms about households have a denominator; of others the records are counted. What the visitor
may not see is in no sum.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schema.area import AreaKind, Scope
from schema.form import ULID_KEY, Form
from schema.grant import Right
from server.pages.visit import Visit
from server.views.found import Numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Counts of one grid, of a community, or of all.

    `done`, `households`, `today`, `drafts` are of the chosen form: households that are done and
    that there are, records finished today, and begun ones. The others are of every form that the
    visitor sees: `clashes` counts questions, the rest records.
    """

    households: int = 0
    done: int = 0
    today: int = 0
    drafts: int = 0
    finished: int = 0
    records: int = 0
    clashes: int = 0
    clashing: int = 0
    returned: int = 0
    flagged: int = 0
    updated_ms: int = 0

    @property
    def left(self) -> int:
        """Households without a finished record of the form."""
        return max(0, self.households - self.done)

    @property
    def percent(self) -> int | None:
        """How much is done, rounded down, so that 100 means all; None without a roster."""
        return self.done * 100 // self.households if self.households else None


def of_households(form: Form | None) -> bool:
    """Whether a form's progress can be told against the roster."""
    return form is not None and AreaKind.household in form.areas and form.key != ULID_KEY


def grids(visit: Visit) -> list[Scope]:
    """The grids in which the visitor sees something, in the tree's order."""
    tree = visit.station.directory.tree
    return [
        area.id.scope
        for area in tree.down_to(AreaKind.grid)
        if area.kind is AreaKind.grid and visit.permit.touches(area.id)
    ]


def progress(
    numbers: Iterable[Numbers], form: Form | None, visit: Visit
) -> Mapping[Scope, Progress]:
    """What each grid, and each larger area with records of its own, comes to."""
    by_scope: dict[Scope, list[Numbers]] = defaultdict(list)
    for line in numbers:
        by_scope[line.scope].append(line)
    tree = visit.station.directory.tree
    roster = tree.households() if of_households(form) else {}
    gone = _done_and_gone(form, visit)
    return {
        scope: _sum(by_scope.get(scope, ()), form, _roster(roster, scope, form, visit), gone[scope])
        for scope in dict.fromkeys([*grids(visit), *by_scope])
        if scope in tree
    }


def _roster(roster: Mapping[Scope, int], scope: Scope, form: Form | None, visit: Visit) -> int:
    """The households of a grid that the visitor may see: all, or those below a smaller grant."""
    if form is None or not roster.get(scope):
        return 0
    permit = visit.permit
    if permit.allows(Right.read, scope, form.id):
        return roster[scope]
    tree = visit.station.directory.tree
    return sum(
        area.on_roster and permit.allows(Right.read, area.id, form.id)
        for area in tree.subtree(scope)
    )


def _done_and_gone(form: Form | None, visit: Visit) -> Counter[Scope]:
    """The households that are done and on the roster no more, by grid: they do not count."""
    tree = visit.station.directory.tree
    gone = tree.gone_households()
    if form is None or not gone or not of_households(form):
        return Counter()
    seen = [area for area in gone if visit.permit.allows(Right.read, area, form.id)]
    done = visit.station.sums.households(form.id, [(area, area) for area in seen])
    return Counter(tree.counted_in(area) for area, found in zip(seen, done, strict=True) if found)


def _sum(lines: Sequence[Numbers], form: Form | None, households: int, gone: int) -> Progress:
    chosen = [line for line in lines if form is not None and line.form == form.id]
    return Progress(
        households=households,
        done=sum(line.households for line in chosen) - gone,
        today=sum(line.done_since for line in chosen),
        drafts=sum(line.draft for line in chosen),
        finished=sum(line.finished + line.approved for line in chosen),
        records=sum(line.records for line in lines),
        clashes=sum(line.clashes for line in lines),
        clashing=sum(line.clashing for line in lines),
        returned=sum(line.returned for line in lines),
        flagged=sum(line.flagged for line in lines),
        updated_ms=max((line.updated_ms for line in lines), default=0),
    )


def added(parts: Iterable[Progress]) -> Progress:
    """Several areas together."""
    found = list(parts)
    return Progress(
        **{
            name: sum(getattr(part, name) for part in found)
            for name in Progress.__slots__
            if name != "updated_ms"
        },
        updated_ms=max((part.updated_ms for part in found), default=0),
    )
