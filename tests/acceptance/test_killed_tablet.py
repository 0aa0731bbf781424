"""A tablet whose process is killed: what it had said is there, and nothing is there twice."""

import signal
from itertools import count

import pytest

from tests.acceptance.counting import held, stored, written

pytestmark = pytest.mark.acceptance

LAUNCHER = "mortal_tablet.py"
COMMITS_MAX = 40
"""Of one sync of a few records; more would mean that the killing never ended."""


def test_killed_at_every_commit_of_a_sync_it_delivers_and_receives_everything_once(
    office, grid, wang, li
):
    for household in grid.households[:2]:
        wang.new("renovation_opinion", household, "road=support", "parking_spaces=1")
        li.new("renovation_opinion", household, "road=oppose", "facade=neutral")
    wang.new("hazard_report", grid.id, "category=heating", "place=楼道")
    li.sync()
    own = written(wang.home)

    killed = 0
    for nth in count(1):
        done = wang.run("sync", "--json", launcher=(LAUNCHER, "before", nth))
        assert written(wang.home) == own
        if done.exit_code == 0:
            break
        assert (done.exit_code, done.stdout) == (-signal.SIGKILL, "")
        killed = nth
        assert killed < COMMITS_MAX

    assert killed >= 3, "welcome, answers and rows are a commit each at least"
    assert wang.status()["outbox"] == {"waiting": 0, "refused": 0, "oldest_ms": None}
    expected = own | written(li.home)
    li.sync()
    assert held(wang.home) == held(li.home) == expected
    assert {answer for answer in stored(office.data) if grid.id in answer.record} == expected
    history = wang.show(grid.opinion(0), history=True)["history"]
    assert len({change["change"] for change in history}) == len(history) == 2


def test_killed_before_it_is_on_disk_a_new_record_does_not_exist(grid, wang):
    words = ("new", "hazard_report", "--area", grid.id, "category=heating", "place=楼道", "--json")

    done = wang.run(*words, launcher=(LAUNCHER, "before", 1))

    assert (done.exit_code, done.stdout) == (-signal.SIGKILL, "")
    assert wang.ask("list") == []
    assert wang.status()["outbox"]["waiting"] == 0


@pytest.mark.parametrize("moment", ["after", "said"])
def test_killed_once_it_is_on_disk_a_new_record_is_whole_and_there_once(office, grid, wang, moment):
    words = ("new", "renovation_opinion", "--area", grid.households[0], "road=support", "needs=")

    done = wang.run(*words, "--json", launcher=(LAUNCHER, moment, 1))

    assert done.exit_code == -signal.SIGKILL
    if moment == "said":
        assert done.document["id"] == grid.opinion(0)
    again = wang.run(*words)
    assert again.exit_code == 1
    assert "doorstep-tablet edit" in again.complaint
    assert wang.sync()["stored"] == 1
    answers = office.show(grid.opinion(0))["answers"]
    assert (answers["road"]["value"], answers["_status"]["value"]) == ("support", "finished")
