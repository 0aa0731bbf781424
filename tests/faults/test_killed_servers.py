"""A server killed again and again on one directory, while tablets push: nothing answered is lost.

What is killed is a process in which `doorstep serve` runs, forked from one that has its modules
loaded (`warmed`), and every so often the installed command with its projector. When it dies is
drawn: behind a number of answers, behind a number of commits before anybody is told, or in the
middle of a write at a byte of the write-ahead log. After each death a plain SQLite connection reads
what is there.
"""

import json
import signal
from random import Random

import pytest

from tests.acceptance.district import Server
from tests.faults.ledger import Ledger, expect_sound
from tests.faults.senders import Sender
from tests.scale import PATIENT, figures, times

pytestmark = PATIENT

CYCLES = times(300, 10_000)
WHOLE_COMMAND_EVERY = 100
CHECKED_WHOLLY_EVERY = 100
COUNTED_EVERY = 1000
SENDERS = 3
ROUNDS = 3
ANSWERS_MAX = 10
COMMITS_MAX = 8
BYTES_MAX = 160_000
PLANTED_CYCLES_MAX = 40
CHECKPOINT_PAGES = 400
"""Smaller than in the field, so that deaths also meet copying back and beginning the log anew."""


class Life:
    """A server's process from its start to its death at a moment that `random` draws.

    Attributes:
        url: where it listens.
        moment: what was drawn.
    """

    def __init__(self, warm, data, random, plant=None):
        self.moment = random.choice(("answers", "commit", "bytes"))
        value = {"answers": ANSWERS_MAX, "commit": COMMITS_MAX, "bytes": BYTES_MAX}[self.moment]
        self._count = random.randint(1, value)
        moment = None if self.moment == "answers" else {self.moment: self._count}
        self._child = warm.start(
            "serve",
            data=str(data),
            moment=moment,
            checkpoint_pages=CHECKPOINT_PAGES,
            plant=plant,
        ).go()
        line = self._child.line()
        self.url = json.loads(line)["url"] if line else None  # it may die while it starts

    def heard(self):
        """A tablet was answered."""
        self._count -= 1
        if self.moment == "answers" and self._count == 0:
            self._child.signal(signal.SIGKILL)

    def end(self):
        code = self._child.kill()
        assert self._child.rest() == []
        return code


class WholeLife:
    """The same of the installed command, killed with its projector behind some answers."""

    moment = "command"

    def __init__(self, server, random):
        self._server = server.start()
        self._count = random.randint(1, ANSWERS_MAX)
        self.url = server.url

    def heard(self):
        self._count -= 1
        if self._count == 0:
            self._server.kill()

    def end(self):
        self._server.kill()
        return -signal.SIGKILL


def live(life, senders):
    """Tablets write and push in rounds for as long as the server lives, or until they are done."""
    if life.url is not None:
        for sender in senders:
            sender.connect(life.url)
        for _ in range(ROUNDS):
            for sender in senders:
                sender.write()
                sender.push()
            for sender in senders:
                sender.hear(life.heard)
    code = life.end()
    for sender in senders:
        sender.leave()
    return code


def test_whatever_a_killed_server_had_answered_is_there_with_its_number(
    warm, fresh, tmp_path, request
):
    village = fresh()
    random = Random("killed servers")
    ledger = Ledger()
    stranger = village.staff["hong"]
    senders = [Sender(each, stranger, ledger, random) for each in village.devices[:SENDERS]]
    command = Server(village.data, tmp_path / "server.log")
    request.addfinalizer(command.kill)
    deaths = dict.fromkeys(("answers", "commit", "bytes", "command"), 0)
    for cycle in range(CYCLES):
        whole = cycle % WHOLE_COMMAND_EVERY == 0
        life = WholeLife(command, random) if whole else Life(warm, village.data, random)
        code = live(life, senders)
        assert code in (-signal.SIGKILL, -signal.SIGXFSZ), warm.log.read_text("utf-8")
        deaths[life.moment] += 1
        ledger.check(village.data)
        if cycle % CHECKED_WHOLLY_EVERY == 0:
            ledger.check_all(village.data)
        if cycle % COUNTED_EVERY == COUNTED_EVERY - 1:
            figures(proof="killed servers", cycles=cycle + 1, deaths=deaths, lost=0)

    last = warm.start("serve", data=str(village.data)).go()
    url = json.loads(last.line())["url"]
    for sender in senders:
        sender.connect(url)
        sender.push()
        sender.leave()
    last.signal(signal.SIGTERM)
    assert last.wait() == 0
    assert last.rest() == []
    assert all(sender.settled for sender in senders)
    ledger.check_all(village.data)
    ledger.check_whole(village.data, set().union(*(sender.pushed for sender in senders)))
    expect_sound(village.data)
    figures(
        proof="killed servers",
        cycles=CYCLES,
        deaths=deaths,
        stored=len(ledger.stored),
        kept=len(ledger.kept),
        lost=0,
    )


def test_a_server_that_answers_before_it_commits_is_found(warm, fresh):
    village = fresh()
    random = Random("planted")
    ledger = Ledger()
    senders = [
        Sender(each, village.staff["hong"], ledger, random) for each in village.devices[:SENDERS]
    ]

    def lose():
        for _ in range(PLANTED_CYCLES_MAX):
            live(Life(warm, village.data, random, plant="early"), senders)
            ledger.check(village.data)

    with pytest.raises(AssertionError, match="hazard_report"):
        lose()
