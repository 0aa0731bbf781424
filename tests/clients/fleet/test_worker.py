"""A worker as a process of its own: what it says, and that it never outlives its parent."""

import json
import subprocess
import sys

import pytest

from clients.reference_cli.fleet.crew import COMMAND
from clients.reference_cli.fleet.plan import Step
from clients.reference_cli.fleet.steps import write_steps
from schema.area import AreaId
from sync.home.store import HomeStore
from tests.clients.conftest import MORNING, UNIT

NOWHERE = "http://127.0.0.1:9"
BOUND_S = 60


@pytest.fixture
def worker():
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def give(worker, **job):
    worker.stdin.write(json.dumps(job) + "\n")
    worker.stdin.flush()


def until_done(worker):
    events = []
    while not events or events[-1]["event"] != "done":
        events.append(json.loads(worker.stdout.readline()))
    return events[:-1]


def opinion(door, **answers):
    return Step(form="renovation_opinion", area=AreaId.parse(f"{UNIT}/{door}"), answers=answers)


def test_it_works_in_many_homes_and_says_what_is_on_disk(worker, wang, li):
    steps = write_steps([opinion("0301", road="support"), opinion("0302", road="oppose")])
    tablets = [
        {"number": number, "home": str(home.path), "steps": steps}
        for number, home in ((1, wang), (2, li))
    ]

    give(worker, job="work", day_ms=MORNING, tablets=tablets)
    events = until_done(worker)

    for number in (1, 2):
        assert [event["event"] for event in events if event["tablet"] == number] == [
            "written",
            "written",
            "worked",
        ]
    for home in (wang, li):
        with HomeStore(home.path) as store:
            assert store.outbox_counts().waiting == 2


def test_a_job_given_again_does_what_is_left(worker, wang):
    steps = write_steps([opinion("0301", road="support"), opinion("0302", road="oppose")])
    tablet = {"number": 1, "home": str(wang.path)}
    give(worker, job="work", day_ms=MORNING, tablets=[{**tablet, "steps": steps[:1]}])
    assert len(until_done(worker)) == 2

    give(worker, job="work", day_ms=MORNING, tablets=[{**tablet, "steps": steps}])

    assert [event["event"] for event in until_done(worker)] == ["written", "worked"]


def test_a_tablet_that_does_not_get_there_is_named(worker, tmp_path):
    tablets = [{"number": 7, "home": str(tmp_path / "home"), "code": "ABCD-EFGH", "name": "t"}]
    give(worker, job="enrol", url=NOWHERE, ca=None, seed=1, timeout_s=0, tablets=tablets)
    (event,) = until_done(worker)
    assert (event["event"], event["tablet"]) == ("failed", 7)
    assert event["reason"]


def test_a_sync_that_does_not_get_there_is_named(worker, wang):
    tablets = [{"number": 7, "home": str(wang.path), "cuts": []}]
    give(worker, job="deliver", seed=1, timeout_s=0.1, tablets=tablets)
    events = until_done(worker)
    assert events[0] == {"event": "connecting", "tablet": 7}
    assert (events[-1]["event"], events[-1]["tablet"]) == ("failed", 7)


def test_it_ends_with_its_parent_in_the_middle_of_a_job(worker, tmp_path):
    tablets = [{"number": 7, "home": str(tmp_path / "home"), "code": "ABCD-EFGH", "name": "t"}]
    give(worker, job="enrol", url=NOWHERE, ca=None, seed=1, timeout_s=3600, tablets=tablets)
    worker.stdin.close()
    assert worker.wait(BOUND_S) == 0


def test_it_ends_when_nobody_listens(tmp_path, wang):
    steps = write_steps([opinion("0301", road="support")])
    tablets = [{"number": 1, "home": str(wang.path), "steps": steps}]
    job = json.dumps({"job": "work", "day_ms": MORNING, "tablets": tablets})
    with (
        subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.readline()"],
            stdin=subprocess.PIPE,
        ) as nobody,
        subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=nobody.stdin) as worker,
    ):
        nobody.stdin.close()
        nobody.kill()
        nobody.wait()
        worker.stdin.write(job.encode() + b"\n")
        worker.stdin.flush()
        assert worker.wait(BOUND_S) == 0
