"""What the follower does about rows that the disk did not keep, and when they are put back."""

import pytest

from server import database
from server.views.asking import Filter, Sight
from server.views.file import FILE_NAME
from server.views.following import Follower
from server.views.queries import Views
from server.views.storing import ViewsFile
from sync.log.sqlite import SqliteLog
from tests.server.views.test_following import Death, Reader
from tests.sync.log.cells import cells, flip

OPINION = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
NEXT_DOOR = "renovation_opinion/130709/100/002/007/x03/b02/u1/0302:p2022"


@pytest.fixture
def views_file(town):
    file = ViewsFile(town.data / FILE_NAME)
    yield file
    file.close()


def follow(town, views_file, reader=None):
    follower = Follower(town.log, views_file, town.directory, held=reader)
    follower.recover()
    while follower.batch():
        pass
    return follower


def shown(town, record):
    return Views(town.data).record(record, Sight(permit=None, tree=town.directory.tree))


def found(town):
    sight = Sight(permit=None, tree=town.directory.tree)
    return [line.id for line in Views(town.data).lines(Filter(), sight, limit=100)]


def rot(town, seq):
    """Another bit in the bytes of a row, behind the log's back; what they were."""
    (data,) = town.connection.execute(
        "SELECT data FROM rows WHERE position % 1024 = ?", (seq,)
    ).fetchone()
    flipped = data[:30] + bytes([data[30] ^ 1]) + data[31:]
    town.connection.execute("UPDATE rows SET data = ? WHERE position % 1024 = ?", (flipped, seq))
    return data


def test_a_record_with_a_damaged_row_is_set_aside_and_all_others_go_on(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    rot(town, 1)
    follower = follow(town, views_file)
    assert found(town) == [NEXT_DOOR]
    (aside,) = Views(town.data).aside()
    assert (aside.record, aside.reason) == (OPINION, "change 1 is damaged on the disk")
    assert sum(follower.positions.values()) == 2


def test_a_record_that_is_shown_is_set_aside_when_it_is_read_again_with_a_damaged_row(
    town, views_file
):
    town.write(OPINION, "fang", {"road": "support"})
    follower = follow(town, views_file)
    rot(town, 1)
    assert found(town) == [OPINION], "what was folded before stays shown"
    town.write(OPINION, "qiang", {"facade": "support"})
    follower.batch()
    assert found(town) == []


def test_a_record_whose_row_was_put_back_is_shown_again(town, views_file):
    number = town.write(OPINION, "fang", {"road": "support"})
    data = rot(town, 1)
    follower = follow(town, views_file)
    town.store(OPINION, number, data)
    assert follower.take_back([OPINION, NEXT_DOOR], 7) == {}
    assert found(town) == [OPINION]
    assert Views(town.data).aside() == []
    assert follower.healed_upto == 7
    town.write(OPINION, "qiang", {"facade": "support"})
    follower.batch()
    assert shown(town, OPINION)["merged"]


def test_a_record_that_ends_the_process_when_it_is_put_back_stays_aside(town, views_file):
    number = town.write(OPINION, "fang", {"road": "support"})
    data = rot(town, 1)
    follow(town, views_file)
    town.store(OPINION, number, data)
    for _ in range(2):
        follower = follow(town, views_file, Reader(deadly=[OPINION]))
        with pytest.raises(Death):
            follower.take_back([OPINION], 7)
    follower = follow(town, views_file, Reader(deadly=[OPINION]))
    assert follower.take_back([OPINION], 7) == {}
    (aside,) = Views(town.data).aside()
    assert "2 times" in aside.reason
    assert follow(town, views_file).healed_upto == 7


def test_with_another_row_still_damaged_it_stays_aside(town, views_file):
    number = town.write(OPINION, "fang", {"road": "support"})
    town.write(OPINION, "qiang", {"facade": "support"})
    data, _ = rot(town, 1), rot(town, 2)
    follower = follow(town, views_file)
    town.store(OPINION, number, data)
    assert follower.take_back([OPINION], 7) == {OPINION: "change 2 is damaged on the disk"}
    assert found(town) == []


def test_a_row_whose_record_id_rotted_is_folded_under_the_id_that_the_index_has(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    town.connection.close()
    path = town.data / "log.db"
    file = path.read_bytes()
    rows = [cell for cell in cells(file, "rows") if OPINION.encode() in file[cell.start :][:600]]
    (at,) = [file.index(b"0301:p2022", cell.start) for cell in rows]
    path.write_bytes(flip(file, at + 3, 1))
    town.connection = database.open_database(town.data)
    town.log = SqliteLog(town.connection)
    (row,) = town.log.since({}, 10)
    assert (row.damaged, row.record) == (True, OPINION.replace("0301", "0303"))
    follow(town, views_file)
    assert found(town) == [OPINION]
    assert Views(town.data).aside() == []
    town.connection.close()


def test_rows_that_cannot_be_read_at_all_are_passed(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    for _ in range(3):
        town.write(NEXT_DOOR, "fang", {"road": "support"})
    town.connection.execute("DELETE FROM rows WHERE position % 1024 > 2")
    follower = follow(town, views_file)
    assert follower.positions == dict.fromkeys(follower.positions, 4)
    assert follow(town, views_file).batch() is None
    assert found(town) == [NEXT_DOOR, OPINION], "and the views are still of this log"
