"""Verification names what the pages show otherwise, who is let in again, and a log put back."""

import contextlib
import shutil
import sqlite3

import pytest

from server import directory, withdrawals
from server.database import reading_database
from server.people import audit, devices
from server.safekeeping.verifying import verify
from server.station import Station
from server.views import witness
from server.views.following import Follower
from server.views.storing import ViewsFile
from sync.log.errors import StorageFailed
from sync.log.reader import SqliteLogReader
from tests.server.conftest import GRID
from tests.server.safekeeping.conftest import CHANGES, RECORD, write


def fold(data, *_):
    """What the projector does when it is asked to catch up, in this process."""
    with (
        contextlib.closing(SqliteLogReader(data / "log.db")) as log,
        contextlib.closing(ViewsFile(data / "views.db")) as views,
        reading_database(data) as connection,
    ):
        follower = Follower(log, views, directory.load(connection))
        while follower.batch():
            pass
        witness.remember(views, connection)


@pytest.fixture(autouse=True)
def projector(monkeypatch):
    """Spares a process a test; `tests/acceptance` and `test_rebuilding` have the real one."""
    monkeypatch.setattr("server.admin.call", fold)


@pytest.fixture
def projected(written):
    """The directory with its pages' data at the head."""
    fold(written)
    return written


def found(data, lang="en"):
    return [(each.code, each.where) for each in verify(data, lang).problems]


def spoil(file, statement, *values):
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        assert database.execute(statement, values).rowcount == 1


def test_a_sound_directory_is_sound_in_whatever_state_its_views_are(written):
    counted = verify(written)
    assert (counted.problems, counted.changes, counted.records) == ((), CHANGES, 1)
    for views in written.glob("views.db*"):
        views.unlink()
    assert found(written) == []


def test_the_progress_goes_from_nothing_to_all(projected):
    told = []
    verify(projected, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE records SET status = 'finished'",
        "UPDATE records SET clashes = 7",
        "UPDATE records SET document = replace(document, '第0次', '第9次')",
        "UPDATE records SET created_by = 'somebody'",
        "UPDATE records SET place = 'elsewhere'",
        "UPDATE texts SET answers = 'x'",
        "DELETE FROM texts",
        "DELETE FROM clashes WHERE question = 'note'",
        "UPDATE clashes SET since_ms = 1",
        "INSERT INTO refs SELECT 'meeting/a', number, 'meeting' FROM records",
        "DELETE FROM records",
    ],
)
def test_whatever_of_a_record_the_pages_show_otherwise_is_named(projected, fault):
    spoil(projected / "views.db", fault)
    problems = verify(projected).problems
    assert ("views_differ", RECORD) in [(each.code, each.where) for each in problems]
    assert "doorstep rebuild" in problems[0].message
    assert "doorstep rebuild" in verify(projected, "zh-CN").problems[0].message


def test_a_record_whose_searched_text_is_another_is_named(projected):
    spoil(projected / "views.db", "UPDATE texts_content SET c1 = c1 || ' x'")
    assert found(projected) == [("views_differ", RECORD)]


def test_a_record_that_the_log_never_had_is_named(projected):
    with contextlib.closing(sqlite3.connect(projected / "views.db")) as views:
        named = [name for _, name, *_ in views.execute("PRAGMA table_info(records)")]
    other = ", ".join({"number": "9", "id": "id || ':x'"}.get(name, name) for name in named)
    spoil(projected / "views.db", f"INSERT INTO records SELECT {other} FROM records")
    beside_it = ("views_differ", "views.db")  # sums that count one record more than there are
    assert found(projected) == [("views_differ", f"{RECORD}:x"), beside_it]


def test_a_clash_of_no_record_is_named_as_the_files(projected):
    spoil(projected / "views.db", "INSERT INTO clashes VALUES (99, 'note', 1, '[]')")
    assert found(projected) == [("views_differ", "views.db")]


def test_views_behind_the_log_are_no_difference(projected, people, monkeypatch):
    """The projector never gets a word in between here."""
    with Station(projected) as station:
        write(station, people["li"], "later")
    monkeypatch.setattr("server.admin.call", lambda *_: None)
    assert found(projected) == []


def test_a_log_put_back_behind_its_views_is_named_before_they_are_emptied(
    projected, people, tmp_path
):
    shutil.copy(projected / "log.db", tmp_path / "yesterday.db")
    with Station(projected) as station:
        write(station, people["wang"], "today")
    fold(projected)
    shutil.copy(tmp_path / "yesterday.db", projected / "log.db")
    (problem,) = verify(projected).problems
    assert (problem.code, problem.where) == ("missing", f"{GRID}:{CHANGES + 1}")
    assert f"up to change {CHANGES}" in problem.message


def test_a_log_that_went_on_otherwise_is_named(projected, people, tmp_path):
    shutil.copy(projected / "log.db", tmp_path / "yesterday.db")
    with Station(projected) as station:
        write(station, people["wang"], "today")
    fold(projected)
    today = (projected / "views.db").read_bytes()
    shutil.copy(tmp_path / "yesterday.db", projected / "log.db")
    with Station(projected) as station:
        write(station, people["wang"], "another today")
    (projected / "views.db").write_bytes(today)
    assert found(projected) == [("missing", f"{GRID}:{CHANGES + 2}")]


@pytest.fixture
def tablet(written, people):
    """The id of Wang's tablet."""
    with Station(written) as station:

        def act(connection):
            device = devices.add(connection, name="t", platform="test", nonce="n", now_ms=1)
            devices.assign(connection, device, people["wang"], 1)
            return device

        return station.change(act)


def test_whoever_is_let_in_although_withdrawn_is_named(written, people, tablet):
    with Station(written) as station:
        people_of = station.directory
        zhao = people_of.staff_named("zhao")
        (grant,) = zhao.grants
        withdrawals.note(
            written,
            withdrawals.device_revoked(people_of.devices[tablet], 5),
            withdrawals.staff_disabled(people_of.staff_named("li"), 6),
            withdrawals.grant_withdrawn(zhao, grant, 7),
            withdrawals.record_erased(RECORD, 8),
        )
    assert found(written) == [
        ("withdrawn", tablet),
        ("withdrawn", people["li"]),
        ("withdrawn", people["zhao"]),
        ("withdrawn", RECORD),
    ]


def test_what_is_withdrawn_in_the_log_too_is_no_problem(written, people, tablet):
    with Station(written) as station:
        device = station.directory.devices[tablet]
        withdrawals.note(written, withdrawals.device_revoked(device, 5))
        station.change(lambda connection: devices.revoke(connection, tablet, 5))
    assert found(written) == []


def test_a_withdrawal_of_a_tablet_that_the_log_does_not_know_tells_of_an_older_log(written, tablet):
    with Station(written) as station:
        device = station.directory.devices[tablet]
    later = device.__class__(id="later000", name="x", staff=device.staff, assigned=frozenset())
    withdrawals.note(written, withdrawals.device_revoked(later, 5))
    assert found(written) == [("older", "later000")]


def test_a_line_of_withdrawals_that_cannot_be_read_is_named(written):
    (written / withdrawals.FILE_NAME).write_text("nonsense\n{}\n")
    assert found(written) == [("withdrawn", withdrawals.FILE_NAME)]


def test_a_database_that_cannot_be_read_at_all_is_a_failure_of_storage(projected):
    file = projected / "log.db"
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 20_000)
    with pytest.raises(StorageFailed):
        verify(projected)


def test_damage_is_named_even_where_nothing_can_be_projected(projected):
    spoil(projected / "log.db", "UPDATE rows SET data = x'01' WHERE position % 1024 = 2")
    assert ("hash", f"{GRID}:2") in found(projected)


def act(data, *subjects):
    with contextlib.closing(sqlite3.connect(data / "log.db")) as log, log:
        for subject in subjects:
            audit.record(log, at_ms=1, actor="server", act="staff.add", subject=subject)


def test_lines_cut_off_the_end_of_the_audit_are_named_also_when_others_came_since(projected):
    """What is left is a whole chain; the pages' data remembers more of it."""
    act(projected, "one", "two", "three")
    assert found(projected) == []
    spoil(projected / "log.db", "DELETE FROM audit WHERE n = 3")
    assert found(projected) == [("audit_cut", "audit 3")]
    act(projected, "another", "yet another")
    assert found(projected) == [("audit_cut", "audit 3")], "a line of that number is there"
    (projected / "views.db").unlink()
    assert found(projected) == []


def test_an_audit_that_goes_on_is_sound(projected):
    for subject in ("one", "two"):
        act(projected, subject)
        assert found(projected) == []
