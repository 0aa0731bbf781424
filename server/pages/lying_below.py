"""What lies right below an area, with what its records come to, as far as the visitor sees them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from schema.area import AreaId, AreaKind
from schema.grant import Right
from server.pages.areas import KINDS
from server.pages.visit import Visit
from server.views.found import AreaCounts

CHILDREN: Final = 200
"""Areas on one page: more than any building or compound has right below it."""

_ENDS: Final = (AreaKind.household, AreaKind.site, None)
"""What nothing lies below; what no list has is looked at as little."""

_COUNTS: Final = ("records", "drafts", "returned", "clashing", "flagged")


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """One area right below: its households, and its records with all that lies below it.

    `households` is None where the visitor sees a part of it alone.
    """

    id: str
    name: str
    kind: str
    households: int | None
    records: int
    drafts: int
    returned: int
    clashing: int
    flagged: int


def lying_below(visit: Visit, area: AreaId) -> list[Child]:
    """The areas right below one in which the visitor may read something, by their ids.

    Households that are not on the roster are among them where they have records.
    """
    tree = visit.station.directory.tree
    children = [child for child in tree.children(area) if visit.permit.touches(child)]
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * len(_COUNTS))
    for line in _counts(visit, area) if tree.kind(area) not in _ENDS else ():
        child = _child_over(visit, line, area)
        if child:
            sums = counted[child]
            sums[:] = [each + getattr(line, name) for each, name in zip(sums, _COUNTS, strict=True)]
    unlisted = [AreaId(each) for each in sorted(counted) if AreaId(each).unlisted]
    return [_child(visit, each, counted[each]) for each in [*children, *unlisted][:CHILDREN]]


def _counts(visit: Visit, area: AreaId) -> Iterable[AreaCounts]:
    """What the records below an area come to: by the sums kept of grids, or in one by the records.

    Nothing above a grid is counted record by record.
    """
    known = visit.station.directory.tree.get(area)
    if known is not None and known.kind.level < AreaKind.grid.level:
        return (
            AreaCounts(
                area=line.scope,
                records=line.records,
                drafts=line.draft,
                returned=line.returned,
                clashing=line.clashing,
                flagged=line.flagged,
            )
            for line in visit.station.sums.numbers(visit.sight, visit.words.today_ms)
        )
    return visit.station.views.below(area, visit.sight)


def _child_over(visit: Visit, line: AreaCounts, area: AreaId) -> str:
    """The area right below, in which records lie; empty where they are of the area itself."""
    lineage = visit.station.directory.tree.lineage(line.area)
    if area not in lineage:
        return ""
    place = lineage.index(area)
    if place:
        return lineage[place - 1]
    return line.area if AreaId(line.area).unlisted else ""


def _child(visit: Visit, area: AreaId, counts: list[int]) -> Child:
    tree = visit.station.directory.tree
    known = tree.get(area)
    whole = any(
        Right.read in grant.rights and grant.area in tree.lineage(area)
        for grant in visit.permit.grants
    )
    kind = known.kind if known else AreaKind.household
    return Child(
        id=area,
        name=known.name if known else area.label,
        kind=visit.words.say(KINDS[kind]),
        households=tree.households_below(area) if whole else None,
        **dict(zip(_COUNTS, counts, strict=True)),
    )
