"""A device to which nothing is granted any more: its work is kept, and it is told nothing."""

import pytest

from schema.grant import Role
from sync.core import messages as m
from sync.core.gate import judge
from sync.core.results import Duplicate, Refused, Stored
from sync.core.tablet_events import Answered, Welcomed
from tests.sync.core.district import (
    GRID_7,
    GRID_8,
    HOUSE_7,
    HOUSE_8,
    LI,
    SEVEN,
    WANG,
    Home,
    Server,
    a_change,
    an_office,
    answers,
    member_of,
    record,
    say,
)

TOKEN = f"token-of-{WANG}"


def push(*changes):
    return m.Push(id=1, changes=changes)


def a_revoked_server():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(HOUSE_8), a_change(2)))
    server.office = server.office.with_revoked(TOKEN)
    return server


@pytest.mark.parametrize(
    "office",
    [
        an_office().with_revoked(TOKEN),
        an_office().with_grants(WANG),
        an_office().with_revoked(TOKEN).with_grants(WANG),
    ],
    ids=["device revoked", "nothing granted", "both"],
)
def test_a_session_without_any_right_is_a_deposit_that_names_no_scope(office):
    (welcome,) = answers(Server(office).welcomed(WANG))
    assert (True, {}, "") == (welcome.deposit, welcome.scopes, welcome.bundle)


def test_a_deposit_gets_no_row_whatever_it_asks_for():
    server = a_revoked_server()
    session = server.welcomed(WANG, {SEVEN: (1, b"whatever")})
    answers(session)
    say(session, m.Got(scope=SEVEN, seq=1))
    say(session, m.Digest(scope=SEVEN, seq=1, hash=bytes(16)))
    server.store((record(HOUSE_7), a_change(3)))
    session.advanced(SEVEN)
    session.erased({SEVEN: [record(HOUSE_7)]})
    assert [m.DigestAnswer(scope=SEVEN, seq=1, ok=None)] == answers(session)
    assert [] == session.findings()


def test_a_deposit_stores_nothing_and_keeps_everything_but_what_is_stored_already():
    server = a_revoked_server()
    session = server.welcomed(WANG)
    answers(session)
    say(
        session,
        push(
            (record(HOUSE_7), a_change(1)),
            (record(HOUSE_7), a_change(3)),
            (record(HOUSE_7), a_change(4, staff=LI)),
            (None, b"junk"),
            ("nosuchform/" + HOUSE_7, a_change(5)),
        ),
    )
    session.authority_changed(server.office)
    (push_taken,) = session.submissions()
    given = [verdict.refusal for _, _, verdict in push_taken.changes]
    assert ["forbidden", "forbidden", "other_author", "malformed", "forbidden"] == given


def test_the_log_answers_duplicate_in_a_deposit_and_keeps_the_rest():
    server = Server()
    home = Home(server, WANG)
    home.write(record(HOUSE_7), a_change(1))
    home.sync()
    home.cut()
    home.write(record(HOUSE_7), a_change(2))
    server.office = server.office.with_revoked(TOKEN)
    session = server.welcomed(WANG)
    answers(session)
    say(session, push((record(HOUSE_7), a_change(1)), (record(HOUSE_7), a_change(2))))
    server.commit(session)
    duplicate, refused = answers(session)[0].results
    assert Duplicate(1) == duplicate
    assert ("forbidden", False, True) == (refused.code, refused.retryable, refused.kept)
    assert [a_change(2)] == [kept.data for kept in server.log.quarantine()]


def test_rights_given_back_during_a_deposit_count_in_the_next_session():
    server = a_revoked_server()
    session = server.welcomed(WANG)
    answers(session)
    session.authority_changed(an_office())
    say(session, push((record(HOUSE_7), a_change(3))))
    server.commit(session)
    (ack,) = answers(session)
    assert "forbidden" == ack.results[0].code
    server.office = an_office()
    welcome, *_ = answers(server.welcomed(WANG))
    assert (False, [SEVEN]) == (welcome.deposit, list(welcome.scopes))


def test_a_right_elsewhere_is_no_deposit_and_judges_what_is_written_here():
    office = an_office().with_grants(WANG, member_of(GRID_8))
    assert "forbidden" == judge(record(HOUSE_7), a_change(1), {WANG}, office).refusal
    assert judge(record(HOUSE_8), a_change(1), {WANG}, office).refusal is None
    reviewer = an_office().with_grants(WANG, member_of(GRID_7, role=Role.community))
    assert judge(record(HOUSE_7), a_change(1), {WANG}, reviewer).refusal is None
    assert (
        "forbidden" == judge(record(HOUSE_7), a_change(1), {WANG}, reviewer, deposit=True).refusal
    )


def test_a_tablet_in_a_deposit_listens_to_answers_alone_and_comes_to_rest():
    server = a_revoked_server()
    home = Home(server, WANG)
    home.write(record(HOUSE_7), a_change(9))
    home.cursors[SEVEN] = (1, b"whatever")
    home.connect()
    home.to_server()
    for data in home.peer.data_to_send():
        home.session.receive_data(data)
    assert [Welcomed] == [type(event) for event in home.session.events()]
    lie = m.Changes(scope=SEVEN, from_seq=1, to_seq=2, mark=bytes(8), items=(), more=False)
    for message in (
        m.Notice(kind="rewind", facts={"scope": SEVEN}),
        m.Notice(kind="erased", facts={"records": [record(HOUSE_7)]}),
        m.Notice(kind="scopes", facts={"scopes": {}}),
        lie,
    ):
        home.peer._send(message)
    home.to_server()
    server.commit(home.peer)
    for data in home.peer.data_to_send():
        home.session.receive_data(data)
    (answered,) = home.session.events()
    assert isinstance(answered, Answered)
    ((_, result),) = answered.results
    assert isinstance(result, Refused)
    assert not isinstance(result, Stored)
    assert home.session.idle
    assert home.session.at_head
    assert (1, b"whatever") == home.session.cursors[SEVEN]
