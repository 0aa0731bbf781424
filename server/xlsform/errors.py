"""What is wrong with a file before a cell of it is read: a branch of the server's tree.

server.errors.ServerError
└── WorkbookError
    ├── MissingWorkbook         there is no such file
    ├── NoWorkbook              no .xlsx, and what it seems to be
    ├── UnreadableWorkbook      an .xlsx in name that cannot be read
    ├── EncryptedWorkbook       it asks for a password
    ├── WorkbookTooLarge        of more bytes, unpacked bytes or parts than a form has
    ├── WorkbookWithMacros      it carries a program
    ├── WorkbookWithEntities    it declares what a form never does
    ├── WorkbookTooCostly       reading it took more time or memory than a form needs
    └── ReadingFailed           the program itself failed on it

What is wrong in a cell is no error of the program: see server.xlsform.problems.
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


@dataclass(eq=False, kw_only=True)
class WorkbookError(ServerError):
    """The file {file} cannot be taken."""

    code: ClassVar[str] = "workbook"
    status: ClassVar[int] = 422
    file: str


@dataclass(eq=False, kw_only=True)
class MissingWorkbook(WorkbookError):
    """There is no file {file}."""

    code: ClassVar[str] = "missing_workbook"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "Look at its name, and at the folder it is in."


@dataclass(eq=False, kw_only=True)
class NoWorkbook(WorkbookError):
    """{file} is no .xlsx workbook."""

    code: ClassVar[str] = "no_workbook"
    hint: ClassVar[str] = (
        "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx), and take that."
    )


@dataclass(eq=False, kw_only=True)
class UnreadableWorkbook(WorkbookError):
    """{file} is a damaged workbook."""

    code: ClassVar[str] = "unreadable_workbook"
    hint: ClassVar[str] = "Open it in a spreadsheet program, save it anew as .xlsx, and take that."


@dataclass(eq=False, kw_only=True)
class EncryptedWorkbook(WorkbookError):
    """{file} asks for a password, or is an old .xls under another name."""

    code: ClassVar[str] = "encrypted_workbook"
    hint: ClassVar[str] = "Take the password off, save it as .xlsx, and take that."


@dataclass(eq=False, kw_only=True)
class WorkbookTooLarge(WorkbookError):
    """{file} is larger than a form: {bound}."""

    code: ClassVar[str] = "workbook_too_large"
    status: ClassVar[int] = 413
    hint: ClassVar[str] = (
        "Take pictures and foreign sheets out of it; put long lists into files beside it."
    )
    bound: str


@dataclass(eq=False, kw_only=True)
class WorkbookWithMacros(WorkbookError):
    """{file} holds macros, which are never taken."""

    code: ClassVar[str] = "workbook_with_macros"
    hint: ClassVar[str] = "Save it as an Excel workbook without macros (.xlsx), and take that."


@dataclass(eq=False, kw_only=True)
class WorkbookWithEntities(WorkbookError):
    """{file} declares a document type in {part}, which no spreadsheet program writes."""

    code: ClassVar[str] = "workbook_with_entities"
    hint: ClassVar[str] = "Do not trust where it came from. Type the form into a new workbook."
    part: str


@dataclass(eq=False, kw_only=True)
class WorkbookTooCostly(WorkbookError):
    """Reading {file} took more time or memory than a form needs."""

    code: ClassVar[str] = "workbook_too_costly"
    hint: ClassVar[str] = (
        "Copy the used cells into a new workbook: an old one may hold a million empty rows."
    )


@dataclass(eq=False, kw_only=True)
class ReadingFailed(WorkbookError):
    """The program failed while it read {file}: {reason}."""

    code: ClassVar[str] = "reading_failed"
    status: ClassVar[int] = 500
    hint: ClassVar[str] = "The fault is the program's: report it, with the workbook."
    reason: str
