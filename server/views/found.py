"""What is found in the views: one dataclass a kind of line. Times are in ms since 1970."""

from dataclasses import dataclass, field
from typing import Any

from schema.area import Scope

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One record as a list shows it; times in ms.

    `state`: of the work behind it, "" before there is one, None where there is no such work;
    `open`: something is left to do; `due_ms`: the last moment at which that is not overdue.
    """

    number: int
    id: str
    form: str
    area: str
    status: str
    created_by: str
    created_ms: int
    merged: bool
    clashes: int
    flags: int
    revised: bool
    changed_ms: int
    updated_ms: int
    updated_seq: int
    state: str | None
    open: bool
    due_ms: int | None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the list: what a next page begins after."""
        return (self.updated_ms, self.number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Here:
    """One record of an area that is looked at: its document, and when it changed.

    `count` is how many records of its form the area has; not all of them may have been asked for.
    """

    document: Document
    count: int
    changed_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaCounts:
    """What the records of one area come to: how many, and how many of them wait for somebody."""

    area: str
    records: int
    drafts: int
    returned: int
    clashing: int
    flagged: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkCount:
    """How many records of a form have their work in a state: in all, open, overdue."""

    form: str
    state: str
    records: int
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One record whose work is followed, with its document; `due_ms` as of a line."""

    id: str
    area: str
    open: bool
    due_ms: int | None
    worker: str
    document: Document


@dataclass(frozen=True, kw_only=True, slots=True)
class AtTheDoor:
    """One record of a household that is not on the roster: who began it, and when it changed."""

    area: str
    id: str
    created_by: str
    changed_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """One open clash, with its values as in document `clash`; since when, in ms."""

    since_ms: int
    number: int
    record: str
    form: str
    area: str
    question: str
    updated_seq: int
    values: tuple[Document, ...]

    @property
    def place(self) -> tuple[int, int, str]:
        """Where it stands in the list: what a next page begins after."""
        return (self.since_ms, self.number, self.question)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClashCount:
    """How many questions wait, in how many records, and the oldest one's time in ms."""

    questions: int
    records: int
    oldest_ms: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """What one form has in one grid: records by state, and what waits for a person.

    `scope` is the grid, or larger area, in which they lie by today's tree. `households` counts
    those of the roster with a record that is done, `done_since` records finished since a time.
    """

    scope: Scope
    form: str
    records: int
    draft: int
    finished: int
    returned: int
    approved: int
    void: int
    clashes: int
    clashing: int
    flagged: int
    households: int
    updated_ms: int
    done_since: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What one person did today and this week, and what of theirs waits; counts of records."""

    staff: str
    today: int = 0
    week: int = 0
    draft: int = 0
    returned: int = 0
    clashing: int = 0
    done: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """What everything came to: `merged` counts records, `rule` and `clash` questions."""

    records: int
    merged: int
    rule: int
    clash: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Projected:
    """How far a scope is folded, and when its last folded row was received (ms)."""

    seq: int
    row_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """A record that cannot be shown, why, and since when (ms)."""

    record: str
    reason: str
    since_ms: int = field(compare=False)
