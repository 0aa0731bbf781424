"""Questions: what is asked, of which kind, and how answers to it merge.

A question is data. Its merge policy says what several answers, given without knowledge of each
other, mean together (records.md, 3); each kind has a default. A repeat is a question whose answer
is rows of further questions; repeats are not nested.

Conditions that span questions are expressions (schema.expressions), kept here as text: when a
question is asked, when it has to be answered, what its answer must satisfy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from schema.answer import Value
from schema.text import Text, in_language

__all__ = ["Choice", "Kind", "MergePolicy", "Question", "Text", "default_policy", "in_language"]


class Kind(StrEnum):
    """What kind of answer a question wants; names as in XLSForm."""

    text = "text"
    integer = "integer"
    decimal = "decimal"
    date = "date"
    select_one = "select_one"
    select_multiple = "select_multiple"
    repeat = "repeat"
    calculate = "calculate"


class MergePolicy(StrEnum):
    """What several visible, unequal answers to one question become (records.md, 3)."""

    clash = "clash"
    union = "union"
    latest = "latest"
    each = "each"


NUMBERS: Final = frozenset({Kind.integer, Kind.decimal})
SELECTS: Final = frozenset({Kind.select_one, Kind.select_multiple})


def default_policy(kind: Kind) -> MergePolicy:
    """The policy of a question that names none."""
    return MergePolicy.union if kind is Kind.select_multiple else MergePolicy.clash


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the answers of a select question."""

    name: str
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question of a form.

    `relevant`, `required_if` and `constraint` are expressions, "" for none: asked only if, required
    if (beside `required`), accepted only if. `constraint_message` says what the constraint wants.
    `calculation` is what a `calculate` comes to, which nobody answers; without a label it is only
    an aid to other expressions, and shown to nobody.
    `minimum` and `maximum` bound a number, both included. `sensitive` masks the answer on pages
    and in exports; it does not restrict the record. `default` is the value that a key question
    takes when none is given.
    """

    name: str
    kind: Kind
    label: Text
    merge: MergePolicy
    hint: Text = field(default_factory=dict)
    required: bool = False
    required_if: str = ""
    relevant: str = ""
    calculation: str = ""
    constraint: str = ""
    constraint_message: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    default: Value = None
    sensitive: bool = False
    questions: tuple["Question", ...] = ()
    _by_name: Mapping[str, Choice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lists the choices by name once."""
        # Backwards, so that of two under one name the first counts.
        object.__setattr__(self, "_by_name", {each.name: each for each in self.choices[::-1]})

    def choice(self, name: str) -> Choice | None:
        """The choice of this name, if the question has it."""
        return self._by_name.get(name)

    @property
    def conditional(self) -> bool:
        """Whether it, or a question within it, has an expression."""
        own = (self.relevant, self.required_if, self.constraint, self.calculation)
        return any(own) or any(inner.conditional for inner in self.questions)

    @property
    def is_aid(self) -> bool:
        """Whether it is worked out for other expressions alone, and shown to nobody."""
        return self.kind is Kind.calculate and not self.label

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
