"""`/silent`: who was not heard of for over a day; the list behind the overview's third number."""

from dataclasses import dataclass

from starlette.responses import Response

from schema.area import AreaId
from server.clock import now_ms
from server.pages.filters import touched_area
from server.pages.heard import Heard, heard
from server.pages.visit import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class SilentLine:
    """One person: name, role, grids, since when (empty: never), and what is unsent."""

    name: str
    role: str
    grids: str
    since: str
    unsent: int


def silent(visit: Visit) -> Response:
    """Everybody silent where the visitor may look, longest silence first; perhaps of one area."""
    now, area = now_ms(), touched_area(visit)
    lines = [
        _line(each, visit)
        for each in heard(visit)
        if each.silent(now) and (area is None or _records_in(visit, each, area))
    ]
    return visit.show("silent.html", lines=lines, area=visit.words.area(area) if area else "")


def _records_in(visit: Visit, each: Heard, area: AreaId) -> bool:
    tree = visit.station.directory.tree
    return any(area in tree.lineage(grid) for grid in each.grids)


def _line(each: Heard, visit: Visit) -> SilentLine:
    words = visit.words
    return SilentLine(
        name=each.staff.name,
        role=words.role(each.staff),
        grids=words.listed(words.area(AreaId(grid)) for grid in sorted(each.grids)),
        since=words.ago(each.contact_ms) if each.contact_ms else "",
        unsent=each.unsent,
    )
