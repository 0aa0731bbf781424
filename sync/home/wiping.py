"""How a home is emptied: every file that holds something of it is overwritten and removed.

Invariants: the caller holds the home's lock all the while. The database is renamed first, so from
one moment on there is no home here, and a wipe that was killed is finished by the next one, or by
whoever makes a home here again: an old write-ahead log never meets a new database. What remains is
the directory and its lock, at which other processes may be waiting; neither tells of anybody.

Overwriting is as much as a program can do: a flash disk may keep old cells for a while, and those
only an encrypted disk makes unreadable.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from sync.home.database import DATABASE
from sync.log.errors import StorageFailed

LEAVING: Final = f"{DATABASE}.wiped"
"""The database's name while it is removed; gone last of all."""

_BESIDE: Final = tuple(f"{DATABASE}-{end}" for end in ("wal", "shm", "journal"))

_ZEROS: Final = bytes(1024 * 1024)


def begun(path: Path) -> bool:
    """Whether a wipe of this home was begun and not finished."""
    return (path / LEAVING).exists()


def wipe(path: Path) -> None:
    """Removes everything of the home; called under its lock, with no database open.

    Raises:
        StorageFailed: a file is still there; `finish` goes on.
    """
    try:
        if (path / DATABASE).exists():
            (path / DATABASE).rename(path / LEAVING)
            _settle(path)
    except OSError as error:
        raise _failed(path, error) from error
    finish(path)


def finish(path: Path) -> None:
    """Removes what a wipe has left, and never a home that is there: called under its lock.

    Raises:
        StorageFailed: a file is still there; a further call goes on.
    """
    beside = () if (path / DATABASE).exists() else _BESIDE
    try:
        for name in (*beside, LEAVING):
            with contextlib.suppress(FileNotFoundError):
                _overwrite(path / name)
                (path / name).unlink()
        _settle(path)
    except OSError as error:
        raise _failed(path, error) from error


def _failed(path: Path, error: OSError) -> StorageFailed:
    return StorageFailed(f"{path} cannot be emptied ({error}).")


def _overwrite(file: Path) -> None:
    """Zeros in the place of what is there; where the disk takes none, removing has to do."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        left = os.fstat(descriptor).st_size
        with contextlib.suppress(OSError):
            while left > 0:
                left -= os.write(descriptor, _ZEROS[:left])
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _settle(path: Path) -> None:
    """The directory's entries are on disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
