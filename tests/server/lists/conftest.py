"""Lists as an office has them, and a small invented town to import them into.

Workbooks are written by openpyxl and texts by Python's own csv, never by the code under test.
"""

import csv
import io

import openpyxl
import pytest

from schema.area import Area, AreaId, AreaKind
from server import desk, directory
from server.database import reading_database
from server.errors import ImportRefused
from server.lists import child
from server.operations import rosters
from server.operations.arguments import Arguments
from server.people import areas
from server.station import Station
from tests.server.conftest import COMMUNITY, DISTRICT, GRID, OTHER_GRID

BUILDING = f"{GRID}/x04/b01"
UNIT = f"{BUILDING}/u1"
SECOND = f"{BUILDING}/u2"
ELSEWHERE = f"{OTHER_GRID}/x01/b01/u1"

PLACES = (
    (f"{GRID}/x04", "compound", "长青小区"),
    (BUILDING, "building", "1号楼"),
    (UNIT, "unit", "1单元"),
    (f"{UNIT}/0101", "household", "0101"),
    (f"{UNIT}/0102", "household", "0102"),
    (f"{UNIT}/0201", "household", "0201"),
    (SECOND, "unit", "2单元"),
    (f"{SECOND}/0101", "household", "0101"),
    (f"{OTHER_GRID}/x01", "compound", "康泰花园"),
    (f"{OTHER_GRID}/x01/b01", "building", "1号楼"),
    (ELSEWHERE, "unit", "1单元"),
    (f"{ELSEWHERE}/0101", "household", "0101"),
)

HEAD = ["小区", "楼栋", "单元", "房号"]


def row(room, unit="1单元", building="1号楼", compound="长青小区"):
    return [compound, building, unit, room]


WHOLE = [HEAD, row("0101"), row("0102"), row("0201"), row("0101", unit="2单元")]
"""The list of the building as the tree has it."""


@pytest.fixture
def people(connection, add_person):
    """The office, a community's, somebody of a grid, and who keeps a grid's or a unit's roster."""
    areas.add_all(
        connection,
        [
            Area(id=AreaId(area), kind=AreaKind(kind), name=name, parent=AreaId(area).parent)
            for area, kind, name in PLACES
        ],
    )
    found = {
        "boss": add_person("boss", ("admin", DISTRICT), ("district", DISTRICT)),
        "zhao": add_person("zhao", ("community", COMMUNITY)),
        "wang": add_person("wang", ("grid_member", GRID)),
        "lin": add_person("lin", ("district", GRID)),
        "tong": add_person("tong", ("district", UNIT)),
    }
    connection.close()
    return found


@pytest.fixture
def station(data, people, folded_here):
    with Station(data) as opened:
        yield opened


@pytest.fixture
def workbook(tmp_path):
    """Writes sheets into a workbook; `merged` are ranges of the first sheet."""

    def write(*sheets, merged=(), name="名单.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"表{number}")
            for each in rows:
                sheet.append(each)
            for where in merged if number == 1 else ():
                sheet.merge_cells(where)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path):
    """Writes rows into a text, in an encoding and parted by a sign."""

    def write(rows, encoding="utf-8", delimiter=",", name="名单.csv"):
        said = io.StringIO()
        csv.writer(said, delimiter=delimiter).writerows(rows)
        (tmp_path / name).write_bytes(said.getvalue().encode(encoding))
        return tmp_path / name

    return write


@pytest.fixture
def take(station):
    """Has a file imported by an operation; gives its document. Its cells are read right here."""

    def take(operation, file, **values):
        asked = {"file": file.name, "sheets": child.sheets(file), **values}
        return desk.perform(station, operation, asked)

    return take


@pytest.fixture
def look(data, people):
    """Looks a file through as an operation would; gives what it would change. Nothing runs."""

    def look(operation, file, **values):
        with reading_database(data) as connection:
            known = directory.load(connection)
        asked = {"file": file.name, "sheets": child.sheets(file), **values}
        looked = rosters.look(known, rosters.asked_of(known, Arguments(asked), operation))
        return looked.document("zh-CN", {})

    return look


@pytest.fixture
def refused(look):
    """Has a file refused; gives what is wrong as (row, column, code)."""

    def refused(operation, file, **values):
        with pytest.raises(ImportRefused) as caught:
            look(operation, file, **values)
        return [(each["row"], each["column"], each["code"]) for each in caught.value.problems]

    return refused
