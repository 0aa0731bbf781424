"""Verification names what is wrong, and finds nothing wrong with a sound log."""

import random

import pytest

from schema.area import Scope
from sync.core.change import Change, Entry
from sync.core.update import encode
from sync.log.reader import SqliteLogReader
from sync.log.verify import verify_rows

GRID = Scope("130709/100/002/007")
NEXT_GRID = Scope("130709/100/002/008")


@pytest.fixture
def filled(store, pen):
    """A log with real changes in two scopes and one in quarantine."""
    pen.push(*[written(pen, f"03{n:02}") for n in range(6)])
    pen.push(written(pen, "0101", scope=NEXT_GRID), written(pen, "0301"))
    pen.push(pen.garbage(b"no change", record="what:ever"))
    return store


@pytest.fixture
def filled_database(sqlite_store, pen):
    """The same, six rows of one scope, as a database that can be damaged."""
    pen.push(*[written(pen, f"03{n:02}") for n in range(6)])
    pen.push(pen.garbage(b"no change", record="what:ever"))
    return sqlite_store


def written(pen, record, **named):
    """A change with the bytes of one."""
    change_id = 1000 + pen.written
    entries = (Entry("phone", "no phone", ()),)
    change = Change(change_id, "wangfang", 1_655_000_000_000, None, entries)
    return pen.change(record, change_id=change_id, data=encode(change), **named)


def found(store):
    return [(problem.code, problem.where) for problem in verify_rows(store.reads)]


def damage(store, statement, *values):
    """Changes the database behind the log's back."""
    assert store.connection.execute(statement, values).rowcount == 1


def test_nothing_is_wrong_with_an_empty_log(store):
    assert found(store) == []


def test_nothing_is_wrong_with_what_was_stored(filled):
    assert found(filled) == []
    filled.reopen()
    assert found(filled) == []


def test_bytes_that_are_no_change_are_named(store, pen):
    pen.push(written(pen, "0301"), pen.change("0302", data=b"no change"))
    (problem,) = verify_rows(store.reads)
    assert (problem.code, problem.where) == ("structure", f"{GRID}:2")
    assert "household_file/130709/100/002/007/0302" in problem.message


def test_a_row_with_another_changes_number_is_named(store, pen):
    change = written(pen, "0301")
    pen.push(pen.change("0301", change_id=5, data=change.data))
    assert found(store) == [("place", f"{GRID}:1")]


def test_a_row_in_a_scope_that_is_not_its_records_is_named(store, pen):
    change = written(pen, "0301")
    pen.push(pen.change("0301", change_id=change.change_id, data=change.data, form="Not/a/form"))
    assert found(store) == [("place", f"{GRID}:1")]


def test_a_missing_row_is_named_once(filled_database):
    damage(filled_database, "DELETE FROM rows WHERE position % 1024 = 3")
    assert found(filled_database) == [("missing", f"{GRID}:3")]


def test_missing_rows_at_the_end_are_named_from_the_first(filled_database):
    for seq in (5, 6):
        damage(filled_database, "DELETE FROM rows WHERE position % 1024 = ?", seq)
    (problem,) = verify_rows(filled_database.reads)
    assert (problem.code, problem.where) == ("missing", f"{GRID}:5")
    assert "5 to 6" in problem.message


def test_changed_bytes_are_named_by_their_hash(filled_database):
    other = encode(Change(1002, "wangfang", 1_655_000_000_000, "another remark", ()))
    damage(filled_database, "UPDATE rows SET data = ? WHERE position % 1024 = 3", other)
    assert found(filled_database) == [("hash", f"{GRID}:3")]


def test_one_flipped_bit_in_a_change_is_named(filled_database):
    (data,) = filled_database.connection.execute(
        "SELECT data FROM rows WHERE position % 1024 = 3"
    ).fetchone()
    flipped = data[:20] + bytes([data[20] ^ 4]) + data[21:]
    damage(filled_database, "UPDATE rows SET data = ? WHERE position % 1024 = 3", flipped)
    assert ("hash", f"{GRID}:3") in found(filled_database)
    assert {where for _, where in found(filled_database)} == {f"{GRID}:3"}


def test_a_broken_chain_is_named_where_it_breaks_and_only_there(filled_database):
    damage(filled_database, "UPDATE rows SET chain = x'0011223344556677' WHERE position % 1024 = 3")
    assert found(filled_database) == [("chain", f"{GRID}:3"), ("chain", f"{GRID}:4")]


@pytest.mark.parametrize(
    "fault",
    [
        "chain = x'0011223344556677'",
        "digest = x'00112233445566778899aabbccddeeff'",
        "head = head - 1",
    ],
)
def test_a_head_that_is_not_the_last_rows_is_named(filled_database, fault):
    damage(filled_database, f"UPDATE scopes SET {fault}")
    assert found(filled_database) == [("head", f"{GRID}:6")]


def test_rows_without_their_scope_are_named(filled_database):
    damage(filled_database, "DELETE FROM scopes")
    assert found(filled_database) == [("stray", "log")] * 6


def test_changed_bytes_in_quarantine_are_named(filled_database):
    damage(filled_database, "UPDATE quarantine SET data = x'00'")
    assert found(filled_database) == [("quarantine", "quarantine:1")]


def test_a_discarded_change_is_no_problem(filled_database):
    (kept,) = filled_database.reads.quarantine()
    filled_database.log.discard([kept.hash])
    assert found(filled_database) == []


def test_a_row_that_cannot_be_read_is_named_and_all_others_are_checked(filled_database):
    damage(
        filled_database,
        "UPDATE rows SET record = CAST(x'ff80' AS TEXT) WHERE position % 1024 = 3",
    )
    damage(filled_database, "UPDATE rows SET data = x'00' WHERE position % 1024 = 5")
    problems = found(filled_database)
    assert ("hash", f"{GRID}:3") in problems
    assert ("hash", f"{GRID}:5") in problems
    wheres = {where for _, where in problems}
    assert wheres == {f"{GRID}:3", f"{GRID}:5"}


def test_an_index_that_misses_a_row_is_named(filled_database):
    connection = filled_database.connection
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'rows (record', 'rows (device')"
        " WHERE name = 'rows_of_record'"
    )
    connection.execute("PRAGMA writable_schema = RESET")
    filled_database.reopen()
    assert ("database", "log") in found(filled_database)


def test_a_damaged_page_is_reported_and_not_raised(filled_database):
    filled_database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filled_database.close()
    pages = bytearray(filled_database.path.read_bytes())
    for start in range(4096, len(pages), 4096):
        pages[start : start + 8] = b"\xff" * 8
    filled_database.path.write_bytes(pages)
    reader = SqliteLogReader(filled_database.path)
    problems = list(verify_rows(reader))
    reader.close()
    assert ("database", "log") in [(problem.code, problem.where) for problem in problems]


def test_a_damaged_record_id_in_quarantine_is_reported(filled_database):
    damage(filled_database, "UPDATE quarantine SET record = x'ff80'")
    (problem,) = verify_rows(filled_database.reads)
    assert (problem.code, problem.where) == ("database", "log")
    assert "1" in problem.message


def test_a_log_that_is_written_to_meanwhile_is_sound(filled_database, pen):
    class Busy:
        """A reader before some of whose calls another change is stored."""

        def __init__(self, reads, seed):
            self.reads = reads
            self.chance = random.Random(seed)
            self.left = 20

        def __getattr__(self, name):
            def call(*values, **named):
                if self.left and self.chance.random() < 0.5:
                    self.left -= 1
                    pen.push(written(pen, f"05{pen.written:02}"))
                return getattr(self.reads, name)(*values, **named)

            return call

    for seed in range(5):
        assert list(verify_rows(Busy(filled_database.reads, seed))) == []
    assert filled_database.reads.heads()[GRID].seq > 6 + 5


def test_problems_are_told_in_the_readers_language(filled_database):
    damage(filled_database, "DELETE FROM rows WHERE position % 1024 = 3")
    (chinese,) = verify_rows(filled_database.reads, "zh-CN")
    (english,) = verify_rows(filled_database.reads, "en")
    assert chinese.message == "第3号改动不见了。"
    assert english.message == "Change 3 is missing."


def test_a_row_without_bytes_is_sound_if_its_record_was_erased(filled):
    gone = f"household_file/{GRID}/0301"
    filled.log.erase({gone: GRID, f"household_file/{NEXT_GRID}/0999": NEXT_GRID}, 0)
    assert found(filled) == []
    filled.reopen()
    assert found(filled) == []


def test_a_row_without_bytes_is_named_where_nobody_erased_its_record(filled_database):
    damage(filled_database, "UPDATE rows SET data = x'' WHERE position % 1024 = 2")
    assert found(filled_database) == [("hash", f"{GRID}:2")]


def test_a_row_that_has_its_bytes_although_its_record_was_erased_is_named(filled_database):
    row = filled_database.reads.read(GRID, 0, 1 << 20)[1]
    filled_database.log.erase({row.record: GRID}, 0)
    damage(filled_database, "UPDATE rows SET data = ? WHERE position % 1024 = 2", row.data)
    assert found(filled_database) == [("not_erased", f"{GRID}:2")]
    again = filled_database.log.erase({row.record: GRID}, 0)
    assert (again.records, again.rows, found(filled_database)) == ((), 1, [])


def test_an_emptied_row_whose_hash_was_changed_does_not_fit_the_chain(filled_database):
    row = filled_database.reads.read(GRID, 0, 1 << 20)[1]
    filled_database.log.erase({row.record: GRID}, 0)
    damage(filled_database, "UPDATE rows SET hash = zeroblob(16) WHERE position % 1024 = 2")
    assert found(filled_database) == [("chain", f"{GRID}:2")]


def test_what_is_erased_while_it_is_checked_is_no_problem(filled):
    verification = verify_rows(filled.reads)
    before = filled.reads.heads

    def heads_a_moment_later(scopes=None):
        filled.log.erase({f"household_file/{GRID}/0301": GRID}, 0)
        return before(scopes)

    reading = filled.reads.read

    def read(scope, after, *rest, **named):
        rows = reading(scope, after, *rest, **named)
        if rows:
            filled.log.erase({f"household_file/{GRID}/0304": GRID}, 0)
        return rows

    filled.reads.read = read
    filled.reads.heads = heads_a_moment_later
    assert list(verification) == []
