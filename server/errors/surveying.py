"""Why a survey round is not made, given to somebody, or handed over."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.conflicting import Conflicting
from server.errors.unacceptable import Unacceptable


@dataclass(eq=False, kw_only=True)
class RoundClosed(Conflicting):
    """The round {title} is closed."""

    code: ClassVar[str] = "round_closed"
    hint: ClassVar[str] = "Its numbers stay. Make another one: doorstep rounds add"
    title: str


@dataclass(eq=False, kw_only=True)
class MayNotRecord(Conflicting):
    """{login} may not fill in {form} in {area}."""

    code: ClassVar[str] = "may_not_record"
    hint: ClassVar[str] = (
        "Nothing was changed. First: doorstep staff grant {login} --role grid_member --area {area}"
    )
    login: str
    form: str
    area: str


@dataclass(eq=False, kw_only=True)
class OwnSuccessor(Conflicting):
    """{login} cannot hand over to themselves."""

    code: ClassVar[str] = "own_successor"
    hint: ClassVar[str] = "Nothing was changed. Name a colleague with --to LOGIN."
    login: str


@dataclass(eq=False, kw_only=True)
class NotInRound(Unacceptable):
    """{area} does not lie in the round {title}."""

    code: ClassVar[str] = "not_in_round"
    hint: ClassVar[str] = "It is walked in: {areas}"
    area: str
    title: str
    areas: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class NoDoors(Unacceptable):
    """{form} is not filled in at households, so no round can be walked for it."""

    code: ClassVar[str] = "no_doors"
    hint: ClassVar[str] = "See which forms are: doorstep forms list"
    form: str


@dataclass(eq=False, kw_only=True)
class InvalidTitle(Unacceptable):
    """A title of 1 to 100 characters on one line is needed."""

    code: ClassVar[str] = "invalid_title"
    hint: ClassVar[str] = "Give what people shall call the round: 'Winter visits 2026'"
    title: str


@dataclass(eq=False, kw_only=True)
class InvalidDays(Unacceptable):
    """From {first_day} until {last_day} are no days in order."""

    code: ClassVar[str] = "invalid_days"
    hint: ClassVar[str] = "Write them as 2026-11-26, the first one not behind the last one."
    first_day: str
    last_day: str
