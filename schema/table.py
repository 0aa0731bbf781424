"""Tables that come with a form: its lists of choices, and what expressions look things up in.

A table may have ten thousand rows of which a record asks for one: rows are plain tuples, texts that
come again are kept once, and each column is indexed when it is first asked about. A blank cell is
the same as none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from schema.text import Text

_NONE: Final[Sequence[int]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table of a form.

    `columns` are the names by which expressions know them. `labels` names the columns whose texts
    people read, by language. Each row has a text for each column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    labels: Text = field(default_factory=dict)
    _indexes: dict[str, dict[str, list[int]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def where(self, column: str, text: str) -> Sequence[int]:
        """The numbers, from 0, of the rows whose `column` is `text`, in order."""
        index = self._indexes.get(column)
        if index is None:
            index = self._indexes[column] = self._index(column)
        return index.get(text, _NONE)

    def cell(self, number: int, column: str) -> str:
        """The text of one cell; "" if it is blank, or there is no such column."""
        return self.rows[number][self.columns.index(column)] if column in self.columns else ""

    def _index(self, column: str) -> dict[str, list[int]]:
        if column not in self.columns:
            return {"": list(range(len(self.rows)))}
        at = self.columns.index(column)
        index: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows):
            index.setdefault(row[at], []).append(number)
        return index

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]], *, labels: Text | None = None) -> Self:
        """A table of rows that name their cells; columns in the order in which they first come."""
        columns = tuple(dict.fromkeys(name for row in rows for name in row))
        cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
        return cls(columns=columns, rows=cells, labels=labels or {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The table that `to_json` wrote; KeyError, TypeError or ValueError if it is none."""
        columns = tuple(map(str, data["columns"]))
        once: dict[str, str] = {}
        rows = tuple(tuple(once.setdefault(cell, cell) for cell in row) for row in data["rows"])
        if any(len(row) != len(columns) for row in rows):
            raise ValueError("a row of a list has not as many cells as there are columns")
        if any(type(cell) is not str for cell in once):
            raise TypeError("a cell of a list is no text")
        return cls(columns=columns, rows=rows, labels=dict(data.get("labels", {})))

    def to_json(self) -> dict[str, Any]:
        """The table as stored."""
        data: dict[str, Any] = {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }
        return data | ({"labels": dict(self.labels)} if self.labels else {})
