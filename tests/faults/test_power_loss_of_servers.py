"""A power cut at any moment of a server's work: whatever it acknowledged by then is on the disk.

The server is `doorstep serve` as it is but for its projector, recorded by strace. A moment is
drawn, then what of the unflushed writes got through (`disk`); each image is opened by the real code
and checked whole, and everything that was acknowledged before that moment has to be there. Planted
bugs show that the images bite.
"""

import json
import signal
from random import Random

import pytest

from server import admin
from tests.acceptance.wire import change
from tests.faults import steps
from tests.faults.frames import Sockets
from tests.faults.ledger import Ledger, expect_sound, plainly
from tests.faults.recording import LOG_FILES, RECORDED, Recording, files, lay_out
from tests.faults.senders import Sender
from tests.faults.tracing import fault, traced, tracing
from tests.faults.village import hazard
from tests.scale import PATIENT, figures, times

__all__ = ["tracing"]

pytestmark = [PATIENT, pytest.mark.usefixtures("tracing")]

IMAGES = times(300, 2000)
TWICE_IMAGES = times(40, 400)
PLANTED_IMAGES_MAX = 200
ROUNDS = 16
KILLED_AT_FLUSH = 5
CHECKPOINT_PAGES = 12
"""So few that the log is copied back within the session, in the middle of its commits."""


class ServerProof:
    """A recorded session of a server, and what it had acknowledged at each moment."""

    def __init__(self, warm, village, trace, plant=None):
        self._ledger = Ledger()
        stranger, self.lost = village.staff["hong"], village.devices[-1].id
        self._senders = {
            device.id: Sender(device, stranger, self._ledger, Random(device.id))
            for device in village.devices[:2]
        }
        self._pushes = []
        before = files(village.data, LOG_FILES)
        self._record(warm, village, trace, plant)
        self.recording = Recording(village.data, before, steps.read(trace))
        self.acknowledgements = list(self._read_acknowledgements())

    def _record(self, warm, village, trace, plant):
        pages = CHECKPOINT_PAGES
        child = warm.start("serve", data=str(village.data), checkpoint_pages=pages, plant=plant)
        with traced(child.pid, output=trace, options=steps.OPTIONS, calls=RECORDED):
            url = json.loads(child.go().line())["url"]
            senders = self._senders.values()
            for sender in senders:
                sender.connect(url)
            for number in range(ROUNDS):
                for sender in senders:
                    sender.write()
                    sender.push()
                if number == ROUNDS // 2:
                    assert admin.call(village.data, "devices.revoke", {"id": self.lost})
                for sender in senders:
                    sender.hear()
            for sender in senders:
                sender.leave()
            child.signal(signal.SIGTERM)
            assert child.wait() == 0
        assert child.rest() == []
        assert all(sender.settled for sender in senders)
        for sender in senders:
            self._pushes.append(dict(sender.pushes))

    def _read_acknowledgements(self):
        """(number of steps done, change and its answer; or None: the act was) in order."""
        sockets, holders = Sockets(), {}
        for done, step in enumerate(self.recording.steps, 1):
            if step.data == b'{"ok": true}':
                yield done, None
            for socket, message in sockets.messages(step):
                if message["t"] == "welcome":  # connections come in the order of `_pushes`
                    holders[socket] = self._pushes[len(holders)]
                elif message["t"] == "ack":
                    changes = holders[socket][message["id"]]
                    for answer in zip(changes, message["results"], strict=True):
                        yield done, answer

    def check(self, done, data):
        """Everything acknowledged within so many steps is in a directory, which is sound."""
        expect_sound(data)
        ledger, revoked = Ledger(), False
        for at, answer in self.acknowledgements:
            if at <= done and answer is None:
                revoked = True
            elif at <= done:
                ledger.note(*answer)
        ledger.check(data)
        with plainly(data / "log.db") as log:
            which = "SELECT id FROM devices WHERE revoked_ms IS NOT NULL"
            counts = log.execute(which).fetchall() == [(self.lost,)]
        file = data / "withdrawn.jsonl"
        lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        noted = self.lost in {json.loads(line)["id"] for line in lines}
        assert revoked <= counts <= noted, "a withdrawal is answered, but not there"


def test_what_a_server_acknowledged_is_there_after_any_power_cut(warm, fresh, tmp_path):
    proof = ServerProof(warm, fresh(), tmp_path / "trace")
    assert len(proof.acknowledgements) > 2 * ROUNDS
    copied_back = [step for step in proof.recording.steps if step.path.endswith("/log.db")]
    assert sum(step.call == "fdatasync" for step in copied_back) > 2
    for done, image in proof.recording.images(IMAGES, Random("power")):
        proof.check(done, lay_out(image, tmp_path / "image"))
    figures(
        proof="power loss of a server",
        images=IMAGES,
        steps=len(proof.recording.steps),
        acknowledged=len(proof.acknowledgements),
        lost=0,
    )


class TwiceServed(ServerProof):
    """The same of a server that is killed as it is about to flush a commit, and of the next one.

    What the first wrote and did not flush is in the system's memory, and so in what the second
    finds; it answers `duplicate` to a tablet that pushes it again, and has nothing to commit.
    """

    def _record(self, warm, village, trace, plant):
        lives = [trace.with_name("first"), trace.with_name("second")]
        killed = (*steps.OPTIONS, *fault(["fdatasync"], "signal=SIGKILL", when=KILLED_AT_FLUSH))
        (sender, *_) = self._senders.values()
        for life, options in zip(lives, (killed, steps.OPTIONS), strict=True):
            child = warm.start("serve", data=str(village.data), plant=plant)
            with traced(child.pid, output=life, options=options, calls=RECORDED):
                sender.connect(json.loads(child.go().line())["url"])
                while sender.settled:  # up to the death of the first
                    sender.add(hazard(), change(sender.device.staff, 1, category="safety"))
                    sender.push()
                    sender.hear()
                sender.push()
                sender.hear()
                assert child.kill() == -signal.SIGKILL
            sender.leave()
            child.rest()
            self._pushes.append(dict(sender.pushes))
        assert sender.settled
        self.first_ended = len(steps.read(lives[0]))
        trace.write_bytes(b"".join(life.read_bytes() for life in lives))


def test_what_is_found_after_a_kill_is_on_disk_before_it_counts(warm, fresh, tmp_path):
    proof = TwiceServed(warm, fresh(), tmp_path / "trace")
    last, (_, answer) = proof.acknowledgements[-1]
    assert answer[0] == "duplicate"
    for done, image in proof.recording.images(TWICE_IMAGES, Random("twice"), since=last):
        proof.check(done, lay_out(image, tmp_path / "image"))
    # The same where that flush failed: a later one of the same pages succeeds, and writes nothing.
    failing = {proof.first_ended: "log.db-wal"}
    for done, image in proof.recording.images(TWICE_IMAGES, Random("eio"), last, failing):
        proof.check(done, lay_out(image, tmp_path / "image"))


@pytest.mark.parametrize(
    ("plant", "lost"),
    [("early", "hazard_report"), ("lazy", "hazard_report"), ("unnamed", "withdrawal")],
)
def test_images_find_a_server_that_acknowledges_what_is_not_flushed(
    warm, fresh, tmp_path, plant, lost
):
    proof = ServerProof(warm, fresh(), tmp_path / "trace", plant)

    def lose():
        for done, image in proof.recording.images(PLANTED_IMAGES_MAX, Random("planted")):
            proof.check(done, lay_out(image, tmp_path / "image"))

    with pytest.raises(AssertionError, match=lost):
        lose()
