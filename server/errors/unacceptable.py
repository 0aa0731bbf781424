"""A value that cannot be stored, or a request that cannot be read."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


class Unacceptable(ServerError):
    """A value cannot be stored."""

    code = "unacceptable"
    status = 422


@dataclass(eq=False, kw_only=True)
class NothingChosen(Unacceptable):
    """No refused change was chosen."""

    code: ClassVar[str] = "nothing_chosen"
    hint: ClassVar[str] = "Name them by their ids, or by --reason or --device."


@dataclass(eq=False, kw_only=True)
class NotAcceptable(Unacceptable):
    """These cannot be accepted: {ids}."""

    code: ClassVar[str] = "not_acceptable"
    hint: ClassVar[str] = "They are no changes, or their number is taken: they can only be shown."
    ids: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class FormNotImported(Unacceptable):
    """The server does not know the form {forms}, so nothing was accepted."""

    code: ClassVar[str] = "form_not_imported"
    hint: ClassVar[str] = "Import the form first, then accept again."
    forms: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class RecordsErased(Unacceptable):
    """The records of {ids} were erased at somebody's request, so nothing was accepted."""

    code: ClassVar[str] = "records_erased"
    hint: ClassVar[str] = "Discard these instead: doorstep quarantine discard --reason erased"
    ids: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class TopOfTree(Unacceptable):
    """{area} is the top of the tree; there is nothing under which it could be moved."""

    code: ClassVar[str] = "top_of_tree"
    hint: ClassVar[str] = "Move what lies below it. See it: doorstep areas list {area}"
    area: str


@dataclass(eq=False, kw_only=True)
class BelowItself(Unacceptable):
    """{parent} lies in {area}, which cannot be moved below itself."""

    code: ClassVar[str] = "below_itself"
    hint: ClassVar[str] = "Nothing was changed. Name an area outside of it."
    area: str
    parent: str


@dataclass(eq=False, kw_only=True)
class WrongLevel(Unacceptable):
    """{area} cannot lie in {parent}, which is a {found_kind}."""

    code: ClassVar[str] = "wrong_level"
    hint: ClassVar[str] = "Nothing was changed. It can lie in one of the kind: {kinds}"
    area: str
    parent: str
    found_kind: str
    kinds: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class OnTheRoster(Unacceptable):
    """{area} is not a household that was written at the door."""

    code: ClassVar[str] = "on_the_roster"
    hint: ClassVar[str] = "Name one like 130709/100/002/007/x03/b02/u1/+0301-2."
    area: str


@dataclass(eq=False, kw_only=True)
class NoHousehold(Unacceptable):
    """{area} is no household: it is a {found_kind}."""

    code: ClassVar[str] = "no_household"
    hint: ClassVar[str] = "See the households of an area: doorstep areas list {area}"
    area: str
    found_kind: str


@dataclass(eq=False, kw_only=True)
class LiesElsewhere(Unacceptable):
    """{household} does not lie in {place}, where {unlisted} was written."""

    code: ClassVar[str] = "lies_elsewhere"
    hint: ClassVar[str] = "See what lies there: doorstep areas list {place}"
    household: str
    unlisted: str
    place: str


@dataclass(eq=False, kw_only=True)
class NothingWritten(Unacceptable):
    """Nothing that could be adopted was written of {unlisted}."""

    code: ClassVar[str] = "nothing_written"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "See what there is: doorstep records list FORM"
    unlisted: str


@dataclass(eq=False, kw_only=True)
class InvalidLogin(Unacceptable):
    """{login!r} is no login."""

    code: ClassVar[str] = "invalid_login"
    hint: ClassVar[str] = (
        "A login has 2 to 64 of a-z, 0-9, dot, hyphen and underscore, a letter first."
    )
    login: str


@dataclass(eq=False, kw_only=True)
class InvalidName(Unacceptable):
    """A name of 1 to 100 characters on one line is needed."""

    code: ClassVar[str] = "invalid_name"
    hint: ClassVar[str] = "Give the person's name with --name."
    name: str


@dataclass(eq=False, kw_only=True)
class InvalidPhone(Unacceptable):
    """{phone!r} is no telephone number."""

    code: ClassVar[str] = "invalid_phone"
    hint: ClassVar[str] = (
        "A number has digits, spaces and hyphens, perhaps a + in front: at most 32 characters."
    )
    phone: str


@dataclass(eq=False, kw_only=True)
class WeakPassword(Unacceptable):
    """The password is too short or too long."""

    code: ClassVar[str] = "weak_password"
    hint: ClassVar[str] = "Take {chars_min} to {chars_max} characters."
    chars_min: int
    chars_max: int


@dataclass(eq=False, kw_only=True)
class InvalidValue(Unacceptable):
    """What was given does not fit what is recorded here."""

    code: ClassVar[str] = "invalid_value"
    reason: str
    advice_text: str = ""

    def sentence(self) -> str:
        """What does not fit, as the rule that was broken says it."""
        return self.reason

    def advice(self) -> str:
        """What to do next, as the rule that was broken says it."""
        return self.advice_text


@dataclass(eq=False, kw_only=True)
class InvalidRequest(Unacceptable):
    """The request cannot be read: {reason}."""

    code: ClassVar[str] = "bad_request"
    status: ClassVar[int] = 400
    reason: str
