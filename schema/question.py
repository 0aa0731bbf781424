"""Questions: what is asked, of which kind, and how answers to it merge.

A question is data. Its merge policy says what several answers, given without knowledge of each
other, mean together (records.md, 3); each kind has a default. A group is a question that holds
further ones under its heading, a repeat one whose answer is rows of further questions; both hold
each other to any depth. Where answers stand is told by schema.outline.

Conditions that span questions are expressions (schema.expressions), kept here as text: when a
question is asked, when it has to be answered, what its answer must satisfy, what it comes to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from schema.answer import Value
from schema.choice import Choice, ListedChoices
from schema.text import Text, in_language

__all__ = ["Choice", "Kind", "MergePolicy", "Question", "Text", "default_policy", "in_language"]


class Kind(StrEnum):
    """What kind of answer a question wants; names as in XLSForm."""

    text = "text"
    integer = "integer"
    decimal = "decimal"
    range = "range"
    date = "date"
    time = "time"
    date_time = "dateTime"
    select_one = "select_one"
    select_multiple = "select_multiple"
    note = "note"
    acknowledge = "acknowledge"
    calculate = "calculate"
    hidden = "hidden"
    rank = "rank"
    geopoint = "geopoint"
    geotrace = "geotrace"
    geoshape = "geoshape"
    barcode = "barcode"
    image = "image"
    file = "file"
    audio = "audio"
    video = "video"
    start = "start"
    end = "end"
    today = "today"
    deviceid = "deviceid"
    username = "username"
    group = "group"
    repeat = "repeat"


class MergePolicy(StrEnum):
    """What several visible, unequal answers to one question become (records.md, 3)."""

    clash = "clash"
    union = "union"
    latest = "latest"
    each = "each"


NUMBERS: Final = frozenset({Kind.integer, Kind.decimal, Kind.range})
SEVERAL: Final = frozenset({Kind.select_multiple, Kind.rank})
"""Kinds whose answer is several choices; a rank has them in the order in which they were put."""

SELECTS: Final = frozenset({Kind.select_one, *SEVERAL})
FILES: Final = frozenset({Kind.image, Kind.file, Kind.audio, Kind.video})
"""Kinds whose answer is the name of a file."""

DEVICE: Final = frozenset({Kind.start, Kind.end, Kind.today, Kind.deviceid, Kind.username})
"""Kinds that the device answers by itself."""

HOLDERS: Final = frozenset({Kind.group, Kind.repeat})
"""Kinds that hold further questions."""

UNASKED: Final = DEVICE | {Kind.calculate, Kind.hidden, Kind.note}
"""Kinds that nobody is asked to answer."""

REFERRING: Final = frozenset({Kind.text, Kind.select_one, Kind.barcode, Kind.hidden})
"""Kinds whose answer can name a record."""

UNLABELLED: Final = UNASKED | HOLDERS
"""Kinds that need not be called anything."""

_POLICIES: Final[Mapping[Kind, MergePolicy]] = {
    Kind.select_multiple: MergePolicy.union,
    **dict.fromkeys(FILES, MergePolicy.each),
    **dict.fromkeys((*DEVICE, Kind.geopoint, Kind.calculate, Kind.hidden), MergePolicy.latest),
}

LAST_SAVED: Final = "last-saved#"
"""What stands before a name in `${…}` that means the answer in the record saved last."""

_STORED: Final = re.compile(r"\bonce\s*\(|\$\{\s*last-saved#")
"""What a calculation says that could not be told from the record alone at another time."""


def is_worked_out(calculation: str, trigger: Sequence[str]) -> bool:
    """Whether what a calculation comes to follows from others at reading, and is never stored."""
    return bool(calculation) and not trigger and not _STORED.search(calculation)


def default_policy(kind: Kind) -> MergePolicy:
    """The policy of a question that names none."""
    return _POLICIES.get(kind, MergePolicy.clash)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question of a form.

    Expressions, "" for none: `relevant` (asked only if), `required_if` (has to be answered if,
    beside `required`), `constraint` (accepted only if), `read_only` (shown only, if), `calculation`
    (what it comes to), `dynamic_default` (what it begins with), `choice_filter` (which items of its
    list are offered, asked of each), `count` (how many rows a repeat has). `constraint_message`
    and `required_message` say what these want; `guidance` is for whoever learns the form.

    `choices` are written with the question, or rows of the form's list `list_name`, whose columns
    for names and labels are `value_column` and `label_column` where they are not the usual ones.
    Those of a question with `answers_of` (`${name}`) are what was answered to that one, in all rows
    of its repeat. With `other` another answer may be written behind the choice `other`, into
    `<name>_other`.

    A `calculation` is worked out at reading and never stored, but for one with a `trigger` (the
    names of the questions whose answers start it) and one that says `once(…)` or asks for the
    record saved last: what these come to is written.
    `minimum` and `maximum` bound a number, both included, `step` is the distance of a range's
    values. `default` is the value that a question begins with; a key question takes it when none is
    given. `sensitive` masks the answer on pages and in exports; it does not restrict the record.
    `refers`: the form whose record the answer names (schema.reference). `prefill`: the question of
    a form, as `form.question`, whose answer is proposed for this one (schema.prefill). `aliases`
    are names that it had in former versions. `workflow` marks a state that transitions change.
    What nobody is asked to answer is never missed, whatever `required` says.
    """

    name: str
    kind: Kind
    label: Text
    merge: MergePolicy
    hint: Text = field(default_factory=dict)
    guidance: Text = field(default_factory=dict)
    required: bool = False
    required_if: str = ""
    required_message: Text = field(default_factory=dict)
    relevant: str = ""
    read_only: str = ""
    calculation: str = ""
    trigger: tuple[str, ...] = ()
    constraint: str = ""
    constraint_message: Text = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    list_name: str = ""
    value_column: str = ""
    label_column: str = ""
    choice_filter: str = ""
    answers_of: str = ""
    other: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None
    default: Value = None
    dynamic_default: str = ""
    count: str = ""
    appearance: str = ""
    refers: str = ""
    prefill: str = ""
    aliases: tuple[str, ...] = ()
    sensitive: bool = False
    workflow: bool = False
    questions: tuple["Question", ...] = ()
    _by_name: Mapping[str, Choice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lists the choices by name once; those of a list are looked up there."""
        own = () if isinstance(self.choices, ListedChoices) else self.choices
        # Backwards, so that of two under one name the first counts.
        object.__setattr__(self, "_by_name", {each.name: each for each in own[::-1]})

    def choice(self, name: str) -> Choice | None:
        """The choice of this name, if the question has it."""
        if isinstance(self.choices, ListedChoices):
            return self.choices.named(name)
        return self._by_name.get(name)

    def walk(self) -> Iterator["Question"]:
        """The question, and all that it holds, in the order of the form."""
        yield self
        for inner in self.questions:
            yield from inner.walk()

    @property
    def conditional(self) -> bool:
        """Whether it, or a question within it, has an expression."""
        return any(self.expressions) or any(inner.conditional for inner in self.questions)

    @property
    def expressions(self) -> tuple[str, ...]:
        """Its own expressions, "" for each that it lacks."""
        return (
            *(self.relevant, self.required_if, self.constraint, self.calculation),
            *(self.read_only, self.choice_filter, self.count, self.dynamic_default),
            self.answers_of,
        )

    @property
    def narrowed(self) -> bool:
        """Whether what it offers depends on other answers."""
        return bool(self.choice_filter or self.answers_of)

    @property
    def worked_out(self) -> bool:
        """Whether its answer follows from others at reading, and is never stored."""
        return is_worked_out(self.calculation, self.trigger)

    @property
    def is_aid(self) -> bool:
        """Whether it is there for other expressions or programs alone, and shown to nobody."""
        return self.kind in (Kind.calculate, Kind.hidden) and not self.label

    @property
    def limits(self) -> str | None:
        """Bounds and constraint as one expression, such as `. >= 0 and . <= 2`; None without."""
        parts = [
            f". {sign} {bound}"
            for sign, bound in ((">=", self.minimum), ("<=", self.maximum))
            if bound is not None
        ]
        if self.constraint:
            parts.append(f"({self.constraint})" if parts else self.constraint)
        return " and ".join(parts) or None
