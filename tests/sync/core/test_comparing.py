"""What follows unequal digests: one rewind, then a person's business for a day."""

from sync.core import messages as m
from sync.core.digest import EMPTY_DIGEST
from sync.core.discrepancies import REWIND_AGAIN_MS, Discrepancies, Finding, Found
from sync.core.encode import encode
from tests.sync.core.district import (
    GRID_7,
    HOUSE_7,
    SEVEN,
    WANG,
    Home,
    Server,
    a_change,
    answers,
    hello,
    member_of,
    record,
    say,
)

WRONG = b"w" * 16
DAY_MS = 24 * 60 * 60 * 1000


class Desk:
    """A server whose sessions share what is known of unequal digests."""

    def __init__(self):
        self.server = Server()
        self.server.store((record(HOUSE_7), a_change(1)))
        self.known = Discrepancies()
        self.session = None

    def connect(self, now_ms=0):
        """A connection; whatever was on its way on the one before is gone."""
        self.session = self.server.session()
        self.session._comparing._known = self.known
        self.session.receive_data(encode(hello(WANG)), now_ms)
        answers(self.session)

    def compare(self, digest, now_ms=0, *, hears=True):
        """The answer, whether a rewind follows (and is heard of), and what is found."""
        question = m.Digest(scope=SEVEN, seq=1, hash=digest)
        self.session.receive_data(encode(question), now_ms)
        said = answers(self.session)
        rewound = [x.facts for x in said if isinstance(x, m.Notice) and x.kind == "rewind"]
        served = [(x.from_seq, x.to_seq) for x in said if isinstance(x, m.Changes)]
        assert bool(rewound) == ([(0, 1)] == served)
        for ping in (x for x in said if isinstance(x, m.Ping) and hears):
            say(self.session, m.Pong(n=ping.n))
        return said[0].ok, bool(rewound), [found.finding for found in self.session.findings()]


def right(server):
    return server.log.heads()[SEVEN].digest


def test_the_scope_of_an_unequal_digest_is_served_from_the_beginning():
    desk = Desk()
    desk.connect()
    assert (False, True, [Finding.unequal]) == desk.compare(WRONG)


def test_one_that_is_unequal_again_is_reported_and_not_rewound_for_a_day_on_any_connection():
    desk = Desk()
    desk.connect()
    desk.compare(WRONG, 5)
    assert (False, False, [Finding.persistent]) == desk.compare(WRONG, 6)
    assert (False, False, []) == desk.compare(WRONG, 7)
    desk.connect()
    assert (False, False, []) == desk.compare(WRONG, DAY_MS + 5)
    assert (False, True, [Finding.unequal]) == desk.compare(WRONG, DAY_MS + 6)
    assert (False, False, [Finding.persistent]) == desk.compare(WRONG, DAY_MS + 7)
    assert DAY_MS == REWIND_AGAIN_MS


def test_a_rewind_that_was_cut_off_before_it_was_heard_is_none():
    """Else a scope that a rewind would mend stays unequal for a day."""
    desk = Desk()
    for _ in range(2):
        desk.connect()
        assert (False, True, [Finding.unequal]) == desk.compare(WRONG, hears=False)
    desk.connect()
    assert (False, True, [Finding.unequal]) == desk.compare(WRONG)
    assert (False, False, [Finding.persistent]) == desk.compare(WRONG)


def test_a_digest_sent_before_a_rewind_for_the_one_before_was_heard_is_not_answered():
    desk = Desk()
    desk.connect()
    desk.compare(WRONG, hears=False)
    assert (None, False, []) == desk.compare(WRONG, hears=False)


def test_a_clock_put_back_rewinds_nobody_again():
    desk = Desk()
    desk.connect(DAY_MS)
    desk.compare(WRONG, DAY_MS)
    desk.compare(WRONG, DAY_MS)
    assert (False, False, []) == desk.compare(WRONG, 0)


def test_an_equal_digest_ends_the_matter_and_says_so_once():
    desk = Desk()
    desk.connect()
    equal = right(desk.server)
    assert (True, False, []) == desk.compare(equal)
    desk.compare(WRONG)
    assert (True, False, []) == desk.compare(equal)
    assert (False, True, [Finding.unequal]) == desk.compare(WRONG)
    assert (False, False, [Finding.persistent]) == desk.compare(WRONG)
    assert (True, False, [Finding.mended]) == desk.compare(equal)
    assert (True, False, []) == desk.compare(equal)


def test_what_was_reported_before_the_server_started_is_known():
    desk = Desk()
    desk.known = Discrepancies({(f"token-of-{WANG}", SEVEN): 5})
    desk.connect()
    assert (False, False, []) == desk.compare(WRONG, 6)


def test_one_device_s_report_says_nothing_of_another_s():
    known = Discrepancies({("one", SEVEN): 5})
    assert Finding.unequal is known.unequal("another", SEVEN, 6)
    assert Found(SEVEN, Finding.unequal) != Found(SEVEN, Finding.persistent)


def test_a_tablet_that_had_lost_a_row_without_knowing_is_mended_by_its_digest():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(HOUSE_7), a_change(2)))
    home = Home(server, WANG)
    home.sync()
    home.rows.pop(next(iter(home.rows)))
    home.session.send_digest(SEVEN, home.digest(SEVEN))
    home.sync()
    assert {a_change(1), a_change(2)} == {data for _, data, _ in home.rows.values()}
    home.session.send_digest(SEVEN, home.digest(SEVEN))
    home.to_server()
    assert [m.DigestAnswer(scope=SEVEN, seq=2, ok=True)] == answers(home.peer)


def test_a_digest_that_crossed_a_change_of_rights_is_no_unequal_one():
    desk = Desk()
    desk.connect()
    before = right(desk.server)
    desk.session.authority_changed(
        desk.server.office.with_grants(WANG, member_of(GRID_7, "dispute"))
    )
    rewind, ping = (x for x in answers(desk.session) if isinstance(x, m.Notice | m.Ping))
    assert ("rewind", {"scope": SEVEN}) == (rewind.kind, rewind.facts)
    assert (None, False, []) == desk.compare(before)
    say(desk.session, m.Pong(n=ping.n))
    assert (True, False, []) == desk.compare(EMPTY_DIGEST)


def test_the_pong_to_an_earlier_change_is_no_word_on_a_later_one():
    desk = Desk()
    desk.connect()
    office = desk.server.office
    for grants in ((member_of(GRID_7, "dispute"),), (member_of(GRID_7),)):
        office = office.with_grants(WANG, *grants)
        desk.session.authority_changed(office)
    first, second = (x.n for x in answers(desk.session) if isinstance(x, m.Ping))
    say(desk.session, m.Pong(n=first))
    assert (None, False, []) == desk.compare(EMPTY_DIGEST)
    say(desk.session, m.Pong(n=second))
    assert (True, False, []) == desk.compare(right(desk.server))
