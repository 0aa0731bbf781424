"""What the tablet's side of a session promises, message by message."""

import pytest

from sync.core import messages as m
from sync.core.decode import decode_from_tablet
from sync.core.encode import encode
from sync.core.errors import LocalError, RemoteError
from sync.core.pushing import PUSHES_UNANSWERED_MAX
from sync.core.results import Stored
from sync.core.tablet import TabletSession
from sync.core.tablet_events import Answered, Arrived, Compared, Failed, Offered, Rewound, Welcomed
from tests.sync.core.district import EIGHT, HOUSE_7, SEVEN, WANG, a_change, record

MARK = b"markmark"


def a_session(cursors=None):
    return TabletSession(token="t", app="a", cursors=cursors or {}, outbox=0)


def a_welcome(**heads):
    scopes = {{"seven": SEVEN, "eight": EIGHT}[name]: head for name, head in heads.items()}
    return m.Welcome(
        session="s",
        now_ms=1,
        staff=WANG,
        device="d",
        scopes=scopes,
        bundle="b",
        limits=m.Limits(
            message_bytes=262_144,
            push_changes=64,
            change_bytes=65_536,
            window_bytes=1_048_576,
            digest_interval_s=0,
        ),
    )


def welcomed(cursors=None, **heads):
    session = a_session(cursors)
    session.hello(0)
    session.data_to_send()
    session.receive_data(encode(a_welcome(**heads)))
    session.receive_data(encode(m.Pong(n=0)))
    session.events()
    session.data_to_send()
    return session


def hear(session, message):
    session.receive_data(encode(message))


def rows(scope=SEVEN, *, start=0, end=1, more=False):
    items = tuple((record(HOUSE_7), a_change(n), n) for n in range(start + 1, end + 1))
    return m.Changes(
        scope=scope, from_seq=start, to_seq=end, mark=MARK if end else b"", items=items, more=more
    )


def offered(count, size=10):
    return [Offered(bytes([n]) * 16, record(HOUSE_7), b"x" * size) for n in range(count)]


def pushes(session):
    found = [decode_from_tablet(data) for data in session.data_to_send()]
    return [message for message in found if isinstance(message, m.Push)]


def test_nothing_but_the_hello_is_sent_before_the_welcome():
    session = a_session()
    session.hello(0)
    session.offer(offered(3))
    assert 1 == len(session.data_to_send())
    hear(session, a_welcome(seven=0))
    assert [3] == [len(push.changes) for push in pushes(session)]
    assert isinstance(session.events()[0], Welcomed)


def test_hello_is_sent_once():
    session = a_session()
    session.hello(0)
    with pytest.raises(LocalError):
        session.hello(0)


def test_a_push_has_64_changes_at_most_and_four_are_on_their_way_at_most():
    session = welcomed(seven=0)
    session.offer(offered(250) + offered(250))
    assert [64] * PUSHES_UNANSWERED_MAX == [len(push.changes) for push in pushes(session)]
    hear(session, m.Ack(id=1, results=(Stored(1),) * 64))
    assert [64] == [len(push.changes) for push in pushes(session)]


def test_a_push_stays_within_the_bytes_of_a_message():
    session = welcomed(seven=0)
    session.offer(offered(8, size=60_000))
    assert [2] * 4 == [len(push.changes) for push in pushes(session)]


def test_answers_come_back_by_the_rows_own_hashes():
    session = welcomed(seven=0)
    session.offer(offered(2))
    pushes(session)
    hear(session, m.Ack(id=1, results=(Stored(4), Stored(5))))
    assert [Answered(((bytes(16), Stored(4)), (b"\1" * 16, Stored(5))))] == session.events()
    assert session.idle


@pytest.mark.parametrize(
    "ack", [m.Ack(id=9, results=(Stored(1),)), m.Ack(id=1, results=(Stored(1), Stored(2)))]
)
def test_an_ack_that_answers_no_push_is_the_server_s_error(ack):
    session = welcomed(seven=0)
    session.offer(offered(1))
    pushes(session)
    with pytest.raises(RemoteError):
        hear(session, ack)


def test_rows_that_do_not_begin_at_the_cursor_are_the_server_s_error():
    session = welcomed({SEVEN: (3, MARK)}, seven=9)
    with pytest.raises(RemoteError, match="cursor"):
        hear(session, rows(start=4, end=5))


def test_rows_of_a_scope_that_was_not_announced_are_the_server_s_error():
    session = welcomed(seven=0)
    with pytest.raises(RemoteError, match="scope"):
        hear(session, rows(EIGHT))


def test_got_is_said_after_the_rows_are_stored_and_not_before():
    session = welcomed(seven=1)
    hear(session, rows())
    assert [] == session.data_to_send()
    (arrived,) = session.events()
    assert isinstance(arrived, Arrived)
    session.stored(arrived.changes)
    assert [encode(m.Got(scope=SEVEN, seq=1))] == session.data_to_send()


def test_got_waits_for_more_but_not_beyond_its_bytes():
    session = welcomed(seven=2_000)
    for start in (0, 600):
        hear(session, rows(start=start, end=start + 600, more=start == 0))
    first, second = (event.changes for event in session.events())
    session.stored(first)
    assert [] == session.data_to_send()
    session.stored(second)
    assert [encode(m.Got(scope=SEVEN, seq=1_200))] == session.data_to_send()


def test_got_is_due_by_what_travelled_and_not_by_the_changes_bytes_alone():
    session = welcomed(seven=2_000)
    long = f"opinion/{SEVEN}/{'0' * 470}"
    items = tuple((long, b"x", n) for n in range(1, 301))
    end = {"from_seq": 0, "to_seq": 300, "mark": MARK, "more": True}
    hear(session, m.Changes(scope=SEVEN, items=items, **end))
    (arrived,) = session.events()
    session.stored(arrived.changes)
    assert [encode(m.Got(scope=SEVEN, seq=300))] == session.data_to_send()


def test_the_head_is_reached_when_every_scope_was_served_up_to_what_was_announced():
    session = welcomed({EIGHT: (5, MARK)}, seven=0, eight=5)
    assert not session.at_head
    hear(session, rows(start=0, end=0))
    assert session.at_head


def test_an_acknowledged_own_row_moves_the_head_until_its_range_arrives():
    session = welcomed({SEVEN: (5, MARK)}, seven=5)
    assert session.at_head
    session.offer(offered(1))
    pushes(session)
    hear(session, m.Ack(id=1, results=(Stored(6),)))
    assert not session.at_head
    hear(session, m.Changes(scope=SEVEN, from_seq=5, to_seq=6, mark=MARK, items=(), more=False))
    assert session.at_head


def test_a_scope_granted_meanwhile_is_waited_for_and_a_lost_one_is_not():
    session = welcomed({SEVEN: (5, MARK)}, seven=9)
    hear(session, m.Notice(kind="scopes", facts={"scopes": {EIGHT: 0}}))
    assert not session.at_head
    hear(session, rows(EIGHT, start=0, end=0))
    assert session.at_head


def test_the_head_is_not_believed_before_the_server_has_spoken_of_the_cursors():
    session = a_session({SEVEN: (5, MARK)})
    session.hello(0)
    session.data_to_send()
    hear(session, a_welcome(seven=5))
    assert [encode(m.Ping(n=0))] == session.data_to_send()
    assert not session.at_head
    hear(session, m.Pong(n=0))
    assert session.at_head


def test_a_rewound_scope_is_waited_for_from_the_beginning():
    session = welcomed({SEVEN: (5, MARK)}, seven=1)
    hear(session, m.Notice(kind="rewind", facts={"scope": SEVEN}))
    assert ([Rewound(SEVEN)], False) == (session.events(), session.at_head)
    hear(session, rows(start=0, end=1))
    assert session.at_head


def test_a_rewind_of_a_scope_that_was_not_announced_is_the_server_s_error():
    session = welcomed(seven=0)
    with pytest.raises(RemoteError, match="scope"):
        hear(session, m.Notice(kind="rewind", facts={"scope": EIGHT}))


def test_a_digest_is_answered_before_the_session_is_idle():
    session = welcomed({SEVEN: (5, MARK)}, seven=5)
    session.send_digest(SEVEN, bytes(16))
    assert not session.idle
    hear(session, m.DigestAnswer(scope=SEVEN, seq=5, ok=True))
    assert session.idle
    assert Compared(SEVEN, 5, True) in session.events()


def test_after_an_unequal_digest_it_is_not_idle_before_it_has_read_what_follows():
    """The rewind is said behind the answer: a tablet that left between the two would never mend."""
    session = welcomed({SEVEN: (5, MARK)}, seven=5)
    session.send_digest(SEVEN, bytes(16))
    session.data_to_send()
    hear(session, m.DigestAnswer(scope=SEVEN, seq=5, ok=False))
    (ping,) = map(decode_from_tablet, session.data_to_send())
    assert not session.idle
    hear(session, m.Notice(kind="rewind", facts={"scope": SEVEN}))
    hear(session, m.Pong(n=ping.n))
    assert (session.idle, session.at_head) == (True, False)
    assert [Compared(SEVEN, 5, False), Rewound(SEVEN)] == session.events()


def test_a_pong_that_nobody_asked_for_ends_no_waiting():
    session = welcomed({SEVEN: (5, MARK)}, seven=5)
    for n in (0, 1, 1, 7):
        hear(session, m.Pong(n=n))
    session.send_digest(SEVEN, bytes(16))
    hear(session, m.DigestAnswer(scope=SEVEN, seq=5, ok=False))
    assert not session.idle
    hear(session, m.Pong(n=1))
    assert session.idle


def test_the_answer_to_a_digest_of_a_scope_lost_meanwhile_is_no_event():
    session = welcomed({SEVEN: (5, MARK)}, seven=5)
    session.send_digest(SEVEN, bytes(16))
    hear(session, m.Notice(kind="scopes", facts={"scopes": {}}))
    session.events()
    hear(session, m.DigestAnswer(scope=SEVEN, seq=5, ok=None))
    assert ([], True) == (session.events(), session.idle)


def test_an_error_of_the_server_is_an_event_and_ends_the_session():
    session = welcomed(seven=0)
    hear(session, m.Error(code="revoked", message="gone"))
    assert [Failed(m.Error(code="revoked", message="gone"))] == session.events()
    hear(session, rows())
    assert [] == session.events()
