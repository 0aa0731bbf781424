"""Files that are sent to be read: what they may be called, where they are read, what is said of it.

A file lies on the disk while it is read and no longer, and few are read at once. Left out: what is
read in them (`server.xlsform`, `server.lists`).
"""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

from schema.reading import FILE_NAME_BYTES_MAX
from schema.text import in_language
from server.pages.errors import N_, TooBusy
from server.pages.visit import Visit
from server.xlsform.errors import (
    EncryptedWorkbook,
    UnreadableWorkbook,
    WorkbookError,
    WorkbookTooCostly,
    WorkbookWithEntities,
    WorkbookWithMacros,
)

UNREAD: Final[Mapping[type[WorkbookError], str]] = {
    UnreadableWorkbook: N_("The workbook is damaged. Open it, save it anew, and upload that."),
    EncryptedWorkbook: N_("The workbook asks for a password. Take it off, and upload it again."),
    WorkbookWithMacros: N_("The workbook holds macros. Save it without them (.xlsx)."),
    WorkbookWithEntities: N_(
        "The workbook holds what no spreadsheet program writes. Do not trust it."
    ),
    WorkbookTooCostly: N_("Reading it took too long. Copy the used cells into a new workbook."),
}
"""Why a workbook cannot be read, whatever it is of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One thing that was found in a file: where, and what."""

    sheet: str
    row: str
    column: str
    message: str


def can_be_kept(name: str) -> bool:
    """Whether a file may be called so, beside the others, on our disk."""
    fits = len(name.encode("utf-8", "surrogatepass")) <= FILE_NAME_BYTES_MAX
    return fits and "\0" not in name and not name.startswith(".") and name == PurePath(name).name


@contextlib.contextmanager
def desk(visit: Visit) -> Iterator[Path]:
    """A folder in which files lie while they are read; TooBusy if enough are being read."""
    if not visit.frame.workbooks.acquire(blocking=False):
        raise TooBusy
    try:
        with tempfile.TemporaryDirectory(prefix="doorstep-") as folder:
            yield Path(folder)
    finally:
        visit.frame.workbooks.release()


def cells_told(visit: Visit, found: Iterable[Mapping[str, Any]]) -> list[Found]:
    """What was found in cells, in the visitor's language."""
    return [
        Found(
            sheet=each["sheet"] or "–",
            row=str(each["row"] or "–"),
            column=each["column"] or "–",
            message=in_language(each["message"], visit.words.lang),
        )
        for each in found
    ]
