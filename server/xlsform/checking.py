"""A workbook checked from its first cell to its last: every step, in order.

Problems of later steps are told beside those of earlier ones; only pyxform is not asked about a
form in which something is wrong already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schema.expressions.places import Place, Places
from schema.form import Form
from schema.outline import ROOT
from server.xlsform import headers
from server.xlsform.cells import Cell, Sheet, Table
from server.xlsform.checked import CheckedForm, ItemList, Settings
from server.xlsform.columns import named_sheets, table_of, tell_languages_twice, tell_strangers
from server.xlsform.conversion import converted
from server.xlsform.cycles import tell_cycles
from server.xlsform.formulas import Formulas
from server.xlsform.lists import languages_of, lists_of
from server.xlsform.media import Media
from server.xlsform.named_lists import named_lists
from server.xlsform.outline import Entry, all_entries, outline_of
from server.xlsform.problems import Findings, Problem
from server.xlsform.questions import Rows
from server.xlsform.second_reading import handed, tell_differences
from server.xlsform.settings import settings_of
from server.xlsform.workbook import sheets
from server.xlsform.workflow import tell_workflow


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What came of a workbook: the form, unless something is wrong, and all that was found.

    `converted` is the same as a form of the program; see `conversion` for its version. `media` are
    the names of the files that it names and that are there.
    """

    settings: Settings | None
    questions: int
    form: CheckedForm | None
    converted: Form | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    media: tuple[str, ...] = ()


def read(file: Path, media: Path) -> Reading:
    """Reads and checks a workbook that `container` let pass.

    Args:
        file: the workbook.
        media: the folder of the files that it names.

    Raises:
        WorkbookError: no cell of it can be read.
    """
    found = sheets(file)
    findings = Findings(tuple(sheet.name for sheet in found))
    named = named_sheets(found, findings)
    survey = _table(named, "survey", headers.SURVEY, findings)
    if survey is None:
        findings.problem(None, "no_survey", sheets=", ".join(sheet.name for sheet in found))
        return _reading(None, 0, None, findings)
    beside = Media(media, findings)
    reading = _Form(named, survey, file.name, beside, findings).read()
    texts = {text for sheet in found for row in sheet.rows for text in row}
    return replace(reading, media=beside.named_in(texts - {file.name}))


def _table(
    named: Mapping[str, Sheet], name: str, known: Mapping[str, str], findings: Findings
) -> Table | None:
    sheet = named.get(name)
    own = known is headers.CHOICES
    return table_of(sheet, known, findings, own=own) if sheet and sheet.rows else None


def _reading(
    settings: Settings | None,
    questions: int,
    form: CheckedForm | None,
    findings: Findings,
    made: Form | None = None,
) -> Reading:
    return Reading(
        settings=settings,
        questions=questions,
        form=None if findings.problems else form,
        converted=None if findings.problems else made,
        problems=findings.problems,
        warnings=findings.warnings,
    )


class _Form:
    """The sheets of one workbook on their way to a form."""

    def __init__(
        self,
        named: Mapping[str, Sheet],
        survey: Table,
        file: str,
        media: Media,
        findings: Findings,
    ) -> None:
        self._findings = findings
        self._media = media
        self._survey = survey
        self._choices = _table(named, "choices", headers.CHOICES, findings)
        self._external = _table(named, "external_choices", headers.CHOICES, findings)
        self._settings_table = _table(named, "settings", headers.SETTINGS, findings)
        self._settings = settings_of(self._settings_table, file, findings)
        default = self._settings.default_language
        self._languages = languages_of(survey, self._choices, self._external, default=default)
        for table in filter(None, (survey, self._choices, self._external)):
            tell_languages_twice(table, self._languages, findings)
        self._nameless = False
        self._sheet_lists = self._lists_of(self._choices)
        self._external_lists = self._lists_of(self._external)
        tell_strangers(survey, headers.SURVEY, findings)

    def _lists_of(self, table: Table | None) -> dict[str, ItemList]:
        if table is None:
            return {}
        self._want_columns(table, "list_name", "name")
        if "list_name" not in table.columns:
            self._nameless = True
            return {}
        twice = self._settings.choices_twice or table is self._external
        return lists_of(table, self._languages, self._findings, twice=twice)

    def _want_columns(self, table: Table, *keys: str) -> None:
        for key in keys:
            if key not in table.columns:
                chinese = headers.chinese(key, headers.SURVEY)
                cell = table.heading(key)
                self._findings.problem(cell, "header_missing", name=key, chinese=chinese)

    def read(self) -> Reading:
        """The form, with everything that is wrong in it."""
        missing = [key for key in ("type", "name") if key not in self._survey.columns]
        if missing:
            self._want_columns(self._survey, *missing)
            return _reading(self._settings, 0, None, self._findings)
        entries = outline_of(self._survey, self._findings)
        lists = named_lists(
            entries,
            self._sheet_lists,
            self._external_lists,
            self._media,
            self._findings,
            nameless=self._nameless,
        )
        places = Places.of(_places(entries), lists)
        formulas = Formulas(places, lists, self._languages, self._findings)
        names = {entry.name: entry.row.number for entry in all_entries(entries)}
        rows = Rows(
            formulas=formulas,
            lists=lists,
            findings=self._findings,
            names=names,
            places=places,
        )
        items = rows.items(entries)
        form = CheckedForm(
            settings=self._settings,
            languages=tuple(dict.fromkeys(self._languages[each] for each in self._used())),
            children=items,
            lists={name: each for name, each in lists.items() if each is not None},
            places=places,
        )
        tell_cycles(items, places, self._findings)
        self._check_whole(form)
        made = None if self._findings.problems else converted(form, self._findings)
        if made is not None:
            given = handed(
                form,
                entries,
                self._languages,
                self._sheet_lists.values(),
                self._external_lists.values(),
            )
            tell_differences(form, given, self._findings)
        count = sum(1 for _ in form.questions())
        return _reading(self._settings, count, form, self._findings, made)

    def _used(self) -> list[str]:
        """The languages of the columns `label`, in their order."""
        return [column.language for column in self._survey.columns.get("label", ())] or [""]

    def _check_whole(self, form: CheckedForm) -> None:
        if not form.children and not self._findings.problems:
            self._findings.problem(self._survey.heading("type"), "empty_survey")
        if self._settings.key == "area" and any(each.key for each in form.questions()):
            cell = self._setting("key")
            self._findings.problem(cell, "key_twice", said=cell.text)
        tell_workflow(form, self._setting, self._findings)

    def _setting(self, name: str) -> Cell:
        assert self._settings_table is not None
        return next(self._settings_table.rows()).cell(name)


def _places(entries: Sequence[Entry]) -> dict[Place, bool]:
    """Every place of the form and whether it is a repeat.

    What another answer is written into is none of them: the standard has no references to it.
    """
    found: dict[Place, bool] = {(ROOT,): False}
    for entry in all_entries(entries):
        if entry.name and entry.kind.name != "csv-external":
            found[entry.place] = entry.group == "repeat"
    return found
