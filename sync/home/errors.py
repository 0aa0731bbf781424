"""What can go wrong with a home, as one tree.

HomeError
├── NoHome          nothing was ever enrolled in this directory
├── HomeInUse       another process holds it
├── HomeTooNew      a later version of the program wrote it
├── UnsafeStorage   the disk or file system does not keep what it is told to
└── CursorGap       rows were to be stored that do not begin at the cursor
"""

from pathlib import Path


class HomeError(Exception):
    """The tablet's directory cannot be used."""

    def __str__(self) -> str:
        """The docstring's first line, which a person can read."""
        return (type(self).__doc__ or "").splitlines()[0]


class _HomeAtPath(HomeError):
    """A problem of one directory.

    Attributes:
        path: the home directory.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class NoHome(_HomeAtPath):
    """There is no tablet in this directory; enrol it first."""


class HomeInUse(_HomeAtPath):
    """Another process uses this tablet's directory; wait until it is done."""


class HomeTooNew(_HomeAtPath):
    """A later version of the program wrote this directory; update the program."""


class UnsafeStorage(_HomeAtPath):
    """The database cannot promise that what is written stays written."""


class CursorGap(HomeError):
    """Rows were sent that do not follow what is held here; connect again.

    Attributes:
        scope: the area whose rows they are.
        held: the cursor here.
        offered: the position after which they were sent.
    """

    def __init__(self, scope: str, held: int, offered: int) -> None:
        super().__init__(scope, held, offered)
        self.scope = scope
        self.held = held
        self.offered = offered
