"""Bytes that were erased are in no file of the database, however they came to lie there."""

import random

import pytest

from schema.area import Scope
from sync.log.connect import open_reader, reading
from sync.log.erasing import scrub_wanted

GRIDS = [Scope(f"130709/100/002/{number:03}") for number in range(1, 31)]


def files(folder):
    """Everything that lies in the folder, byte for byte."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def fill(pen, drawing):
    """900 changes of all sizes into 30 scopes in random order, so that pages were split often."""
    written = {}
    for n in range(90):
        batch = []
        for m in range(10):
            word = b"<said %04d by a resident>" % (10 * n + m)
            size = drawing.choice([60, 75, 200, 550, 550, 1200, 3000, 9000])
            data = word + drawing.randbytes(size) + word
            change = pen.change(f"{n:04}{m}", scope=drawing.choice(GRIDS), data=data)
            written[change.record] = word
            batch.append(change)
        pen.push(*batch)
    return written


def test_what_was_erased_is_in_no_file_and_everything_else_is(sqlite_store, pen, tmp_path):
    drawing = random.Random(5)
    written = fill(pen, drawing)
    gone = drawing.sample(sorted(written), 300)
    sqlite_store.log.erase({r: Scope("/".join(r.split("/")[1:5])) for r in gone}, 0)
    emptied = files(tmp_path)
    assert sum(written[record] in emptied for record in gone) > 100, "without it they are there"
    assert sqlite_store.log.scrub()
    left = files(tmp_path)
    assert [record for record in written if written[record] in left] == [
        record for record in written if record not in gone
    ]


def test_while_somebody_reads_on_it_says_that_it_has_to_be_done_again(sqlite_store, pen, tmp_path):
    change = pen.change("0301", data=b"what a resident said")
    pen.push(change)
    sqlite_store.connection.execute("PRAGMA busy_timeout = 0")
    reader = open_reader(sqlite_store.path)
    with reading(reader):
        reader.execute("SELECT count(*) FROM rows").fetchone()
        sqlite_store.log.erase({change.record: pen.scope}, 0)
        assert not sqlite_store.log.scrub()
        assert change.data in files(tmp_path)
        assert scrub_wanted(sqlite_store.connection)
    assert sqlite_store.log.scrub()
    assert change.data not in files(tmp_path)
    assert not scrub_wanted(sqlite_store.connection)
    reader.close()


def test_it_is_wanted_until_it_was_done_also_by_who_comes_later(sqlite_store, pen, tmp_path):
    change = pen.change("0301", data=b"what a resident said")
    pen.push(change)
    assert not scrub_wanted(sqlite_store.connection)
    sqlite_store.log.erase({change.record: pen.scope}, 0)
    sqlite_store.reopen()
    assert scrub_wanted(sqlite_store.connection)
    assert sqlite_store.log.scrub()
    assert change.data not in files(tmp_path)


def test_where_nothing_was_erased_no_file_is_written_anew(sqlite_store, pen, monkeypatch):
    monkeypatch.setattr("sync.log.erasing.scrub", lambda _: pytest.fail("written anew"))
    pen.push(pen.change("0301"))
    assert sqlite_store.log.scrub()
    assert sqlite_store.log.erase({}, 0).records == ()
    assert sqlite_store.log.scrub()
