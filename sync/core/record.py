"""A whole record, read from its changes.

A record is the union of its changes; nothing else is stored, so whoever holds the same changes
reads the same record, in whatever order they came. This module sorts the entries by question,
lets `fold` read each, and reads what several questions say together: state, and who made it; `rows`
reads the rows of repeats, `review` the return. It also says what a new entry has to replace.

Invariants: pure. Order of the changes matters only for who created the record (its first change in
the log; changes that are not acknowledged yet come behind, in the order given). Of two changes
under one id the acknowledged one counts, then the first. A question of a row that is not shown is
left out of `answers`; then nothing visible in it has a value, and its history stays. Entries keep
the names that they were written under; they are read by today's (schema.naming).

Left out: flags (schema.rules), documents for people and programs (sync.core.document), bytes.
"""

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from schema.answer import Value
from schema.form import STATUS, VERSION, Form
from schema.naming import RETURN_PREFIX
from schema.question import MergePolicy
from sync.core.change import Change, Entry
from sync.core.entries import HeldChange, entries_of, today
from sync.core.fold import Held, Outcome, Reading, alone, fold, hidden
from sync.core.review import RETURNED, Review, read_review
from sync.core.rows import Row, row_of, rows_shown

__all__ = [
    "DRAFT",
    "RETURN_PREFIX",
    "STATUS",
    "VERSION",
    "HeldChange",
    "RecordReading",
    "Remark",
    "Row",
    "entries_of",
    "read_record",
    "removal",
    "row_of",
    "superseded",
]

DRAFT: Final = "draft"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """A free text that somebody left with a change."""

    text: str
    staff: str
    time_ms: int
    change: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordReading:
    """What a record says.

    Attributes:
        answers: every question with an entry, but those of rows that are not shown; the form's
            order first (rows in theirs), then unknown ones, then states, each by name.
        rows: the rows shown, by their repeat's path, each in order.
        remarks: by time, then by change id.
        review: the return in force; None where there is none.
        status: the state shown; draft without an entry.
        merged: the visible answers have two authors or more; whoever decided on the record, or
            moved it on (questions with `_`), answered nothing in it.
        version: the form version that its first change was written with, if it says so.
        created_by, created_ms: of its first change; None while every change of it is refused.
        changes: in log order, the unacknowledged ones behind.
    """

    answers: Mapping[str, Reading]
    rows: Mapping[str, tuple[Row, ...]]
    remarks: tuple[Remark, ...]
    review: Review | None
    status: str
    merged: bool
    version: str | None
    created_by: str | None
    created_ms: int | None
    changes: tuple[HeldChange, ...]

    @property
    def clashes(self) -> tuple[str, ...]:
        """The questions that a person must settle."""
        return self.having(Outcome.CLASH)

    @property
    def values(self) -> dict[str, Value]:
        """The value of each question in `answers`, as rules of a form are checked on it."""
        return {name: reading.value for name, reading in self.answers.items()}

    @property
    def changed_ms(self) -> int:
        """The latest time that any of its changes bears; 0 while it has none."""
        return max((held.change.time_ms for held in self.changes), default=0)

    def having(self, outcome: Outcome) -> tuple[str, ...]:
        """The questions with this outcome."""
        return tuple(name for name, read in self.answers.items() if read.outcome is outcome)


def read_record(form: Form | None, changes: Iterable[HeldChange]) -> RecordReading:
    """Reads a record from its changes; refused ones do not belong to it.

    `form` gives the merge policies, the order of the questions, and what they were called before;
    None where it is not known.
    """
    held = _in_log_order(changes)
    entries = entries_of(held, form)
    policy = form.policy if form is not None else _policy_of_unknown
    readings = {
        name: alone(list_[0]) if len(list_) == 1 else fold(list_, policy(name))
        for name, list_ in entries.items()
    }
    rows, unshown = rows_shown(entries, readings)
    shown = readings.keys() - unshown
    answers = {name: readings[name] for name in _order(form, shown, rows)}
    first = held[0].change if held else None
    return RecordReading(
        answers=answers,
        rows=rows,
        remarks=_remarks(held),
        review=_review(entries, readings, held, form),
        status=_text(readings.get(STATUS)) or DRAFT,
        merged=_authors(answers) > 1,
        version=_text(readings.get(VERSION)),
        created_by=first.staff if first else None,
        created_ms=first.time_ms if first else None,
        changes=held,
    )


def superseded(
    changes: Iterable[Change],
    acknowledged: Container[int],
    question: str,
    form: Form | None = None,
) -> tuple[int, ...]:
    """What a new entry of `question` has to replace, as sorted change ids.

    Every entry of the question held here (`changes`: the tablet's own unacknowledged and refused
    ones included), under any name that `form` had for it, but those that an acknowledged entry
    hides. An entry that only one's own unacknowledged entry replaces is named once more, because
    that one may yet be refused and then replaces nothing; a refused one is named because a
    supervisor may yet accept it. Without this, an answer that its author saw and wrote over would
    come back as a clash.

    Entries that replace each other in a circle do not hide each other, so they are named.
    """
    entries = entries_of((HeldChange(change=change) for change in changes), form)
    held = entries.get(question, [])
    settled = hidden(held, by=acknowledged)
    return tuple(sorted({entry.change for entry in held} - settled))


def removal(
    changes: Sequence[Change],
    acknowledged: Container[int],
    row: str,
    form: Form | None = None,
) -> tuple[Entry, ...]:
    """The entries that remove a row and those within it: false for markers, nil for answers held.

    `row` is the name of its marker, such as `members[0a1b2c]`; `form` as in `superseded`.
    """
    names = {entry.question for change in changes for entry in change.entries}
    if form is not None and form.naming:
        names = set(map(form.naming, names))
    within = sorted(name for name in names if name.startswith(f"{row}."))
    values = [(row, False), *((name, False if name.endswith("]") else None) for name in within)]
    return tuple(
        Entry(name, value, superseded(changes, acknowledged, name, form)) for name, value in values
    )


def _policy_of_unknown(question: str) -> MergePolicy:
    return MergePolicy.latest if question == VERSION else MergePolicy.clash


def _in_log_order(changes: Iterable[HeldChange]) -> tuple[HeldChange, ...]:
    ordered = sorted(changes, key=lambda held: (held.seq is None, held.seq or 0))
    first: dict[int, HeldChange] = {}
    for held in ordered:
        first.setdefault(held.change.change_id, held)
    return tuple(first.values())


def _order(form: Form | None, names: Set[str], rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """The names in the order in which people read them."""
    if form is None:
        return sorted(names, key=lambda name: (name.startswith("_"), name))
    ids = {repeat: [row.id for row in of] for repeat, of in rows.items()}
    known = [path for path, _ in form.paths(ids) if path in names]
    return known + _order(None, names - set(known), rows)


def _remarks(changes: Iterable[HeldChange]) -> tuple[Remark, ...]:
    remarks = [
        Remark(
            text=held.change.remark,
            staff=held.change.staff,
            time_ms=held.change.time_ms,
            change=held.change.change_id,
        )
        for held in changes
        if held.change.remark is not None
    ]
    return tuple(sorted(remarks, key=lambda remark: (remark.time_ms, remark.change)))


def _review(
    entries: Mapping[str, list[Held]],
    readings: Mapping[str, Reading],
    held: Sequence[HeldChange],
    form: Form | None,
) -> Review | None:
    if all(entry.value != RETURNED for entry in entries.get(STATUS, ())):
        return None  # as nearly every record
    returns = {
        name.removeprefix(RETURN_PREFIX): reading
        for name, reading in sorted(readings.items())
        if name.startswith(RETURN_PREFIX)
    }
    changes = [each.change for each in today(held, form)]
    return read_review(entries[STATUS], readings[STATUS].visible, readings, returns, changes)


def _text(reading: Reading | None) -> str | None:
    return reading.value if reading is not None and isinstance(reading.value, str) else None


def _authors(answers: Mapping[str, Reading]) -> int:
    asked = (reading for name, reading in answers.items() if not name.startswith("_"))
    return len({entry.staff for reading in asked for entry in reading.visible})
