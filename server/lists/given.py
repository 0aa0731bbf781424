"""What a list says of records: answers with the cells in which they stand, rows, whole records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schema.answer import Value
from schema.record_id import RecordId
from server.xlsform.cells import Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One answer that a list gives, and the cell in which it stands."""

    value: Value
    cell: Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenRow:
    """One row of a repeat: its answers by the names of their questions."""

    answers: Mapping[str, Given]
    cell: Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenRecord:
    """What a list says of one record; `keys` are the answers in its id."""

    record: RecordId
    cell: Cell
    keys: Mapping[str, Value]
    answers: dict[str, Given] = field(default_factory=dict)
    rows: dict[str, list[GivenRow]] = field(default_factory=dict)
