"""A disk that fails, put into running processes by strace: EIO where they write or flush.

After a failed flush nobody can say what is on the disk (Linux forgets the pages), so the one safe
thing is to stop: no acknowledgement any more, exit code 70, and whoever starts it again reads what
is there.
"""

import json
import os
import subprocess
from collections import Counter
from random import Random

import pytest

from clients.reference_cli.answers import Place
from clients.reference_cli.tablet import Tablet
from schema.area import AreaId
from sync.home.store import HomeStore
from tests.acceptance.commands import BIN, COMMAND_S, ENVIRONMENT, Finished, run
from tests.faults import homes
from tests.faults.ledger import Ledger, expect_sound, plainly
from tests.faults.senders import Sender
from tests.faults.tracing import fault, traced, tracing
from tests.faults.village import GRID
from tests.scale import times

__all__ = ["tracing"]

pytestmark = pytest.mark.usefixtures("tracing")

STORAGE_FAILED = 70


@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
def test_a_server_whose_disk_fails_acknowledges_nothing_more_and_ends_with_70(server, call):
    village, data = server.village, server.village.data
    ledger = Ledger()
    sender, other = (
        Sender(device, village.staff["hong"], ledger, Random(call))
        for device in village.devices[:2]
    )
    for each in (sender, other):
        each.connect(server.url)
        each.write()
        each.push()
        each.hear()
    answered = len(ledger.stored) + len(ledger.kept)

    wal = data / "log.db-wal"
    with traced(server.pid, options=fault([call], "error=EIO", when="1+"), paths=[wal]):
        sender.write()
        sender.push()
        sender.leave()
        assert server.wait() == STORAGE_FAILED
        other.write()
        other.push()
        other.leave()

    assert not sender.settled
    assert answered == len(ledger.stored) + len(ledger.kept)
    told = [line for line in server.log.read_text("utf-8").splitlines() if "storage_failed" in line]
    assert len(told) == 1
    ledger.check_all(data)
    server.start()
    for each in (sender, other):
        each.connect(server.url)
        each.push()
        each.leave()
    assert server.stop() == 0
    assert (sender.settled, other.settled) == (True, True)
    ledger.check_whole(data, sender.pushed | other.pushed)
    expect_sound(data)


@pytest.mark.parametrize(
    ("file", "call"), [("log.db-wal", "fdatasync"), ("withdrawn.jsonl", "fsync")]
)
def test_a_server_whose_disk_fails_under_an_act_does_not_say_that_it_is_done(server, file, call):
    village = server.village
    lost, at = village.devices[0].id, fault([call], "error=EIO", when="1+")
    with traced(server.pid, options=at, paths=[village.data / file]):
        done = run("doorstep", "devices", "revoke", lost, "--data", village.data)
        assert server.wait() == STORAGE_FAILED
    assert (done.exit_code, done.stdout) == (STORAGE_FAILED, "")
    assert done.complaint
    expect_sound(village.data)
    with plainly(village.data / "log.db") as log:
        which = "SELECT id FROM devices WHERE revoked_ms IS NOT NULL"
        counts = {device for (device,) in log.execute(which)}
    lines = (village.data / "withdrawn.jsonl").read_text("utf-8").splitlines()
    assert counts <= {json.loads(line)["id"] for line in lines} <= {lost}


@pytest.fixture
def home(warm, server, tmp_path):
    """An enrolled home that holds forms and areas."""
    made = homes.make_home(tmp_path / "home", server.village.devices[0], server.url)
    synced(warm, made)
    return made


def synced(warm, home):
    """The home after a sync, which has to succeed."""
    child = warm.start("work", home=str(home), seed="", writes=0).go()
    assert child.wait() == 0, warm.log.read_text("utf-8")
    child.rest()


def under_fault(home, *words, when):
    """`doorstep-tablet`, whose flushes of its write-ahead log fail."""
    at = fault(["fdatasync"], "error=EIO", when=when)
    strace = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=fdatasync", *at]
    done = subprocess.run(
        [*strace, "-P", str(home / "home.db-wal"), BIN / "doorstep-tablet", *words, "--home", home],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=COMMAND_S,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def write(home):
    """A hazard report, as `new` makes it."""
    with HomeStore(home) as store:
        answers = [(Place("category"), "safety"), (Place("place"), "楼道")]
        Tablet(store).new("hazard_report", AreaId(GRID), answers, draft=False, lang="en")


def expect_delivered(warm, server, home):
    """After a sync the server has exactly what was written in the home, once."""
    synced(warm, home)
    with plainly(server.village.data / "log.db") as log:
        assert Counter(log.execute("SELECT record, data FROM rows")) == homes.own(home)
    with HomeStore(home) as store:
        assert store.outbox_counts().waiting == 0


def test_a_tablet_whose_disk_fails_says_so_in_a_line_and_is_whole_afterwards(warm, server, home):
    write(home)
    earlier = homes.own(home)
    words = ("new", "hazard_report", "--area", GRID, "category=heating", "place=楼道", "--json")

    done = under_fault(home, *words, when="1+")

    assert (done.exit_code, done.stdout) == (STORAGE_FAILED, "")
    assert done.complaint
    assert earlier <= homes.own(home)
    write(home)
    expect_delivered(warm, server, home)


@pytest.mark.parametrize("when", range(1, times(2, 6)))
def test_a_tablet_whose_disk_fails_in_a_sync_ends_with_70_and_syncs_later(warm, server, home, when):
    write(home)
    written = homes.own(home)

    done = under_fault(home, "sync", "--json", when=when)

    assert (done.exit_code, done.stdout) == (STORAGE_FAILED, "")
    assert done.complaint
    assert written == homes.own(home)
    expect_delivered(warm, server, home)
