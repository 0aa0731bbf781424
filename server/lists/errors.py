"""What is wrong with the file of a list before a cell of it is read.

server.errors.ServerError
└── WorkbookError
    ├── NoList              neither a workbook nor a text with columns
    ├── ListTooLarge        of more bytes, rows or cells than a list has
    ├── UndecodableList     in an encoding that is neither UTF-8 nor GB18030
    └── UnclosedQuote       a quote that begins somewhere and never ends

What is wrong in a cell is no error of the program: see server.lists.words.
"""

from dataclasses import dataclass
from typing import ClassVar

from server.xlsform.errors import WorkbookError


@dataclass(eq=False, kw_only=True)
class NoList(WorkbookError):
    """{file} is no list that can be read."""

    code: ClassVar[str] = "no_list"
    hint: ClassVar[str] = (
        "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV."
    )


@dataclass(eq=False, kw_only=True)
class ListTooLarge(WorkbookError):
    """{file} is larger than a list: {bound}."""

    code: ClassVar[str] = "list_too_large"
    status: ClassVar[int] = 413
    hint: ClassVar[str] = "Take pictures and foreign sheets out of it, or divide it by community."
    bound: str


@dataclass(eq=False, kw_only=True)
class UndecodableList(WorkbookError):
    """{file} is neither in UTF-8 nor in GB18030: row {row} cannot be read."""

    code: ClassVar[str] = "undecodable_list"
    hint: ClassVar[str] = "Save it as an Excel workbook (.xlsx), or as “CSV UTF-8”."
    row: int


@dataclass(eq=False, kw_only=True)
class UnclosedQuote(WorkbookError):
    """{file} has a quote that never ends, or a cell that is far too long, at row {row}."""

    code: ClassVar[str] = "unclosed_quote"
    hint: ClassVar[str] = "Look at the quotation marks from there on, or save it as .xlsx."
    row: int
