"""The small invented district, with a handful of changes in its log."""

import pytest

from schema.record_id import RecordId
from server.station import Station
from tests.server.conftest import GRID, HOUSEHOLD

RECORD = f"opinion/{HOUSEHOLD}"
CHANGES = 5


@pytest.fixture
def people(connection, add_person):
    """The staff ids of four people by their logins."""
    found = {
        "boss": add_person("boss", ("admin", "130709"), ("district", "130709")),
        "zhao": add_person("zhao", ("community", "130709/100/002")),
        "wang": add_person("wang", ("grid_member", GRID)),
        "li": add_person("li", ("grid_member", GRID)),
    }
    connection.commit()
    connection.close()
    return found


def write(station, staff, value):
    """One answer, stored."""
    return station.record_change(RecordId.parse(RECORD), staff, [("note", value, ())])


@pytest.fixture
def written(data, people):
    """The directory with a few changes; nobody works in it."""
    with Station(data) as station:
        for number in range(CHANGES):
            write(station, people["wang"], f"第{number}次")
    return data
