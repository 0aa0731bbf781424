"""Who was turned away at a door, in the server's log: a line a time, for whoever watches it.

Invariant: a line names what was tried, from where, and by whom where that is known; never the
code, token or password itself, nor a login that nobody has, since people type passwords there.
"""

from typing import Final, Literal

import structlog
from starlette.requests import HTTPConnection

Event = Literal["enrolment_refused", "token_refused", "login_refused"]

CLIENT_CHARACTERS_MAX: Final = 64
"""Of an address as a proxy reports it."""

_log = structlog.get_logger(__name__)


def note_refusal(event: Event, source: HTTPConnection, **facts: str | None) -> None:
    """Writes the line.

    Args:
        event: which door.
        source: the request or socket.
        facts: what else is known, none of it secret.
    """
    client = source.client.host[:CLIENT_CHARACTERS_MAX] if source.client else None
    _log.warning(event, client=client, **facts)
