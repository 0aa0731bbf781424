"""A server that dies between a commit and its answer, and tablets that were talking to it."""

import signal
from pathlib import Path

import pytest

from tests.acceptance.commands import COMMAND_S, eventually
from tests.acceptance.counting import held, stored, written

pytestmark = pytest.mark.acceptance

ROUNDS_SPARE = 3
"""Rounds beyond one a commit, for a machine so slow that a sync gives up."""


def sync_at_once(tablets):
    """All of them at the same time; their exit codes."""
    syncing = [tablet.begin("sync", "--timeout", 5, "--json") for tablet in tablets]
    try:
        for process in syncing:
            process.communicate(timeout=COMMAND_S)
    finally:
        for process in syncing:
            process.kill()
            process.wait()
    return [process.returncode for process in syncing]


@pytest.mark.parametrize("nth", [1, 2, 5])
def test_killed_after_a_commit_and_before_its_answer_it_lost_nothing(
    own_office, grid, enrolled, nth
):
    server = own_office.server.start("mortal_server.py", "after", nth)
    address, (projector,) = server.url, server.children
    tablets = [enrolled(own_office, login) for login in grid.members]
    codes = [0, 0]
    for household in grid.households[: nth + ROUNDS_SPARE]:
        for tablet, said in zip(tablets, ("support", "oppose"), strict=True):
            tablet.new("renovation_opinion", household, f"road={said}", "parking_spaces=1")
        codes = sync_at_once(tablets)
        if not server.alive:
            break

    assert server.wait() == -signal.SIGKILL
    eventually(lambda: not Path(f"/proc/{projector}").exists())
    assert 1 in codes
    unsent = [tablet.status()["outbox"]["waiting"] for tablet in tablets]
    assert sum(unsent) > 0

    server.start()
    assert server.url == address
    reports = [tablet.sync() for tablet in tablets]

    assert sum(report["duplicate"] for report in reports) > 0
    assert [report["refused"] for report in reports] == [0, 0]
    expected = written(*(tablet.home for tablet in tablets))
    assert stored(own_office.data) == expected
    tablets[0].sync()
    assert [held(tablet.home) for tablet in tablets] == [expected, expected]
    assert own_office.ask("verify")["ok"] is True


def test_nothing_is_acknowledged_before_it_is_committed(own_office, grid, enrolled):
    server = own_office.server.start("mortal_server.py", "stalls", 1)
    wang = enrolled(own_office, grid.members[0])
    made = wang.new("renovation_opinion", grid.households[0], "road=support")

    done = wang.run("sync", "--timeout", 2, lang="zh-CN")
    server.kill()

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.complaint.startswith("没有连上服务器")
    assert stored(own_office.data) == set()
    assert wang.status()["outbox"]["waiting"] == 1
    server.start()
    assert wang.sync()["stored"] == 1
    assert stored(own_office.data) == written(wang.home)
    assert own_office.show(made["id"])["answers"]["road"]["value"] == "support"
