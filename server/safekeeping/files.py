"""New files of ours: never in the place of another, and on disk when they are said to be."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from server.safekeeping.errors import FileTaken

_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def sync_directory(folder: Path) -> None:
    """Returns once the names in a directory, new ones too, would survive a power cut.

    Raises:
        OSError: the disk failed, or the directory is not there.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def new_file(file: Path) -> Iterator[TextIO]:
    """A text file for its owner alone, on disk behind the block, and gone if that fails.

    Raises:
        FileTaken: there is one of this name; it is untouched.
        OSError: it cannot be written.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError as error:
        raise FileTaken(file=str(file)) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as text:
            yield text
            text.flush()
            os.fsync(text.fileno())
        sync_directory(file.absolute().parent)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def give_name(unfinished: Path, file: Path) -> None:
    """Gives the file its name; FileExistsError if another has taken it meanwhile."""
    try:
        file.hardlink_to(unfinished)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A file system without links (a memory stick): there renaming has to do.
        if file.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        unfinished.rename(file)
