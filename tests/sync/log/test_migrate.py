"""Migrations are whole or not at all, and never go back."""

import sqlite3

import pytest

from sync.log.connect import open_writer
from sync.log.errors import MigrationError, NewerDatabase
from sync.log.migrate import LOG_MIGRATIONS, migrate, numbered, statements, version

NEWEST = max(number for number, _ in LOG_MIGRATIONS)


@pytest.fixture
def connection(tmp_path):
    opened = open_writer(tmp_path / "log.db")
    yield opened
    opened.close()


def tables(connection):
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name for (name,) in found}


def test_the_logs_own_migrations_make_its_tables_once(connection):
    assert migrate(connection, LOG_MIGRATIONS) == len(LOG_MIGRATIONS)
    assert tables(connection) == {"scopes", "rows", "quarantine", "erased", "unscrubbed"}
    assert version(connection) == NEWEST
    assert migrate(connection, LOG_MIGRATIONS) == 0


def test_another_packages_migrations_follow_in_one_list(connection, tmp_path):
    (tmp_path / "0002_people.sql").write_text("CREATE TABLE staff (id TEXT) STRICT;\n")
    (tmp_path / "notes.sql").write_text("this is no migration")
    theirs = numbered(tmp_path)
    assert [number for number, _ in theirs] == [2]
    migrate(connection, [*theirs, *LOG_MIGRATIONS])
    assert "staff" in tables(connection)
    assert version(connection) == NEWEST


def test_only_what_is_missing_is_applied(connection):
    migrate(connection, [(1, "CREATE TABLE first (a);")])
    assert migrate(connection, [(1, "no SQL at all;"), (2, "CREATE TABLE second (a);")]) == 1
    assert tables(connection) == {"first", "second"}


def test_a_migration_that_fails_leaves_the_version_before(connection):
    broken = (
        "CREATE TABLE second (a); INSERT INTO second VALUES (1); INSERT INTO nowhere VALUES (1);"
    )
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, [(1, "CREATE TABLE first (a);"), (2, broken)])
    assert tables(connection) == {"first"}
    assert version(connection) == 1
    assert not connection.in_transaction


class Killed(BaseException):
    """What a process that is gone does next."""


class DyingConnection(sqlite3.Connection):
    """Runs `left` statements more, then none."""

    left = 0

    def execute(self, sql, *values):
        if self.left == 0:
            raise Killed
        self.left -= 1
        return super().execute(sql, *values)


def test_a_process_killed_at_any_statement_leaves_the_version_before(tmp_path):
    first = LOG_MIGRATIONS[:1]
    script = first[0][1].read_text()
    asked_version, begin, set_version = 1, 1, 1
    before_commit = asked_version + begin + len(list(statements(script))) + set_version
    for left in range(before_commit + 1):
        path = tmp_path / f"{left}.db"
        dying = sqlite3.connect(path, isolation_level=None, factory=DyingConnection)
        dying.left = left
        with pytest.raises(Killed):
            migrate(dying, first)
        dying.close()
        connection = open_writer(path)
        assert (version(connection), tables(connection)) == (0, set())
        migrate(connection, first)
        assert version(connection) == 1
        connection.close()


def test_a_newer_database_is_refused_untouched(connection):
    connection.execute("PRAGMA user_version = 7")
    with pytest.raises(NewerDatabase) as refused:
        migrate(connection, LOG_MIGRATIONS)
    assert (refused.value.found, refused.value.known) == (7, NEWEST)
    assert tables(connection) == set()
    assert version(connection) == 7


def test_numbers_that_belong_to_another_package_are_passed(connection):
    assert migrate(connection, [(3, "CREATE TABLE b (b);"), (1, "CREATE TABLE a (b);")]) == 2
    assert version(connection) == 3


@pytest.mark.parametrize("numbers", [(1, 1), (0, 1)])
def test_numbers_that_are_none_or_there_twice_are_refused(connection, numbers):
    with pytest.raises(MigrationError, match="each once"):
        migrate(connection, [(number, "CREATE TABLE a (b);") for number in numbers])
    assert tables(connection) == set()


def test_semicolons_in_strings_comments_and_triggers_end_no_statement():
    text = """
    -- one; two
    INSERT INTO a VALUES ('x;y'); /* a;b */
    CREATE TRIGGER t AFTER INSERT ON a BEGIN
      DELETE FROM b; DELETE FROM c;
    END;
    SELECT 1;
    -- the end;
    """
    first, trigger, last = statements(text)
    assert first.endswith("INSERT INTO a VALUES ('x;y');")
    assert trigger.count(";") == 4
    assert last == "SELECT 1;"


def test_a_text_that_ends_in_the_middle_is_refused(connection):
    with pytest.raises(MigrationError, match="middle"):
        migrate(connection, [(1, "CREATE TABLE a (b); CREATE TABLE c (d)")])
    assert tables(connection) == set()
