"""The tablet's verbs, without a word printed: what the commands and the fleets call.

Every verb that writes is one act on one record, on disk before it returns; nothing here needs the
server. Clock and randomness are given to the constructor.

One class, and longer than other files for it: every verb needs the same home, clock and library.
What a verb weighs stands beside it: `act` what an answer brings about, `naming`, `deciding`,
`visits`, and `writing` what becomes of it on disk.
"""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from clients.reference_cli.act import Act, asks_saved, device_answers
from clients.reference_cli.answers import Answer, Place, find_row
from clients.reference_cli.deciding import decided, refuse_foreign
from clients.reference_cli.errors import (
    AlreadyHeld,
    FormStopped,
    KeyFixed,
    NotEnrolled,
    NothingToWrite,
)
from clients.reference_cli.library import Library
from clients.reference_cli.naming import named_by_answers, refuse_wrong_area
from clients.reference_cli.reading import HeldRecord, read_held
from clients.reference_cli.referring import named
from clients.reference_cli.searching import holding, searched
from clients.reference_cli.visits import titled, with_round
from clients.reference_cli.writing import (
    DrawBits,
    Written,
    find_marker,
    make_changes,
    opening,
    row_id,
    rows_shown,
    ulid,
)
from schema.answer import Value
from schema.area import AreaId
from schema.form import Form
from schema.key import key_answers
from schema.record_id import RecordId
from schema.roster import roster
from schema.rules import Circumstances
from schema.text import in_language
from sync.core.findings import UNFINISHED, asked_anew
from sync.core.record import STATUS, VERSION, removal
from sync.home.rows import Enrolment, IndexedRecord
from sync.home.store import HomeStore

TIME_MS_MAX: Final = 2**53 - 1
"""The latest time that a change may bear (records.md, 2)."""


def device_clock_ms() -> int:
    """This device's clock, milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Tablet:
    """One home and what can be done with it.

    Args:
        store: the home, held open by the caller.
        clock_ms: this device's clock, uncorrected.
        draw_bits: random bits for ids.
    """

    def __init__(
        self,
        store: HomeStore,
        *,
        clock_ms: Callable[[], int] = device_clock_ms,
        draw_bits: DrawBits = secrets.randbits,
    ) -> None:
        self.store = store
        self.clock_ms = clock_ms
        self._draw_bits = draw_bits

    @cached_property
    def library(self) -> Library:
        """Forms, areas and names, as of the last bundle."""
        return Library.of(self.store.papers.bundle())

    def forget_library(self) -> None:
        """A new bundle was stored: forms and areas are read again when next asked for."""
        self.__dict__.pop("library", None)

    @cached_property
    def staff(self) -> str:
        """Who works with this tablet; NotEnrolled if nobody does yet."""
        if self._enrolment is None or self._enrolment.staff is None:
            raise NotEnrolled
        return self._enrolment.staff

    @cached_property
    def _enrolment(self) -> Enrolment | None:
        return self.store.papers.enrolment()

    def forget_staff(self) -> None:
        """The server named whose tablet this is: it is read again when next asked for."""
        for name in ("staff", "_enrolment"):
            self.__dict__.pop(name, None)

    @property
    def now_ms(self) -> int:
        """The server's time, as well as this device knows it; within what a change may bear."""
        now_ms = self.clock_ms() + self.store.papers.contact().clock_offset_ms
        return min(max(now_ms, 0), TIME_MS_MAX)

    # Reading

    def read(self, record: str) -> HeldRecord:
        """The record of this id, from its rows."""
        parsed = RecordId.parse(record)
        return read_held(
            parsed,
            self.library.forms.get(parsed.form),
            self.store.rows_of(record),
            None if self._enrolment is None else self._enrolment.device,
        )

    def refresh(self) -> list[tuple[IndexedRecord, dict[str, Any]]]:
        """Reads every record that rows have overtaken; gives each with its new summary."""
        read = [(stale, self.read(stale.record)) for stale in self.store.index.stale()]
        fresh = [(stale, held.summary()) for stale, held in read]
        if fresh:
            texts = (searched(self.library, held) for _, held in read)
            kept = zip(fresh, texts, strict=True)
            self.store.index.keep(
                ((stale.record, summary, by) for (stale, summary), by in kept),
                dict(named(self.library, (held for _, held in read))),
            )
        return fresh

    def records(self, *, form: str | None = None, area: str | None = None) -> list[IndexedRecord]:
        """The records of a form (None: of any) in or below an area, each with its summary."""
        self.refresh()
        found = self.store.index.records(form=form)
        return [each for each in found if area is None or self.library.lies_in(each.area, area)]

    def holding(self, text: str) -> list[IndexedRecord]:
        """The records that hold each word of this or lie where it says, each with its summary."""
        self.refresh()
        return holding(self.store.index, self.library, text)

    def clashes(self) -> list[dict[str, Any]]:
        """Document `clash` of every question that a person must settle."""
        return [
            clash
            for indexed in self.records()
            if indexed.summary and indexed.summary["clash"]
            for clash in self.read(indexed.record).clashes()
        ]

    # Writing

    def new(
        self, form_id: str, area: AreaId, answers: Sequence[Answer], *, draft: bool, lang: str
    ) -> HeldRecord:
        """Makes a record, finished unless it is a draft.

        Raises:
            UnknownForm, WrongArea, KeyNeeded: it cannot be named so.
            AmbiguousRound: the title of several survey rounds.
            AlreadyHeld: it is there; its answers are changed by `edit`.
            BrokenRules: finished answers that do not fit; nothing is stored.
        """
        form = self.library.form_to_fill(form_id)
        if form.stopped_ms is not None:
            raise FormStopped(form=in_language(form.title, lang))
        refuse_wrong_area(self.library, form, area, lang)
        answers = with_round(form, area, answers, self.library, self.staff, self.now_ms)
        fresh = ulid(self.now_ms, self._draw_bits)
        named = named_by_answers(form, area, answers, ulid=fresh, lang=lang)
        if self.store.index.holds(named.text):
            raise AlreadyHeld(record=named.text)
        free = [(each, value) for each, value in answers if each.rows or each.name not in form.key]
        act, keys = self._act(form, named.text, lang), key_answers(form, named)
        written = act.opened(keys, free)
        if not draft:
            act.refuse_broken({**written, **keys})
            written |= act.ended()
        return self._write(named.text, None, opening(form, [*written.items()], draft=draft))

    def edit(self, record: str, answers: Sequence[Answer], lang: str) -> HeldRecord:
        """Changes answers of a record.

        Raises:
            KeyFixed: one of them stands in the record's id.
            NoSuchRow: a row that is not shown.
            AmbiguousRound: the title of several survey rounds.
            BrokenRules: a rule that the finished record did not break before; nothing is stored.
        """
        held, form = self._held(record)
        if not answers:
            raise NothingToWrite
        for place, _ in answers:
            if place.name in form.key and not place.rows:
                raise KeyFixed(question=place.name)
        answers = self._rounds_by_id(held, form, answers)
        act = self._act(form, record, lang, held.disputed)
        typed = act.typed(held.values, answers, rows_shown(held))
        judging = form.judging(held.reading.version, held.reading.status)
        moves_on = any(asked_anew(judging, form, path) for path in typed)
        written = act.changed(held.values, typed)
        if held.reading.status not in UNFINISHED:
            before = {flag for flag in held.flags(lang) if flag.question not in written}
            by = form if moves_on else judging
            act.refuse_broken(held.values | written, known=before, judging=by)
        if moves_on:
            written = {VERSION: form.version, **written}
        return self._write(record, held, [*written.items()])

    def remove(self, record: str, row: str) -> HeldRecord:
        """Removes a row of a repeat; NoSuchRow if none is shown by this number or id."""
        held, form = self._held(record)
        marker = find_marker(find_row(form, row), rows_shown(held))
        entries = removal(held.changes, held.acknowledged, marker, form)
        return self._write(record, held, [(entry.question, entry.value) for entry in entries])

    def note(self, record: str, text: str) -> HeldRecord:
        """Leaves a remark."""
        if not text.strip():
            raise NothingToWrite
        return self._write(record, self.read(record), (), remark=text)

    def finish(
        self, record: str, lang: str, known: Mapping[str, Value] = MappingProxyType({})
    ) -> HeldRecord:
        """Declares a record done, with answers that are taken over from elsewhere.

        Raises:
            BrokenRules: an answer is missing or does not fit.
        """
        held, form = self._held(record)
        act = self._act(form, record, lang, held.disputed)
        taken = act.changed(held.values, known) if known else {}
        act.refuse_broken(held.values | taken)
        written = {**taken, **act.ended(), STATUS: "finished"}
        if held.reading.version != form.version:
            written = {VERSION: form.version, **written}
        return self._write(record, held, [*written.items()])

    def void(self, record: str, reason: str) -> HeldRecord:
        """Declares a record void, with the reason as a remark."""
        if not reason.strip():
            raise NothingToWrite
        return self._write(record, self.read(record), ((STATUS, "void"),), remark=reason)

    def settle(
        self, record: str, question: str, *, take: int | None, value: str | None, lang: str
    ) -> HeldRecord:
        """Decides a clash: by the number of one of its values, from 1, or by another value.

        Raises:
            NothingToSettle: the question has no clash.
            NoSuchValue: it has fewer values.
            OfficeDecides: it is about a review, and this person does not review here.
            UnreadableAnswer: the text is no answer to the question.
            AmbiguousRound: it is the title of several survey rounds.
        """
        held = self.read(record)
        chosen = decided(held, question, take=take, value=value, lang=lang)
        if take is None and held.form is not None:
            ((_, chosen),) = self._rounds_by_id(held, held.form, [(Place(question), chosen)])
        refuse_foreign(self.library.permit, held, question, chosen)
        return self._write(record, held, ((question, chosen),))

    # Within

    def _act(
        self, form: Form, record: str, lang: str, disputed: frozenset[str] = frozenset()
    ) -> Act:
        """What follows from answers that are given now; the record saved last only if asked for."""
        last = self.store.index.last_own(form.id) if asks_saved(form) else None
        return Act(
            form=form,
            circumstances=replace(
                Circumstances.at(self.now_ms, record),
                saved={} if last is None else self.read(last).values,
                roster=lambda: roster(self.library.tree, RecordId.parse(record).area),
            ),
            device=device_answers(self._enrolment, self.library, self.now_ms),
            draw_row=lambda: row_id(self._draw_bits),
            lang=lang,
            disputed=disputed,
        )

    def _rounds_by_id(
        self, held: HeldRecord, form: Form, answers: Sequence[Answer]
    ) -> Sequence[Answer]:
        return titled(form, held.id.area, answers, self.library, self.staff, self.now_ms)

    def _held(self, record: str) -> tuple[HeldRecord, Form]:
        held = self.read(record)
        return held, self.library.form(held.id.form)

    def _write(
        self, record: str, held: HeldRecord | None, written: Written, remark: str | None = None
    ) -> HeldRecord:
        now_ms = self.now_ms
        if held is not None and not held.reading.changes and held.form is not None:
            # Everything before was refused: this may become the record's first change.
            written = [(VERSION, held.form.version), *written]
        changes = make_changes(
            held,
            written,
            staff=self.staff,
            time_ms=now_ms,
            remark=remark,
            draw_bits=self._draw_bits,
        )
        self.store.add_own([(record, data) for data in changes], now_ms)
        return self.read(record)
