"""`/`: which grid is behind? Three numbers that open lists, then every grid, worst first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from schema.area import AreaId, Scope
from server.pages.frame import Visit
from server.views.asking import EVERYTHING
from server.views.found import Numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """What lies in one grid or in all: counts of records, but `clashes` of questions."""

    records: int = 0
    finished: int = 0
    today: int = 0
    drafts: int = 0
    returned: int = 0
    clashes: int = 0
    clashing: int = 0
    flagged: int = 0
    updated_ms: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class GridLine:
    """One grid of the board; `arrived` is empty where nothing ever came."""

    area: str
    name: str
    sum: Sum
    arrived: str


def overview(visit: Visit) -> Response:
    """The first page after signing in."""
    views, sight, words = visit.station.views, visit.sight, visit.words
    numbers = views.numbers(EVERYTHING, sight, since_ms=words.today_ms)
    return visit.show(
        "overview.html",
        total=_sum(numbers),
        forms=_by_form(numbers, visit),
        board=_board(numbers, visit),
        today=words.today.isoformat(),
        oldest=_oldest(visit),
    )


def _oldest(visit: Visit) -> str:
    since_ms = visit.station.views.count_clashes(EVERYTHING, visit.sight).oldest_ms
    return "" if since_ms is None else visit.words.ago(since_ms)


def _sum(numbers: Iterable[Numbers]) -> Sum:
    found = list(numbers)
    return Sum(
        records=sum(line.records for line in found),
        finished=sum(line.finished + line.approved for line in found),
        today=sum(line.finished_since for line in found),
        drafts=sum(line.draft for line in found),
        returned=sum(line.returned for line in found),
        clashes=sum(line.clashes for line in found),
        clashing=sum(line.clashing for line in found),
        flagged=sum(line.flagged for line in found),
        updated_ms=max((line.updated_ms for line in found), default=0),
    )


def _by_form(numbers: Iterable[Numbers], visit: Visit) -> list[tuple[str, str, Sum]]:
    by_form: dict[str, list[Numbers]] = defaultdict(list)
    for line in numbers:
        by_form[line.form].append(line)
    return [(form, visit.words.form(form), _sum(by_form[form])) for form in sorted(by_form)]


def _board(numbers: Iterable[Numbers], visit: Visit) -> list[GridLine]:
    """Every grid that the visitor sees, also those from which nothing came: these last."""
    by_scope: dict[Scope, list[Numbers]] = defaultdict(list)
    for line in numbers:
        by_scope[line.scope].append(line)
    tree = visit.station.directory.tree
    shown = {*by_scope, *(scope for scope in visit.permit.scopes() if _is_grid(scope, visit))}
    lines = [
        GridLine(
            area=scope,
            name=visit.words.area(AreaId(scope)),
            sum=(found := _sum(by_scope.get(scope, ()))),
            arrived=visit.words.when(found.updated_ms) if found.updated_ms else "",
        )
        for scope in shown
        if scope in tree
    ]
    return sorted(lines, key=_badness)


def _is_grid(scope: Scope, visit: Visit) -> bool:
    """Whether it is a grid in which the visitor sees something: not for what was moved away."""
    area = visit.station.directory.tree.get(scope)
    return area is not None and area.id.grid_code is not None and visit.permit.touches(scope)


def _badness(line: GridLine) -> tuple[bool, int, int, str]:
    return (not line.arrived, -line.sum.clashes, -line.sum.returned, line.area)
