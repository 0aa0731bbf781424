"""What was answered is there after the process was killed, whole commits only."""

import signal
import subprocess
import sys

import pytest

from schema.area import Scope
from sync.core.scan import scan
from sync.log.reader import SqliteLogReader
from sync.log.verify import verify_rows

GRID = Scope("130709/100/002/007")
COMMIT_ROWS = 30

WRITER = """
import sys
from pathlib import Path

from schema.area import Scope
from sync.core.change import Change
from sync.core.update import encode
from sync.log.connect import open_writer
from sync.log.log import Submission
from sync.log.migrate import LOG_MIGRATIONS, migrate
from sync.log.sqlite import SqliteLog

scope = Scope("130709/100/002/007")
connection = open_writer(Path(sys.argv[1]))
migrate(connection, LOG_MIGRATIONS)
log = SqliteLog(connection)
number = 0
while True:
    batch = []
    for _ in range(int(sys.argv[2])):
        number += 1
        record = f"household_file/{scope}/{number:08}"
        data = encode(Change(number, "wangfang", 1, "a remark", ()))
        batch.append(
            Submission(
                record=record, data=data, device="tablet01", staff="wangfang",
                change_id=number, scope=scope,
            )
        )
    print(log.append(batch, 1)[-1].seq, flush=True)
"""


@pytest.mark.parametrize("answers", [1, 4, 20])
def test_every_answered_commit_survives_a_kill_and_none_is_half_there(tmp_path, answers):
    path = tmp_path / "log.db"
    arguments = [sys.executable, "-c", WRITER, str(path), str(COMMIT_ROWS)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
        answered = [int(writer.stdout.readline()) for _ in range(answers)][-1]
        writer.send_signal(signal.SIGKILL)
    reader = SqliteLogReader(path)
    rows = reader.read(GRID, 0, 1 << 30)
    assert list(verify_rows(reader)) == []
    reader.close()
    assert answered == answers * COMMIT_ROWS
    assert len(rows) >= answered
    assert len(rows) % COMMIT_ROWS == 0
    assert [scan(row.data).change_id for row in rows] == list(range(1, len(rows) + 1))
