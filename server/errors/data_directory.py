"""The data directory itself cannot be used."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


class DirectoryError(ServerError):
    """The data directory cannot be used."""


@dataclass(eq=False, kw_only=True)
class AlreadyInitialised(DirectoryError):
    """{data} already is a data directory."""

    code: ClassVar[str] = "already_initialised"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Name another directory with --data; nothing was changed."
    data: str


@dataclass(eq=False, kw_only=True)
class NotInitialised(DirectoryError):
    """{data} is no data directory."""

    code: ClassVar[str] = "not_initialised"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "Make one with: doorstep init --data {data}"
    data: str


@dataclass(eq=False, kw_only=True)
class NewerVersion(DirectoryError):
    """{data} was written by a newer Doorstep: its tables have version {found}, not {known}."""

    code: ClassVar[str] = "newer_version"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Use that newer program; nothing was changed."
    data: str
    found: int
    known: int


@dataclass(eq=False, kw_only=True)
class DirectoryInUse(DirectoryError):
    """Another process works in {data}."""

    code: ClassVar[str] = "directory_in_use"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = (
        "One server runs on a directory: end the other one, or wait until it is done."
    )
    data: str


@dataclass(eq=False, kw_only=True)
class ServerSilent(DirectoryError):
    """The server that runs on {data} did not answer."""

    code: ClassVar[str] = "server_silent"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Try again; if it stays so, look at the server's log."
    data: str


@dataclass(eq=False, kw_only=True)
class StorageFailure(DirectoryError):
    """The storage below {data} failed: {reason}."""

    code: ClassVar[str] = "storage_failure"
    exit_code: ClassVar[int] = 70
    hint: ClassVar[str] = "Stop trusting this disk: check it, and restore a backup if need be."
    data: str
    reason: str


@dataclass(eq=False, kw_only=True)
class DiskFull(DirectoryError):
    """There is no room left to write {data}."""

    code: ClassVar[str] = "disk_full"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Nothing was done: make room, then try again."
    data: str


@dataclass(eq=False, kw_only=True)
class DatabaseHeld(DirectoryError):
    """Another program holds {data}."""

    code: ClassVar[str] = "busy"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Nothing was done: end that program, then try again."
    data: str
