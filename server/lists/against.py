"""A record of a list against the one that is stored: what is written, what is left, what clashes.

What a list says is written as the form page writes it: the same rules, defaults, rows and
calculations. What differs from an answer that an earlier list gave supersedes it. What somebody
else answered is never overwritten: where the list says what it said before, it is older and the
answer is left; where it says something new, both stand side by side as a clash.

Which changes came of a list is told by their numbers: those follow from what they say (BLAKE2b,
53 bits), so that nothing else has to be remembered, and another number never is one by chance.
Such a number can be foreseen; whoever writes under it what a list would have written there is
taken for one.

A row of a repeat is the one that answers its first question alike; a new one has an id that
follows from that answer. A row that only lists wrote is removed when a list that has rows of its
record lacks it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema.answer import Value, same
from schema.form import Form
from schema.key import key_answers
from schema.outline import Located
from schema.rules import Circumstances, Flag
from server.clock import local
from server.lists.compared import Compared, Difference
from server.lists.given import GivenRecord
from server.lists.own_changes import own_changes
from server.lists.row_markers import markers_of
from server.pages.filling.entry import entries_of, in_the_way, status_of
from server.pages.filling.filled import Filled, fill
from server.pages.filling.following import device_answers, ended, first_of_record
from server.pages.filling.posted import Posted
from server.pages.filling.subject import VOID
from server.pages.filling.texts import texts_of
from server.people.staff import Staff
from server.views.answering import Held
from server.xlsform.cells import Cell
from sync.core.change import Entry
from sync.core.record import DRAFT, HeldChange


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparing:
    """By whom and when a list is imported.

    `finish`: records are finished, as far as their rules allow; else they stay drafts.
    """

    form: Form
    person: Staff
    at_ms: int
    lang: str
    finish: bool

    def compare(self, given: GivenRecord, held: Held) -> Compared:
        """What a record comes to, as it is stored now."""
        fresh = not held.seen
        if status_of(held) == VOID:
            return Compared(given=given, fresh=False, void=True)
        own = own_changes(held)
        wanted, cells, markers = self._wanted(given, held)
        sorted_ = _Sorted(held, own, wanted)
        gone = self._gone(held, own, markers)
        filled = self._filled(given, held, sorted_.posted, markers, gone)
        # Who began a draft at a door finishes it.
        all_own = own.keys() == {each.change.change_id for each in held.seen}
        finish = self.finish and status_of(held) == DRAFT and all_own
        at = self._at(given)
        flags = in_the_way(filled, held if held.seen else None, self.lang, at, finish=finish)
        device = device_answers(self.person, self.at_ms, self.at_ms)
        entries = entries_of(
            filled, None if fresh else held, finish=finish, ending=ended(self.form, device)
        )
        return Compared(
            given=given,
            fresh=fresh,
            entries=[*sorted_.beside(entries)],
            changed=[each for each in sorted_.changed if each.path in filled.changed],
            left=sorted_.left,
            clashing=sorted_.clashing,
            removed=gone,
            flags=(*_unread(filled), *flags),
            cells=cells,
        )

    def _at(self, given: GivenRecord) -> Circumstances:
        return Circumstances(now=local(self.at_ms), seed=given.record.text)

    def _wanted(
        self, given: GivenRecord, held: Held
    ) -> tuple[Mapping[str, Value], Mapping[str, Cell], Mapping[str, Sequence[str]]]:
        """What the list gives: answers and cells by path, the markers of its rows by repeat."""
        every = dict(given.answers)
        cells: dict[str, Cell] = {}
        markers: dict[str, list[str]] = {}
        for repeat, rows in given.rows.items():
            for row, marker in zip(rows, markers_of(self.form, held, given, repeat), strict=True):
                markers.setdefault(repeat, []).append(marker)
                cells |= {f"{marker}.{each.name}": row.cell for each in self._inner(repeat)}
                every |= {f"{marker}.{name}": each for name, each in row.answers.items()}
        wanted = {path: each.value for path, each in every.items()}
        cells |= {path: each.cell for path, each in every.items()}
        return wanted, cells, markers

    def _inner(self, repeat: str) -> Sequence[Located]:
        located = self.form.located(repeat)
        return located.inner if located else ()

    @staticmethod
    def _gone(
        held: Held, own: Mapping[int, HeldChange], markers: Mapping[str, Sequence[str]]
    ) -> tuple[str, ...]:
        """Rows that lists alone wrote and that this one lacks."""
        found: list[str] = []
        for repeat, named in markers.items():
            for row in held.reading.rows.get(repeat, ()):
                within = [
                    reading
                    for path, reading in held.reading.answers.items()
                    if path == row.marker or path.startswith((f"{row.marker}.", f"{row.marker}["))
                ]
                ours = all(entry.change in own for each in within for entry in each.visible)
                if ours and row.marker not in named:
                    found.append(row.marker)
        return tuple(found)

    def _filled(
        self,
        given: GivenRecord,
        held: Held,
        posted: Mapping[str, Value],
        markers: Mapping[str, Sequence[str]],
        gone: Sequence[str],
    ) -> Filled:
        form, at = self.form, self._at(given)
        answers = {
            path: texts_of(question, value)
            for path, value in posted.items()
            if (question := form.question(path)) is not None
        }
        device = device_answers(self.person, self.at_ms, self.at_ms)
        values = held.reading.values
        return fill(
            form,
            Posted(
                answers=answers,
                rows=tuple(marker for of in markers.values() for marker in of),
                gone=frozenset(gone),
            ),
            self.lang,
            at,
            original={path: value for path, value in values.items() if not path.startswith("_")},
            fixed=key_answers(form, given.record),
            beginning={} if held.seen else _beginning(form, device, at),
        )


def _unread(filled: Filled) -> Iterator[Flag]:
    """Answers that cannot be kept, such as a text that is too long."""
    for path, each in filled.unread.items():
        yield Flag(question=path, code="no_answer", message=each.expected, reason=each.expected)


def _beginning(form: Form, device: Mapping[Any, Value], at: Circumstances) -> dict[str, Value]:
    first = first_of_record(form, device, at)
    return {path: value for path, value in first.items() if path not in form.key}


class _Sorted:
    """What a list gives, by what becomes of it."""

    def __init__(
        self, held: Held, own: Mapping[int, HeldChange], wanted: Mapping[str, Value]
    ) -> None:
        self.posted: dict[str, Value] = {}
        self.changed: list[Difference] = []
        self.left: list[Difference] = []
        self.clashing: list[Difference] = []
        self._own = own
        self._held = held
        for path, value in wanted.items():
            self._sort(path, value)

    def _sort(self, path: str, value: Value) -> None:
        reading = self._held.reading.answers.get(path)
        if reading is None:
            self.posted[path] = value
            if self._held.seen:
                self.changed.append(Difference(path=path, before=None, listed=value))
            return
        if any(same(entry.value, value) for entry in reading.visible):
            return
        difference = Difference(path=path, before=reading.value, listed=value)
        others = [entry for entry in reading.visible if entry.change not in self._own]
        if not others:
            self.posted[path] = value
            self.changed.append(difference)
            return
        said = self._said_before(path)
        if said and same(said[-1], value):
            self.left.append(difference)
        else:
            self.posted[path] = value
            self.clashing.append(difference)

    def _said_before(self, path: str) -> list[Value]:
        """What lists said of a question so far, the latest last."""
        return [
            entry.value
            for held in self._own.values()
            for entry in held.change.entries
            if entry.question == path
        ]

    def beside(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """The same entries; one that clashes replaces what lists said alone."""
        clashing = {each.path for each in self.clashing}
        for path, value, replaces in entries:
            beside = tuple(change for change in replaces if change in self._own)
            yield Entry(path, value, beside if path in clashing else replaces)
