"""How the figures of a benchmark are read."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from server.bench import figures
from server.bench.errors import BenchFailed


def test_waits_are_told_as_median_and_99th_percentile_in_milliseconds():
    assert {"p50": 51.0, "p99": 100.0} == figures.waits_ms(n / 1000 for n in range(100, 0, -1))
    assert {"p50": 7.0, "p99": 7.0} == figures.waits_ms([0.007])
    assert figures.waits_ms([]) is None


def test_the_cpu_of_another_process_is_that_of_the_kernels_own_account():
    burn = "sum(range(3_000_000)); print('done', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", burn], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.stdout.readline()
        read_s = figures._cpu_s(child.pid)
        child.stdin.close()
        child.wait()
    assert read_s > 0
    with pytest.raises(BenchFailed):
        figures._cpu_s(child.pid)


def test_a_write_ahead_log_that_began_anew_is_a_checkpoint(tmp_path):
    database = tmp_path / "log.db"
    assert 0 == figures._checkpoints(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (n INTEGER)")
        before = figures._checkpoints(database)
        for n in range(3):
            connection.execute("PRAGMA wal_checkpoint(RESTART)")
            connection.execute("INSERT INTO t VALUES (?)", (n,))
        assert before + 3 == figures._checkpoints(database)
