"""What a tablet's session takes and tells: own rows to push, and what happened, in order.

The driver acts on each event before it gives the session more to read; what must be durable before
the session goes on says so.
"""

from dataclasses import dataclass

from sync.core.messages import Changes, Error, Notice, Welcome
from sync.core.results import Result


@dataclass(frozen=True, slots=True)
class Offered:
    """An own row to push. `hash` is the row's hash, by which the answer is given back."""

    hash: bytes
    record: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The session is open; the clock offset and the scopes can be read off the message."""

    welcome: Welcome


@dataclass(frozen=True, slots=True)
class Arrived:
    """Rows and a new cursor, to be stored in one commit; then call `stored` with them."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class Answered:
    """Final or retryable answers to own rows, by row hash, to be stored in one commit."""

    results: tuple[tuple[bytes, Result], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The server's answer to a digest: equal, unequal, or None: not at the head, later."""

    scope: str
    seq: int
    ok: bool | None


@dataclass(frozen=True, slots=True)
class Rewound:
    """The server serves this scope from the beginning.

    In one commit the cursor goes to [0, empty] and every row of the scope counts as not listed;
    then the own rows are offered again. Those of others that are still not listed when the download
    has come to its end are offered once.
    """

    scope: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something beside the rows changed."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Failed:
    """The server ends the session and says why; the close code follows."""

    error: Error


Event = Welcomed | Arrived | Answered | Compared | Rewound | Noticed | Failed
