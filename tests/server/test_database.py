"""The database: durable, forward only, whole or not there."""

import contextlib
import sqlite3

import pytest

from server import database
from server.errors import AlreadyInitialised, NewerVersion, NotInitialised
from sync.log.connect import open_writer
from sync.log.migrate import migrate


def test_a_directory_without_a_database_is_not_initialised(tmp_path):
    with pytest.raises(NotInitialised, match="doorstep init"):
        database.open_database(tmp_path)


def test_every_commit_is_durable(connection):
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_database_of_a_newer_version_is_refused_untouched(data):
    with contextlib.closing(sqlite3.connect(data / "log.db")) as newer:
        newer.execute("PRAGMA user_version = 9999")
    before = (data / "log.db").read_bytes()
    with pytest.raises(NewerVersion) as refused:
        database.open_database(data)
    assert refused.value.found == 9999
    assert (data / "log.db").read_bytes() == before


def test_the_migrations_of_both_packages_stand_in_one_row_of_numbers():
    numbers = sorted(number for number, _ in database.MIGRATIONS)
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("version", range(len(database.MIGRATIONS)))
def test_a_database_of_every_earlier_version_is_brought_up(tmp_path, version):
    with contextlib.closing(open_writer(tmp_path / "log.db")) as old:
        migrate(old, [each for each in database.MIGRATIONS if each[0] <= version])
    with contextlib.closing(database.open_database(tmp_path)) as opened:
        assert opened.execute("PRAGMA user_version").fetchone() == (len(database.MIGRATIONS),)
        assert opened.execute("SELECT count(*) FROM staff").fetchone() == (0,)


def test_an_interrupted_creation_can_be_repeated(tmp_path):
    def interrupted(connection):
        connection.execute("INSERT INTO settings (name, value) VALUES ('half', 'done')")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.create(tmp_path, interrupted)
    assert not database.exists(tmp_path)
    database.create(tmp_path, lambda _: None)
    with database.reading_database(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone() == (0,)


def test_an_existing_database_is_never_replaced(data):
    with pytest.raises(AlreadyInitialised):
        database.create(data, lambda _: None)


def test_a_new_directory_is_its_owners_alone(tmp_path):
    database.create(tmp_path / "new", lambda _: None)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "log.db").stat().st_mode & 0o777 == 0o600


def test_a_reading_connection_cannot_write(data):
    with (
        database.reading_database(data) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM areas")
