"""What is asked for contradicts what is there."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


class Conflicting(ServerError):
    """What is asked for contradicts what is there."""

    code = "conflict"
    status = 409


@dataclass(eq=False, kw_only=True)
class LoginTaken(Conflicting):
    """The login {login} belongs to {holder} already."""

    code: ClassVar[str] = "login_taken"
    hint: ClassVar[str] = "Choose another login."
    login: str
    holder: str


@dataclass(eq=False, kw_only=True)
class StaffDisabled(Conflicting):
    """{login} is disabled."""

    code: ClassVar[str] = "staff_disabled"
    hint: ClassVar[str] = "Choose somebody who works."
    login: str


@dataclass(eq=False, kw_only=True)
class GrantNotHeld(Conflicting):
    """{login} does not hold this grant."""

    code: ClassVar[str] = "grant_not_held"
    hint: ClassVar[str] = "Held are: {held}"
    login: str
    held: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class LastAdmin(Conflicting):
    """{login} is the last administrator of {area}; without one nobody could be let in any more."""

    code: ClassVar[str] = "last_admin"
    hint: ClassVar[str] = (
        "Make another one first: doorstep staff grant LOGIN --role admin --area {area}"
    )
    login: str
    area: str


@dataclass(eq=False, kw_only=True)
class LiesThere(Conflicting):
    """{area} lies in {parent} already."""

    code: ClassVar[str] = "lies_there"
    hint: ClassVar[str] = "Nothing was changed. See what lies there: doorstep areas list {parent}"
    area: str
    parent: str


@dataclass(eq=False, kw_only=True)
class NotAdopted(Conflicting):
    """{record} was not adopted: its copy is {refusal}."""

    code: ClassVar[str] = "not_adopted"
    hint: ClassVar[str] = "{reason}"
    record: str
    refusal: str
    reason: str


@dataclass(eq=False, kw_only=True)
class NoRight(Conflicting):
    """{login} has no right to do this in {area}."""

    code: ClassVar[str] = "no_right"
    status: ClassVar[int] = 403
    hint: ClassVar[str] = "Nothing was changed. Name somebody who has, with --as LOGIN."
    login: str
    area: str


@dataclass(eq=False, kw_only=True)
class RecordErased(Conflicting):
    """The record {record} was erased at somebody's request."""

    code: ClassVar[str] = "record_erased"
    status: ClassVar[int] = 410
    hint: ClassVar[str] = "Nothing of what it said is left, and it takes no more changes."
    record: str
