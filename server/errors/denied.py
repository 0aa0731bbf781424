"""Tablets and people at the door, and who has no right."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


class Denied(ServerError):
    """The door stays closed."""

    code = "denied"
    status = 403


class NoSuchCode(Denied):
    """This code does not work: it is unknown, used already, or too old."""

    code = "no_such_code"
    status = 404
    hint = "Ask the community for a new code."


class TooManyCodes(Denied):
    """Too many wrong enrolment codes came from this address."""

    code = "too_many_codes"
    status = 429
    hint = "Wait some minutes, then try again."


class Unauthenticated(Denied):
    """The server does not know this tablet."""

    code = "unauthenticated"
    status = 401
    hint = "Enrol it again with a new code; nothing on it is lost."


class Revoked(Denied):
    """This tablet or its holder is shut out."""

    code = "revoked"
    hint = "Ask the community; what is not delivered yet stays on the tablet."


@dataclass(eq=False, kw_only=True)
class MayNotErase(Denied):
    """{login} has no right to erase {records}, so nothing was erased."""

    code: ClassVar[str] = "may_not_erase"
    hint: ClassVar[str] = (
        "Name with --as somebody who is `district` there; "
        "for a restricted form the grant has to name it."
    )
    login: str
    records: tuple[str, ...]
