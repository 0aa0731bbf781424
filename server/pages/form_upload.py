"""`POST /forms/upload`: a workbook becomes a draft, or all that is wrong in it stands in a table.

The file is bounded before it is read, and read in a process of its own (`server.xlsform`), of which
few run at once. What is taken over is kept in the log's file; nothing else of it stays on the disk.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

from starlette.responses import Response

from schema.grant import Right
from schema.text import in_language
from server.errors import ImportRefused
from server.operations.importing import Incoming, import_forms
from server.pages.errors import N_, NotThere, TooBusy
from server.pages.oversight import require
from server.pages.sent import Sent
from server.pages.visit import Visit
from server.people.workbooks import Workbook
from server.xlsform import running
from server.xlsform.errors import (
    EncryptedWorkbook,
    NoWorkbook,
    UnreadableWorkbook,
    WorkbookError,
    WorkbookTooCostly,
    WorkbookTooLarge,
    WorkbookWithEntities,
    WorkbookWithMacros,
)

_UNREAD: Final[Mapping[type[WorkbookError], str]] = {
    NoWorkbook: N_("This is no Excel workbook (.xlsx). Save it as one, and upload that."),
    UnreadableWorkbook: N_("The workbook is damaged. Open it, save it anew, and upload that."),
    EncryptedWorkbook: N_("The workbook asks for a password. Take it off, and upload it again."),
    WorkbookTooLarge: N_("The workbook is larger than a form. Take pictures and old sheets out."),
    WorkbookWithMacros: N_("The workbook holds macros. Save it without them (.xlsx)."),
    WorkbookWithEntities: N_(
        "The workbook holds what no spreadsheet program writes. Do not trust it."
    ),
    WorkbookTooCostly: N_("Reading it took too long. Copy the used cells into a new workbook."),
}
NAME_BYTES_MAX: Final = 255
"""Of a file's name, as file systems have it."""

_FAILED: Final = N_("The workbook could not be read. Report this, with the workbook.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One thing that was found in a workbook: where, and what."""

    sheet: str
    row: str
    column: str
    message: str


def upload(visit: Visit) -> Response:
    """Takes a workbook over as a draft."""
    require(visit, Right.forms)
    files: Sequence[Sent] = visit.request.state.files
    book = next((each for each in files if each.field == "workbook" and each.name), None)
    if book is None:
        return _refused(visit, "", problem=visit.words.say("Choose a workbook first."))
    if not all(can_be_kept(each.name) for each in files):
        problem = visit.words.say("The name of a file is too long. Give it a shorter one.")
        return _refused(visit, "", problem=problem)
    try:
        reading = read(visit, book, files)
    except WorkbookError as error:
        said = visit.words.say(_UNREAD.get(type(error), _FAILED))
        return _refused(visit, book.name, problem=said)
    if reading["problems"]:
        return _refused(visit, book.name, reading["problems"], reading["warnings"])
    return _taken(visit, book, files, reading)


def can_be_kept(name: str) -> bool:
    """Whether a file may be called so, beside the others, on our disk."""
    fits = len(name.encode("utf-8", "surrogatepass")) <= NAME_BYTES_MAX
    return fits and "\0" not in name and not name.startswith(".") and name == PurePath(name).name


def read(visit: Visit, book: Sent, files: Iterable[Sent]) -> dict[str, Any]:
    """What the workbook says, with the files that came with it; see `server.xlsform.running`."""
    if not visit.frame.workbooks.acquire(blocking=False):
        raise TooBusy
    try:
        with tempfile.TemporaryDirectory(prefix="doorstep-") as folder:
            for each in (*files, book):
                (Path(folder) / each.name).write_bytes(each.content)
            found: dict[str, Any] = running.read(Path(folder) / book.name)
            return found
    finally:
        visit.frame.workbooks.release()


def _taken(visit: Visit, book: Sent, files: Iterable[Sent], reading: Mapping[str, Any]) -> Response:
    """Keeps what was read as a draft, and shows it."""
    if visit.person is None:
        raise NotThere
    try:
        (done,) = import_forms(visit.station, [incoming(book, files, reading)], visit.person)
    except ImportRefused as error:
        return _refused(visit, book.name, error.problems, reading["warnings"])
    if reading["warnings"]:
        return visit.show(
            "upload.html",
            file=book.name,
            form=done.form,
            outcome=done.outcome,
            problem="",
            problems=[],
            warnings=_told(visit, reading["warnings"]),
        )
    where = f"/forms/{done.form.id}?version={done.form.version}"
    return visit.go(f"{where}&done={done.outcome}{'&derived=1' if done.derived else ''}")


def incoming(book: Sent, files: Iterable[Sent], reading: Mapping[str, Any]) -> Incoming:
    """A workbook in which nothing is wrong, as it is taken over."""
    media = {each.name: each.content for each in files if each.name in reading["media"]}
    return Incoming(
        file=book.name,
        definition=reading["definition"],
        workbook=Workbook(name=book.name, content=book.content),
        media=tuple(Workbook(name=name, content=content) for name, content in media.items()),
        cells=reading.get("cells", {}),
    )


def _refused(
    visit: Visit,
    file: str,
    problems: Iterable[Mapping[str, Any]] = (),
    warnings: Iterable[Mapping[str, Any]] = (),
    *,
    problem: str = "",
) -> Response:
    return visit.show(
        "upload.html",
        422,
        file=file,
        form=None,
        outcome="",
        problem=problem,
        problems=_told(visit, problems),
        warnings=_told(visit, warnings),
    )


def _told(visit: Visit, found: Iterable[Mapping[str, Any]]) -> list[Found]:
    return [
        Found(
            sheet=each["sheet"] or "–",
            row=str(each["row"] or "–"),
            column=each["column"] or "–",
            message=in_language(each["message"], visit.words.lang),
        )
        for each in found
    ]
