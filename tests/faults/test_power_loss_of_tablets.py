"""A power cut at any moment of a tablet's work: whatever it said by then is on its disk.

It says to its reader that a change is written, and to the server that rows are there (`got`). The
rest is as in `test_power_loss_of_servers`.
"""

import json
from random import Random

import pytest

from sync.home.store import HomeStore
from tests.faults import homes, steps
from tests.faults.frames import Sockets
from tests.faults.ledger import plainly
from tests.faults.recording import HOME_FILES, RECORDED, Recording, files, lay_out
from tests.faults.tracing import traced, tracing
from tests.scale import PATIENT, figures, times

__all__ = ["tracing"]

pytestmark = [PATIENT, pytest.mark.usefixtures("tracing")]

IMAGES = times(200, 2000)
PLANTED_IMAGES_MAX = 200
WRITES = 6


class TabletProof:
    """A recorded session of a tablet, and what it had said at each moment.

    It says to its reader that a change is written, and to the server that rows are on its disk;
    and it pushes nothing that it could lose.
    """

    def __init__(self, warm, home, trace, plant=None):
        before = files(home, HOME_FILES)
        child = warm.start("work", home=str(home), seed="power", writes=WRITES, plant=plant)
        with traced(child.pid, output=trace, options=steps.OPTIONS, calls=RECORDED):
            child.go()
            assert child.wait() == 0, warm.log.read_text("utf-8")
        child.rest()
        self.recording = Recording(home, before, steps.read(trace))
        self.said = list(self._read_what_it_said())

    def _read_what_it_said(self):
        sockets = Sockets()
        for done, step in enumerate(self.recording.steps, 1):
            if step.path.startswith("pipe:") and step.data.startswith(b"{"):
                yield done, json.loads(step.data)
            for _, message in sockets.messages(step):
                yield done, message

    def check(self, done, home):
        """Everything said within so many steps holds in a home, which is sound."""
        with HomeStore(home), plainly(home / "home.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        mine, at = homes.own(home), homes.cursors(home)
        for each in (said for when, said in self.said if when <= done):
            if "written" in each:
                assert mine[each["written"], bytes.fromhex(each["data"])] == 1, each["written"]
            elif "answered" in each:
                assert len(homes.numbered(home)) >= each["answered"]
            elif each.get("t") == "push":
                assert all(mine[record, data] for record, data in each["changes"])
            elif each.get("t") == "got":
                assert at[each["scope"]] >= each["seq"], each["scope"]
                assert homes.sequences(home, each["scope"]) >= set(range(1, each["seq"] + 1))


@pytest.fixture
def home(warm, server, tmp_path):
    """A home that holds forms and areas, and has rows of a colleague to fetch."""
    wang, li = server.village.devices[:2]
    made = [homes.make_home(tmp_path / each.id, each, server.url) for each in (wang, li)]
    for each, writes in ((made[0], 0), (made[1], 0), (made[1], 20)):
        child = warm.start("work", home=str(each), seed="before", writes=writes).go()
        assert child.wait() == 0, warm.log.read_text("utf-8")
        child.rest()
    return made[0]


def test_what_a_tablet_said_is_there_after_any_power_cut(warm, home, tmp_path):
    proof = TabletProof(warm, home, tmp_path / "trace")
    assert WRITES == sum("written" in each for _, each in proof.said)
    assert "got" in {each.get("t") for _, each in proof.said}
    for done, image in proof.recording.images(IMAGES, Random("power")):
        proof.check(done, lay_out(image, tmp_path / "image"))
    figures(
        proof="power loss of a tablet",
        images=IMAGES,
        steps=len(proof.recording.steps),
        said=len(proof.said),
        lost=0,
    )


def test_images_find_a_tablet_that_says_what_is_not_flushed(warm, home, tmp_path):
    proof = TabletProof(warm, home, tmp_path / "trace", "lazy")

    def lose():
        for done, image in proof.recording.images(PLANTED_IMAGES_MAX, Random("planted")):
            proof.check(done, lay_out(image, tmp_path / "image"))

    with pytest.raises(AssertionError, match="hazard_report"):
        lose()
