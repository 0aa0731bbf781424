"""Tablets killed again and again in the middle of writing and syncing: what was said is there.

What is killed is a process that holds a home and does there what the tablet's commands do, forked
from one that has its modules loaded (`warmed`); the server is the installed command, and lives.
When it dies is drawn: behind a number of lines that it said, instead of or right behind a commit of
the home, or in the middle of a write at a byte of the write-ahead log.
"""

import json
import signal
from collections import Counter
from random import Random

import pytest

from tests.faults.homes import cursors, equal, held, make_home, numbered, own, sequences
from tests.faults.ledger import SEQ_BITS, expect_no_gaps, plainly
from tests.faults.village import GRID
from tests.scale import PATIENT, figures, times

pytestmark = PATIENT

CYCLES = times(300, 10_000)
HOMES = 16
WRITES_MAX = 4
CHECKED_WHOLLY_EVERY = 10
COUNTED_EVERY = 1000
LINES_MAX = 14
COMMITS_MAX = 14
BYTES_MAX = 120_000
MOMENTS = {"lines": LINES_MAX, "before": COMMITS_MAX, "behind": COMMITS_MAX, "bytes": BYTES_MAX}


@pytest.fixture
def homes(server, tmp_path):
    devices = server.village.devices[:HOMES]
    return [make_home(tmp_path / each.id, each, server.url) for each in devices]


def work(warm, home, *, seed="", writes=0, moment="lines", value=0):
    """One life of a tablet: what it said it had written, and how it ended."""
    by_itself = None if moment == "lines" else {moment: value}
    child = warm.start("work", home=str(home), seed=seed, writes=writes, moment=by_itself).go()
    lines = []
    while line := child.line():
        lines.append(json.loads(line))
        if moment == "lines" and len(lines) == value:
            child.signal(signal.SIGKILL)
    code = child.wait()
    assert child.rest() == []
    written = [
        (each["written"], bytes.fromhex(each["data"])) for each in lines if "written" in each
    ]
    return written, code


def rows(data):
    """The log's rows with their numbers, by plain SQLite; none is missing."""
    with plainly(data / "log.db") as log:
        expect_no_gaps(log)
        found = log.execute(f"SELECT record, data, position & {(1 << SEQ_BITS) - 1} FROM rows")
        return set(found)


def test_whatever_a_killed_tablet_had_said_is_there_once_and_arrives_once(warm, server, homes):
    data = server.village.data
    random = Random("killed tablets")
    said = {home: Counter() for home in homes}
    for home in homes:  # forms and areas come with the first sync
        assert work(warm, home)[1] == 0, warm.log.read_text("utf-8")
    ended = Counter()
    for cycle in range(CYCLES):
        home, moment = random.choice(homes), random.choice(list(MOMENTS))
        written, code = work(
            warm,
            home,
            seed=str(cycle),
            writes=random.randint(0, WRITES_MAX),
            moment=moment,
            value=random.randint(1, MOMENTS[moment]),
        )
        assert code in (0, -signal.SIGKILL, -signal.SIGXFSZ), warm.log.read_text("utf-8")
        ended["done" if code == 0 else moment] += 1
        said[home].update(written)
        mine = own(home)
        assert said[home] <= mine
        assert set(mine.values()) <= {1}
        if cycle % CHECKED_WHOLLY_EVERY == 0:
            assert numbered(home) <= rows(data)
            assert sequences(home, GRID) >= set(range(1, cursors(home)[GRID] + 1))
        if cycle % COUNTED_EVERY == COUNTED_EVERY - 1:
            figures(proof="killed tablets", cycles=cycle + 1, ended=ended, lost=0)

    for home in homes * 2:
        assert work(warm, home)[1] == 0, warm.log.read_text("utf-8")
    written = sum((own(home) for home in homes), Counter())
    stored = Counter((record, change) for record, change, _ in rows(data))
    assert written == stored
    assert [held(home) for home in homes] == [stored] * HOMES
    assert [equal(home) for home in homes] == [{1}] * HOMES
    assert server.stop() == 0
    figures(proof="killed tablets", cycles=CYCLES, ended=ended, written=len(written), lost=0)
