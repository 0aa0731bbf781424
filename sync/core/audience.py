"""Whom rows of a scope are for: what of it a person may see, and the grants that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from schema.area import Scope
from schema.errors import InvalidRecordId
from schema.grant import Permit, Right
from schema.record_id import RecordId


class Sighted(Protocol):
    """What of a row decides who sees it."""

    @property
    def record(self) -> str:
        """Record id."""

    @property
    def data(self) -> bytes:
        """The change's bytes; none where it was erased, or is damaged on the disk."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a scope who see the same of it.

    Attributes:
        permit: decides each row.
        grants: (area, form or None) of the grants that reach the scope; equal grants share pages.
        moves: how many moves of areas touched the scope: after one, equal grants show other rows.
        sees_all: every row of the scope is visible; spares the look at each.
    """

    permit: Permit
    grants: tuple[tuple[str, str | None], ...]
    moves: int
    sees_all: bool

    @classmethod
    def of(cls, permit: Permit, scope: Scope, moves: int = 0) -> "Audience":
        """The audience that this permit makes of a scope's readers."""
        pairs = {(str(grant.area), grant.form) for grant in permit.reaching(scope)}
        grants = tuple(sorted(pairs, key=lambda pair: (pair[0], pair[1] or "")))
        return cls(permit, grants, moves, permit.sees_all(scope))

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for audiences that are shown the same."""
        return (self.grants, self.moves)

    def sees(self, row: Sighted) -> bool:
        """Whether this row is listed to them; one without bytes is listed to nobody."""
        return bool(row.data) and (self.sees_all or self.may_read(row.record))

    def may_read(self, record: str) -> bool:
        """Whether they may read a record."""
        try:
            parsed = RecordId.parse(record)
        except InvalidRecordId:
            return False
        return self.permit.allows(Right.read, parsed.area, parsed.form)

    def of_these(self, records: Sequence[str]) -> tuple[str, ...]:
        """Those of these records that they may read."""
        return tuple(filter(self.may_read, records))
