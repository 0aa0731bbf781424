"""What is wrong with a form, or was read otherwise than it is written, each at its cell.

Findings gather: nothing here stops at the first. A problem keeps the form from being taken; a
warning does not. Warnings about the same matter in many cells are told once, at the first of them,
with how many there are. Sentences stand in `words`.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.expressions.errors import ExpressionError
from schema.text import LANGUAGES, Text, in_language
from server.xlsform.cells import Cell
from server.xlsform.words import SENTENCES

PROBLEMS_MAX: Final = 1_000
"""Problems told of one workbook: who has more corrects these first."""

_NEAR_CHARACTERS: Final = 24
"""Characters of an expression shown from the place of its fault on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One finding: where (None: the workbook as a whole), which, and its sentence by language."""

    cell: Cell | None
    code: str
    message: Text


def told(found: Sequence[Problem]) -> list[dict[str, Any]]:
    """Findings as documents have them: sentences still in every language."""
    return [
        {
            "sheet": each.cell.sheet if each.cell else None,
            "row": each.cell.row if each.cell else None,
            "column": each.cell.letter if each.cell else None,
            "code": each.code,
            "message": dict(each.message),
        }
        for each in found
    ]


class Findings:
    """Everything found in one workbook.

    Args:
        sheets: its sheets' names in their order.
        sentences: what is said of each code, by language; of forms, where nothing else is given.
    """

    def __init__(self, sheets: tuple[str, ...], sentences: Mapping[str, Text] = SENTENCES) -> None:
        self.sentences = sentences
        self._order = {name: number for number, name in enumerate(sheets)}
        self._problems: list[Problem] = []
        self._warnings: dict[Hashable, tuple[Cell | None, str, dict[str, object], int]] = {}

    def problem(self, cell: Cell | None, code: str, **facts: object) -> None:
        """Notes what keeps the form from being taken."""
        self._problems.append(Problem(cell=cell, code=code, message=self._counted(code, facts, 1)))

    def said(self, cell: Cell | None, code: str, message: Text) -> None:
        """Notes what keeps it from being taken, in words that somebody else found."""
        self._problems.append(Problem(cell=cell, code=code, message=message))

    def expression(self, cell: Cell, error: ExpressionError) -> None:
        """Notes an expression that cannot be read."""
        near = error.text[error.at : error.at + _NEAR_CHARACTERS].strip()
        places: Text = {"zh-CN": f"（在“{near}”处）", "en": f" (at: {near})"}
        message = {
            lang: error.sentence(lang) + (in_language(places, lang) if near else "")
            for lang in LANGUAGES
        }
        self._problems.append(Problem(cell=cell, code=error.problem, message=message))

    def warn(self, cell: Cell | None, code: str, about: Hashable = None, **facts: object) -> None:
        """Notes what does not; `about` is the matter that is told once, by default the cell."""
        key = (code, cell if about is None else about)
        first, _, told, count = self._warnings.get(key, (cell, code, facts, 0))
        self._warnings[key] = (first, code, told, count + 1)

    @property
    def count(self) -> int:
        """How many problems were noted so far."""
        return len(self._problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in the order of the sheets, their rows and columns."""
        found = sorted(self._problems, key=self._place)
        if len(found) <= PROBLEMS_MAX:
            return tuple(found)
        message = self._counted("too_many", {"count": len(found)}, 1)
        last = Problem(cell=found[PROBLEMS_MAX].cell, code="too_many", message=message)
        return (*found[:PROBLEMS_MAX], last)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was read otherwise than written, or left aside, in the same order."""
        found = [
            Problem(cell=cell, code=code, message=self._counted(code, facts, count))
            for cell, code, facts, count in self._warnings.values()
        ]
        return tuple(sorted(found, key=self._place))

    def _place(self, problem: Problem) -> tuple[int, int, int]:
        cell = problem.cell
        if cell is None:
            return (-1, 0, 0)
        return (self._order.get(cell.sheet, len(self._order)), cell.row, cell.column)

    def _counted(self, code: str, facts: dict[str, object], count: int) -> Text:
        more: Text = {"zh-CN": f"（共{count}处）", "en": f" ({count} cells)"} if count > 1 else {}
        return {
            lang: in_language(self.sentences[code], lang).format(**facts) + more.get(lang, "")
            for lang in LANGUAGES
        }
