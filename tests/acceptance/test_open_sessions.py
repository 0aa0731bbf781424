"""What the office decides while tablets are connected counts on their open connections."""

import pytest

from tests.acceptance.commands import COMMAND_S, eventually
from tests.acceptance.watching import connected, cursors, watching
from tests.acceptance.wire import Closed, Wire, change, token_of

pytestmark = pytest.mark.acceptance


def test_a_grant_opens_a_grid_on_a_tablet_that_is_connected(
    office, grid, next_grid, wang, enrolled
):
    other = next_grid()
    zhou = enrolled(office, other.members[0])
    made = zhou.new("renovation_opinion", other.households[0], "road=support")
    zhou.sync()
    assert other.id not in cursors(wang)

    with watching(wang) as told:
        words = ("--role", "grid_member", "--area", other.id)
        office.ask("staff", "grant", wang.login, *words)
        eventually(lambda: cursors(wang).get(other.id) == 1, lambda: cursors(wang))
        zhou.new("renovation_opinion", other.households[1], "road=oppose")
        zhou.sync()
        eventually(lambda: cursors(wang)[other.id] == 2, lambda: cursors(wang))

    assert told[0]["received"] == 2
    assert wang.show(made["id"])["answers"]["road"]["value"] == "support"
    assert {area["id"] for area in wang.ask("areas", other.id)} >= set(other.households)
    wang.edit(made["id"], "facade=neutral")
    assert wang.sync()["stored"] == 1


def test_a_change_of_one_tablet_reaches_the_other_while_it_watches(grid, wang, li):
    with watching(wang) as told:
        li.new("renovation_opinion", grid.households[0], "road=support")
        li.sync()
        eventually(lambda: cursors(wang)[grid.id] == 1, lambda: cursors(wang))
    assert told[0]["received"] == 1


def test_a_revoked_tablet_is_cut_off_and_not_let_in_again(office, grid, wang, li):
    member = office.staff[grid.members[1]]["id"]
    token = token_of(office, grid.members[1])
    unsent = wang.new("renovation_opinion", grid.households[0], "road=support")
    with Wire(office.server.url, token) as wire:
        data = change(member, wire.welcome["now_ms"], opinion="停用之前")
        assert wire.push((grid.opinion(1), data))[0][0] == "stored"

        office.ask("devices", "revoke", wire.welcome["device"])

        with pytest.raises(Closed) as closed:
            wire.hear("nothing that is ever sent")
        assert (closed.value.code, closed.value.error["code"]) == (4403, "revoked")
    with Wire(office.server.url) as wire, pytest.raises(Closed) as closed:
        wire.hello(token)
    assert closed.value.code == 4403

    office.ask("devices", "revoke", wang.status()["device"])
    refused = wang.run("sync", lang="zh-CN")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.complaint.startswith("这台平板已停用。")
    assert "1处改动都在本机，不会丢。" in refused.complaint
    assert wang.show(unsent["id"])["answers"]["road"]["value"] == "support"
    assert li.sync()["received"] == 1


def test_a_server_that_is_asked_to_end_says_so_and_the_tablet_comes_back(
    own_office, grid, enrolled
):
    server = own_office.server.start()
    wang, li = (enrolled(own_office, login) for login in grid.members)
    with watching(wang) as told:
        assert server.stop() == 0
        server.start()
        li.new("renovation_opinion", grid.households[0], "road=support")
        li.sync()
        eventually(lambda: cursors(wang)[grid.id] == 1, lambda: cursors(wang))
    assert told[0]["received"] == 1


def test_a_revoked_tablet_that_watches_ends_with_a_sentence(office, wang):
    device = wang.status()["device"]
    with connected(wang) as process:
        office.ask("devices", "revoke", device)
        _, stderr = process.communicate(timeout=COMMAND_S)
    assert process.returncode == 1
    assert "revoked" in stderr
