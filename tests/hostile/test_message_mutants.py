"""Mutated messages at the core itself: both sides take any bytes, and raise RemoteError or nothing.

What a session on either side is told by the other can be anything. The server's session never
raises: it ends itself with a close code, and the session beside it goes on. The tablet's raises
RemoteError, which its driver answers by leaving.
"""

import tracemalloc
from functools import cache

import pytest

from sync.core import messages as m
from sync.core.decode import decode_from_server, decode_from_tablet
from sync.core.errors import RemoteError
from sync.core.server import ANSWERS_WAITING_MAX, ServerSession
from sync.core.tablet import TabletSession
from sync.core.tablet_events import Offered
from sync.core.transitions import ServerState
from tests.hostile.messages import of_servers, of_tablets
from tests.hostile.packing import KILLERS
from tests.scale import figures, times
from tests.sync.core.district import (
    HOUSE_7,
    LI,
    SEVEN,
    WANG,
    Server,
    a_change,
    answers,
    hello,
    record,
    say,
)

SHARDS = 2
COUNT = times(2_000, 300_000)
"""Mutants of each side in each shard."""

MEMORY_BYTES_MAX = 48 << 20
"""What one message of at most 256 KiB may take while it is read: the worst is a list of 250,000
empty maps, at 64 bytes each and 8 for its place."""

CLOSES = {4400, 4401, 4413}


def peak_bytes(act) -> int:
    """The most memory that an act had beyond what was there before it."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def taken(decode, data) -> bool:
    """Whether a message was read; anything but RemoteError ends the test."""
    try:
        decode(data)
    except RemoteError:
        return False
    return True


@pytest.mark.parametrize(("name", "data"), KILLERS, ids=[name for name, _ in KILLERS])
@pytest.mark.parametrize("decode", [decode_from_tablet, decode_from_server])
def test_no_message_takes_more_memory_than_its_bound(decode, name, data):
    assert MEMORY_BYTES_MAX > peak_bytes(lambda: taken(decode, data))


class Counter:
    """The hostile tablet's side of a server, and an honest one beside it."""

    def __init__(self) -> None:
        self.server = Server()
        self.beside = self.server.welcomed(LI)
        answers(self.beside)
        self.writes = 0
        self.closes: dict[int | None, int] = {}
        self.session = self.fresh()

    def fresh(self) -> ServerSession:
        """A session in one of the states in which messages arrive."""
        self.turn = getattr(self, "turn", -1) + 1
        if self.turn % 4 == 0:
            return self.server.session()
        session = self.server.welcomed(WANG)
        if self.turn % 4 == 3:
            session.shut_down(1)
        return session

    def receive(self, data: bytes) -> None:
        """The session takes it and everything that it leads to happens."""
        session = self.session
        session.receive_data(data, now_ms=1_000)
        self.server.commit(session)
        session.reports(), session.findings()
        assert ANSWERS_WAITING_MAX + 600 > len(session.data_to_send())
        if session.close is not None:
            self.closes[session.close] = self.closes.get(session.close, 0) + 1
            assert session.close_reason.isascii()
            assert 123 >= len(session.close_reason)
            self.server.sessions.remove(session)
            self.session = self.fresh()

    def works_beside(self) -> bool:
        """The honest tablet pushes, and is answered."""
        self.writes += 1
        change = a_change(self.writes, staff=LI)
        say(self.beside, m.Push(id=self.writes, changes=((record(HOUSE_7), change),)))
        self.server.commit(self.beside)
        acks = [each for each in answers(self.beside) if isinstance(each, m.Ack)]
        return [ack.id for ack in acks] == [self.writes]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_mutant_of_a_tablets_message_raises_or_reaches_the_tablet_beside_it(shard):
    counter, mutator = Counter(), of_tablets(shard)

    for number in range(COUNT):
        counter.receive(mutator.draw())
        if number % 100 == 0:
            assert counter.works_beside()

    assert set(counter.closes) <= CLOSES
    assert {4400, 4401} <= set(counter.closes)
    assert counter.works_beside()
    figures(side="server", mutants=COUNT, closes=counter.closes, used=mutator.used)


@cache
def welcome() -> list[bytes]:
    """What a server says first."""
    return Server().welcomed(WANG).data_to_send()


@cache
def rows() -> list[Offered]:
    """What a tablet has to push."""
    return [Offered(bytes([n] * 16), record(HOUSE_7), a_change(n)) for n in range(1, 4)]


def listening(turn: int) -> TabletSession:
    """A tablet's session with rows on their way, before or after its welcome."""
    session = TabletSession(token="t", app="a", cursors={}, outbox=2)
    session.hello(clock_ms=0)
    session.offer(rows())
    if turn % 3:
        for data in welcome():
            session.receive_data(data)
    session.data_to_send()
    return session


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_mutant_of_a_servers_message_raises_anything_but_remote_error(shard):
    mutator, turn, refused = of_servers(shard), 0, 0
    session = listening(turn)

    for _ in range(COUNT):
        try:
            session.receive_data(mutator.draw())
        except RemoteError:
            refused += 1
            turn += 1
            session = listening(turn)
        session.events()
        session.data_to_send()
        assert isinstance(session.idle, bool)
        assert isinstance(session.at_head, bool)
        assert session.remaining >= 0
        if session.state == "closed":
            session = listening(turn)

    assert COUNT > refused > COUNT // 2
    figures(side="tablet", mutants=COUNT, refused=refused, used=mutator.used)


@pytest.mark.parametrize(
    "message",
    [
        hello(WANG),
        m.Ack(id=1, results=()),
        m.Welcome(
            session="s", now_ms=0, staff=WANG, device="d", scopes={}, bundle="",
            limits=m.Limits(message_bytes=1, push_changes=1, change_bytes=1, window_bytes=1,
                            digest_interval_s=0),
        ),
    ],
    ids=["a second hello", "an ack", "a welcome"],
)  # fmt: skip
def test_what_is_not_a_tablets_to_say_now_ends_its_session(message):
    session = Server().welcomed(WANG)

    say(session, message)

    assert (session.close, session.state) == (4400, ServerState.closed)


@pytest.mark.parametrize(
    ("scope", "seq", "mark"),
    [
        ("130709/100/002/008", 5, b"\x01" * 8),
        ("", 5, b"\x01" * 8),
        ("no/such/scope/at/all", 2**53 - 1, b"\xff" * 8),
        (SEVEN, 2**53 - 1, b"\x01" * 8),
        (SEVEN, 1, b"\x00" * 8),
    ],
)
def test_a_cursor_that_cannot_be_true_is_ignored_or_served_from_the_beginning(scope, seq, mark):
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(HOUSE_7), a_change(2)))

    said = answers(server.welcomed(WANG, {scope: (seq, mark)}))

    (changes,) = [each for each in said if isinstance(each, m.Changes)]
    assert (changes.scope, changes.from_seq, changes.to_seq) == (SEVEN, 0, 2)
    assert 2 == len(changes.items)


def test_got_beyond_what_was_sent_opens_no_more_than_the_window():
    server = Server()
    server.store(*((record(HOUSE_7), a_change(n, value="x" * 30_000)) for n in range(1, 61)))
    session = server.welcomed(WANG)
    first = sum(len(data) for data in session.data_to_send())
    for seq in (2**53 - 1, 0, 10**9):
        say(session, m.Got(scope=SEVEN, seq=seq))
        say(session, m.Got(scope="130709/100/002/008", seq=seq))
    second = sum(len(data) for data in session.data_to_send())

    assert session.close is None
    assert 1.1 * (1 << 20) > first
    assert 1.1 * (1 << 20) > second


FLOODS = {
    "pings": m.Ping(n=1),
    "pongs": m.Pong(n=1),
    "digests": m.Digest(scope=SEVEN, seq=0, hash=bytes(16)),
    "digests of other scopes": m.Digest(scope="nobody's", seq=5, hash=bytes(16)),
    "statuses": m.Status(outbox=1),
    "empty pushes": m.Push(id=1, changes=()),
}


@pytest.mark.parametrize("message", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_that_nobody_reads_the_answers_of_stops_being_read_or_costs_nothing(message):
    session = Server().welcomed(WANG)
    session.data_to_send()
    number, read = 0, 0

    def flood():
        nonlocal number, read
        while number < 20_000 and not session.congested and session.close is None:
            number += 1
            each = m.Push(id=number, changes=()) if isinstance(message, m.Push) else message
            say(session, each)
            session.reports(), session.findings(), session.submissions()
            read += 1

    assert (4 << 20) > peak_bytes(flood)
    assert session.close is None
    assert session.congested or read == 20_000
