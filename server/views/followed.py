"""What the follower is given, and what it tells: protocols and one small record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from schema.area import Scope
from schema.figure import Figure
from schema.form import Form
from schema.tree import AreaTree
from sync.log.log import Row


class Knowledge(Protocol):
    """What records mean: the server's directory, or a part of it."""

    @property
    def forms(self) -> Mapping[str, Form]:
        """The current forms by id."""
        ...

    @property
    def tree(self) -> AreaTree:
        """The areas of today."""
        ...

    @property
    def figures(self) -> Sequence[Figure]:
        """The numbers of the district."""
        ...


class FollowedLog(Protocol):
    """What is read of the log; `sync.log.reader` says what each does."""

    def since(self, positions: Mapping[Scope, int], rows_max: int) -> list[Row]:
        """The next rows of every scope that is behind."""
        ...

    def record(self, record: str) -> list[Row]:
        """All rows of one record."""
        ...

    def erased(self) -> Mapping[str, Scope]:
        """The records that were erased."""
        ...

    def chain_at(self, scope: Scope, seq: int) -> bytes | None:
        """The chain up to a row; None where the log has no such row."""
        ...

    def indexed_as(self, scope: Scope, seq: int) -> str | None:
        """Which record a damaged row is of, as the index says."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """What one batch did: rows taken, records folded, new positions, records set aside (why)."""

    rows: int
    records: int
    positions: Mapping[Scope, int]
    aside: dict[str, str]
