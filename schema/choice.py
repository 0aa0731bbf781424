"""Choices: the answers that a select question offers, written with it or rows of a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, overload

from schema.table import Table
from schema.text import LANGUAGES, Text

NAME_COLUMN: Final = "name"
"""The column of a list in which the names of its choices stand, unless a question names another."""

OTHER: Final = "other"
"""The choice behind which another answer may be written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the answers of a select question."""

    name: str
    label: Text


class ListedChoices(Sequence[Choice]):
    """The rows of a list as choices, each made when somebody asks for it.

    A choice whose row has no label is called by its name. Where a name comes twice, as in cascades
    that repeat it in another branch, the first counts.
    """

    __slots__ = ("_labels", "_names", "_table")

    def __init__(self, table: Table, names: str = "", labels: str = "") -> None:
        """`names` and `labels`: the columns for them, where these are not the usual ones."""
        self._table = table
        self._names = names or NAME_COLUMN
        self._labels = {LANGUAGES[0]: labels} if labels else dict(table.labels)

    def named(self, name: str) -> Choice | None:
        """The choice of this name."""
        found = self._table.where(self._names, name)
        return self.at(found[0]) if found else None

    def at(self, number: int) -> Choice:
        """The choice that a row, counted from 0, makes."""
        cell = self._table.cell
        name = cell(number, self._names)
        label = {lang: cell(number, column) for lang, column in self._labels.items()}
        said = {lang: text for lang, text in label.items() if text}
        return Choice(name=name, label=said or {LANGUAGES[0]: name})

    def __len__(self) -> int:
        return len(self._table.rows)

    @overload
    def __getitem__(self, index: int) -> Choice: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Choice]: ...
    def __getitem__(self, index: int | slice) -> Choice | Sequence[Choice]:
        if isinstance(index, slice):
            return [self.at(number) for number in range(len(self))[index]]
        return self.at(range(len(self))[index])

    def __iter__(self) -> Iterator[Choice]:
        return (self.at(number) for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ListedChoices):
            return NotImplemented
        if (self._names, self._labels) != (other._names, other._labels):
            return False
        return self._table is other._table or self._table == other._table

    __hash__ = None  # type: ignore[assignment]  # as lists
