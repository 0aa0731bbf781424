"""A home whose process is killed at any moment holds everything that it said it holds."""

import signal
import subprocess
import sys

import pytest

from sync.home.store import HomeStore

WRITER = """
import sys
from pathlib import Path
from sync.home.store import HomeStore

store = HomeStore(Path(sys.argv[1]), create=True)
count = len(store.outbox())
while True:
    count += 1
    store.add_own([(f"household_file/130709/100/002/007/x03/b02/u1/{count}", b"%d" % count)], count)
    print(count, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 2, 7, 20])
def test_what_was_reported_as_kept_is_there_after_sigkill(tmp_path, lines):
    """Killed right behind a report, again and again, in the middle of whatever it does then."""
    reported = 0
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            for _ in range(lines):
                reported = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            reported = max([reported, *map(int, writer.stdout)])  # said before the kill came
        with HomeStore(tmp_path) as store:
            held = [int(row.data) for row in store.outbox()]
        assert held[:reported] == list(range(1, reported + 1))
        assert len(held) in (reported, reported + 1)
        assert [int(record.record.rpartition("/")[2]) for record in store_records(tmp_path)] == held


def store_records(path):
    with HomeStore(path) as store:
        records = store.index.records()
    return sorted(records, key=lambda each: int(each.record.rpartition("/")[2]))
