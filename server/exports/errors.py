"""What can go wrong with exports: a branch of the server's tree.

server.errors.ServerError
└── ExportError
    ├── ExportFailed            the files cannot be written, or their process ended
    ├── ExportNoRoom            the disk is full
    ├── TooLarge                more rows or columns than a sheet holds
    ├── UnreadableTime          no day and no time
    ├── NoPlaces                a form that never asks for a place is no map
    ├── NoExport                nobody may take records away from there
    └── ExportsBusy             enough are being made, or waiting to be fetched

That a file of the same name is there is `server.safekeeping.errors.FileTaken`.
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


class ExportError(ServerError):
    """The export was not made."""

    code = "export"


@dataclass(eq=False, kw_only=True)
class ExportFailed(ExportError):
    """{file} cannot be written: {reason}."""

    code: ClassVar[str] = "export_failed"
    hint: ClassVar[str] = "Nothing was exported: put that right, or name another place."
    file: str
    reason: str


@dataclass(eq=False, kw_only=True)
class ExportNoRoom(ExportError):
    """There is no room for {file}."""

    code: ClassVar[str] = "export_no_room"
    status: ClassVar[int] = 507
    hint: ClassVar[str] = "Nothing was exported: free some space, or take another disk."
    file: str


@dataclass(eq=False, kw_only=True)
class TooLarge(ExportError):
    """A sheet of a workbook holds {most} {what}, and here are {found}."""

    code: ClassVar[str] = "export_too_large"
    status: ClassVar[int] = 422
    hint: ClassVar[str] = "Nothing was exported: take CSV, or a smaller area."
    what: str
    found: int
    most: int


@dataclass(eq=False, kw_only=True)
class UnreadableTime(ExportError):
    """{text} is no day and no time."""

    code: ClassVar[str] = "unreadable_time"
    status: ClassVar[int] = 422
    hint: ClassVar[str] = "Write it like 2026-06-12 or 2026-06-12T08:30."
    text: str


@dataclass(eq=False, kw_only=True)
class NoPlaces(ExportError):
    """{form} never asks for a place."""

    code: ClassVar[str] = "no_places"
    status: ClassVar[int] = 422
    hint: ClassVar[str] = "Nothing was exported: take CSV or XLSX, or a form with a geopoint."
    form: str


@dataclass(eq=False, kw_only=True)
class NoExport(ExportError):
    """{login} may take no records of {form} away from there."""

    code: ClassVar[str] = "no_export"
    status: ClassVar[int] = 403
    hint: ClassVar[str] = (
        "Nothing was exported: name with --as somebody who is `district` there; "
        "for a restricted form the grant has to name it."
    )
    login: str
    form: str


class ExportsBusy(ExportError):
    """Enough exports are being made at the moment."""

    code = "exports_busy"
    status = 503
    hint = "Wait until they are ready, then try again."
