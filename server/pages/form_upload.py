"""`POST /forms/upload`: a workbook becomes a draft, or all that is wrong in it stands in a table.

The file is bounded before it is read, and read in a process of its own (`server.xlsform`), of which
few run at once. What is taken over is kept in the log's file; nothing else of it stays on the disk.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from schema.grant import Right
from server.errors import ImportRefused
from server.operations.importing import Incoming, import_forms
from server.pages.errors import N_, NotThere
from server.pages.oversight import require
from server.pages.sent import Sent
from server.pages.uploads import UNREAD, can_be_kept, cells_told, desk
from server.pages.visit import Visit
from server.people.workbooks import Workbook
from server.xlsform import running
from server.xlsform.errors import NoWorkbook, WorkbookError, WorkbookTooLarge

_UNREAD: Final[Mapping[type[WorkbookError], str]] = {
    **UNREAD,
    NoWorkbook: N_("This is no Excel workbook (.xlsx). Save it as one, and upload that."),
    WorkbookTooLarge: N_("The workbook is larger than a form. Take pictures and old sheets out."),
}
_FAILED: Final = N_("The workbook could not be read. Report this, with the workbook.")


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


def read(visit: Visit, book: Sent, files: Iterable[Sent]) -> dict[str, Any]:
    """What the workbook says, with the files that came with it; see `server.xlsform.running`."""
    with desk(visit) as folder:
        for each in (*files, book):
            (folder / each.name).write_bytes(each.content)
        found: dict[str, Any] = running.read(folder / book.name)
        return found


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
            warnings=cells_told(visit, reading["warnings"]),
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
        problems=cells_told(visit, problems),
        warnings=cells_told(visit, warnings),
    )
