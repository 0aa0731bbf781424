"""A workbook that is written into a new file: nothing is written over, and no half is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from server.safekeeping.errors import FileTaken


@contextmanager
def new_book(file: Path) -> Iterator[xlsxwriter.Workbook]:
    """The workbook to fill; it is written when the block ends.

    Raises:
        FileTaken: a file of that name is there; it is untouched.
        OSError: it cannot be written.
    """
    try:
        file.open("xb").close()
    except FileExistsError as error:
        raise FileTaken(file=str(file)) from error
    try:
        book = xlsxwriter.Workbook(str(file))
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error  # it wraps what the disk said
    except BaseException:  # also where somebody ends the command: no half of a file stays
        file.unlink(missing_ok=True)
        raise
