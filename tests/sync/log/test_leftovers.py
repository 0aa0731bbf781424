"""What a process that died left in the write-ahead log is on disk before it counts."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from sync.log import leftovers
from sync.log.connect import open_writer
from sync.log.errors import StorageBusy, StorageFailed, StorageFull


@pytest.fixture
def left(tmp_path):
    """A database as a process left it that was killed behind its second commit."""
    living = open_writer(tmp_path / "living.db")
    living.execute("CREATE TABLE said (word)")
    living.execute("INSERT INTO said VALUES (zeroblob(?))", (3 * leftovers.PIECE_BYTES,))
    for suffix in ("", "-wal"):
        shutil.copy(tmp_path / f"living.db{suffix}", tmp_path / f"left.db{suffix}")
    living.close()
    return tmp_path / "left.db"


@pytest.fixture
def calls(monkeypatch):
    """What our own code writes and flushes, as it does: (file, offset, bytes) or (file, None)."""
    noted, write, flush = [], os.pwrite, os.fsync

    def file(descriptor):
        return Path(f"/proc/self/fd/{descriptor}").readlink()

    def written(descriptor, data, at):
        noted.append((file(descriptor), at, data))
        return write(descriptor, data, at)

    def flushed(descriptor):
        noted.append((file(descriptor), None, None))
        flush(descriptor)

    monkeypatch.setattr(os, "pwrite", written)
    monkeypatch.setattr(os, "fsync", flushed)
    return noted


def test_all_of_it_is_written_again_in_its_place_and_then_flushed(left, calls):
    """A flush alone writes nothing that the system took for clean when an earlier one failed."""
    wal = left.with_name("left.db-wal")
    found = wal.read_bytes()
    connection = open_writer(left)
    disk = bytearray(len(found))
    for file, at, data in calls[:-2]:
        assert file == wal
        disk[at : at + len(data)] = data
    assert bytes(disk) == found
    assert calls[-2:] == [(wal, None, None), (left.parent, None, None)]
    assert connection.execute("SELECT count(*) FROM said").fetchone() == (1,)
    connection.close()


def test_where_the_last_one_ended_in_order_nothing_is_written(left, calls):
    open_writer(left).close()
    calls.clear()
    open_writer(left).close()
    assert calls == []


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.EIO, StorageFailed), (errno.ENOSPC, StorageFull)]
)
@pytest.mark.parametrize("call", ["pwrite", "fsync"])
def test_a_disk_that_does_not_take_it_opens_no_database(left, monkeypatch, call, code, kind):
    def fails(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fails)
    with pytest.raises(kind) as failed:
        open_writer(left)
    assert type(failed.value) is kind


def test_a_stranger_who_writes_at_that_moment_is_waited_for(left, monkeypatch):
    """Bytes read before and written behind his would tear what he wrote."""
    monkeypatch.setattr("sync.log.connect.BUSY_TIMEOUT_S", 0.0)
    stranger = sqlite3.connect(left, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusy):
        open_writer(left)
    stranger.close()
    open_writer(left).close()
