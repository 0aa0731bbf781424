"""What the office decides while tablets are connected counts on their open connections."""

import os
import signal
from pathlib import Path

import pytest

from tests.acceptance.commands import COMMAND_S, eventually
from tests.acceptance.watching import connected, cursors, heard, watching
from tests.acceptance.wire import Closed, Wire, ask_http, change, token_of

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


def test_a_revoked_tablet_is_cut_off_and_afterwards_only_hands_in(office, grid, wang, li):
    member = office.staff[grid.members[1]]["id"]
    token = token_of(office, grid.members[1])
    data = change(member, 1, opinion="停用之前")
    late = change(member, 2, opinion="停用之后")
    with Wire(office.server.url, token) as wire:
        assert wire.push((grid.opinion(1), data))[0][0] == "stored"

        office.ask("devices", "revoke", wire.welcome["device"])

        with pytest.raises(Closed) as closed:
            wire.hear("nothing that is ever sent")
        assert (closed.value.code, closed.value.error["code"]) == (4403, "revoked")
    with Wire(office.server.url, token) as wire:
        assert (wire.welcome["deposit"], wire.welcome["scopes"]) == (True, {})
        stored, refused = wire.push((grid.opinion(1), data), (grid.opinion(1), late))
    assert stored[0] == "duplicate"
    assert (refused[:2], refused[3:]) == (["refused", "forbidden"], [False, True])
    status, _ = ask_http(f"{office.server.url}/api/v1/bundle", token)
    assert status == 403
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


def test_a_server_that_is_silent_is_given_up_and_the_tablet_comes_back(own_office, grid, enrolled):
    """Half open: the machine answers, the program does not. The real interval is 20 s + 20 s."""
    server = own_office.server.start()
    wang, li = (enrolled(own_office, login) for login in grid.members)
    with watching(wang, launcher=("restless_tablet.py",)) as told:
        connected_once = heard(wang)
        os.kill(server.pid, signal.SIGSTOP)
        # The tablet calls again: its new connection waits in the listening socket's queue.
        eventually(lambda: waiting_connections(server.port), lambda: cursors(wang))
        os.kill(server.pid, signal.SIGCONT)
        li.new("renovation_opinion", grid.households[0], "road=support")
        li.sync()
        eventually(lambda: cursors(wang).get(grid.id) == 1, lambda: cursors(wang))
        assert heard(wang) != connected_once
    assert told[0]["received"] == 1


def waiting_connections(port):
    """Connections that the kernel has opened and the listening program has not accepted."""
    lines = Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]
    listening = [line.split() for line in lines if line.split()[1].endswith(f":{port:04X}")]
    return sum(int(each[4].partition(":")[2], 16) for each in listening if each[3] == "0A")


def test_a_revoked_tablet_that_watches_ends_with_a_sentence(office, wang):
    device = wang.status()["device"]
    with connected(wang) as process:
        office.ask("devices", "revoke", device)
        stdout, stderr = process.communicate(timeout=COMMAND_S)
    assert (process.returncode, stderr) == (0, ""), "nothing of it is refused"
    assert "⚠ This tablet or your account was revoked and receives nothing any more" in stdout
    assert "To go on, ask the office for a new code" in stdout
