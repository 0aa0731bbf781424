"""The board of the overview: communities and grids, worst first.

Worst is what is done least; among equals who was not heard of, then who has most waiting.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schema.area import AreaId, AreaKind, Scope
from server.clock import now_ms
from server.pages.heard import Heard
from server.pages.progress import Progress, added
from server.pages.visit import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaLine:
    """One line of the board.

    Attributes:
        area: its id.
        name: in words.
        progress: what it comes to.
        arrived: when the last change came; empty where nothing ever did.
        longest: the person heard of longest ago; None where nobody has a tablet.
        silent: they were not heard of for a day.
        contact: when that was; empty for one that was silent ever since it was enrolled.
    """

    area: str
    name: str
    progress: Progress
    arrived: str
    longest: Heard | None
    silent: bool
    contact: str


def board(
    by_scope: Mapping[Scope, Progress], people: Mapping[Scope, list[Heard]], visit: Visit
) -> list[AreaLine]:
    """The grids, and larger areas that have records themselves, worst first."""
    now = now_ms()
    lines = []
    for scope, found in by_scope.items():
        longest = next(iter(people.get(scope, ())), None)
        silent = longest is not None and longest.silent(now)
        known = longest is not None and not (silent and longest.contact_ms is None)
        lines.append(
            AreaLine(
                area=scope,
                name=visit.words.area(AreaId(scope)),
                progress=found,
                arrived=visit.words.when(found.updated_ms) if found.updated_ms else "",
                longest=longest,
                silent=silent,
                contact=visit.words.ago(longest.quiet_ms) if longest and known else "",
            )
        )
    return sorted(lines, key=_badness)


def _badness(line: AreaLine) -> tuple[int, bool, int, str]:
    percent = line.progress.percent
    waiting = line.progress.clashes + line.progress.returned
    return (100 if percent is None else percent, not line.silent, -waiting, line.area)


def communities(
    by_scope: Mapping[Scope, Progress], visit: Visit
) -> list[tuple[str, str, Progress]]:
    """The communities, worst first; none where there is one alone."""
    tree = visit.station.directory.tree
    parts: dict[AreaId, list[Progress]] = {}
    for scope, found in by_scope.items():
        for step in tree.lineage(scope):
            area = tree.get(step)
            if area is not None and area.kind is AreaKind.community:
                parts.setdefault(step, []).append(found)
    if len(parts) < 2:
        return []
    lines = [(area, visit.words.area(area), added(of)) for area, of in parts.items()]
    return sorted(lines, key=lambda line: (line[2].percent or 0, line[0]))
