"""A worker as its parent sees it; the worker is a script that a test writes."""

import asyncio
import sys

import pytest

from clients.reference_cli.fleet import crew
from clients.reference_cli.fleet.crew import Worker, WorkerDied

# Does `count` things, remembering in a file how many are done; says so after each.
COUNTING = """
import json, pathlib, sys
for line in sys.stdin:
    job = json.loads(line)
    file = pathlib.Path(job["file"])
    while (done := len(file.read_bytes())) < job["count"]:
        with file.open("ab") as grown:
            grown.write(b".")
        print(json.dumps({"event": "written", "tablet": done + 1}), flush=True)
    print(json.dumps({"event": "done"}), flush=True)
"""
HALF_A_LINE = """
import os, sys
sys.stdin.readline()
print('{"event": "written", "tablet": 1}', flush=True)
os.write(1, b'{"event": "wri')
os._exit(3)
"""


@pytest.fixture
def script(monkeypatch, tmp_path):
    def use(text):
        monkeypatch.setattr(crew, "COMMAND", (sys.executable, "-c", text))

    return use


@pytest.fixture
def job(tmp_path):
    file = tmp_path / "done"
    file.write_bytes(b"")
    return {"count": 200, "file": str(file)}


def work(*jobs, kills=()):
    """(events by job, how often the worker was killed)."""

    async def scenario():
        worker = Worker()
        heard = []
        try:
            for job in jobs:
                heard.append([])
                await worker.run(job, heard[-1].append, kills)
        finally:
            await worker.close()
        return heard, worker.killed

    return asyncio.run(scenario())


def test_every_event_is_heard_and_jobs_follow_each_other(script, job, tmp_path):
    script(COUNTING)
    (tmp_path / "more").write_bytes(b"")
    (first, second), killed = work(job, {"count": 3, "file": str(tmp_path / "more")})
    assert [event["tablet"] for event in first] == list(range(1, 201))
    assert [event["tablet"] for event in second] == [1, 2, 3]
    assert killed == 0


def test_killed_on_schedule_another_one_goes_on_with_what_is_on_disk(script, job):
    script(COUNTING)
    (events,), killed = work(job, kills=(20, 60))
    assert killed == 2
    # What was done but not said when it was killed is not done again.
    tablets = [event["tablet"] for event in events]
    assert tablets == sorted(set(tablets))
    assert tablets[:20] == list(range(1, 21))
    assert tablets[-1] == 200


def test_a_kill_that_comes_too_late_is_none(script, job):
    script(COUNTING)
    (events,), killed = work(job, kills=(201,))
    assert (len(events), killed) == (200, 0)


def test_two_kills_at_one_moment_are_two(script, job):
    script(COUNTING)
    (events,), killed = work(job, kills=(20, 20))
    assert killed == 2
    assert events[-1]["tablet"] == 200


def test_a_worker_that_dies_by_itself_is_a_failure(script, job):
    script(HALF_A_LINE)
    with pytest.raises(WorkerDied) as died:
        work(job)
    assert died.value.facts == {"code": 3}


def test_a_worker_that_never_listens_is_a_failure(script, job):
    script("raise SystemExit(4)")
    with pytest.raises(WorkerDied) as died:
        work({**job, "much": "x" * 1_000_000})
    assert died.value.facts == {"code": 4}
