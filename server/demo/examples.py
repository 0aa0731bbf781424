"""What a person is shown of a day: a few records that merged, were settled by rule, or clash."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schema.answer import Value
from schema.record_id import RecordId
from sync.core.fold import Held, Outcome
from sync.core.record import RecordReading

EACH_MAX: Final = {"merged": 1, "rule": 1, "clash": 3}
"""So many of each kind."""

FIRST: Final = "130709/100/002/007"
"""The grid that the documentation speaks of goes first."""

LINES_MAX: Final = 2
"""Answers that are shown of a record that merged."""


class Kind(StrEnum):
    """What became of a record or a question."""

    merged = "merged"
    rule = "rule"
    clash = "clash"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What one person answered to one question."""

    question: str
    held: Held


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One of them.

    Attributes:
        said: who answered what.
        value: what is shown, where several answers meet in one question.
    """

    kind: Kind
    record: RecordId
    said: tuple[Said, ...]
    value: Value = None


def choose(records: Mapping[str, RecordReading]) -> list[Example]:
    """A few of each kind, at most one of a household."""
    left = dict(EACH_MAX)
    chosen = []
    for record in sorted(records, key=lambda text: (FIRST not in text, text)):
        if not any(left.values()):
            break
        found = next(_examples(RecordId.parse(record), records[record]), None)
        if found is not None and left[found.kind]:
            left[found.kind] -= 1
            chosen.append(found)
    return sorted(chosen, key=lambda example: list(Kind).index(example.kind))


def _examples(record: RecordId, reading: RecordReading) -> Iterator[Example]:
    """What the record is an example of; what a person must settle goes first."""
    for kind, outcome in ((Kind.clash, Outcome.CLASH), (Kind.rule, Outcome.RULE)):
        for question in reading.having(outcome):
            answer = reading.answers[question]
            said = tuple(Said(question=question, held=held) for held in answer.visible)
            yield Example(kind=kind, record=record, said=said, value=answer.value)
    if reading.merged:
        yield Example(kind=Kind.merged, record=record, said=tuple(_of_each_author(reading)))


def _of_each_author(reading: RecordReading) -> Iterable[Said]:
    """One answer of each of two people."""
    first: dict[str, Said] = {}
    for question, answer in reading.answers.items():
        held = answer.visible[-1]
        if not question.startswith("_"):
            first.setdefault(held.staff, Said(question=question, held=held))
    return list(first.values())[:LINES_MAX]
