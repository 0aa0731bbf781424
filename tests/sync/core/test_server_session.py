"""What the server's side of a session promises, message by message."""

import msgpack
import pytest

from sync.core import messages as m
from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.discrepancies import Finding, Found
from sync.core.intake import UNCOMMITTED_BYTES_MAX
from sync.core.results import Duplicate, Refused, Stored
from sync.core.stream import WINDOW_BYTES
from tests.sync.core.district import (
    EIGHT,
    GRID_7,
    GRID_8,
    HOUSE_7,
    HOUSE_8,
    LI,
    SEVEN,
    WANG,
    ZHAO,
    Home,
    Server,
    a_change,
    an_office,
    answers,
    hello,
    member_of,
    record,
    say,
)


def changes_of(messages):
    return [message for message in messages if isinstance(message, m.Changes)]


def acks_of(messages):
    return [message for message in messages if isinstance(message, m.Ack)]


def push(push_id, *changes):
    return m.Push(id=push_id, changes=changes)


def test_the_welcome_comes_first_and_names_every_scope_granted():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)))
    welcome, *_ = answers(server.welcomed(ZHAO))
    assert {"130709/100/002": 0, SEVEN: 1, EIGHT: 0} == welcome.scopes
    assert (1_000, ZHAO, False) == (welcome.now_ms, welcome.staff, welcome.deposit)


def test_a_tablet_at_cursor_0_gets_one_message_a_scope_also_where_nothing_is_stored():
    session = Server().welcomed(WANG)
    (changes,) = changes_of(answers(session))
    assert m.Changes(scope=SEVEN, from_seq=0, to_seq=0, mark=b"", items=(), more=False) == changes


def test_a_tablet_at_the_head_gets_nothing():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)))
    first = changes_of(answers(server.welcomed(WANG)))[-1]
    again = server.welcomed(WANG, {SEVEN: (first.to_seq, first.mark)})
    assert [] == changes_of(answers(again))


@pytest.mark.parametrize(
    ("data", "code", "close"),
    [
        (b"\xff", "malformed", 4400),
        (b"", "malformed", 4400),
        (msgpack.packb({"t": "nonsense"}), "malformed", 4400),
        (msgpack.packb({"t": "push", "id": 1, "changes": []}), "malformed", 4400),
        (msgpack.packb({"t": "hello", "v": 1}), "malformed", 4400),
        (msgpack.packb({"t": "hello", "v": 2}), "version", 4400),
        (b"\xc6" + bytes(256 * 1024), "too_large", 4413),
    ],
)
def test_a_message_that_breaks_the_protocol_ends_the_session_with_its_code(data, code, close):
    session = Server().session()
    session.receive_data(data, now_ms=0)
    (error,) = answers(session)
    assert (code, close) == (error.code, session.close)


def test_an_unknown_token_is_4401():
    unknown = Server().welcomed("nobody00")
    assert (4401, "unauthenticated") == (unknown.close, answers(unknown)[0].code)


def test_a_text_message_is_4400_and_a_late_hello_4408():
    texting, late = Server().session(), Server().session()
    texting.receive_text()
    late.hello_timed_out()
    assert (4400, 4408) == (texting.close, late.close)


def test_nothing_is_acknowledged_before_its_commit():
    server = Server()
    session = server.welcomed(WANG)
    say(session, push(1, (record(HOUSE_7), a_change(1))))
    assert [] == acks_of(answers(session))
    server.commit(session)
    assert [m.Ack(id=1, results=(Stored(1),))] == acks_of(answers(session))


def test_a_refused_change_does_not_stop_the_others_of_its_push():
    server = Server()
    session = server.welcomed(WANG)
    say(
        session,
        push(
            1,
            (record(HOUSE_7), a_change(1)),
            (None, b"junk"),
            (record(HOUSE_8), a_change(2)),
            (record(HOUSE_7), a_change(3, staff=LI)),
            ("opinion/130709/999", a_change(4)),
            (record(HOUSE_7), a_change(5)),
        ),
    )
    server.commit(session)
    (ack,) = acks_of(answers(session))
    found = [getattr(result, "code", type(result).__name__) for result in ack.results]
    assert ["Stored", "malformed", "forbidden", "other_author", "forbidden", "Stored"] == found
    assert all(result.kept for result in ack.results if isinstance(result, Refused))


def test_a_resent_change_is_a_duplicate_under_its_first_number():
    server = Server()
    session = server.welcomed(WANG)
    change = (record(HOUSE_7), a_change(1))
    say(session, push(1, change))
    say(session, push(2, change))
    server.commit(session)
    assert [(Stored(1),), (Duplicate(1),)] == [ack.results for ack in acks_of(answers(session))]


def test_rows_are_not_echoed_to_the_connection_that_pushed_them_but_to_every_other():
    server = Server()
    pusher, clone, colleague = server.welcomed(WANG), server.welcomed(WANG), server.welcomed(LI)
    for session in (pusher, clone, colleague):
        answers(session)
    data = a_change(1)
    say(pusher, push(1, (record(HOUSE_7), data)))
    server.commit(pusher)
    item = (record(HOUSE_7), data, 1)
    for session, items in ((pusher, ()), (clone, (item,)), (colleague, (item,))):
        (changes,) = changes_of(answers(session))
        assert (0, 1, items) == (changes.from_seq, changes.to_seq, changes.items)


def test_rows_that_were_sent_already_are_not_told_by_an_empty_message():
    server = Server()
    pusher, colleague = server.welcomed(WANG), server.welcomed(LI)
    answers(colleague)
    say(pusher, push(1, (record(HOUSE_7), a_change(1))))
    server.commit(pusher)
    assert 1 == len(changes_of(answers(colleague)))
    colleague.advanced(SEVEN)
    assert [] == answers(colleague)


def test_rows_of_others_between_own_ones_are_sent():
    server = Server()
    wang, li = server.welcomed(WANG), server.welcomed(LI)
    answers(wang)
    for number, session in ((1, wang), (2, li), (3, wang)):
        author = {wang: WANG, li: LI}[session]
        say(session, push(number, (record(HOUSE_7), a_change(number, staff=author))))
        server.commit(session)
    items = [item for changes in changes_of(answers(wang)) for item in changes.items]
    assert [(record(HOUSE_7), a_change(2, staff=LI), 2)] == items


def test_rows_that_the_staff_may_not_see_are_skipped_and_the_cursor_advances():
    server = Server()
    server.store(
        (record(HOUSE_7, "dispute"), a_change(1)),
        (record(HOUSE_7), a_change(2)),
        (record(HOUSE_7, "dispute"), a_change(3)),
    )
    (changes,) = changes_of(answers(server.welcomed(WANG)))
    assert (0, 3) == (changes.from_seq, changes.to_seq)
    assert [2] == [seq for _, _, seq in changes.items]


def a_megabyte_and_a_half():
    return [(f"{record(HOUSE_7)}{n}", a_change(n, value="字" * 9_000)) for n in range(1, 57)]


def test_catch_up_comes_in_log_order_in_messages_that_join_without_a_gap():
    server = Server()
    server.store(*a_megabyte_and_a_half())
    session = server.welcomed(WANG)
    received, cursor = [], 0
    while cursor < 56:
        for changes in changes_of(answers(session)):
            assert cursor == changes.from_seq
            assert changes.more == (changes.to_seq < 56)
            received += [seq for _, _, seq in changes.items]
            cursor = changes.to_seq
        say(session, m.Got(scope=SEVEN, seq=cursor))
    assert list(range(1, 57)) == received


def test_a_message_of_rows_stays_within_the_bound_also_with_long_record_ids():
    server = Server()
    house = "0" * 400
    server.store(*((f"opinion/{GRID_7}/{house}", a_change(n)) for n in range(1, 1_500)))
    session = server.welcomed(WANG)
    sizes = [len(data) for data in session.data_to_send()]
    assert max(sizes) <= 128 * 1024 + 256


def test_no_more_than_the_window_is_in_flight_without_got():
    server = Server()
    server.store(*a_megabyte_and_a_half())
    session = server.welcomed(WANG)
    sent = sum(len(data) for data in session.data_to_send())
    assert WINDOW_BYTES - 256 * 1024 < sent <= WINDOW_BYTES
    assert [] == session.data_to_send()
    say(session, m.Got(scope=SEVEN, seq=5))
    assert 0 < sum(len(data) for data in session.data_to_send()) < 512 * 1024


def test_a_scope_that_is_lost_and_granted_again_has_the_whole_window_again():
    server = Server()
    server.store(*a_megabyte_and_a_half())
    session = server.welcomed(WANG)
    first = [len(data) for data in session.data_to_send()]
    session.authority_changed(server.office.with_grants(WANG, member_of(GRID_8)))
    answers(session)
    session.authority_changed(server.office)
    again = [changes for changes in changes_of(answers(session)) if changes.scope == SEVEN]
    assert 0 == again[0].from_seq
    say(session, m.Got(scope=SEVEN, seq=again[0].to_seq))
    (further,) = changes_of(answers(session))
    assert (len(first) - 1, again[-1].to_seq) == (len(again), further.from_seq)


def test_a_tablet_gets_everything_though_most_of_what_travels_is_record_ids():
    server = Server()
    house = "0" * 440
    rows = ((f"opinion/{GRID_7}/{house}", a_change(n)) for n in range(1, 2_601))
    server.store(*rows)
    home = Home(server, WANG)
    home.sync()
    assert 2_600 == len(home.rows)


def test_a_session_is_congested_while_a_megabyte_waits_for_its_commit():
    server = Server()
    session = server.welcomed(WANG)
    number = 0
    while not session.congested:
        number += 1
        say(session, push(number, (record(HOUSE_7), a_change(number, value="x" * 30_000))))
    assert UNCOMMITTED_BYTES_MAX <= number * 30_100 < UNCOMMITTED_BYTES_MAX + 61_000
    server.commit(session)
    assert not session.congested


@pytest.mark.parametrize("change", [("x" * 200_000, b""), (None, b"")])
def test_what_is_no_change_counts_as_waiting_too(change):
    session = Server().welcomed(WANG)
    for number in range(1, 200):
        say(session, push(number, *[change] * (1 if change[0] else 64)))
    assert session.congested


def test_a_revoked_tablet_is_cut_off_in_the_middle_of_its_session():
    server = Server()
    session = server.welcomed(WANG)
    answers(session)
    session.authority_changed(server.office.with_revoked(f"token-of-{WANG}"))
    assert 4403 == session.close
    assert ["revoked"] == [message.code for message in answers(session)]


def test_staff_without_any_grant_left_is_cut_off():
    server = Server()
    session = server.welcomed(WANG)
    session.authority_changed(server.office.with_grants(WANG))
    assert 4403 == session.close


def test_a_new_grant_is_announced_and_its_scope_served_from_the_beginning():
    server = Server()
    server.store((record(HOUSE_8), a_change(1)))
    session = server.welcomed(WANG)
    answers(session)
    session.authority_changed(server.office.with_grants(WANG, member_of(GRID_7), member_of(GRID_8)))
    notice, changes = answers(session)
    assert ("scopes", {SEVEN: 0, EIGHT: 1}) == (notice.kind, notice.facts["scopes"])
    assert (EIGHT, 0, 1) == (changes.scope, changes.from_seq, changes.to_seq)


def test_a_lost_grant_ends_what_is_sent_and_what_is_taken():
    server = Server()
    moved, colleague = server.welcomed(WANG), server.welcomed(LI)
    office = server.office.with_grants(WANG, member_of(GRID_8))
    moved.authority_changed(office)
    answers(moved)
    say(moved, push(1, (record(HOUSE_7), a_change(1))))
    say(colleague, push(1, (record(HOUSE_7), a_change(2, staff=LI))))
    server.commit(moved)
    server.commit(colleague)
    messages = answers(moved)
    assert [] == changes_of(messages)
    assert ["forbidden"] == [result.code for result in acks_of(messages)[0].results]


def test_a_changed_bundle_is_announced_by_its_etag():
    server = Server()
    session = server.welcomed(WANG)
    answers(session)
    office = an_office()
    office.etag = "two"
    session.authority_changed(office)
    (notice,) = answers(session)
    assert ("bundle", {"etag": "two"}) == (notice.kind, notice.facts)


def test_shutting_down_answers_what_was_pushed_and_takes_nothing_new():
    server = Server()
    session = server.welcomed(WANG)
    answers(session)
    say(session, push(1, (record(HOUSE_7), a_change(1))))
    session.shut_down(1_500)
    say(session, push(2, (record(HOUSE_7), a_change(2))))
    assert not session.settled
    server.commit(session)
    assert session.settled
    session.fail("restarting", "bye")
    messages = answers(session)
    assert [("shutdown", {"retry_after_ms": 1_500})] == [
        (message.kind, message.facts) for message in messages if isinstance(message, m.Notice)
    ]
    assert [1] == [ack.id for ack in acks_of(messages)]
    assert 1012 == session.close


def test_digests_are_compared_at_the_head_and_put_off_elsewhere():
    server = Server()
    changes = [(record(HOUSE_7), a_change(n)) for n in (1, 2)]
    server.store(*changes)
    session = server.welcomed(WANG)
    answers(session)
    right = EMPTY_DIGEST
    for record_id, data in changes:
        right = xor(right, row_hash(record_id, data))
    for seq, digest in ((2, right), (2, bytes(16)), (1, right)):
        say(session, m.Digest(scope=SEVEN, seq=seq, hash=digest))
    given = [answer for answer in answers(session) if isinstance(answer, m.DigestAnswer)]
    assert [True, False, None] == [answer.ok for answer in given]
    assert [Found(SEVEN, Finding.unequal)] == session.findings()


def test_the_digest_of_somebody_who_sees_a_part_covers_that_part():
    server = Server()
    visible = (record(HOUSE_7), a_change(1))
    server.store(visible, (record(HOUSE_7, "dispute"), a_change(2)))
    session = server.welcomed(WANG)
    answers(session)
    say(session, m.Digest(scope=SEVEN, seq=2, hash=row_hash(*visible)))
    assert [True] == [answer.ok for answer in answers(session)]


def test_a_digest_of_a_scope_that_is_not_served_is_put_off_and_not_left_unanswered():
    server = Server()
    session = server.welcomed(WANG)
    answers(session)
    say(session, m.Digest(scope=EIGHT, seq=0, hash=EMPTY_DIGEST))
    assert [m.DigestAnswer(scope=EIGHT, seq=0, ok=None)] == answers(session)


def test_a_ping_is_answered_also_before_the_hello():
    session = Server().session()
    say(session, m.Ping(n=7))
    assert [m.Pong(n=7)] == answers(session)


def test_a_second_hello_is_the_sender_s_error():
    session = Server().welcomed(WANG)
    say(session, hello(WANG))
    assert 4400 == session.close
