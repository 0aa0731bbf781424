"""Which column of a list is which question of a form: by its name, or its label in any language.

A question in the rows of a repeat is `members.name`, or its label where no other question of the
form has that. On a sheet that is called as the repeat itself, its own questions come first. What
offices call in many ways (电话, 手机) is the question of any of these names, unless another column
is that already.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from schema.form import Form
from schema.outline import Located
from schema.question import HOLDERS, UNASKED
from server.lists import headers
from server.xlsform.cells import Table
from server.xlsform.problems import Findings

RECORD: Final = "record"
"""The column that holds a record's whole id, as exports for programs have it."""

_AREA: Final = "area"
_QUESTION: Final = "?"
_ASIDE: Final = "-"
_RECORD_NAMES: Final = frozenset({"_id", "record", "记录编号", "记录号"})

_NESTED: Final = 2
"""A question in rows within rows has so many points before it."""


def is_listed(located: Located) -> bool:
    """Whether a list answers a question: somebody does, and not in rows within rows."""
    question = located.question
    if question.kind in UNASKED or question.kind in HOLDERS or question.worked_out:
        return False
    return located.path.count(".") < _NESTED


class QuestionColumns:
    """The questions of a form as columns of a list."""

    def __init__(self, form: Form, repeat: Located | None, said: Iterable[str]) -> None:
        """`said`: all that may be a header, by which synonyms are told from further columns."""
        self._first = [] if repeat is None else [*repeat.inner]
        self._all = [each for each in form.walk() if each.question.kind not in HOLDERS]
        self._by_name = {each.path: each for each in self._all}
        self._by_name |= {each.name: each for each in self._first}
        self._by_label = self._labels(self._all)
        self._by_label |= self._labels(self._first)
        self._synonyms = self._called_otherwise(set(map(headers.plain, said)))

    def meant(self, header: str) -> str | None:
        """Our own name of the column under a header; None where it has none."""
        text = header.strip()
        if text in self._by_name:
            return _QUESTION + self._by_name[text].path
        if text in _RECORD_NAMES:
            return RECORD
        if text.startswith("_"):
            return _ASIDE + text
        known = headers.RECORDS.get(headers.plain(text))
        # 编号 may be the number of a class or of a meeting, where the form asks for one.
        if known is not None and known != _AREA:
            return known
        for names in (self._by_label, self._synonyms):
            called = names.get(headers.plain(text), [])
            if len(called) == 1:
                return _QUESTION + called[0].path
        return known

    def questions(self, table: Table, findings: Findings) -> Mapping[str, Located]:
        """The questions that a table has columns of, by the columns' names.

        Those that nobody answers are told and left out; so is, as a problem, a label of several.
        """
        for cell in (table.sheet.cell(table.header, n) for n in range(_width(table))):
            called = self._by_label.get(headers.plain(cell.text), []) if cell.text else []
            if self.meant(cell.text) is None and len(called) > 1:
                names = "、".join(each.path for each in called)
                findings.problem(
                    cell, "column_ambiguous", said=cell.text, count=len(called), names=names
                )
        found: dict[str, Located] = {}
        for name, located in self._among(table):
            if is_listed(located):
                found[name] = located
            else:
                cell = table.heading(name)
                findings.warn(cell, "column_not_asked", said=cell.text)
        return found

    def _among(self, table: Table) -> Iterator[tuple[str, Located]]:
        by_path = {each.path: each for each in self._all}
        for name in table.columns:
            if name.startswith(_QUESTION):
                yield name, by_path[name.removeprefix(_QUESTION)]

    def _called_otherwise(self, said: set[str]) -> dict[str, list[Located]]:
        """Questions by the other names of what they are called; none that a column names itself."""
        found: dict[str, list[Located]] = {}
        for group in headers.SYNONYMS:
            labels = [label for label in self._by_label if label in group]
            questions = {each.path: each for label in labels for each in self._by_label[label]}
            if said.isdisjoint(labels):
                for other in sorted(group & said)[:1]:
                    found[other] = [*questions.values()]
        return found

    @staticmethod
    def _labels(among: list[Located]) -> dict[str, list[Located]]:
        found: dict[str, list[Located]] = {}
        for each in among:
            for said in {headers.plain(label) for label in each.question.label.values() if label}:
                found.setdefault(said, []).append(each)
        return found


def _width(table: Table) -> int:
    return len(table.sheet.rows[table.header - 1])
