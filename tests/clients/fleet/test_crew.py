"""A worker as its parent sees it; the worker is a script that a test writes."""

import asyncio
import sys

import pytest

from clients.reference_cli.fleet import crew
from clients.reference_cli.fleet.crew import Worker, WorkerDied

# Does `count` things, remembering in a file how many are done; says so after each. At each of the
# `stops` it waits to be killed.
COUNTING = """
import json, pathlib, signal, sys
for line in sys.stdin:
    job = json.loads(line)
    file = pathlib.Path(job["file"])
    while (done := len(file.read_bytes())) < job["count"]:
        with file.open("ab") as grown:
            grown.write(b".")
        print(json.dumps({"event": "written", "tablet": done + 1}), flush=True)
        if done + 1 in job["stops"]:
            signal.pause()
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
    return {"count": 200, "file": str(file), "stops": []}


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
    (first, second), killed = work(job, {**job, "count": 3, "file": str(tmp_path / "more")})
    assert [event["tablet"] for event in first] == list(range(1, 201))
    assert [event["tablet"] for event in second] == [1, 2, 3]
    assert killed == 0


def test_killed_on_schedule_another_one_goes_on_with_what_is_on_disk(script, job):
    script(COUNTING)
    (events,), killed = work({**job, "stops": [20, 60]}, kills=(20, 60))
    assert killed == 2
    assert [event["tablet"] for event in events] == list(range(1, 201))


def test_a_kill_that_comes_too_late_is_none(script, job):
    script(COUNTING)
    (events,), killed = work(job, kills=(201,))
    assert (len(events), killed) == (200, 0)


def test_two_kills_at_one_moment_are_two(script, job):
    script(COUNTING)
    (events,), killed = work({**job, "stops": [20, 21]}, kills=(20, 20))
    assert killed == 2
    assert len(events) == 200


def test_a_kill_behind_the_last_word_is_no_failure(script, job):
    script(COUNTING)
    (events, more), killed = work(job, {**job, "count": 205}, kills=(200,))
    assert killed == 1
    assert [event["tablet"] for event in [*events, *more]] == list(range(1, 206))


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
