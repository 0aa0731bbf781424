"""Workbooks made for a test with openpyxl, a program that has no part in reading them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from server.xlsform.checking import read


class Desk:
    """A clerk's folder: writes workbooks and lists, and has them read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "visit.xlsx"

    def write(self, name="visit.xlsx", **sheets):
        """Writes a workbook of these sheets, each a list of rows; `__` in a name is a blank."""
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title.replace("__", " "))
            for row in rows:
                sheet.append(row)
        self.file = self.folder / name
        book.save(self.file)
        return self.file

    def read(self, **sheets):
        """Writes the sheets and reads them in this process."""
        self.write(**sheets)
        return self.read_again()

    def read_again(self):
        """Reads the workbook that was written last."""
        return read(self.file, self.folder)

    def survey(self, header, *rows, **further):
        """Reads a form of one survey whose header is a line of words."""
        return self.read(survey=[header.split(), *rows], **further)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def told(findings):
    """Findings as (cell, code)."""
    return [(str(each.cell) if each.cell else None, each.code) for each in findings]


def problems(reading):
    return told(reading.problems)


def warnings(reading):
    return told(reading.warnings)
