"""A record as this tablet holds it: rows read into a record, with what its form's rules say.

Refused changes stand beside the record, never in it, but count for what a new answer replaces.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from schema.answer import Value
from schema.form import Form
from schema.key import key_answers
from schema.record_id import RecordId
from schema.rounds import VISIT
from schema.rules import Findings, Flag
from schema.whole_form import as_made
from sync.core.calling import DoorCall, call_of, finishing
from sync.core.catalogue import BY_NAME
from sync.core.change import Change
from sync.core.document import RefusedChange, clash_documents, record_document
from sync.core.findings import findings_of
from sync.core.fold import Outcome
from sync.core.record import HeldChange, RecordReading, read_record
from sync.core.scan import scan
from sync.core.written import written
from sync.home.rows import HomeRow

NOT_STORED = "refused"
"""In a summary: the state of a record of which the server stored nothing, so that it has none."""


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """A record and everything that this tablet knows about it.

    Attributes:
        changes: all that are held, refused ones included, in the order written or arrived.
        acknowledged: ids of those that the server stored.
        own_waiting: how many own changes wait for an answer.
    """

    id: RecordId
    form: Form | None
    reading: RecordReading
    refused: tuple[RefusedChange, ...]
    changes: tuple[Change, ...]
    acknowledged: frozenset[int]
    own_waiting: int

    def flags(self, lang: str) -> tuple[Flag, ...]:
        """What the form's rules say of the answers shown, in words."""
        return self.findings(lang).flags

    @cached_property
    def shown_in(self) -> Form | None:
        """The form in whose words it is shown: the version that it was made with."""
        if self.form is None:
            return None
        reading = self.reading
        return as_made(self.form, reading.version, reading.status, reading.answers)

    def findings(self, lang: str) -> Findings:
        """What the form's rules say of the answers shown, and which of them are not asked for."""
        if lang not in self._judged:
            found = findings_of(self.id, self.reading, self.form, self._keys, lang)
            self._judged[lang] = found
        return self._judged[lang]

    @cached_property
    def _judged(self) -> dict[str, Findings]:
        """What was found already, by language: several parts of a command ask for it."""
        return {}

    @property
    def values(self) -> dict[str, Value]:
        """The answers shown, those in the record's id included."""
        return {**self.reading.values, **self._keys}

    @property
    def irrelevant(self) -> frozenset[str]:
        """Answers that are not asked for, given the others: alike in every language."""
        judged = next(iter(self._judged.values()), None)
        return (judged or self.findings("en")).irrelevant

    @property
    def asked_values(self) -> dict[str, Value]:
        """The answers shown without those that are not asked for."""
        gone = self.irrelevant
        return {path: value for path, value in self.values.items() if path not in gone}

    @property
    def disputed(self) -> frozenset[str]:
        """Questions to which somebody said what may not be shown: in a clash, or refused."""
        refused = {entry.question for each in self.refused for entry in each.change.entries}
        if self.form is not None and self.form.naming:
            refused = set(map(self.form.naming, refused))
        return frozenset(refused.union(self.reading.clashes))

    @property
    def _keys(self) -> Mapping[str, Value]:
        return {} if self.form is None else key_answers(self.form, self.id)

    def document(self, lang: str, *, history: bool = False) -> dict[str, Any]:
        """Document `record`."""
        return record_document(
            self.id,
            self.reading,
            form=self.form,
            findings=self.findings(lang),
            refused=[_in_words(refused, lang) for refused in self.refused],
            history=history,
            lang=lang,
        )

    def texts(self) -> Iterator[str]:
        """What people wrote into it, in words of their own; refused changes are not in it."""
        return written(self.id, self.reading, self.form, sensitive=True)

    def clashes(self) -> list[dict[str, Any]]:
        """Document `clash` of each question that a person must settle."""
        return clash_documents(self.id, self.reading)

    def summary(self) -> dict[str, Any]:
        """What a list shows of the record, and what tells one session from the next."""
        reading = self.reading
        review, finished, call = reading.review, finishing(reading), self.call
        return {
            "status": reading.status if reading.changes else NOT_STORED,
            "returned": list(review.returned) if review else [],
            "changed": review is not None and review.changed,
            "reasons": [asdict(reason) for reason in review.reasons] if review else [],
            "merged": reading.merged,
            "clash": list(reading.having(Outcome.CLASH)),
            "rule": list(reading.having(Outcome.RULE)),
            "waiting": self.own_waiting,
            "refused": len(self.refused),
            "flags": len(self.flags("en")),
            "finished": None if finished is None else {"seq": finished.seq},
            "call": None if call is None else call.to_json(),
        }

    @property
    def call(self) -> DoorCall | None:
        """The call at a door that it is; None for anything else, and while it does not count."""
        return call_of(self.reading) if self.id.form == VISIT else None


def read_held(
    record: RecordId, form: Form | None, rows: Sequence[HomeRow], device: str | None
) -> HeldRecord:
    """The record that these rows are; `device` is this tablet's id, named with its own changes."""
    held, refused, changes = [], [], []
    for row in rows:
        change = scan(row.data)
        changes.append(change)
        if row.refusal is None:
            owner = device if row.own else None
            held.append(HeldChange(change=change, seq=row.seq, device=owner))
        else:
            facts: Mapping[str, str] = {"code": row.refusal.code, "hint": row.refusal.hint}
            refused.append(RefusedChange(change=change, **facts))
    return HeldRecord(
        id=record,
        form=form,
        reading=read_record(form, held),
        refused=tuple(refused),
        changes=tuple(changes),
        acknowledged=frozenset(each.change.change_id for each in held if each.seq is not None),
        own_waiting=sum(row.own and row.seq is None and row.refusal is None for row in rows),
    )


def _in_words(refused: RefusedChange, lang: str) -> RefusedChange:
    """The same with the hint in the reader's language, where this version knows the code."""
    problem = BY_NAME.get(refused.code)
    hint = refused.hint if problem is None else problem.hint(lang)
    return RefusedChange(change=refused.change, code=refused.code, hint=hint)
