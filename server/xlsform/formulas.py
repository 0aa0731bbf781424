"""The cells of a form that hold logic, each compiled where it stands.

Whatever can be wrong without an answer is found: functions, questions, lists and their columns,
arguments, patterns. Signs of a Chinese keyboard are put right where it is sure what was meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from schema.expressions.compiling import compiled
from schema.expressions.errors import ExpressionError, InvalidExpression
from schema.expressions.parse import parse
from schema.expressions.places import Place, Places
from schema.expressions.syntax import Chain, Expression
from schema.logic.offers import Answers
from schema.question import is_worked_out
from schema.roster import COLUMNS, HOUSEHOLDS
from schema.text import Text
from server.xlsform.cells import Cell, Row
from server.xlsform.checked import Formula, ItemList
from server.xlsform.filters import columns_asked, strays
from server.xlsform.halfwidth import half_width, repaired
from server.xlsform.problems import Findings
from server.xlsform.settings import says_yes

TRUE: Final = "true()"
_TRUTHS: Final = {"yes": TRUE, "true": TRUE, "no": "false()", "false": "false()"}
"""What a spreadsheet makes of a plain truth, and the standard takes for one."""

_REFERENCE: Final = re.compile(r"\$\{[^{}]*\}")
_FULL_WIDTH_REFERENCE: Final = re.compile(r"[$＄][{｛][^{}｛｝]*[}｝]")
_WORD: Final = re.compile(r"\w+")
_CALL: Final = re.compile(r"[\w-]\s*\(")
_DATES: Final = frozenset({"date", "dateTime", "time", "geopoint", "geotrace", "geoshape"})
"""Kinds whose plain values hold signs of operators."""


class Formulas:
    """Reads the logic of one form.

    Args:
        places: where its questions stand.
        lists: its lists by name; None where one is named and could not be read, which is told.
        languages: tags by what headers say.
        findings: told what is wrong.
    """

    def __init__(
        self,
        places: Places,
        lists: Mapping[str, ItemList | None],
        languages: Mapping[str, str],
        findings: Findings,
    ) -> None:
        self._places = places
        self._writing = replace(places, lists=places.lists | {HOUSEHOLDS})
        self._lists = lists
        self._languages = languages
        self._findings = findings

    def formula(self, row: Row, key: str, home: Place, items: str | None = None) -> Formula | None:
        """The expression in a cell; None if it is blank.

        `items`: the list whose items the expression is asked of, for a choice filter.
        """
        if not row.text(key):
            return None
        cell = row.cell(key)
        plain = _TRUTHS.get(cell.text.lower())
        places = self._writing if _is_written(row, key) else self._places
        return Formula(text=plain or self._checked(cell, home, items, places), cell=cell)

    def truth(self, row: Row, key: str, home: Place) -> Formula | None:
        """The same for a cell that may say yes or no; None for no."""
        if not row.text(key):
            return None
        cell = row.cell(key)
        plain = says_yes(cell.text)
        if plain is None and _WORD.fullmatch(cell.text):
            self._findings.problem(cell, "not_yes_no", said=cell.text)
            return None
        if plain is not None:
            return Formula(text=TRUE, cell=cell) if plain else None
        return self.formula(row, key, home)

    def default(self, row: Row, kind: str, home: Place) -> tuple[Formula | None, bool]:
        """What a question's cell `default` says, and whether that has to be worked out."""
        if not row.text("default"):
            return None, False
        cell = row.cell("default")
        if not _dynamic(repaired(cell.text), kind):
            return Formula(text=cell.text, cell=cell), False
        return self.formula(row, "default", home), True

    def texts(self, row: Row, key: str, home: Place) -> Text:
        """The texts of a column by language, the references in them looked up."""
        found: dict[str, str] = {}
        for language, cell in row.written(key):
            text = self.referring(cell, home)
            if language or self._languages[""] not in found:  # a named language goes before none
                found[self._languages[language]] = text
        if found:
            for column in row.columns.get(key, ()):
                language = self._languages[column.language]
                if language not in found:
                    cell = row.sheet.cell(row.number, column.index)
                    self._untranslated(cell, key, column.language)
        return found

    def _untranslated(self, cell: Cell, key: str, language: str) -> None:
        named = language or self._languages[""]
        about = ("untranslated", key, language)
        self._findings.warn(cell, "untranslated", about=about, language=named, what=key)

    def referring(self, cell: Cell, home: Place) -> str:
        """A text for people; `${name}` in it, also in full width, has to be a question."""
        text = _FULL_WIDTH_REFERENCE.sub(lambda match: half_width(match[0]), cell.text)
        if text != cell.text:
            self._findings.warn(cell, "repaired", meant=text)
        for reference in dict.fromkeys(_REFERENCE.findall(text)):
            try:
                compiled(reference, self._places, home)
            except InvalidExpression as error:
                self._findings.expression(cell, error)
        return text

    def answers(self, cell: Cell, reference: str, home: Place) -> None:
        """Checks a reference to the question whose answers are choices."""
        try:
            Answers.of(reference, self._places, home)
        except InvalidExpression as error:
            self._findings.expression(cell, error)

    def _checked(self, cell: Cell, home: Place, items: str | None, places: Places) -> str:
        text = repaired(cell.text)
        if text != cell.text:
            self._findings.warn(cell, "repaired", meant=text)
        try:
            compiled(text, places, home)
            expression = parse(text)
        except ExpressionError as error:
            self._findings.expression(cell, error)
            return text
        for stray in strays(expression, self._places, home, of_items=items is not None):
            self._stray(cell, stray, home)
        self._check_columns(cell, expression, items)
        return text

    def _stray(self, cell: Cell, stray: Place, home: Place) -> None:
        """Tells of a path to nothing; a bare word is mostly a text whose quotes were forgotten.

        `null` is what people write who mean a blank answer, and a path to nothing is blank.
        """
        if stray == (*home, "null"):
            self._findings.warn(cell, "null")
        elif stray[:-1] == home:
            self._findings.problem(cell, "bare_word", said=stray[-1])
        else:
            self._findings.problem(cell, "unknown_path", said="/".join(stray[1:]))

    def _check_columns(self, cell: Cell, expression: Expression, items: str | None) -> None:
        for name, column in dict.fromkeys(columns_asked(expression, items)):
            found = self._lists.get(name)
            roster = name == HOUSEHOLDS and name not in self._lists
            columns = COLUMNS if roster else found.columns if found else ()
            if columns and column not in columns and not (found and _has(found, column)):
                known = ", ".join(columns)
                self._findings.problem(cell, "unknown_column", list=name, said=column, known=known)


def _is_written(row: Row, key: str) -> bool:
    """Whether what a cell comes to is written once, and not worked out whenever somebody reads."""
    if key == "calculation":
        return not is_worked_out(
            row.text(key), [row.text("trigger")] if row.text("trigger") else []
        )
    return key == "default"


def _has(found: ItemList, column: str) -> bool:
    """Whether expressions can ask a list for a column: a label in any language is its `label`."""
    return column in found.columns or (column == "label" and bool(found.labels))


def _dynamic(text: str, kind: str) -> bool:
    """Whether a default is an expression; the standard's own rule, but for hyphens in words."""
    if "${" in text or _CALL.search(text):
        return True
    if kind in _DATES or kind == "text":
        return False
    try:
        expression = parse(text)
    except InvalidExpression:
        return False
    return isinstance(expression, Chain)


def lists_pulled(text: str) -> Iterator[str]:
    """The names of the files that an expression looks things up in, as far as they are written."""
    if "pulldata" in text:
        yield from (match[2] for match in _PULLED.finditer(repaired(text)))


_PULLED: Final = re.compile(r"pulldata\s*\(\s*(['\"])([^'\"]+)\1")
