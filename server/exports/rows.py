"""What a row of a table is made of: a record, or one row of a repeat within it.

Repeats nest, so a row is found by the way through the rows around it. Rows come in the order in
which the record's document has them, which is the order in which people see them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from schema.answer import Value
from schema.outline import rows_in
from schema.record_id import RecordId
from sync.core.fold import Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A record, or a row within it.

    Attributes:
        number: of the record in this export, from 1.
        record: its id.
        document: document `record`.
        rows: the ids of its rows, by the repeat's path: `members`, `members[0a1b2c].visits`.
        row: the row, such as `members[0a1b2c]`; empty for the record itself.
        ids: its id behind those of the rows around it.
        indexes: which of its repeat each of these is, from 1.
    """

    number: int
    record: RecordId
    document: Mapping[str, Any]
    rows: Mapping[str, Sequence[str]]
    row: str = ""
    ids: tuple[str, ...] = ()
    indexes: tuple[int, ...] = ()

    @classmethod
    def of(cls, number: int, document: Mapping[str, Any]) -> Self:
        """The line of a whole record."""
        record = RecordId.parse(document["id"])
        rows = rows_in(document["answers"])
        return cls(number=number, record=record, document=document, rows=rows)

    def within(self, repeats: Sequence[str]) -> Iterator[Self]:
        """The rows of a repeat, named by the repeats around it and itself, outermost first."""
        path = self._path(repeats[0])
        for index, row_id in enumerate(self.rows.get(path, ()), start=1):
            row = replace(
                self,
                row=f"{path}[{row_id}]",
                ids=(*self.ids, row_id),
                indexes=(*self.indexes, index),
            )
            if len(repeats) > 1:
                yield from row.within(repeats[1:])
            else:
                yield row

    def value(self, name: str) -> Value:
        """The value shown for a question of the record, or of this row."""
        answer = self.document["answers"].get(self._path(name))
        value: Value = answer["value"] if answer else None
        return value

    def _path(self, name: str) -> str:
        return f"{self.row}.{name}" if self.row else name

    @property
    def clashing(self) -> list[str]:
        """The questions of the record that wait for a person."""
        answers = self.document["answers"].items()
        return [name for name, answer in answers if answer["outcome"] == Outcome.CLASH.value]
