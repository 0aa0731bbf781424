"""Why numbers of the district are not taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from server.errors.unacceptable import Unacceptable


@dataclass(eq=False, kw_only=True)
class NumbersRefused(Unacceptable):
    """Problems: {count}. No number was imported; what was counted before is counted on."""

    code: ClassVar[str] = "numbers_refused"
    hint: ClassVar[str] = "Correct them in the file, import it again: doorstep numbers import FILE"
    count: int
    problems: Sequence[Mapping[str, Any]]


@dataclass(eq=False, kw_only=True)
class NoNumbers(Unacceptable):
    """{file} holds no list of numbers, [ … ]."""

    code: ClassVar[str] = "no_numbers"
    hint: ClassVar[str] = "Begin with what is kept: doorstep numbers export -o FILE.json"
    file: str


@dataclass(eq=False, kw_only=True)
class UnreadableNumbers(Unacceptable):
    """{file} cannot be read as JSON in UTF-8: line {line}, column {column}."""

    code: ClassVar[str] = "unreadable_numbers"
    hint: ClassVar[str] = "Look there for a missing comma, quote or bracket; save it as UTF-8."
    file: str
    line: int
    column: int
