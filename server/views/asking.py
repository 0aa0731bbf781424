"""What is asked of the views: by whom, and which records.

Left out: the conditions that this makes (`conditions`).
"""

from dataclasses import dataclass

from schema.grant import Permit, Right
from schema.tree import AreaTree


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """Whose eyes: only what `permit` may read is there.

    None sees everything: the admin's commands, which have the whole directory in hand anyway.
    """

    permit: Permit | None
    tree: AreaTree

    def may_read(self, area: str, form: str) -> bool:
        """Whether a record of this area and form is there for these eyes."""
        return self.permit is None or self.permit.allows(Right.read, area, form)


@dataclass(frozen=True, kw_only=True, slots=True)
class InNumber:
    """Records that are in a number of the district.

    Attributes:
        figure: its figure.
        part: the choice by which it is told apart; None: whichever.
        undecided: instead those that are in it only when somebody settled what clashes.
        first_day, last_day: the days on which they count, both included; None: no end.
    """

    figure: str
    part: str | None = None
    undecided: bool = False
    first_day: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which records; None and empty mean all.

    Attributes:
        form, status: exactly these.
        area: this area and all that lies below it in the tree.
        text: words, each of which stands in the address or in what was written.
        authors: with a text, also the records that these people began: those whose names hold it.
        clashing, flagged, merged: only records with such a question; with several authors.
        revised: only records that were finished again or answered since they were returned.
        since_ms: only records that got this state at or after this time.
        worker: only records that are this person's work.
        done: only records that are done: finished or approved.
        done_since_ms, done_until_ms: only records that were finished at or after the one time,
            before the other, and are done.
        received_ms: only records of which something was received at or after this time.
        begun_from_ms, begun_until_ms: only records begun at or after the one, before the other.
        refers: only records that name this one.
        areas: only records of exactly one of these areas.
        number: only records that are in this number of the district.
        state: only records of this form whose work has this state, "" before it has one.
        overdue_ms: only records whose work was overdue at this time.
    """

    form: str | None = None
    area: str | None = None
    status: str | None = None
    text: str = ""
    authors: tuple[str, ...] = ()
    clashing: bool = False
    flagged: bool = False
    merged: bool = False
    revised: bool = False
    since_ms: int | None = None
    worker: str | None = None
    done: bool = False
    done_since_ms: int | None = None
    received_ms: int | None = None
    begun_from_ms: int | None = None
    begun_until_ms: int | None = None
    refers: str | None = None
    areas: tuple[str, ...] | None = None
    done_until_ms: int | None = None
    number: InNumber | None = None
    state: tuple[str, str] | None = None
    overdue_ms: int | None = None


EVERYTHING = Filter()
