"""A disk without room: nothing is lost, what needs no room goes on, and it resumes by itself.

Two ways to have none: a limit on file size that is set on the running process and lifted again
(SQLite takes that for a failing disk, and its signal would end a process that does not ignore it),
and a small file system of its own that is filled, where the tests may mount one.
"""

import json
import resource
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from server import admin, withdrawals
from server.errors import ServerError
from server.safekeeping.errors import NotNoted
from sync.home.store import HomeStore
from tests.acceptance.browser import Browser
from tests.acceptance.commands import BIN, COMMAND_S, ENVIRONMENT, Finished, eventually, run
from tests.acceptance.wire import Closed, Wire, ask_http, change
from tests.faults import homes
from tests.faults.ledger import Ledger, expect_sound
from tests.faults.senders import Sender
from tests.faults.village import GRID, PASSWORD, READER, Served, hazard

TMPFS_MB = 6


def limit(pid, size):
    """No file of this process may grow beyond `size` bytes."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def lift(pid):
    limit(pid, resource.RLIM_INFINITY)


@contextmanager
def filled(folder):
    """A file system without a byte of room inside the block."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    yield
    ballast.unlink()


def report(device, text="门口"):
    return hazard(), change(device.staff, 1, category="safety", description=text)


def credentials():
    return {"login": READER, "password": PASSWORD, "next": "/"}


def expect_reading_goes_on(server, device, count):
    """A fresh session gets every row; the API and the health page answer."""
    with Wire(server.url, device.token) as wire:
        got = 0
        while got < count:
            got += len(wire.hear("changes")["items"])
        assert got == count
    assert ask_http(f"{server.url}/api/v1/bundle", device.token)[0] == 200
    status, health = ask_http(f"{server.url}/health/ready")
    assert (status, health["storage"]) == (200, True)


def expect_full_then_resumed(server, fill, count):
    """Pushes and acts are refused for the moment while it is full, and taken afterwards.

    Args:
        fill: a context in which there is no room.
        count: how many rows there are.
    """
    village = server.village
    pushing, reading, lost = village.devices[:3]
    admin.call(village.data, "records.list", {"form": "hazard_report"})  # the pages can show it
    browser = Browser(server.url).sign_in(READER, PASSWORD)
    with Wire(server.url, pushing.token) as wire:
        with fill:
            changes = [report(pushing, "冰" * 900) for _ in range(20)]
            results = wire.push(*changes)
            for result in results:
                assert (result[0], result[1], *result[3:]) == ("refused", "disk_full", True, False)
            with pytest.raises(ServerError) as refused:
                admin.call(village.data, "devices.revoke", {"id": lost.id})
            assert refused.value.exit_code == 1
            expect_reading_goes_on(server, reading, count)
            assert browser.open("/").status == 200
            assert Browser(server.url).send("/login", **credentials()).status == 503
            assert wire.push(changes[0])[0][1] == "disk_full"
        results = wire.push(*changes)
        assert [["stored", count + n] for n in range(1, 21)] == results
        assert admin.call(village.data, "devices.revoke", {"id": lost.id})
        expect_reading_goes_on(server, reading, count + 20)


def test_a_server_at_its_limit_of_file_size_refuses_reads_on_and_resumes_by_itself(server):
    device = server.village.devices[0]
    with Wire(server.url, device.token) as wire:
        assert [["stored", 1]] == wire.push(report(device))

    @contextmanager
    def limited():
        limit(server.pid, (server.data / "log.db-wal").stat().st_size + 5000)
        yield
        lift(server.pid)

    expect_full_then_resumed(server, limited(), 1)
    assert server.stop() == 0
    assert {"admin.sock", "log.db-room"}.isdisjoint(each.name for each in server.data.iterdir())
    expect_sound(server.data)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of some megabytes, where mounting is permitted."""
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MB}m", "tmpfs", str(folder)]
    try:
        tried = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if tried.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {tried.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_server_on_a_full_disk_refuses_reads_on_and_resumes_with_its_views(
    founded, small_disk, tmp_path
):
    village = founded.copied(small_disk / "data")
    server = Served(village, tmp_path / "server.log").start()
    try:
        device = village.devices[0]
        with Wire(server.url, device.token) as wire:
            assert [["stored", 1]] == wire.push(report(device))
        expect_full_then_resumed(server, filled(small_disk), 1)
        shown = run(
            "doorstep", "records", "list", "hazard_report", "--data", village.data, "--json"
        )
        assert len(shown.document) == 21, server.log.read_text("utf-8")
        assert server.stop() == 0
        expect_sound(village.data)
    finally:
        server.kill()


def test_a_log_that_cannot_be_copied_back_takes_commits_until_there_is_no_room_for_it(warm, fresh):
    """The write-ahead log grows where the database may not: what was committed is readable."""
    village = fresh()
    size = (village.data / "log.db").stat().st_size
    ledger, random = Ledger(), Random("copied back")
    sender = Sender(village.devices[0], village.staff["hong"], ledger, random)
    child = warm.start("serve", data=str(village.data), checkpoint_pages=4).go()
    sender.connect(json.loads(child.line())["url"])
    limit(child.pid, size)
    refused = sender.push_until_refused("disk_full")
    lift(child.pid)
    assert refused > 1
    sender.push()
    sender.leave()
    child.signal(signal.SIGTERM)
    assert child.wait() == 0
    child.rest()
    assert sender.settled
    ledger.check_whole(village.data, sender.pushed)
    expect_sound(village.data)


def test_an_act_whose_line_has_no_room_is_refused_and_leaves_neither_line_nor_trace(server):
    """`withdrawn.jsonl` is longer here than any other file, so that it alone is at its limit."""
    village = server.village
    device = village.devices[0]
    earlier = [withdrawals.record_erased(f"hazard_report/{GRID}:{n:026}", n) for n in range(5000)]
    withdrawals.note(village.data, *earlier)
    file = village.data / withdrawals.FILE_NAME
    before = file.read_bytes()
    limit(server.pid, len(before) + 10)
    with Wire(server.url, device.token) as wire:
        with pytest.raises(NotNoted):
            admin.call(village.data, "devices.revoke", {"id": device.id})
        assert before == file.read_bytes()
        assert [["stored", 1]] == wire.push(report(device))
        lift(server.pid)
        assert admin.call(village.data, "devices.revoke", {"id": device.id})
        with pytest.raises(Closed) as closed:
            wire.hear("nothing that is ever sent")
    assert closed.value.code == 4403
    assert device.id == withdrawals.read(file)[-1].id
    assert len(withdrawals.read(file)) == 5001


def test_a_projector_without_room_is_started_again_and_catches_up(server):
    village = server.village
    device = village.devices[0]
    (projector,) = eventually(lambda: server.children)
    eventually((village.data / "views.db").exists)
    limit(projector, 1)
    with Wire(server.url, device.token) as wire:
        assert [["stored", n] for n in range(1, 6)] == wire.push(
            *[report(device) for _ in range(5)]
        )
        eventually(lambda: not Path(f"/proc/{projector}").exists())
        assert [["stored", 6]] == wire.push(report(device))
    listed = admin.call(village.data, "records.list", {"form": "hazard_report"})
    assert len(listed) == 6
    assert server.children not in ([], [projector])


# The tablet


def limited(home, size, *words):
    """`doorstep-tablet`, whose files may not grow beyond so many bytes."""
    done = subprocess.run(
        ["prlimit", f"--fsize={size}", BIN / "doorstep-tablet", *words, "--home", home],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=COMMAND_S,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


NEW = ("new", "hazard_report", "--area", GRID, "category=heating", "--json")


def test_a_tablet_without_room_says_so_in_a_line_and_keeps_what_it_has(warm, server, tmp_path):
    """The first limit leaves no room to open the database, the second none for the new answer."""
    home = homes.make_home(tmp_path / "home", server.village.devices[0], server.url)
    for writes in (0, 3):
        child = warm.start("work", home=str(home), seed="full", writes=writes).go()
        assert child.wait() == 0, warm.log.read_text("utf-8")
        child.rest()
    earlier = homes.own(home)
    assert len(earlier) == 3

    for size in (4096, 40_000):
        done = limited(home, size, *NEW, f"description={'冰' * 10_000}")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "disk is full" in done.complaint
        assert earlier == homes.own(home)

    with HomeStore(home) as store:
        assert store.outbox() == []
        assert {each.record for each in store.index.records()} == {record for record, _ in earlier}
