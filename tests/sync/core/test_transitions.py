"""The two tables, pair by pair: legal steps lead where the protocol says, and no other is taken."""

import itertools

import pytest

from sync.core import messages as m
from sync.core.errors import RemoteError
from sync.core.results import Stored
from sync.core.transitions import ServerState, TabletState, after_on_server, after_on_tablet

FROM_TABLET = {
    "hello": m.Hello(token="t", app="a", cursors={}, outbox=0, clock_ms=0),
    "push": m.Push(id=1, changes=()),
    "got": m.Got(scope="s", seq=1),
    "digest": m.Digest(scope="s", seq=1, hash=bytes(16)),
    "status": m.Status(outbox=0),
    "ping": m.Ping(n=1),
    "pong": m.Pong(n=1),
}
FROM_SERVER = {
    "welcome": m.Welcome(
        session="s",
        now_ms=0,
        staff="a",
        device="d",
        scopes={},
        bundle="e",
        limits=m.Limits(
            message_bytes=1, push_changes=1, change_bytes=1, window_bytes=1, digest_interval_s=0
        ),
    ),
    "ack": m.Ack(id=1, results=(Stored(1),)),
    "changes": m.Changes(scope="s", from_seq=0, to_seq=0, mark=b"", items=(), more=False),
    "digest": m.DigestAnswer(scope="s", seq=1, ok=True),
    "notice": m.Notice(kind="bundle", facts={"etag": "x"}),
    "error": m.Error(code="malformed", message="x"),
    "ping": m.Ping(n=1),
    "pong": m.Pong(n=1),
}

# Written from the protocol's text, not from the table: state, message, state afterwards.
LEGAL_ON_SERVER = {
    ("waiting", "hello"): "open",
    ("waiting", "ping"): "waiting",
    ("waiting", "pong"): "waiting",
    **{
        (state, message): state
        for state in ("open", "draining")
        for message in ("push", "got", "digest", "status", "ping", "pong")
    },
}
LEGAL_ON_TABLET = {
    ("greeting", "welcome"): "open",
    ("greeting", "error"): "closed",
    ("greeting", "ping"): "greeting",
    ("greeting", "pong"): "greeting",
    **{
        ("open", message): "open"
        for message in ("ack", "changes", "digest", "notice", "ping", "pong")
    },
    ("open", "error"): "closed",
}


@pytest.mark.parametrize(
    ("state", "name"), list(itertools.product([s.value for s in ServerState], FROM_TABLET))
)
def test_a_message_of_the_tablet_is_legal_where_the_protocol_says_so_and_nowhere_else(state, name):
    expected = LEGAL_ON_SERVER.get((state, name))
    if expected is None:
        with pytest.raises(RemoteError, match="malformed"):
            after_on_server(ServerState(state), FROM_TABLET[name])
    else:
        assert expected == after_on_server(ServerState(state), FROM_TABLET[name])


@pytest.mark.parametrize(
    ("state", "name"), list(itertools.product([s.value for s in TabletState], FROM_SERVER))
)
def test_a_message_of_the_server_is_legal_where_the_protocol_says_so_and_nowhere_else(state, name):
    expected = LEGAL_ON_TABLET.get((state, name))
    if expected is None:
        with pytest.raises(RemoteError, match="malformed"):
            after_on_tablet(TabletState(state), FROM_SERVER[name])
    else:
        assert expected == after_on_tablet(TabletState(state), FROM_SERVER[name])


@pytest.mark.parametrize("name", FROM_TABLET)
def test_the_server_takes_no_message_that_only_a_server_sends(name):
    for message in (FROM_SERVER["welcome"], FROM_SERVER["ack"], FROM_SERVER["changes"]):
        with pytest.raises(RemoteError):
            after_on_server(ServerState.open, message)
