"""What the API answers instead of a document: a branch of the server's tree.

server.errors.ServerError
└── ApiError
    ├── NoSuchParameter     the address, or the body, asks for something that is not there
    ├── BadParameter        a parameter with a value that it cannot have
    ├── WrongMethod         the address is there, but takes another method
    └── PasswordFirst       a one-time password has to be replaced on the pages first

That nobody is signed in, that something is absent or forbidden, and that a request comes from
another site are the pages' own errors.
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


class ApiError(ServerError):
    """The API cannot answer this."""

    code = "api"
    status = 400


@dataclass(eq=False, kw_only=True)
class NoSuchParameter(ApiError):
    """There is no parameter {name} here."""

    code: ClassVar[str] = "no_such_parameter"
    status: ClassVar[int] = 400
    hint: ClassVar[str] = "Nearest: {nearest}"
    name: str
    nearest: tuple[str, ...] = ()


@dataclass(eq=False, kw_only=True)
class BadParameter(ApiError):
    """{name} cannot be {value}."""

    code: ClassVar[str] = "bad_parameter"
    status: ClassVar[int] = 400
    hint: ClassVar[str] = "It is {expected}."
    name: str
    value: str
    expected: str


@dataclass(eq=False, kw_only=True)
class WrongMethod(ApiError):
    """This address does not take {method}."""

    code: ClassVar[str] = "wrong_method"
    status: ClassVar[int] = 405
    hint: ClassVar[str] = "It takes {allowed}."
    method: str
    allowed: tuple[str, ...]


class PasswordFirst(ApiError):
    """The one-time password has to be replaced first."""

    code = "password_first"
    status = 403
    hint = "Sign in on the pages once and choose a password."
