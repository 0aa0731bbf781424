"""The registry of connections and its bounds on one device."""

from schema.area import Scope
from server.sessions import DEVICE_HELLOS_MAX, DEVICE_SESSIONS_MAX, Sessions

SEVEN, EIGHT = Scope("130709/100/002/007"), Scope("130709/100/002/008")


class Member:
    session = None

    def wake(self):
        pass


def test_a_commit_wakes_the_sessions_of_its_scope_alone():
    sessions, here, there = Sessions(), Member(), Member()
    sessions.add("one", here, [SEVEN])
    sessions.add("two", there, [EIGHT])
    assert [here] == sessions.in_scope(SEVEN)
    sessions.serve(here, [EIGHT])
    assert ([], [there, here]) == (sessions.in_scope(SEVEN), sessions.in_scope(EIGHT))


def test_the_fifth_session_of_a_device_names_the_oldest():
    sessions = Sessions()
    members = [Member() for _ in range(DEVICE_SESSIONS_MAX + 1)]
    assert [None] * 4 + [members[0]] == [sessions.add("one", m, [SEVEN]) for m in members]


def test_an_oldest_that_takes_its_time_to_close_is_not_named_again():
    sessions = Sessions()
    members = [Member() for _ in range(DEVICE_SESSIONS_MAX + 3)]
    assert [None] * 4 + members[:3] == [sessions.add("one", m, [SEVEN]) for m in members]


def test_the_scopes_of_a_connection_that_was_never_let_in_are_nobodys():
    sessions = Sessions()
    sessions.serve(Member(), [SEVEN])
    assert [] == sessions.in_scope(SEVEN)


def test_a_session_that_ended_counts_no_more():
    sessions, first = Sessions(), Member()
    sessions.add("one", first, [SEVEN])
    sessions.remove("one", first)
    sessions.remove("one", first)
    assert (0, []) == (len(sessions), sessions.in_scope(SEVEN))
    assert [None] * 4 == [sessions.add("one", Member(), [SEVEN]) for _ in range(4)]


def test_hellos_are_counted_by_the_minute_and_the_device():
    sessions = Sessions()
    assert all(sessions.hello_allowed("one", now_ms) for now_ms in range(DEVICE_HELLOS_MAX))
    assert not sessions.hello_allowed("one", 59_999)
    assert sessions.hello_allowed("two", 59_999)
    assert sessions.hello_allowed("one", 59_999 + 60_001)
