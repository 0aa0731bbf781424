"""Cells of a workbook as text, each where it stands."""

import datetime as dt

import pytest
from openpyxl import Workbook

from server.xlsform.cells import letters
from server.xlsform.checking import read
from server.xlsform.errors import UnreadableWorkbook, WorkbookTooLarge
from server.xlsform.workbook import sheets
from tests.server.xlsform.conftest import problems


def test_cells_keep_their_places_where_a_sheet_begins_with_blanks(desk):
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    for row, texts in ((3, ("type", "name", "label")), (4, ("text", "a", "A")), (7, ("text",))):
        for column, text in enumerate(texts, start=2):
            sheet.cell(row, column, text)
    book.save(desk.file)
    assert [("survey!C7", "missing_name"), ("survey!D7", "missing_label")] == problems(
        read(desk.file, desk.folder)
    )


def test_every_kind_of_cell_is_text_as_a_person_reads_it(desk):
    desk.write(
        x=[
            [7, 7.0, 7.5, True, False],
            [
                dt.date(2026, 6, 12),
                dt.datetime.fromisoformat("2026-06-12T08:30"),
                dt.time(8, 30),
                " a ",
            ],
        ]
    )
    (found,) = sheets(desk.file)
    assert ("7", "7", "7.5", "TRUE", "FALSE") == found.rows[0]
    assert ("2026-06-12", "2026-06-12T08:30:00", "08:30:00", " a ") == found.rows[1][:4]
    assert ("a", " a ") == (found.cell(2, 3).text, found.cell(2, 3).written)


def test_a_cell_outside_of_the_sheet_is_blank(desk):
    desk.write(x=[["a"]])
    (found,) = sheets(desk.file)
    assert ("", "", "a") == (found.cell(9, 0).text, found.cell(1, 9).text, found.cell(1, 0).text)


def test_a_sheet_of_too_many_cells_is_refused(desk):
    book = Workbook()
    book.active.cell(1, 1, "type")
    book.active.cell(90_000, 30, "x")
    book.save(desk.file)
    with pytest.raises(WorkbookTooLarge):
        sheets(desk.file)


def test_what_is_no_workbook_inside_is_unreadable(desk):
    desk.file.write_bytes(b"PK\x03\x04")
    with pytest.raises(UnreadableWorkbook):
        sheets(desk.file)


@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (51, "AZ"),
        (52, "BA"),
        (701, "ZZ"),
        (702, "AAA"),
        (16383, "XFD"),
    ],
)
def test_columns_are_named_as_spreadsheets_name_them(index, wanted):
    assert wanted == letters(index)
