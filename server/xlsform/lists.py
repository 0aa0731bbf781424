"""Lists of choices: the sheets `choices` and `external_choices`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from schema.choice import OTHER
from schema.form_check import CHOICE_NAME
from server.xlsform.cells import Cell, Row, Table
from server.xlsform.checked import ItemList
from server.xlsform.halfwidth import half_width
from server.xlsform.languages import UNNAMED
from server.xlsform.languages import tag as tag_of
from server.xlsform.problems import Findings

_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
"""The name of a choice; one of several may hold no blank either."""

_HAN: Final = re.compile("[\u4e00-\u9fff]")

OTHER_LABELS: Final = {"zh-CN": "其他", "en": "Other"}


@dataclass(slots=True)
class _Growing:
    """A list while its rows are read; `rows_of` tells in which row a name stands."""

    rows: list[Mapping[str, str]] = field(default_factory=list)
    rows_of: dict[str, int] = field(default_factory=dict)
    spaced: list[Cell] = field(default_factory=list)


def label_column(language: str) -> str:
    """The name of the column that holds the labels of a language (a tag, or "")."""
    return f"label::{language}" if language else "label"


def lists_of(
    table: Table, languages: Mapping[str, str], findings: Findings, *, twice: bool
) -> dict[str, ItemList]:
    """The lists of one sheet by name.

    Args:
        table: the sheet.
        languages: tags by what headers say.
        findings: told what is wrong with choices.
        twice: whether a name may stand in a list several times, as for cascades.
    """
    found: dict[str, _Growing] = {}
    columns = _columns(table, languages)
    for row in table.rows():
        name, choice = half_width(row.text("list_name")), row.text("name")
        if not name and not choice:
            findings.warn(row.cell("list_name"), "row_unused", about="row_unused")
            continue
        if not name:
            findings.problem(row.cell("list_name"), "choice_missing_list")
            continue
        growing = found.setdefault(name, _Growing())
        if "name" in table.columns:
            _check(row, name, growing, findings, twice=twice)
        growing.rows.append(
            {
                column: cell.text
                for index, column in columns.items()
                if (cell := row.sheet.cell(row.number, index)).text
            }
        )
        growing.rows_of.setdefault(choice, row.number)
    labels = {
        languages[each.language]: columns[each.index] for each in table.columns.get("label", ())
    }
    return {
        name: ItemList(
            name=name,
            source=table.sheet.name,
            columns=tuple(columns.values()),
            labels=labels,
            rows=tuple(growing.rows),
            spaced=tuple(growing.spaced),
        )
        for name, growing in found.items()
    }


def _columns(table: Table, languages: Mapping[str, str]) -> dict[int, str]:
    """The columns of a list's rows by where they stand."""
    found: dict[int, str] = {}
    for key, columns in table.columns.items():
        for column in columns:
            if key == "label":
                language = languages[column.language] if column.language else ""
                found[column.index] = label_column(language)
            elif key != "list_name":
                found[column.index] = key
    return found


def _check(row: Row, name: str, growing: _Growing, findings: Findings, *, twice: bool) -> None:
    cell = row.cell("name")
    if not cell.text:
        findings.problem(cell, "choice_missing_name")
        return
    if not _NAME.fullmatch(cell.text):
        findings.problem(cell, "choice_name", said=cell.text)
    elif not CHOICE_NAME.fullmatch(cell.text):
        growing.spaced.append(cell)
    if cell.text in growing.rows_of and not twice:
        other = growing.rows_of[cell.text]
        findings.problem(cell, "choice_twice", said=cell.text, list=name, other=other)
    if not any(row.written("label")):
        findings.warn(row.cell("label"), "choice_label", about="choice_label")


def with_other(found: ItemList) -> ItemList:
    """The list with the choice that `or_other` adds, if it has none of its own."""
    if any(row.get("name") == OTHER for row in found.rows):
        return found
    texts = {column: _other_in(tag, column, found) for tag, column in found.labels.items()}
    return replace(found, rows=(*found.rows, {"name": OTHER, **texts}))


def _other_in(tag: str, column: str, found: ItemList) -> str:
    """What the choice is called in a language; without a name that is told by its characters."""
    if tag == UNNAMED and any(_HAN.search(row.get(column, "")) for row in found.rows):
        return OTHER_LABELS["zh-CN"]
    return OTHER_LABELS.get(tag, OTHER_LABELS["en"])


def languages_of(*tables: Table | None, default: str) -> dict[str, str]:
    """Tags of all languages that headers name, by what they say; "" is the default language."""
    found = {"": tag_of(default)}
    for table in tables:
        for columns in table.columns.values() if table else ():
            for column in columns:
                found.setdefault(column.language, tag_of(column.language))
    return found
