"""What a record of a list comes to beside what is stored: written, left, clashing, wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schema.answer import Value
from schema.rules import Flag
from server.lists.given import GivenRecord
from server.xlsform.cells import Cell
from sync.core.change import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One answer of which list and record say different things.

    `before` is what stands there, `listed` what the list says.
    """

    path: str
    before: Value
    listed: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """What a record of a list comes to.

    Attributes:
        given: what the list says.
        fresh: whether the record is to be made.
        void: whether it is void, so that nothing is written.
        entries: what is written.
        changed: answers that get another value.
        left: answers of somebody else that are newer than the list.
        clashing: answers of somebody else beside which the list's stands now.
        removed: rows that go.
        flags: rules that keep it from being written.
        cells: where the list gives each answer, and each row, by path.
    """

    given: GivenRecord
    fresh: bool
    void: bool = False
    entries: Sequence[Entry] = ()
    changed: Sequence[Difference] = ()
    left: Sequence[Difference] = ()
    clashing: Sequence[Difference] = ()
    removed: Sequence[str] = ()
    flags: Sequence[Flag] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict)
