"""What can go wrong with the views: a branch of the server's tree.

server.errors.ServerError
└── ViewsError
    ├── NotReady            nothing was projected yet: ask again in a moment
    ├── SetAside            this record cannot be shown
    ├── Ambiguous           a tail of an id that several records end with
    ├── NotWritten          a settling that the gate refused
    └── Unreadable          a record's rows are read differently by pycrdt and by the scan

That the projector did not reach the head in time is `server.errors.ProjectorBehind`.
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


class ViewsError(ServerError):
    """The records cannot be shown at the moment."""

    code = "views"
    status = 503


class NotReady(ViewsError):
    """What was received is still being prepared for reading."""

    code = "views_not_ready"
    hint = "Try again in a moment; nothing is lost."


@dataclass(eq=False, kw_only=True)
class SetAside(ViewsError):
    """{record} cannot be shown: {reason}."""

    code: ClassVar[str] = "set_aside"
    status: ClassVar[int] = 500
    hint: ClassVar[str] = "Its changes are safe in the log; tell the administrator."
    record: str
    reason: str


@dataclass(eq=False, kw_only=True)
class Unreadable(ViewsError):
    """The rows of {record} are no record: {reason}."""

    code: ClassVar[str] = "unreadable_record"
    status: ClassVar[int] = 500
    record: str
    reason: str


@dataclass(eq=False, kw_only=True)
class Ambiguous(ViewsError):
    """Several records are called {name}."""

    code: ClassVar[str] = "ambiguous_record"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Give more of the id: {candidates}"
    name: str
    candidates: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class NotWritten(ViewsError):
    """Nothing was settled: the change is {refusal}."""

    code: ClassVar[str] = "not_written"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "{reason}"
    refusal: str
    reason: str
