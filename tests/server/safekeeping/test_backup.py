"""A backup is one whole file or none, of one moment, and holds up nobody."""

import contextlib
import errno
import os
import resource
import shutil
import sqlite3
from pathlib import Path

import pytest

from server.errors import NotInitialised, StorageFailure
from server.safekeeping import backup
from server.safekeeping.backup import back_up
from server.safekeeping.errors import (
    BackupFailed,
    BackupInside,
    BackupNoRoom,
    FileTaken,
)
from server.station import Station
from sync.core.results import Stored
from tests.server.safekeeping.conftest import CHANGES, RECORD, write


def tables(file):
    """Everything that a database holds, read by plain SQLite."""
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        names = [
            name for (name,) in database.execute("SELECT name FROM sqlite_schema ORDER BY name")
        ]
        return {
            name: database.execute(f"SELECT * FROM {name}").fetchall()
            for name in names
            if not name.startswith("sqlite_autoindex") and "_by_" not in name and "_of" not in name
            if name != "grants_once"
        }


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder / "today.db"


def test_a_backup_holds_all_that_the_database_holds(written, place):
    made = back_up(written, place)
    assert tables(place) == tables(written / "log.db")
    assert (made.changes, made.records, made.scopes) == (CHANGES, 1, 1)
    assert made.size_bytes == place.stat().st_size


def test_it_is_one_file_for_its_owner_alone(written, place):
    back_up(written, place)
    assert [place] == list(place.parent.iterdir())
    assert place.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(place)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_it_is_of_one_moment_and_the_writer_goes_on_meanwhile(written, people, place, monkeypatch):
    monkeypatch.setattr(backup, "STEP_PAGES", 1)
    told = []
    with Station(written) as station:

        def meanwhile(part):
            assert isinstance(write(station, people["wang"], f"dabei {len(told)}"), Stored)
            told.append(part)

        made = back_up(written, place, meanwhile)
        assert len(station.reader.record(RECORD)) == CHANGES + len(told)
    assert made.changes == CHANGES
    assert told == sorted(told), "no commit made it begin again"
    assert told[-1] == 1.0


def test_after_it_the_write_ahead_log_is_emptied_again(written, people, place):
    with Station(written) as station:
        write(station, people["wang"], "x")
        back_up(written, place)
        with contextlib.closing(sqlite3.connect(written / "log.db")) as stranger:
            busy, _, _ = stranger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 0


def test_what_a_killed_server_left_in_the_write_ahead_log_is_in_it(
    written, people, place, tmp_path
):
    killed = tmp_path / "killed"
    killed.mkdir()
    with Station(written) as station:
        write(station, people["wang"], "x")
        for name in ("log.db", "log.db-wal"):
            shutil.copy(written / name, killed / name)
    assert back_up(killed, place).changes == CHANGES + 1


def test_a_file_that_is_there_is_refused_untouched(written, place):
    place.write_bytes(b"yesterday's")
    with pytest.raises(FileTaken, match=r"Name a new file; nothing was changed\."):
        back_up(written, place)
    assert place.read_bytes() == b"yesterday's"
    assert [place] == list(place.parent.iterdir())


def test_a_link_that_leads_nowhere_is_no_free_name(written, place):
    place.symlink_to(place.with_name("nowhere"))
    with pytest.raises(FileTaken):
        back_up(written, place)
    assert place.is_symlink()


def test_a_file_that_appears_meanwhile_keeps_its_name(written, place):
    with pytest.raises(FileTaken):
        back_up(written, place, lambda _: place.write_bytes(b"somebody else's"))
    assert place.read_bytes() == b"somebody else's"
    assert [place] == list(place.parent.iterdir())


def test_on_a_file_system_without_links_it_is_renamed(written, place, monkeypatch):
    def refused(self, target):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    assert back_up(written, place).changes == CHANGES
    assert [place] == list(place.parent.iterdir())
    with pytest.raises(FileTaken):
        back_up(written, place)


@pytest.mark.parametrize("way", ["plain", "by a link"])
def test_a_place_in_the_data_directory_itself_is_refused(written, tmp_path, way):
    (tmp_path / "link").symlink_to(written)
    folder = written if way == "plain" else tmp_path / "link"
    before = sorted(written.iterdir())
    with pytest.raises(BackupInside, match="on another disk"):
        back_up(written, folder / "today.db")
    assert sorted(written.iterdir()) == before


def test_no_folder_no_backup(written, tmp_path):
    with pytest.raises(BackupFailed, match="No such file or directory"):
        back_up(written, tmp_path / "nowhere" / "today.db")


def test_nothing_to_copy(tmp_path, place):
    with pytest.raises(NotInitialised):
        back_up(tmp_path, place)


@contextlib.contextmanager
def files_at_most(size_bytes):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_without_room_nothing_is_left(written, place, part):
    with (
        files_at_most(int((written / "log.db").stat().st_size * part)),
        pytest.raises(BackupNoRoom, match="make room or name another disk"),
    ):
        back_up(written, place)
    assert list(place.parent.iterdir()) == []


def test_a_disk_that_does_not_take_it_leaves_nothing(written, place, monkeypatch):
    def fails(descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(BackupFailed, match="Input/output error"):
        back_up(written, place)
    assert list(place.parent.iterdir()) == []


def test_of_a_damaged_database_no_backup_is_made(written, place):
    with (written / "log.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StorageFailure) as caught:
        back_up(written, place)
    assert caught.value.exit_code == 70
    assert list(place.parent.iterdir()) == []
