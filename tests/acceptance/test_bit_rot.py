"""Bits that rot in log.db: everything else is served, the row is named, and a tablet brings it."""

import random
import sqlite3
from contextlib import closing

import pytest

from tests.acceptance.commands import eventually
from tests.acceptance.counting import stored
from tests.acceptance.fieldwork import Tablet
from tests.acceptance.simulated import Fleet
from tests.sync.log.cells import PAGE_BYTES, cells, flip, pages

pytestmark = pytest.mark.acceptance

VISITS = 8
ROTTEN = 3


@pytest.fixture
def fleet(own_office, next_grid, tmp_path):
    """The four of a grid, all of whom hold all; the server stands, and log.db is one file."""
    (own_office.data / "doorstep.toml").write_text("digest_interval_s = 0\n")
    own_office.server.start()
    made = Fleet(own_office, [next_grid()], tmp_path)
    assert made.simulate("--visits", VISITS).exit_code == 0
    own_office.server.stop()
    return made


def rot(path, seed):
    """Flips a bit in the bytes of a few rows of the file; the records that these are of."""
    dice = random.Random(seed)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = database.execute("SELECT position, record, length(data) FROM rows").fetchall()
    known = {position: (record, size) for position, record, size in rows}
    file = path.read_bytes()
    chosen = dice.sample(cells(file, "rows"), ROTTEN)
    for cell in chosen:
        _, size = known[cell.rowid]
        at = cell.start + cell.size - 1 - dice.randrange(size)  # the bytes come last in a row
        file = flip(file, at, dice.randrange(8))
    path.write_bytes(file)
    return {known[cell.rowid][0] for cell in chosen}


def records(office):
    """What the office lists, by id."""
    forms = ("renovation_opinion", "household_file", "hazard_report")
    listed = [each for form in forms for each in office.ask("records", "list", form)]
    return {each["id"]: each for each in listed}


def test_other_records_are_served_and_tablets_bring_back_what_rotted(fleet):
    office = fleet.office
    office.server.start()
    sound = records(office)
    office.server.stop()
    rotten = rot(office.data / "log.db", 1)
    for views in office.data.glob("views.db*"):
        views.unlink()

    office.server.start()
    found = office.verify()["problems"]
    named = " ".join(each["message"] for each in found if each["code"] == "hash")
    assert {each["where"] for each in found if each["code"] == "set_aside"} == rotten
    assert len(rotten) == ROTTEN
    assert all(record in named for record in rotten)
    left = records(office)
    assert left == {name: each for name, each in sound.items() if name not in rotten}

    tablets = [Tablet(home) for home in fleet.homes]
    for tablet in tablets:
        assert tablet.sync()["refused"] == 0
    assert stored(office.data) >= fleet.answers()
    eventually(lambda: office.verify()["ok"])
    assert records(office) == sound
    with closing(sqlite3.connect(office.data / "log.db")) as database:
        acts = database.execute("SELECT subject FROM audit WHERE act = 'row.healed'").fetchall()
    assert {record for (record,) in acts} == rotten
    assert [tablet.sync()["digests"]["unequal"] for tablet in tablets] == [0] * len(tablets)


def test_a_damaged_page_of_rows_stops_nobody_elsewhere(fleet, next_grid, enrolled):
    office, elsewhere = fleet.office, next_grid()
    path = office.data / "log.db"
    file = path.read_bytes()
    first = (pages(file, "rows")[1] - 1) * PAGE_BYTES
    path.write_bytes(flip(file, first, 2))  # what kind of page it is

    office.server.start()
    before = office.verify()["problems"]
    assert {each["code"] for each in before} & {"database", "unreadable", "missing"}
    hong = enrolled(office, elsewhere.members[0])
    made = hong.new("renovation_opinion", elsewhere.households[0], "road=support")["id"]
    assert hong.sync()["stored"] == 1
    assert made in {each["id"] for each in office.ask("records", "list", "renovation_opinion")}
    for home in fleet.homes:
        Tablet(home).run("sync", "--timeout", 5)
    assert office.server.alive
    assert [each for each in office.verify()["problems"] if each not in before] == []


def test_a_database_whose_first_page_is_gone_ends_with_70_and_one_line(own_office):
    path = own_office.data / "log.db"
    path.write_bytes(b"\xff" * PAGE_BYTES + path.read_bytes()[PAGE_BYTES:])
    for words in (["serve", "--port", "0"], ["verify"], ["backup", path.parent.parent / "x.db"]):
        done = own_office.run(*words, "--lang", "en")
        assert (done.exit_code, done.stdout) == (70, ""), words
        assert "Stop trusting this disk" in done.complaint
