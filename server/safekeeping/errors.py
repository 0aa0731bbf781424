"""What can go wrong with backups, restoring and what is withdrawn: a branch of the server's tree.

server.errors.ServerError
└── SafekeepingError
    ├── NotNoted                what is withdrawn cannot be written down: it was not done
    ├── DamagedWithdrawals      a line of such a file cannot be read
    ├── FileTaken               nothing here ever takes the place of a file
    ├── BackupInside            a backup beside its source is lost with it
    ├── BackupNoRoom            no backup was made
    ├── BackupFailed            the same, for another reason
    ├── NotEmpty                a restore begins in a new directory
    ├── NoBackup                the file is none
    ├── DamagedBackup           the file is one, but damaged
    └── RestoreFailed           the new directory cannot be written
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


class SafekeepingError(ServerError):
    """Something about keeping the directory safe failed."""

    code = "safekeeping"


@dataclass(eq=False, kw_only=True)
class NotNoted(SafekeepingError):
    """{file} cannot be written: {reason}."""

    code: ClassVar[str] = "not_noted"
    hint: ClassVar[str] = "Nothing was done: put that right, then run the command again."
    file: str
    reason: str


@dataclass(eq=False, kw_only=True)
class DamagedWithdrawals(SafekeepingError):
    """Line {line} of {file} cannot be read."""

    code: ClassVar[str] = "damaged_withdrawals"
    hint: ClassVar[str] = (
        "Look at that line: take it from another copy of the file, or delete it if you know what "
        "it said."
    )
    file: str
    line: int


@dataclass(eq=False, kw_only=True)
class FileTaken(SafekeepingError):
    """{file} exists already."""

    code: ClassVar[str] = "file_taken"
    hint: ClassVar[str] = "Name a new file; nothing was changed."
    file: str


@dataclass(eq=False, kw_only=True)
class BackupInside(SafekeepingError):
    """{file} lies in the data directory {data} itself."""

    code: ClassVar[str] = "backup_inside"
    hint: ClassVar[str] = "Name a place on another disk: what destroys one shall spare the other."
    file: str
    data: str


@dataclass(eq=False, kw_only=True)
class BackupNoRoom(SafekeepingError):
    """There is no room for {file}."""

    code: ClassVar[str] = "backup_no_room"
    hint: ClassVar[str] = (
        "No backup was made, and nothing was left there: make room or name another disk."
    )
    file: str


@dataclass(eq=False, kw_only=True)
class BackupFailed(SafekeepingError):
    """{file} cannot be written: {reason}."""

    code: ClassVar[str] = "backup_failed"
    hint: ClassVar[str] = "No backup was made: put that right or name another place."
    file: str
    reason: str


@dataclass(eq=False, kw_only=True)
class NotEmpty(SafekeepingError):
    """{data} is not empty."""

    code: ClassVar[str] = "not_empty"
    hint: ClassVar[str] = "Name a new directory with --data; nothing was changed."
    data: str


@dataclass(eq=False, kw_only=True)
class NoBackup(SafekeepingError):
    """{file} is no backup."""

    code: ClassVar[str] = "no_backup"
    hint: ClassVar[str] = (
        "Name the file that doorstep backup wrote, or the log.db of a directory on which no "
        "server runs."
    )
    file: str


@dataclass(eq=False, kw_only=True)
class DamagedBackup(SafekeepingError):
    """{file} is damaged: {reason}."""

    code: ClassVar[str] = "damaged_backup"
    hint: ClassVar[str] = "Take another backup; nothing was changed."
    file: str
    reason: str


@dataclass(eq=False, kw_only=True)
class RestoreFailed(SafekeepingError):
    """{data} cannot be written: {reason}."""

    code: ClassVar[str] = "restore_failed"
    hint: ClassVar[str] = (
        "What was begun there was removed: put that right or name another directory."
    )
    data: str
    reason: str
