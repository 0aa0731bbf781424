"""Adopting a record: which changes bring the answers of one record into another of the same form.

An unlisted household was written at the door, and is a household of the roster after all. Nothing
moves: its answers are written once more, into the household's record, by the person who adopts.

Invariants:
- Nothing that the other record holds is replaced: where it has another answer, both are visible.
- What is visible is copied, each act of a person as a change of its own, so that a clash stays one;
  of a question whose choices are united, and clash, also what was replaced: that makes the clash.
- A copy's id follows from what it copies, so copying twice adds nothing, also after a crash between
  two copies; what was written afterwards replaces the copies of what it replaced. A change that
  somebody else put under such an id, and that does not say the same, is no copy.
- Of a question whose latest answer counts, an answer older than what is there is left out: a copy
  is new by its time alone.
- A record that is void is not so for answers that come: its state clashes, and a person sees it.
- An answer that is empty (cleared, or the marker of a removed row) is copied only where it takes
  back what was copied before, or clashes.

Left out: rights, states beyond a record's first, remarks' words (the caller's).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from typing import Final

import msgpack

from schema.answer import Value, same
from schema.form import Form
from schema.question import MergePolicy
from schema.record_id import RecordId
from sync.core.change import Change, Entry
from sync.core.fold import Held, Outcome, Reading, fold
from sync.core.record import DRAFT, STATUS, VERSION, HeldChange, read_record, row_of

ENTRIES_MAX: Final = 400
ENTRIES_BYTES_MAX: Final = 48 * 1024
"""Of one copy: below what a change may have, with room for states, a remark and framing."""

FINISHED: Final = "finished"

_STATES: Final[Mapping[str, str]] = {FINISHED: FINISHED, "approved": FINISHED}
"""The state that a record made by copies begins with; any other has to be finished anew."""

Said = Callable[[Change], str]
"""The remark of a copy: of whom and when the change was that it copies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Adoption:
    """What is to be written, and what comes of it.

    Attributes:
        copies: into the household's record, in this order.
        void: whether the record that was copied still has to be declared void.
        answers: how many answers the copies bring.
    """

    copies: tuple[Change, ...]
    void: bool
    answers: int


NOTHING: Final = Adoption(copies=(), void=False, answers=0)


def adopt(
    old: RecordId,
    written: Sequence[Change],
    into: RecordId,
    held: Sequence[Change],
    *,
    form: Form,
    staff: str,
    time_ms: int,
    said: Said,
) -> Adoption:
    """What brings the answers of one record into another.

    Args:
        old: the record that is adopted.
        written: its changes, in log order.
        into: the household's record.
        held: the changes of that one.
        form: of both.
        staff: who adopts: the author of the copies.
        time_ms: now.
        said: the remark of a copy.
    """
    copying = _Copying(old, written, into, held, form)
    reading = read_record(form, map(_held_change, written))
    if reading.status == "void" and not copying.begun:
        return NOTHING  # declared void by a person: nobody wants its answers
    plan = copying.plan()
    if not held and written:  # the household's record begins with the first copy
        plan.setdefault(written[0].change_id, [])
    changes: list[Change] = []
    for change in written:
        if change.change_id in plan:
            at_ms = time_ms + len(changes)  # the last act of the old record is shown on top
            changes += copying.copies(change, plan[change.change_id], staff, at_ms, said(change))
    answers = sum(len(change.entries) for change in changes)
    state = _STATES.get(reading.status)
    if changes and not held:
        changes[0] = _with_states(changes[0], reading.version, state)
    elif changes and read_record(form, map(_held_change, held)).status == "void":
        changes[0] = _with_states(changes[0], None, state or DRAFT)
    states = reading.answers.get(STATUS)
    settled = states is not None and states.outcome is not Outcome.CLASH
    void = not (settled and reading.status == "void")
    return Adoption(copies=tuple(changes), void=void, answers=answers)


def copy_id(old: RecordId, change: int, into: RecordId, number: int) -> int:
    """The id of the copy of a change: 53 bits, as good as drawn; `number` counts its copies."""
    text = f"{old.text}\x1f{change}\x1f{into.text}\x1f{number}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 11


@dataclass
class _Copying:
    """One record on its way into another."""

    old: RecordId
    written: Sequence[Change]
    into: RecordId
    held: Sequence[Change]
    form: Form
    _there: dict[int, Change] = field(init=False)
    _copied: dict[tuple[int, str], int] = field(init=False)
    _entries: dict[str, dict[int, Held]] = field(init=False)

    def __post_init__(self) -> None:
        """Finds out what was copied before."""
        self._there = {change.change_id: change for change in self.held}
        self._copied = {}
        self._entries = defaultdict(dict)
        for change in self.written:
            for entry in change.entries:
                self._entries[entry.question][change.change_id] = _held(change, entry)
            for copy in self._copies_of(change):
                theirs = {entry.question: entry.value for entry in copy.entries}
                for entry in change.entries:
                    if entry.question in theirs and same(theirs[entry.question], entry.value):
                        self._copied[change.change_id, entry.question] = copy.change_id

    @property
    def begun(self) -> bool:
        """Whether anything was copied before."""
        return any(self._id(change, 0) in self._there for change in self.written)

    def _id(self, change: Change, number: int) -> int:
        return copy_id(self.old, change.change_id, self.into, number)

    def _copies_of(self, change: Change) -> Iterator[Change]:
        for number in count():
            copy = self._there.get(self._id(change, number))
            if copy is None:
                return
            yield copy

    def plan(self) -> dict[int, list[str]]:
        """The questions to copy of each change, and the changes that have a remark alone."""
        wanted: dict[int, list[str]] = defaultdict(list)
        for change in self.written:
            states = change.entries and all(e.question.startswith("_") for e in change.entries)
            if change.remark and not states and self._id(change, 0) not in self._there:
                wanted[change.change_id] = []
        for question, entries in self._entries.items():
            if not question.startswith("_"):
                for change_id in self._to_copy(question, entries):
                    wanted[change_id].append(question)
        return wanted

    def _to_copy(self, question: str, entries: Mapping[int, Held]) -> list[int]:
        policy = self.form.policy(question)
        reading = fold(entries.values(), policy)
        chosen = {entry.change for entry in reading.visible}
        if policy is MergePolicy.union and reading.outcome is Outcome.CLASH:
            chosen |= {before for change in chosen for before in _replaced(entries, change)}
        elif policy is MergePolicy.latest:
            chosen = {reading.visible[-1].change} if self._is_newer(question, reading) else set()
        elif reading.outcome is Outcome.SINGLE and _is_empty(question, reading.value):
            chosen = {change for change in chosen if self._replaces(question, change)}
        return [change for change in chosen if (change, question) not in self._copied]

    def _is_newer(self, question: str, reading: Reading) -> bool:
        """Whether the answer is newer than what the other record shows, copies aside."""
        copied = set(self._copied.values())
        there = [
            _held(change, entry)
            for change in self.held
            for entry in change.entries
            if entry.question == question and change.change_id not in copied
        ]
        shown = fold(there, MergePolicy.latest).visible[-1].time_ms if there else -1
        return reading.visible[-1].time_ms > shown

    def _replaces(self, question: str, change: int) -> tuple[int, ...]:
        """The copies of what an entry replaced, directly or through others."""
        before = _replaced(self._entries[question], change)
        return tuple(
            sorted(
                self._copied[each, question] for each in before if (each, question) in self._copied
            )
        )

    def copies(
        self, change: Change, questions: Sequence[str], staff: str, time_ms: int, remark: str
    ) -> Iterator[Change]:
        """The copies of one change: one, or more where it would be too large with its remark."""
        numbers = (n for n in count() if self._id(change, n) not in self._there)
        answers = {entry.question: entry.value for entry in change.entries}
        entries = [Entry(q, answers[q], self._replaces(q, change.change_id)) for q in questions]
        for part in _parts(entries):
            copy = Change(self._id(change, next(numbers)), staff, time_ms, remark, tuple(part))
            for entry in part:
                self._copied[change.change_id, entry.question] = copy.change_id
            yield copy


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in parts that fit a change; one empty part where there is none."""
    part: list[Entry] = []
    room = ENTRIES_BYTES_MAX
    for entry in entries:
        size = len(msgpack.packb(entry)) + 32
        if part and (len(part) == ENTRIES_MAX or size > room):
            yield part
            part, room = [], ENTRIES_BYTES_MAX
        part.append(entry)
        room -= size
    yield part


def _with_states(first: Change, version: str | None, status: str | None) -> Change:
    """The first copy with what it also says of the record: the form's version, and the state."""
    states: list[tuple[str, Value]] = [(VERSION, version), (STATUS, status)]
    opening = tuple(Entry(name, value) for name, value in states if value is not None)
    return Change(
        first.change_id, first.staff, first.time_ms, first.remark, (*first.entries, *opening)
    )


def _replaced(entries: Mapping[int, Held], change: int) -> set[int]:
    """What an entry replaces of those held, directly or through others."""
    found: set[int] = set()
    waiting: list[int] = [change]
    while waiting:
        for before in entries[waiting.pop()].replaces:
            if before in entries and before != change and before not in found:
                found.add(before)
                waiting.append(before)
    return found


def _is_empty(question: str, value: Value) -> bool:
    row = row_of(question)
    return value is None or (row is not None and row[2] is None and value is False)


def _held(change: Change, entry: Entry) -> Held:
    return Held(
        change=change.change_id,
        staff=change.staff,
        time_ms=change.time_ms,
        value=entry.value,
        replaces=entry.replaces,
    )


def _held_change(change: Change) -> HeldChange:
    return HeldChange(change=change)


def changes_of(*groups: Iterable[Change]) -> list[HeldChange]:
    """Changes as a record is read from them."""
    return [_held_change(change) for group in groups for change in group]
