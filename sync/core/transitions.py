"""What each side may send in which state: two tables, and the rule that nothing else is legal.

Every transition of a session stands here, as data; the sessions look their messages up in it and
know no other. A message that is not in the row of the present state is the sender's error. After
`draining` the peer's messages are still read, since they were on their way, but change nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sync.core.errors import RemoteError
from sync.core.messages import (
    Ack,
    Changes,
    Digest,
    DigestAnswer,
    Error,
    Got,
    Hello,
    Notice,
    Ping,
    Pong,
    Push,
    Status,
    Welcome,
)


class ServerState(StrEnum):
    """Where the server's side of a session stands."""

    waiting = "waiting"
    """Connected, no hello yet."""
    open = "open"
    """Welcomed: pushes are judged, rows are sent."""
    draining = "draining"
    """Shutting down: what was pushed is committed and acknowledged, nothing new is taken."""
    closed = "closed"
    """A close code was decided; nothing is read any more."""


class TabletState(StrEnum):
    """Where the tablet's side of a session stands."""

    fresh = "fresh"
    """Nothing sent yet."""
    greeting = "greeting"
    """Hello sent, no welcome yet."""
    open = "open"
    """Welcomed."""
    closed = "closed"
    """The connection is gone or shall go."""


ON_SERVER: Final[Mapping[ServerState, Mapping[type, ServerState]]] = {
    ServerState.waiting: {
        Hello: ServerState.open,
        Ping: ServerState.waiting,
        Pong: ServerState.waiting,
    },
    ServerState.open: {
        Push: ServerState.open,
        Got: ServerState.open,
        Digest: ServerState.open,
        Status: ServerState.open,
        Ping: ServerState.open,
        Pong: ServerState.open,
    },
    ServerState.draining: {
        Push: ServerState.draining,
        Got: ServerState.draining,
        Digest: ServerState.draining,
        Status: ServerState.draining,
        Ping: ServerState.draining,
        Pong: ServerState.draining,
    },
    ServerState.closed: {},
}

ON_TABLET: Final[Mapping[TabletState, Mapping[type, TabletState]]] = {
    TabletState.fresh: {},
    TabletState.greeting: {
        Welcome: TabletState.open,
        Error: TabletState.closed,
        Ping: TabletState.greeting,
        Pong: TabletState.greeting,
    },
    TabletState.open: {
        Ack: TabletState.open,
        Changes: TabletState.open,
        DigestAnswer: TabletState.open,
        Notice: TabletState.open,
        Error: TabletState.closed,
        Ping: TabletState.open,
        Pong: TabletState.open,
    },
    TabletState.closed: {},
}


def after_on_server(state: ServerState, message: object) -> ServerState:
    """The server's state after this message of the tablet; RemoteError where it is illegal."""
    try:
        return ON_SERVER[state][type(message)]
    except KeyError:
        raise _illegal(message, state) from None


def after_on_tablet(state: TabletState, message: object) -> TabletState:
    """The tablet's state after this message of the server; RemoteError where it is illegal."""
    try:
        return ON_TABLET[state][type(message)]
    except KeyError:
        raise _illegal(message, state) from None


def _illegal(message: object, state: StrEnum) -> RemoteError:
    return RemoteError("malformed", f"{type(message).__name__} while {state}")
