"""A restore makes a whole directory or none, and lets nobody in again who was shut out."""

import contextlib
import errno
import os
import resource
import shutil
import sqlite3

import pytest

from server import withdrawals
from server.errors import NewerVersion
from server.people import devices
from server.safekeeping.backup import back_up
from server.safekeeping.errors import (
    DamagedBackup,
    DamagedWithdrawals,
    NoBackup,
    NotEmpty,
    RestoreFailed,
)
from server.safekeeping.restoring import restore
from server.station import Station
from sync.core.results import Stored
from tests.server.conftest import GRID
from tests.server.safekeeping.conftest import CHANGES, RECORD, write

NEWER = 9999


@pytest.fixture
def backup(written, tmp_path):
    """Yesterday's backup, with a session on the pages, a code, and two tablets in it."""
    with Station(written) as station:
        wang = station.directory.staff_named("wang").id

        def act(connection):
            for name in ("tablet-a", "tablet-b"):
                device = devices.add(connection, name=name, platform="test", nonce=name, now_ms=1)
                devices.assign(connection, device, wang, 1)
            connection.execute("INSERT INTO sessions VALUES (zeroblob(32), ?, 1, 2)", (wang,))
            connection.execute(
                "INSERT INTO enrolment_codes VALUES (zeroblob(32), ?, 1, 2, NULL)", (wang,)
            )

        station.change(act)
    file = tmp_path / "yesterday.db"
    back_up(written, file)
    return file


@pytest.fixture
def place(tmp_path):
    return tmp_path / "again"


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def values(data):
    with Station(data) as station:
        return [row.data for row in station.reader.record(RECORD)]


def test_the_restored_directory_holds_what_the_backup_holds_and_goes_on(
    written, people, backup, place
):
    done = restore(backup, place, None)
    assert (done.changes, done.records, done.scopes) == (CHANGES, 1, 1)
    assert (done.withdrawn, done.problems) == (None, [])
    assert values(place) == values(written)
    with Station(place) as station:
        assert isinstance(write(station, people["wang"], "weiter"), Stored)
    assert sorted(path.name for path in place.iterdir()) == ["lock", "log.db"]
    assert (place / "log.db").stat().st_mode & 0o777 == 0o600
    assert place.stat().st_mode & 0o777 == 0o700


def test_the_backup_is_never_written(backup, place):
    before = (backup.read_bytes(), backup.stat().st_mtime_ns)
    restore(backup, place, None)
    assert (backup.read_bytes(), backup.stat().st_mtime_ns) == before
    assert not list(backup.parent.glob("yesterday.db-*"))


def test_sessions_and_codes_that_may_be_used_up_are_gone(backup, place):
    restore(backup, place, None)
    with contextlib.closing(sqlite3.connect(place / "log.db")) as database:
        assert database.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM enrolment_codes").fetchone() == (0,)
        (act,) = database.execute("SELECT act FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    assert act == "restore"


def test_who_was_shut_out_after_the_backup_stays_so(written, backup, place):
    with Station(written) as station:
        directory = station.directory
        lost, kept = directory.devices.values()
        li, zhao = directory.staff_named("li"), directory.staff_named("zhao")
        (grant,) = zhao.grants
        lines = [
            withdrawals.device_revoked(lost, 5),
            withdrawals.staff_disabled(li, 6),
            withdrawals.grant_withdrawn(zhao, grant, 7),
            withdrawals.device_revoked(
                kept.__class__(id="later000", name="x", staff=li.id, assigned=frozenset()), 8
            ),
        ]
        withdrawals.note(written, *lines)
    done = restore(backup, place, written / withdrawals.FILE_NAME)
    assert done.withdrawn == {"device": 2, "staff": 1, "grant": 1, "record": 0}
    with Station(place) as station:
        directory = station.directory
        assert [device.revoked for device in directory.devices.values()] == [True, False]
        assert directory.staff_named("li").disabled
        assert not directory.staff_named("wang").disabled
        assert directory.staff_named("zhao").grants == ()
    assert withdrawals.read(place / withdrawals.FILE_NAME) == lines, "for the next restore"


def test_what_was_given_again_is_not_taken(written, backup, place):
    with Station(written) as station:
        zhao = station.directory.staff_named("zhao")
        (grant,) = zhao.grants
    withdrawals.note(written, withdrawals.grant_withdrawn(zhao, grant, 7))
    withdrawals.note(written, withdrawals.grant_withdrawn(zhao, grant, 8, stands=False))
    done = restore(backup, place, written / withdrawals.FILE_NAME)
    assert done.withdrawn == {"device": 0, "staff": 0, "grant": 0, "record": 0}
    with Station(place) as station:
        assert station.directory.staff_named("zhao").grants == (grant,)


@pytest.mark.parametrize("what", ["a file", "a directory with a file", "a data directory"])
def test_a_place_that_is_not_empty_is_refused_untouched(backup, place, written, what):
    if what == "a file":
        place.write_text("mine")
    elif what == "a directory with a file":
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    else:
        place = written
    before = bytes_of(place) if place.is_dir() else place.read_bytes()
    with pytest.raises(NotEmpty, match="nothing was changed"):
        restore(backup, place, None)
    assert before == (bytes_of(place) if place.is_dir() else place.read_bytes())


def test_an_empty_directory_will_do_and_what_a_killed_restore_left(backup, place):
    place.mkdir()
    (place / "lock").touch()
    (place / "log.db.restoring").write_text("half")
    (place / "log.db.restoring-wal").write_text("half")
    assert restore(backup, place, None).changes == CHANGES
    assert sorted(path.name for path in place.iterdir()) == ["lock", "log.db"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\x00"])
def test_what_is_no_database_is_refused(tmp_path, place, content):
    file = tmp_path / "something"
    file.write_bytes(content)
    with pytest.raises(NoBackup):
        restore(file, place, None)
    assert not place.exists()


def test_a_directory_is_no_backup(written, place):
    with pytest.raises(NoBackup, match=r"log\.db of a directory"):
        restore(written, place, None)


def test_a_database_of_something_else_is_refused(tmp_path, place):
    file = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE rows (x)")
    with pytest.raises(NoBackup):
        restore(file, place, None)
    assert not place.exists()


def test_a_backup_of_a_newer_program_is_refused_untouched(backup, place):
    with contextlib.closing(sqlite3.connect(backup)) as database:
        database.execute(f"PRAGMA user_version = {NEWER}")
    before = backup.read_bytes()
    with pytest.raises(NewerVersion) as caught:
        restore(backup, place, None)
    assert caught.value.found == NEWER
    assert backup.read_bytes() == before
    assert not place.exists()


def damage(file, statement, *values):
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute(statement, values)
        database.commit()


def test_a_changed_row_is_told_and_the_rest_restored(backup, place):
    damage(backup, "UPDATE rows SET data = zeroblob(3) WHERE position % 256 = 2")
    done = restore(backup, place, None)
    assert {problem.code for problem in done.problems} >= {"hash"}
    assert f"{GRID}:2" in {problem.where for problem in done.problems}
    assert done.changes == CHANGES


def test_a_changed_audit_is_told(backup, place):
    damage(backup, "UPDATE audit SET at_ms = 1 WHERE n = 1")
    damage(backup, "INSERT INTO audit VALUES (1, 1, 'x', 'x', 'x', '{}', zeroblob(16))")
    done = restore(backup, place, None)
    assert [(each.code, each.where) for each in done.problems] == [("audit_broken", "audit 1")]


def test_a_head_behind_its_rows_is_refused_since_nothing_could_be_stored(backup, place):
    damage(backup, "UPDATE scopes SET head = head - 1")
    with pytest.raises(DamagedBackup, match="Take another backup"):
        restore(backup, place, None)
    assert not place.exists()


@pytest.mark.parametrize("page", [2, 3, 5])
def test_a_damaged_page_is_refused(backup, place, page):
    with backup.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(DamagedBackup):
        restore(backup, place, None)
    assert not place.exists()


def test_a_damaged_file_of_withdrawals_is_refused_before_anything_is_made(backup, place, tmp_path):
    file = tmp_path / "withdrawn.jsonl"
    file.write_text("nothing\n{}\n")
    with pytest.raises(DamagedWithdrawals, match="Line 1"):
        restore(backup, place, file)
    assert not place.exists()


def test_without_room_nothing_is_left(backup, place):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (backup.stat().st_size // 2, before[1]))
    try:
        with pytest.raises(RestoreFailed, match=r"File too large|No space left"):
            restore(backup, place, None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not place.exists()


def test_where_a_directory_was_it_stays_empty(backup, place, monkeypatch):
    def fails(source, target):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    place.mkdir()
    monkeypatch.setattr(shutil, "copyfile", fails)
    with pytest.raises(RestoreFailed, match="Input/output error"):
        restore(backup, place, None)
    assert list(place.iterdir()) == []


def test_a_log_copied_away_under_a_server_is_the_state_of_the_last_checkpoint(
    written, people, tmp_path, place
):
    copied = tmp_path / "copied.db"
    with Station(written) as station:
        write(station, people["wang"], "in the write-ahead log alone")
        shutil.copy(written / "log.db", copied)
    done = restore(copied, place, None)
    assert (done.changes, done.problems) == (CHANGES, [])


def test_with_its_write_ahead_log_it_is_the_state_of_the_last_commit(
    written, people, tmp_path, place
):
    copied = tmp_path / "copied.db"
    with Station(written) as station:
        write(station, people["wang"], "in the write-ahead log alone")
        shutil.copy(written / "log.db", copied)
        shutil.copy(written / "log.db-wal", f"{copied}-wal")
    assert restore(copied, place, None).changes == CHANGES + 1
    assert sorted(path.name for path in place.iterdir()) == ["lock", "log.db"]
