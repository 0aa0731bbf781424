"""Questions that depend on each other in a circle, so that none can be worked out first.

What a question's calculation reads comes before it, and so does what decides whether it is shown,
by itself or by a group around it. A calculation with a trigger runs once when that is answered, and
waits for nothing.
"""

import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from schema.expressions.errors import InvalidExpression
from schema.expressions.parse import parse
from schema.expressions.places import Place, Places
from schema.expressions.reading import questions_read
from server.xlsform.checked import Formula, Group, Item, Question
from server.xlsform.problems import Findings

_OTHER_ROWS: Final = re.compile(r"indexed-repeat\s*\(|position\s*\(|preceding-sibling|\[")
"""Ways to choose a row."""

CYCLES_MAX: Final = 20
"""Circles told of one form: one mistake may close many."""


def tell_cycles(items: Iterable[Item], places: Places, findings: Findings) -> None:
    """Tells of each circle at the first cell that closes it, with all its cells."""
    graph, cells = _graph(items, places)
    for _ in range(CYCLES_MAX):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[Place] = error.args[1][:0:-1]
            _tell(circle, cells, findings)
            graph[circle[0]] = frozenset()
        else:
            return


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
            waits = read.union(*(_read(each, places, item.place) for each in own))
            if isinstance(item, Group):
                gather(item.children, (*own, *above), waits)
                continue
            worked = _lasting(item)
            graph[item.place] = waits | _read_first(worked, places, item.place)
            cell = next((each for each in (worked, *own, *above) if each), None)
            if cell is not None:
                cells[item.place] = cell

    gather(items, (), frozenset())
    return graph, cells


def _lasting(question: Question) -> Formula | None:
    """The calculation that is worked out whenever something it reads changes."""
    return None if question.trigger else question.calculation


def _read_first(worked: Formula | None, places: Places, home: Place) -> frozenset[Place]:
    """What a calculation reads; its own answer in other rows, as a running total does, is none."""
    read = _read(worked, places, home)
    if worked is not None and home in read and _OTHER_ROWS.search(worked.text):
        return read - {home}
    return read


def _read(formula: Formula | None, places: Places, home: Place) -> frozenset[Place]:
    if formula is None:
        return frozenset()
    try:
        return questions_read(parse(formula.text), places, home)
    except InvalidExpression:  # told where it stands
        return frozenset()
