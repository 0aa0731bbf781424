"""Who read what, once a person, record and day."""

import pytest

from server.errors import DiskFull
from server.people.audit import first_broken
from server.people.reads import Reads

DAY_MS = 86_400_000
MIDNIGHT_MS = 1_654_963_200_000  # 12 June 2022 in Shanghai


@pytest.fixture
def reads(connection):
    return Reads(lambda act: act(connection), remembered_max=3)


def noted(connection):
    assert first_broken(connection) is None
    rows = connection.execute("SELECT actor, subject, at_ms FROM audit WHERE act = 'records.read'")
    return list(rows)


def test_a_reading_is_written_once_a_day_however_often_the_page_comes(reads, connection):
    for minute in range(100):
        reads.note("wang0000", ["care/1", "care/1"], MIDNIGHT_MS + minute * 60_000)
    assert noted(connection) == [("wang0000", "care/1", MIDNIGHT_MS)]
    reads.note("li000000", ["care/1"], MIDNIGHT_MS)
    reads.note("wang0000", ["care/1"], MIDNIGHT_MS + DAY_MS - 1)
    reads.note("wang0000", ["care/1"], MIDNIGHT_MS + DAY_MS)
    assert len(noted(connection)) == 3


def test_of_a_list_each_record_is_written(reads, connection):
    reads.note("wang0000", ["care/1", "care/2"], MIDNIGHT_MS)
    reads.note("wang0000", ["care/2", "care/3"], MIDNIGHT_MS)
    assert [subject for _, subject, _ in noted(connection)] == ["care/1", "care/2", "care/3"]


def test_what_was_forgotten_is_written_once_more_rather_than_not_at_all(reads, connection):
    for n in range(5):
        reads.note("wang0000", [f"care/{n}"], MIDNIGHT_MS)
    reads.note("wang0000", ["care/0"], MIDNIGHT_MS)
    assert [subject for _, subject, _ in noted(connection)].count("care/0") == 2


def test_what_could_not_be_written_counts_as_not_read(connection):
    def full(_):
        raise DiskFull(data="log.db")

    broken = Reads(full)
    for _ in range(2):
        with pytest.raises(DiskFull):
            broken.note("wang0000", ["care/1"], MIDNIGHT_MS)
    assert noted(connection) == []
