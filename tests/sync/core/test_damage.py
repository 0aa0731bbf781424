"""A row that the disk did not keep: who holds it hears that digests differ, until it is back.

Putting it back is the log's business (`tests/sync/log/test_damage.py`).
"""

import pytest

from sync.core import messages as m
from sync.core.audience import Audience
from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.feed import Feed
from sync.log.log import Row
from tests.sync.core.district import (
    GRID_7,
    HOUSE_7,
    LI,
    SEVEN,
    WANG,
    Home,
    Server,
    a_change,
    answers,
    member_of,
    record,
    say,
)

OPINION = record(HOUSE_7)
FILE = record(HOUSE_7, "household_file")
ROWS = (1, 2, 3, 4)


class Rotten:
    """A log whose disk did not keep some rows."""

    def __init__(self, log, *seqs):
        self.log = log
        self.rotten = set(seqs)

    def read(self, scope, after, bytes_max, upto=None):
        return [self._seen(row) for row in self.log.read(scope, after, bytes_max, upto)]

    def _seen(self, row: Row) -> Row:
        return row._replace(data=b"", damaged=True) if row.seq in self.rotten else row

    def chain_at(self, scope, seq):
        return self.log.chain_at(scope, seq)


EVERYTHING = (member_of(GRID_7), member_of(GRID_7, "dispute"))
"""Restricted forms too: only who is granted those is given a scope's digest as it stands."""


@pytest.fixture(params=[EVERYTHING, (member_of(HOUSE_7),)], ids=["sees all", "sees a part"])
def server(request):
    """Four rows, all sound, and two people in whose grants they are."""
    made = Server()
    made.office = made.office.with_grants(WANG, *request.param)
    made.office = made.office.with_grants(LI, *request.param)
    sees_all = Audience.of(made.office.permit(LI), SEVEN).sees_all
    assert sees_all == (request.param is EVERYTHING)
    made.store(*((OPINION, a_change(n)) for n in ROWS))
    return made


def rot(server, *seqs):
    """The disk goes bad under a server that is started anew."""
    log = Rotten(server.log, *seqs)
    server.feed = Feed(log, server.log.heads())
    server.sessions = []
    return log


def expected(*numbers):
    found = EMPTY_DIGEST
    for number in numbers:
        found = xor(found, row_hash(OPINION, a_change(number)))
    return found


def digest(server):
    audience = Audience.of(server.office.permit(LI), SEVEN)
    return server.feed.digest(SEVEN, audience)


def compared(server, home):
    """What the server answers to the home's digest."""
    say(home.peer, m.Digest(scope=SEVEN, seq=4, hash=home.digest(SEVEN)))
    return [answer for answer in answers(home.peer) if not isinstance(answer, m.Pong)]


def test_whoever_holds_it_is_unequal_and_told_to_bring_everything_again(server):
    wang = Home(server, WANG)
    wang.sync()
    wang.cut()
    rot(server, 2)
    server.feed.damaged(SEVEN, {2: row_hash(OPINION, a_change(2))})
    wang.sync()
    answer, notice = compared(server, wang)[:2]
    assert answer == m.DigestAnswer(scope=SEVEN, seq=4, ok=False)
    assert notice == m.Notice(kind="rewind", facts={"scope": SEVEN})


def test_whoever_comes_anew_is_equal_without_it(server):
    rot(server, 2)
    li = Home(server, LI)
    li.sync()
    assert {data for _, data, _ in li.rows.values()} == {a_change(n) for n in (1, 3, 4)}
    assert compared(server, li) == [m.DigestAnswer(scope=SEVEN, seq=4, ok=True)]
    assert digest(server) == (4, expected(1, 3, 4))


def test_once_it_is_back_it_is_listed_and_counts(server):
    log = rot(server, 2)
    li = Home(server, LI)
    li.sync()
    log.rotten.clear()
    server.feed.healed(SEVEN, [2])
    assert digest(server) == (4, expected(*ROWS))
    answer, notice = compared(server, li)[:2]
    assert (answer.ok, notice.kind) == (False, "rewind")
    another = Home(server, WANG)
    another.sync()
    assert {data for _, data, _ in another.rows.values()} == {a_change(n) for n in ROWS}


def test_a_row_that_rots_after_it_was_counted_counts_no_more_when_it_is_met(server):
    assert digest(server) == (4, expected(*ROWS))
    log = Rotten(server.log, 3)
    server.feed._reader = log
    Home(server, LI).sync()
    assert digest(server) == (4, expected(1, 2, 4))


def test_a_damaged_row_of_a_record_that_is_erased_is_left_out_once(server):
    server.store((FILE, a_change(5)), (FILE, a_change(6)))
    log = rot(server, 2, 5)
    Home(server, LI).sync()
    server.log.erase({OPINION: SEVEN}, 0)
    log.rotten.discard(2)
    server.feed.erase({OPINION: SEVEN}, server.log.heads())
    assert digest(server) == (6, row_hash(FILE, a_change(6)))
    li = Home(server, LI)
    li.sync()
    assert {data for _, data, _ in li.rows.values()} == {a_change(6)}
