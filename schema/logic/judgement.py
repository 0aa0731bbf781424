"""How a record is judged by its form's expressions: under which circumstances, with what result.

Plain data, so that whoever asks does not load what works expressions out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from schema.answer import Value
from schema.table import Table
from schema.text import Text

NOW_MS_MAX: Final = 253_000_000_000_000
"""The year 9987: a clock that claims more is read as this, since no calendar goes further."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What a record's expressions may know beside its answers.

    `now` has a zone and stands for the moment at which the record is judged; a stored record is
    judged at the time of its last change, so that it is judged alike whenever somebody looks.
    `seed`: what chance is drawn from, such as the record's id. `saved`: the answers of the record
    that was saved last on this device, and `roster` the households around the record: only what is
    written once may ask for these. The reader's language is none of them: a record must not say
    something else to another reader.
    """

    now: datetime
    seed: str = ""
    saved: Mapping[str, Value] = field(default_factory=dict)
    roster: Callable[[], Table] | None = None

    @classmethod
    def at(cls, now_ms: int, seed: str) -> Self:
        """The circumstances at a time in ms since 1970, on this machine's clock face."""
        now = datetime.fromtimestamp(min(max(now_ms, 0), NOW_MS_MAX) / 1000).astimezone()
        return cls(now=now, seed=seed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What a form's expressions say of one record, by the paths of its answers.

    `irrelevant`: questions that are not asked, rows of repeats included; `undecided`: those of
    which that cannot be worked out, so that they are asked and never missed. `required`: those that
    a condition requires. `broken`: answers that their constraint does not accept. `unoffered`:
    names of choices that their question's filter does not offer. `counts`: how many rows a repeat
    has to have. `calculated`: what calculations come to. `failed`: expressions that could not be
    worked out, and why, in each language.
    """

    irrelevant: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    unoffered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    calculated: Mapping[str, Value] = field(default_factory=dict)
    failed: Mapping[str, Text] = field(default_factory=dict)


NOTHING_SAID: Final = Judgement()
"""What a form without expressions says."""
