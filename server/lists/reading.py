"""The parent of the process that reads a list: refuses what is unfit, starts it, bounds it."""

from pathlib import Path
from typing import Any, Final

from server.lists.errors import ListTooLarge, NoList
from server.xlsform.container import FILE_MIB_MAX, refuse_unfit
from server.xlsform.errors import MissingWorkbook, NoWorkbook, WorkbookTooLarge
from server.xlsform.running import bounded

TEXTS: Final = (".csv", ".tsv", ".txt")
"""Endings of texts with columns."""

SUFFIXES: Final = (".xlsx", *TEXTS)
"""Endings of files that may be lists."""


def read(file: Path) -> dict[str, Any]:
    """The sheets of a list with their cells, as the process read them.

    Raises:
        WorkbookError: no cell of it was read.
        OSError: it cannot be opened.
    """
    try:
        _refuse_unfit(file)
        return bounded("server.lists.child", file)
    except WorkbookTooLarge as error:
        raise ListTooLarge(file=error.file, bound=error.bound) from error
    except NoWorkbook as error:
        raise NoList(file=error.file) from error


def _refuse_unfit(file: Path) -> None:
    if file.suffix.lower() not in TEXTS:
        refuse_unfit(file)
    elif not file.is_file():
        raise MissingWorkbook(file=file.name)
    elif file.stat().st_size > FILE_MIB_MAX * 2**20:
        raise ListTooLarge(file=file.name, bound=f"> {FILE_MIB_MAX} MB")
