"""A backup that is older than a revocation lets nobody in again."""

import pytest

from tests.acceptance.commands import run
from tests.acceptance.counting import held, stored, written
from tests.acceptance.district import Server

pytestmark = pytest.mark.acceptance


def test_after_a_restore_a_tablet_that_was_revoked_since_only_hands_in_and_others_bring_the_rest(
    own_office, grid, enrolled, tmp_path
):
    office = own_office
    office.server.start()
    wang, li = (enrolled(office, login) for login in grid.members)
    wang.new("renovation_opinion", grid.households[0], "road=support")
    wang.sync()
    backup, again = tmp_path / "backup.db", tmp_path / "again"
    office.ask("backup", backup)
    office.ask("devices", "revoke", wang.status()["device"])
    li.new("renovation_opinion", grid.households[1], "road=oppose")
    li.sync()
    wang.edit(grid.opinion(0), "opinion=停用之后写的")
    before = held(wang.home)
    office.server.stop()

    done = run(
        *("doorstep", "restore", backup, "--data", again, "--json"),
        *("--withdrawn", office.data / "withdrawn.jsonl"),
    )

    assert done.exit_code == 0, done.stderr
    assert done.document["withdrawn"]["device"] == 1
    office.data, url = again, office.server.url
    office.server = Server(again, tmp_path / "again.log")
    office.server.url = url
    office.server.start()
    assert wang.run("sync").exit_code == 3
    assert held(wang.home) == before, "it received nothing"
    assert [entry["reason"] for entry in office.ask("quarantine", "list")] == ["forbidden"]
    assert li.sync()["rewound"] == [grid.id]
    office.ask("quarantine", "accept", "--reason", "forbidden")
    assert stored(again) == written(wang.home, li.home)
