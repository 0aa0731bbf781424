"""Reviewing: approving records and returning them, by ordinary changes that replace what was seen.

A reviewer saw a record up to some row of the log (`Seen`). What stands behind that row is not
replaced, so two who review one record at once leave its state in a clash, with both to be seen, and
a record that was finished again meanwhile is not returned behind its author's back. Invariants:
answers that the reviewer did not see are never approved; with `strict` nothing is done to a record
into which anybody wrote anything since. A return has a reason, for the whole (the remark of its
change) or for a question; one more return adds its reasons to those that are in force, an approval
and a return after a finish take the earlier ones back. All records of one act are one commit.

How a return reads stands in `sync.core.review`; who may review is asked here and at the gate.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from schema.answer import Value
from schema.form import Form
from schema.grant import Right
from schema.record_id import RecordId
from server.errors import UnknownQuestion
from server.station import Station
from server.submission import change_here
from server.views.history import held_changes
from sync.core.change import QUESTION_BYTES_MAX
from sync.core.record import (
    RETURN_PREFIX,
    STATUS,
    HeldChange,
    RecordReading,
    read_record,
    superseded,
)
from sync.core.results import Refused
from sync.core.review import APPROVED, RETURNED
from sync.log.log import Submission

FINISHED: Final = "finished"

_Entries = list[tuple[str, Value, Sequence[int]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A record as somebody saw it: with all rows of its scope up to number `upto`."""

    record: RecordId
    upto: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """Why records are returned: for the whole, and for questions by their names."""

    whole: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.whole or self.questions)


class Hindrance(StrEnum):
    """Why a record was not approved or returned; nothing was written into it then."""

    ABSENT = "it is not there, or not the reviewer's to review"
    STATE = "its state is none that can be approved or returned"
    CLASH = "a clash is open in it"
    CHANGED = "somebody wrote into it since it was seen"
    REFUSED = "the log refused the change"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one record; `hint` says what to do where the log refused."""

    record: RecordId
    hindrance: Hindrance | None
    hint: str = ""


def approve(
    station: Station, records: Sequence[Seen], staff_id: str, *, strict: bool
) -> list[Outcome]:
    """Approves finished records without a clash, as this person.

    Args:
        station: where.
        records: which, as they were seen.
        staff_id: who approves, whose rights count.
        strict: leave alone what anything was written into since, not only answers.

    Returns:
        what became of each, in order.

    Raises:
        StorageFailure: the disk failed; nothing was written.
    """

    def entries(held: "_Held") -> _Entries | Hindrance:
        if held.seen.status != FINISHED:
            return Hindrance.STATE
        if held.seen.clashes:
            return Hindrance.CLASH
        if held.answers_behind or (strict and held.behind):
            return Hindrance.CHANGED
        return [held.entry(STATUS, APPROVED), *held.taken_back()]

    return _write(station, records, staff_id, entries, None)


def send_back(
    station: Station, records: Sequence[Seen], staff_id: str, reasons: Reasons, *, strict: bool
) -> list[Outcome]:
    """Returns records that are not void, with at least one reason; the rest as for `approve`.

    Raises:
        UnknownQuestion: a record has no such question to answer.
        StorageFailure: the disk failed; nothing was written.
    """
    assert reasons, "a return says why"

    def entries(held: "_Held") -> _Entries | Hindrance:
        if held.seen.status == "void":
            return Hindrance.STATE
        if strict and held.behind:
            return Hindrance.CHANGED
        given = [held.entry(RETURN_PREFIX + name, why) for name, why in reasons.questions.items()]
        review = held.seen.review
        in_force = review is not None and review.returned
        kept = reasons.questions.keys()
        return [
            held.entry(STATUS, RETURNED),
            *given,
            *([] if in_force else held.taken_back(but=kept)),
        ]

    for each in records:
        form = station.directory.forms.get(each.record.form)
        for name in reasons.questions:
            _check_question(form, name)
    return _write(station, records, staff_id, entries, reasons.whole or None)


def _check_question(form: Form | None, name: str) -> None:
    asked = form.question(name) if form else None
    too_long = len((RETURN_PREFIX + name).encode()) > QUESTION_BYTES_MAX
    if form is None or asked is None or name in form.key or too_long:
        raise UnknownQuestion(name=name)


class _Held:
    """A record's changes, parted into what was seen and what stands behind it."""

    def __init__(self, form: Form | None, changes: Sequence[HeldChange], upto: int) -> None:
        self._form = form
        self._changes = [each.change for each in changes if (each.seq or 0) <= upto]
        self._ids = {change.change_id for change in self._changes}
        self.seen: RecordReading = read_record(form, changes[: len(self._changes)])
        self.behind = [each.change for each in changes[len(self._changes) :]]

    @property
    def answers_behind(self) -> bool:
        """Whether somebody answered a question since."""
        return any(not e.question.startswith("_") for each in self.behind for e in each.entries)

    def entry(self, question: str, value: Value) -> tuple[str, Value, Sequence[int]]:
        """An entry that replaces what was seen of its question."""
        return question, value, superseded(self._changes, self._ids, question, self._form)

    def taken_back(self, but: Iterable[str] = ()) -> Iterator[tuple[str, Value, Sequence[int]]]:
        """Entries that take back the reasons that stand, but for those of some questions."""
        kept = {RETURN_PREFIX + name for name in but}
        for name, reading in self.seen.answers.items():
            stands = any(entry.value is not None for entry in reading.visible)
            if name.startswith(RETURN_PREFIX) and name not in kept and stands:
                yield self.entry(name, None)


_Decision = Callable[[_Held], _Entries | Hindrance]


def _write(
    station: Station,
    records: Sequence[Seen],
    staff_id: str,
    entries: _Decision,
    remark: str | None,
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    submissions: dict[int, Submission] = {}
    for place, each in enumerate(records):
        decided = _decided(station, each, staff_id, entries)
        if isinstance(decided, Hindrance):
            outcomes.append(Outcome(record=each.record, hindrance=decided))
            continue
        change = change_here(staff_id, decided, remark)
        submissions[place] = station.judged(each.record, change)
        outcomes.append(Outcome(record=each.record, hindrance=None))
    results = station.store(list(submissions.values())) if submissions else []
    for place, result in zip(submissions, results, strict=True):
        if isinstance(result, Refused):
            outcomes[place] = Outcome(
                record=records[place].record, hindrance=Hindrance.REFUSED, hint=result.hint
            )
    return outcomes


def _decided(
    station: Station, each: Seen, staff_id: str, entries: _Decision
) -> _Entries | Hindrance:
    """What to write into a record, or what is in the way."""
    area, form = each.record.area, each.record.form
    permit = station.directory.permit(staff_id)
    if not all(permit.allows(right, area, form) for right in (Right.read, Right.review)):
        return Hindrance.ABSENT
    changes = held_changes(station, each.record)
    held = _Held(station.directory.forms.get(form), changes, each.upto)
    return entries(held) if held.seen.changes else Hindrance.ABSENT
