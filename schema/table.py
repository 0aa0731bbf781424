"""Tables that come with a form: its lists of choices, and what expressions look things up in.

A table may have ten thousand rows of which a record asks for one: rows are plain tuples, texts that
come again are kept once, and each column is indexed when it is first asked about. A row that lacks
a column counts as blank there, but a path of an expression does not find the column in it.
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
    people read, by language. Each row has a text for each column, None where it lacks it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...] = field(repr=False)
    labels: Text = field(default_factory=dict)
    _at: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _indexes: dict[str, dict[str, list[int]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Notes where each column stands; of two of one name the first counts."""
        places = {name: at for at, name in reversed(list(enumerate(self.columns)))}
        object.__setattr__(self, "_at", places)

    def where(self, column: str, text: str) -> Sequence[int]:
        """The numbers, from 0, of the rows whose `column` is `text`, in order."""
        index = self._indexes.get(column)
        if index is None:
            index = self._indexes[column] = self._index(column)
        return index.get(text, _NONE)

    def cell(self, number: int, column: str) -> str:
        """The text of one cell; "" if there is none."""
        return self.found(number, column) or ""

    def found(self, number: int, column: str) -> str | None:
        """The text of one cell; None if the row lacks the column."""
        at = self._at.get(column)
        return None if at is None else self.rows[number][at]

    def _index(self, column: str) -> dict[str, list[int]]:
        at = self._at.get(column)
        if at is None:
            return {"": list(range(len(self.rows)))}
        index: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows):
            index.setdefault(row[at] or "", []).append(number)
        return index

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]], *, labels: Text | None = None) -> Self:
        """A table of rows that name their cells; columns in the order in which they first come."""
        columns = tuple(dict.fromkeys(name for row in rows for name in row))
        cells = tuple(tuple(row.get(column) for column in columns) for row in rows)
        return cls(columns=columns, rows=cells, labels=labels or {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The table that `to_json` wrote; KeyError, TypeError or ValueError if it is none."""
        columns = tuple(map(str, data["columns"]))
        once: dict[str | None, str | None] = {}
        rows = tuple(tuple(once.setdefault(cell, cell) for cell in row) for row in data["rows"])
        if any(len(row) != len(columns) for row in rows):
            raise ValueError("a row of a list has not as many cells as there are columns")
        if any(cell is not None and type(cell) is not str for cell in once):
            raise TypeError("a cell of a list is no text")
        return cls(columns=columns, rows=rows, labels=dict(data.get("labels", {})))

    def to_json(self) -> dict[str, Any]:
        """The table as stored."""
        data: dict[str, Any] = {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }
        return data | ({"labels": dict(self.labels)} if self.labels else {})
