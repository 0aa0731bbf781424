"""The same sheets read by pyxform, the standard's own reader, which has to agree.

pyxform stops at the first thing it does not like and knows neither Chinese nor cells, so a form is
read here first, and whole; pyxform is given what was understood, and asked only where nothing was
wrong. What it refuses then, or reads as another tree, is told: a form that only one of the two
reads the same way would mean something else in another program. It is imported here alone, and
late, since that takes half a second.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.outline import ROOT
from server.xlsform.cells import Cell, Row
from server.xlsform.checked import CheckedForm, ItemList, walk
from server.xlsform.halfwidth import half_width, repaired
from server.xlsform.kinds import FROM_FILE
from server.xlsform.languages import UNNAMED
from server.xlsform.outline import Entry, other_place
from server.xlsform.problems import Findings

_TEXTS: Final = ("label", "hint", "required_message", "constraint_message")
_EXPRESSIONS: Final = (
    *("required", "relevant", "constraint", "calculation", "read_only"),
    *("choice_filter", "repeat_count", "trigger", "default"),
)
_PLAIN: Final = ("appearance", "parameters")
_FIRST_ROW: Final = 2
"""The number that pyxform gives the first row it is handed."""

_REFERENCE: Final = re.compile(r"\$\{[^{}]*\}")
_ROW: Final = re.compile(r"\[row : (\d+)\]\s*")
_COLUMN: Final = re.compile(
    r"'(type|name|label|hint|required|relevant|constraint|calculation|"
    r"default|trigger|choice_filter|parameters|appearance)'"
)
_MADE: Final = re.compile(
    r"generated_table_list_label_\d+|reserved_name_for_field_list_labels_\d+|meta"
)
"""What pyxform adds of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """What pyxform is given: the rows of the survey with where they stand, and all else."""

    rows: Sequence[Row]
    survey: Sequence[Mapping[str, str]]
    choices: Sequence[Mapping[str, str]]
    external_choices: Sequence[Mapping[str, str]]
    settings: Mapping[str, str]


def handed(
    form: CheckedForm,
    entries: Sequence[Entry],
    languages: Mapping[str, str],
    lists: Iterable[ItemList],
    external: Iterable[ItemList],
) -> Handed:
    """The form in the standard's own words.

    Args:
        form: as it was read.
        entries: the rows of its survey.
        languages: tags by what headers say.
        lists: those of the sheet `choices`.
        external: those of the sheet `external_choices`.
    """
    lines = list(_lines(entries, languages))
    settings = form.settings
    said = {
        "form_id": settings.form,
        "form_title": next(iter(settings.title.values()), ""),
        "version": settings.version,
        "default_language": ""
        if settings.default_language == UNNAMED
        else settings.default_language,
        "allow_choice_duplicates": "yes" if settings.choices_twice else "",
    }
    return Handed(
        rows=[row for row, _ in lines],
        survey=[line for _, line in lines],
        choices=list(_choices(lists)),
        external_choices=list(_choices(external)),
        settings={name: text for name, text in said.items() if text},
    )


def _lines(
    entries: Sequence[Entry], languages: Mapping[str, str]
) -> Iterator[tuple[Row, dict[str, str]]]:
    for entry in entries:
        yield entry.row, _line(entry, languages)
        if entry.group:
            yield from _lines(entry.children, languages)
            yield entry.row, {"type": f"end_{entry.group}"}


def _line(entry: Entry, languages: Mapping[str, str]) -> dict[str, str]:
    row, kind = entry.row, entry.kind
    said = kind.canonical
    if kind.name in FROM_FILE:  # pyxform knows no workbooks as lists
        said = said.removesuffix(".xlsx") + (".csv" if said.endswith(".xlsx") else "")
    found = {"type": said, "name": entry.name}
    for key in _TEXTS:
        for language, cell in row.written(key):
            tag = languages[language]
            found[key if tag == UNNAMED else f"{key}::{tag}"] = cell.text
    for key in _EXPRESSIONS:
        found[key] = repaired(row.text(key))
    if not _REFERENCE.fullmatch(found["repeat_count"]):
        del found["repeat_count"]  # else pyxform makes a question of it, whose name may be taken
    for key in _PLAIN:
        found[key] = half_width(row.text(key))
    return {key: text for key, text in found.items() if text}


def _choices(lists: Iterable[ItemList]) -> Iterator[dict[str, str]]:
    for found in lists:
        columns = {
            column: f"label::{tag}" for tag, column in found.labels.items() if tag != UNNAMED
        }
        for row in found.rows:
            yield {
                "list_name": found.name,
                **{columns.get(column, column): text for column, text in row.items()},
            }


def tell_differences(form: CheckedForm, given: Handed, findings: Findings) -> None:
    """Has pyxform read the form, and tells of what it refuses or reads otherwise."""
    from pyxform import builder, errors, xls2json, xls2json_backends  # noqa: PLC0415  it is slow

    data = xls2json_backends.DefinitionData(
        survey=given.survey,
        survey_header=_header(given.survey),
        choices=given.choices,
        choices_header=_header(given.choices),
        external_choices=given.external_choices,
        external_choices_header=_header(given.external_choices),
        settings=[given.settings],
        settings_header=_header([given.settings]),
        sheet_names=["survey", "choices", "settings", "external_choices"],
        fallback_form_name=form.settings.form,
    )
    try:
        read = xls2json.workbook_to_json(data, form_name=ROOT, warnings=[])
        theirs = set(_paths(read["children"], ()))
        builder.create_survey_element_from_dict(read).xml()
    except errors.PyXFormError as error:
        _tell_refused(str(error), given, findings)
        return
    ours = {item.place[1:] for item in walk(form.children)}
    ours |= {other_place(q.place)[1:] for q in form.questions() if q.other}
    for path in sorted(ours ^ theirs):
        findings.problem(_cell_of(path, form), "read_differently", said="/".join(path))


def _header(rows: Iterable[Mapping[str, str]]) -> list[dict[str, None]]:
    return [dict.fromkeys(name for row in rows for name in row)]


def _paths(
    children: Iterable[Mapping[str, Any]], above: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for child in children:
        path = (*above, str(child["name"]))
        if child["type"] == "csv-external" or _MADE.fullmatch(path[-1]):
            continue
        yield path
        yield from _paths(child.get("children", ()), path)


def _cell_of(path: tuple[str, ...], form: CheckedForm) -> Cell | None:
    return next((item.cell for item in walk(form.children) if item.place[1:] == path), None)


def _tell_refused(message: str, given: Handed, findings: Findings) -> None:
    """What pyxform says, at the cell that it means as far as it says so."""
    cell: Cell | None = None
    match = _ROW.search(message)
    if match is not None and "choices" not in message:
        at = int(match[1]) - _FIRST_ROW
        if 0 <= at < len(given.rows):
            column = _COLUMN.search(message)
            cell = given.rows[at].cell(column[1] if column else "type")
    else:
        name = next((n for n in re.findall(r"'([^']+)'", message)), "")
        cell = next((row.cell("name") for row in given.rows if row.text("name") == name), None)
    findings.problem(cell, "second_reading", said=" ".join(_ROW.sub("", message).split()))
