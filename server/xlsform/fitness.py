"""What a form can carry: cells that say something of a row for which it would have no meaning.

What would change what is recorded is a problem; what the standard's other programs leave aside as
well is a notice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema.answer import INTEGER_MAX, Value
from schema.errors import UnreadableAnswer
from schema.question import DEVICE, SEVERAL, UNASKED, Kind, default_policy
from schema.question import Question as FormQuestion
from schema.reading import parse_answer
from schema.text import LANGUAGES
from server.clock import ZONE
from server.xlsform.cells import Cell
from server.xlsform.checked import ItemList, Question
from server.xlsform.halfwidth import half_width
from server.xlsform.kinds import SELECT_ONE, SELECTS
from server.xlsform.outline import Entry
from server.xlsform.problems import Findings

_BLANK: Final = re.compile(r"\s")
_OURS: Final = ("merge", "key", "sensitive", "workflow", "refers", "prefill")
_NOT_OF_GROUPS: Final = (
    *("required", "required_message", "constraint", "constraint_message", "calculation"),
    *("default", "choice_filter", "trigger", "parameters", "guidance_hint"),
)
_NOT_CONSTRAINED: Final = frozenset({"note", "calculate"})
NO_BEGINNING: Final = DEVICE | {Kind.note}
"""Kinds whose answer is never there before the record is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitness:
    """Tells what does not fit; `lists` are those of the form, None where one cannot be read."""

    lists: Mapping[str, ItemList | None]
    findings: Findings
    _told: set[str] = field(default_factory=set)

    def misplaced(self, entry: Entry, keys: Sequence[str]) -> None:
        """Notes cells that have no meaning in such a row, and change nothing elsewhere either."""
        for key in filter(entry.row.text, keys):
            cell = entry.row.cell(key)
            self.findings.warn(cell, "misplaced", kind=entry.kind.name, what=key)

    def of_group(self, entry: Entry) -> None:
        """Looks at the row that begins a group or a repeat."""
        more = ("list_name",) if entry.group == "repeat" else ("list_name", "repeat_count")
        self.misplaced(entry, (*_NOT_OF_GROUPS, *more))
        for key in filter(entry.row.text, _OURS):
            self._refuse(entry, key)

    def of_question(self, question: Question, entry: Entry) -> None:
        """Looks at the row of a question."""
        row = entry.row
        self._check_list_name(entry)
        if question.kind in _NOT_CONSTRAINED and row.text("constraint"):
            self._refuse(entry, "constraint")
        if question.kind in UNASKED:
            self.misplaced(entry, ("required", "required_message"))
        else:
            self._tell_unused(entry, "required_message", "required")
        self._tell_unused(entry, "constraint_message", "constraint")
        found = self.lists.get(question.list_name)
        if found is not None and not found.rows:
            self.findings.problem(row.cell("type"), "empty_list", said=found.source)
        if found is not None and question.kind in SEVERAL:
            self._tell_spaced(question, found, row.cell("type"))
        if question.kind in NO_BEGINNING:
            self.misplaced(entry, ("default",))
        elif question.default is not None and not question.dynamic:
            self._check_default(question, question.default.cell)

    def _check_list_name(self, entry: Entry) -> None:
        """A column for the list of those types that do not name one behind them."""
        cell = entry.row.cell("list_name")
        if entry.kind.name not in SELECTS:
            self.misplaced(entry, ("list_name",))
        elif cell.text and half_width(cell.text) != entry.kind.list_name:
            facts = {"said": cell.text, "other": entry.kind.list_name}
            self.findings.problem(cell, "list_differs", **facts)

    def _tell_spaced(self, question: Question, found: ItemList, cell: Cell) -> None:
        """Tells of names with blanks in a list of which several are chosen, at their cells."""
        for each in found.spaced if found.name not in self._told else ():
            self.findings.problem(each, "choice_name", said=each.text)
        self._told.add(found.name)
        names = (row.get(question.value, "") for row in found.rows if not found.spaced)
        spaced = next((name for name in names if _BLANK.search(name)), None)
        if spaced is not None:
            self.findings.problem(cell, "choice_name", said=spaced)

    def _refuse(self, entry: Entry, key: str) -> None:
        cell = entry.row.cell(key)
        self.findings.problem(cell, "misplaced", kind=entry.kind.name, what=key)

    def _tell_unused(self, entry: Entry, message: str, condition: str) -> None:
        for _, cell in entry.row.written(message):
            if not entry.row.text(condition):
                about = ("message_alone", message)
                self.findings.warn(cell, "message_alone", about=about, what=condition)

    def _check_default(self, question: Question, cell: Cell) -> None:
        if question.kind in SELECTS:
            self._check_chosen(question, cell)
        elif default_value(question.kind, cell.text) is None:
            self.findings.problem(cell, "default_value", said=cell.text, kind=question.kind)

    def _check_chosen(self, question: Question, cell: Cell) -> None:
        found = self.lists.get(question.list_name)
        if found is None:
            return
        names = {row.get(question.value) for row in found.rows}
        said = [cell.text] if question.kind == SELECT_ONE else cell.text.split()
        for each in said:
            if each not in names:
                self.findings.problem(cell, "default_choice", said=each, list=found.name)


def default_value(kind: str, text: str) -> Value:
    """The answer that a default stands for, as everybody writes it; None if it is none.

    A moment without a zone is meant on the district's clock, whatever the server's is set to.
    """
    if kind in _AS_WRITTEN:
        return text
    question = FormQuestion(name=kind, kind=Kind(kind), label={}, merge=default_policy(Kind(kind)))
    try:
        value = parse_answer(question, text, LANGUAGES[0], ZONE)
    except UnreadableAnswer:
        return None
    if isinstance(value, int) and abs(value) > INTEGER_MAX:
        return None
    return value


_AS_WRITTEN: Final = frozenset({"text", "barcode", "hidden", "calculate"})
