"""New files of ours: never in the place of another, and on disk when they are said to be."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from server.safekeeping.errors import FileTaken


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
