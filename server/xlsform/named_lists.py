"""Every list that a form names: of its sheets, and of the files beside it.

A name that cannot be followed is told at the cell that has it, and known from then on as a list
without content, so that expressions about it make no further problems of one.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Final

from schema.roster import HOUSEHOLDS
from server.xlsform.cells import Cell
from server.xlsform.checked import ItemList
from server.xlsform.formulas import lists_pulled
from server.xlsform.halfwidth import half_width
from server.xlsform.kinds import FROM_FILE, SELECT_ONE, SELECTS
from server.xlsform.lists import with_other
from server.xlsform.media import Media
from server.xlsform.outline import Entry, all_entries, answers_of, list_of
from server.xlsform.problems import Findings

_EXPRESSIONS: Final = (
    *("calculation", "relevant", "constraint", "default", "required", "read_only"),
    *("repeat_count", "choice_filter"),
)
_SIMILAR: Final = 0.7


def named_lists(
    entries: Sequence[Entry],
    choices: Mapping[str, ItemList],
    external: Mapping[str, ItemList],
    media: Media,
    findings: Findings,
    *,
    nameless: bool,
) -> dict[str, ItemList | None]:
    """The lists by name; None for one that cannot be read, which is told.

    Args:
        entries: the rows of the survey.
        choices: the lists of the sheet `choices`.
        external: those of the sheet `external_choices`.
        media: the files beside the workbook.
        findings: told what is wrong.
        nameless: whether a sheet of choices does not say to which list they belong, so that any
            name may be that of a list.
    """
    lists: dict[str, ItemList | None] = dict(choices)
    for entry in all_entries(entries):
        if nameless and entry.kind.list_name and entry.kind.name not in FROM_FILE:
            lists[list_of(entry)] = None
        elif entry.kind.name in SELECTS:
            _add_list(entry, lists, external, media, findings)
        elif entry.kind.name == "csv-external" and entry.name:
            lists[entry.name] = media.list_of(f"{entry.name}.csv", entry.row.cell("name"))
        for key in _EXPRESSIONS:
            for name in lists_pulled(entry.row.text(key)):
                if name not in lists:
                    found = media.named(name, entry.row.cell(key))
                    lists |= {} if found is None and name == HOUSEHOLDS else {name: found}
    return lists


def _add_list(
    entry: Entry,
    lists: dict[str, ItemList | None],
    external: Mapping[str, ItemList],
    media: Media,
    findings: Findings,
) -> None:
    said, name, cell = entry.kind.list_name, list_of(entry), _cell(entry)
    if not said:
        findings.problem(cell, "missing_list")
    elif answers_of(entry):
        if entry.kind.other or entry.kind.name != SELECT_ONE:
            findings.problem(cell, "list_of_answers", said=said)
    elif entry.kind.name in FROM_FILE:
        taken = _tell_taken(cell, lists.get(name), said, findings)
        lists[name or said] = None if taken else media.list_of(said, cell)
    elif entry.kind.name == "select_one_external" and name in external:
        taken = _tell_taken(cell, lists.get(name), external[name].source, findings)
        lists[name] = None if taken else external[name]
    elif name not in lists:
        _tell_unknown(cell, name, lists, findings)
    elif entry.kind.other and (found := lists[name]) is not None:
        lists[name] = with_other(found)


def _tell_taken(cell: Cell, taken: ItemList | None, source: str, findings: Findings) -> bool:
    """Tells if a list from elsewhere has the name already: expressions know one list by it."""
    if taken is None or taken.source == source:
        return False
    findings.problem(cell, "list_taken", said=taken.name, other=taken.source)
    return True


def _cell(entry: Entry) -> Cell:
    """The cell that names the list: that of the type, unless it has a column of its own."""
    said = entry.row.cell("list_name")
    return said if half_width(said.text) == entry.kind.list_name else entry.row.cell("type")


def _tell_unknown(
    cell: Cell, name: str, lists: Mapping[str, ItemList | None], findings: Findings
) -> None:
    near = difflib.get_close_matches(name, lists, 1, _SIMILAR)
    if near:
        findings.problem(cell, "similar_list", said=name, similar=near[0])
    else:
        findings.problem(cell, "unknown_list", said=name)
