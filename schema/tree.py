"""The area tree: under whom each area lies today.

The parents of the tree count, not the prefixes of the ids: an area may have been moved, and who
may see its records follows the tree, while its id and its records' scope stay. An area that the
tree lacks counts as lying under its nearest known ancestor by id (records.md, 4).

A tree is immutable; a change of areas makes a new one. A tablet's tree holds only the areas
granted to it: an area whose parent is not there hangs on the nearest ancestor that is, by the
parent's id, or is a root.

One class, and so longer than other files: all that is asked of it is read off the same tables.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

from schema.area import SCOPE_SEGMENTS, Area, AreaId, AreaKind, Scope
from schema.errors import InvalidTree
from schema.text import Text, in_language

ADDRESSED: Final = (AreaKind.compound, AreaKind.building, AreaKind.unit, AreaKind.household)
"""The kinds of areas whose names make up an address."""

_UNLISTED: Final[Text] = {"zh-CN": "{label}（未登记）", "en": "{label} (not on the roster)"}
_GONE: Final[Text] = {"zh-CN": "{name}（已不在名册）", "en": "{name} (no longer on the roster)"}


class AreaTree:
    """All areas with their parents. Built from areas in any order; InvalidTree if they clash."""

    __slots__ = (
        "_areas",
        "_below",
        "_children",
        "_counted",
        "_gone",
        "_headless",
        "_households",
        "_lineages",
        "_moved",
        "_parents",
        "_scopes",
        "_tops",
        "_within",
        "roots",
    )

    roots: tuple[AreaId, ...]

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas: dict[str, Area] = {}
        for area in sorted(areas, key=lambda area: area.id.split("/")):
            if self._areas.setdefault(area.id, area) is not area:
                raise InvalidTree(area.id, "there twice")
        self._parents = {area.id: self._parent_of(area) for area in self._areas.values()}
        self._children: dict[str, list[AreaId]] = {}
        roots: list[AreaId] = []
        for child, parent in self._parents.items():
            (roots if parent is None else self._children.setdefault(parent, [])).append(child)
        self.roots = tuple(roots)
        self._moved = tuple(
            self._areas[area]
            for area, parent in self._parents.items()
            if parent != self.nearest(area.rpartition("/")[0])
        )
        self._tops = self._scope_tops()
        self._scopes = frozenset(self._tops)
        self._households: Mapping[Scope, int] | None = None
        self._headless = tuple(scope for scope in self._scopes if scope not in self._areas)
        self._within: Mapping[str, set[Scope]] | None = None
        self._below: Mapping[str, int] | None = None
        self._gone: tuple[AreaId, ...] | None = None
        # Of areas above the households, which are few, and asked about for everybody.
        self._lineages: dict[AreaId, tuple[AreaId, ...]] = {}
        self._counted: dict[AreaId, Scope] = {}
        self._refuse_circles()

    def _parent_of(self, area: Area) -> AreaId | None:
        return None if area.parent is None else self.nearest(area.parent)

    def _scope_tops(self) -> dict[Scope, list[AreaId]]:
        """For each scope the areas of it whose parent belongs to another, or to none."""
        scope_of = {area: area.scope for area in self._parents}
        tops: dict[Scope, list[AreaId]] = {}
        for area, parent in self._parents.items():
            if parent is None or scope_of[parent] != scope_of[area]:
                tops.setdefault(scope_of[area], []).append(area)
        return tops

    def _refuse_circles(self) -> None:
        reached = sum(1 for root in self.roots for _ in self._walk(root))
        if reached != len(self._areas):
            seen = {area.id for root in self.roots for area in self._walk(root)}
            lost = next(area for area in self._areas if area not in seen)
            raise InvalidTree(lost, "lies below itself")

    def get(self, area: str) -> Area | None:
        """The area of this id, if the tree has it."""
        return self._areas.get(area)

    def kind(self, area: AreaId) -> AreaKind | None:
        """What this area is; an unlisted one is a household; None if the tree lacks it."""
        known = self._areas.get(area)
        if known is not None:
            return known.kind
        return AreaKind.household if area.unlisted else None

    def nearest(self, area: str) -> AreaId | None:
        """The area itself if known, else its nearest known ancestor by id, else None."""
        while area:
            if (known := self._areas.get(area)) is not None:
                return known.id
            area = area.rpartition("/")[0]
        return None

    def lineage(self, area: str) -> tuple[AreaId, ...]:
        """The nearest known area and its parents up to a root; empty if nothing is known."""
        known = self.nearest(area)
        return () if known is None else self._lineage(known)

    def _lineage(self, known: AreaId) -> tuple[AreaId, ...]:
        found = self._lineages.get(known)
        if found is None:
            parent = self._parents[known]
            found = (known,) if parent is None else (known, *self._lineage(parent))
            if self._areas[known].kind.level < AreaKind.household.level:
                self._lineages[known] = found
        return found

    def parent(self, area: str) -> AreaId | None:
        """The area under which a known one lies today; None for a root, and for an unknown one."""
        known = self._areas.get(area)
        return None if known is None else self._parents[known.id]

    def may_lie_in(self, area: Area) -> tuple[AreaKind, ...]:
        """The kinds of areas to which an area could be moved.

        Of its present parent's kind, or of one between that and its own: levels stay in order, and
        none is skipped that was not skipped before.
        """
        above = self._areas.get(self._parents[area.id] or "")
        if above is None:
            return ()
        return tuple(
            kind
            for kind in AreaKind
            if kind is above.kind
            or (kind is not AreaKind.site and above.kind.level < kind.level < area.kind.level)
        )

    def children(self, area: str) -> tuple[AreaId, ...]:
        """The areas right below this one, in order of their ids."""
        return tuple(self._children.get(area, ()))

    def subtree(self, area: str) -> list[Area]:
        """The area and all below it, each before what lies below it; empty if not known."""
        return list(self._walk(area)) if area in self._areas else []

    def _walk(self, area: str) -> Iterator[Area]:
        waiting = [area]
        while waiting:
            step = waiting.pop()
            yield self._areas[step]
            waiting.extend(reversed(self._children.get(step, ())))

    def down_to(self, kind: AreaKind) -> Iterator[Area]:
        """The areas no smaller than this kind, each before those below it; no others are read."""
        waiting = [*reversed(self.roots)]
        while waiting:
            area = self._areas[waiting.pop()]
            if area.kind.level <= kind.level:
                yield area
                waiting.extend(reversed(self._children.get(area.id, ())))

    def households_below(self, area: str) -> int:
        """How many households of the roster an area has, with all below it; counted once a tree."""
        if self._below is None:
            self._below = self._count_below()
        return self._below.get(area, 0)

    def _count_below(self) -> Mapping[str, int]:
        below: Counter[str] = Counter()
        for area in reversed(list(self)):  # each behind what lies below it
            below[area.id] += area.on_roster
            parent = self._parents[area.id]
            if parent is not None:
                below[parent] += below[area.id]
        return below

    def moved_away(self, areas: Container[str]) -> Iterator[Area]:
        """The areas that lie below one of these by their ids, and elsewhere by their parents."""
        for area in self._moved:
            segments = area.id.split("/")
            above = ("/".join(segments[:depth]) for depth in range(1, len(segments)))
            if area.id not in areas and any(each in areas for each in above):
                yield area

    def was_moved(self, area: str) -> bool:
        """Whether an area, or one above it by its id, lies elsewhere than its id says."""
        return any(moved.id.contains(area) for moved in self._moved)

    def scopes(self) -> frozenset[Scope]:
        """The scopes of all areas."""
        return self._scopes

    def scopes_below(self, area: str, known: Iterable[Scope] = ()) -> tuple[Scope, ...]:
        """The scopes of this area and of all below it, sorted; empty if it is not known.

        Also those of `known` (scopes that have rows) of which the tree has nothing, and whose
        nearest known ancestor is one of these areas.
        """
        if self._within is None:
            self._within = self._scopes_within()
        found = self._areas.get(area)
        own = {found.id.scope} if found else set()
        of_tree = self._within.get(area, set()) | own
        further = {
            scope for scope in known if scope not in self._scopes and area in self.lineage(scope)
        }
        return tuple(sorted(of_tree | further))

    def _scopes_within(self) -> Mapping[str, set[Scope]]:
        """For each area the scopes that begin at it or below it: few do, so no tree is walked."""
        within: dict[str, set[Scope]] = {}
        for scope, tops in self._tops.items():
            for area in {step for top in tops for step in self.lineage(top)}:
                within.setdefault(area, set()).add(scope)
        return within

    def headless_scopes(self) -> tuple[Scope, ...]:
        """The scopes whose own area the tree lacks, while it has others in them."""
        return self._headless

    def torn_scopes(self) -> tuple[Scope, ...]:
        """The scopes of which a part lies elsewhere than the rest."""
        return tuple(
            scope for scope, tops in self._tops.items() if len(tops) > 1 or str(tops[0]) != scope
        )

    def counted_in(self, area: str) -> Scope:
        """The grid, or larger area, in whose sums an area counts today; by its id if unknown."""
        lineage = self.lineage(area)
        for step in lineage:
            if (found := self._counted.get(step)) is not None:
                return found
            if str(step) == step.scope:
                # As all steps below it, but the first one may be a household.
                below = lineage[1 : lineage.index(step) + 1]
                self._counted.update(dict.fromkeys(below, step.scope))
                return step.scope
        return AreaId(area).scope

    def households(self) -> Mapping[Scope, int]:
        """How many households of the roster count in each grid, or larger area, today."""
        if self._households is None:
            # One whose id is not a scope's counts where the area right above it does.
            above = Counter(
                (self._parents[area.id] if area.id.count("/") >= SCOPE_SEGMENTS else None)
                or area.id
                for area in self._areas.values()
                if area.on_roster
            )
            counted: Counter[Scope] = Counter()
            for area, households in above.items():
                counted[self.counted_in(area)] += households
            self._households = counted
        return self._households

    def gone_households(self) -> tuple[AreaId, ...]:
        """The households that the office's newest list does not name; found once a tree."""
        if self._gone is None:
            self._gone = tuple(
                area.id
                for area in self._areas.values()
                if area.gone and area.kind is AreaKind.household
            )
        return self._gone

    def scope_tops(self, scope: Scope) -> tuple[AreaId, ...]:
        """The areas under which the whole scope lies: its grid, and what was moved elsewhere."""
        return tuple(self._tops.get(scope, ()))

    def words(self, area: AreaId, lang: str) -> str:
        """The address as people say it: from the compound down; a larger area's own name.

        What the tree lacks is named by the last segment of its id, behind "…" where more is
        missing; an unlisted household by the label that was typed, marked as such in `lang`, and so
        is what is gone.
        """
        lineage = self.lineage(area)
        names = [
            known.name
            for known in (self._areas[step] for step in reversed(lineage))
            if known.kind in ADDRESSED
        ]
        if lineage and not names:
            names = [self._areas[lineage[0]].name]
        said = " ".join([*names, *self._unknown_words(area, lang)])
        known = self._areas.get(area)
        if known is None or not known.gone:
            return said
        return in_language(_GONE, lang).format(name=said)

    def _unknown_words(self, area: AreaId, lang: str) -> list[str]:
        if area in self._areas:
            return []
        pattern = in_language(_UNLISTED, lang) if area.unlisted else "{label}"
        missing = area.parent is not None and area.parent not in self._areas
        return [*(["…"] if missing else []), pattern.format(label=area.label)]

    def __iter__(self) -> Iterator[Area]:
        """Every area, each before what lies below it."""
        return (area for root in self.roots for area in self._walk(root))

    def __len__(self) -> int:
        return len(self._areas)

    def __contains__(self, area: object) -> bool:
        return area in self._areas
