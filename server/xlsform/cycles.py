"""Questions that depend on each other in a circle, so that none can be worked out first.

What a question's calculation reads comes before it, and so does what decides whether it is shown,
by itself or by a group around it. A calculation that is stored, because it has a trigger or says
`once(…)`, waits for nothing. The order is that of `schema.logic.dependencies`, which whoever works
a form out keeps to; here stand the cells of what closes a circle.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from schema.expressions.errors import InvalidExpression
from schema.expressions.places import Place, Places
from schema.logic.dependencies import circles, reads, reads_first
from schema.question import is_worked_out
from server.xlsform.checked import Formula, Group, Item, Question
from server.xlsform.problems import Findings

CYCLES_MAX: Final = 20
"""Circles told of one form: one mistake may close many."""


def tell_cycles(items: Iterable[Item], places: Places, findings: Findings) -> None:
    """Tells of each circle at the first cell that closes it, with all its cells."""
    graph, cells = _graph(items, places)
    for circle in circles(graph, CYCLES_MAX):
        _tell(circle, cells, findings)


def _tell(circle: list[Place], cells: Mapping[Place, Formula], findings: Findings) -> None:
    start = min(range(len(circle)), key=lambda at: cells[circle[at]].cell.row)
    turned = [*circle[start:], *circle[: start + 1]]
    path = " → ".join(f"{place[-1]} ({cells[place].cell})" for place in turned)
    findings.problem(cells[turned[0]].cell, "cycle", path=path)


def _graph(
    items: Iterable[Item], places: Places
) -> tuple[dict[Place, frozenset[Place]], dict[Place, Formula]]:
    """What each question waits for, and the cell that says so."""
    graph: dict[Place, frozenset[Place]] = {}
    cells: dict[Place, Formula] = {}

    def gather(items: Iterable[Item], above: tuple[Formula, ...], read: frozenset[Place]) -> None:
        for item in items:
            own = (item.relevant,) if item.relevant else ()
            waits = read.union(*(_read(reads, each, places, item.place) for each in own))
            if isinstance(item, Group):
                gather(item.children, (*own, *above), waits)
                continue
            worked = _lasting(item)
            graph[item.place] = waits | _read(reads_first, worked, places, item.place)
            cell = next((each for each in (worked, *own, *above) if each), None)
            if cell is not None:
                cells[item.place] = cell

    gather(items, (), frozenset())
    return graph, cells


def _lasting(question: Question) -> Formula | None:
    """The calculation that is worked out whenever something it reads changes."""
    worked = question.calculation
    return worked if worked and is_worked_out(worked.text, question.trigger) else None


def _read(
    reading: Callable[[str, Places, Place], frozenset[Place]],
    formula: Formula | None,
    places: Places,
    home: Place,
) -> frozenset[Place]:
    if formula is None:
        return frozenset()
    try:
        return reading(formula.text, places, home)
    except InvalidExpression:  # told where it stands
        return frozenset()
