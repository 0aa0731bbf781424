"""What can go wrong with backups, restoring and what is withdrawn: a branch of the server's tree.

server.errors.ServerError
└── SafekeepingError
    ├── NotNoted                what is withdrawn cannot be written down: it was not done
    └── DamagedWithdrawals      a line of such a file cannot be read
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
