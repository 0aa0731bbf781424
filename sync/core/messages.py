"""The messages of the protocol, as frozen values; `codec` reads and writes their bytes.

Normative text with byte examples: `sync/PROTOCOL.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.core.results import Result

MESSAGE_BYTES_MAX: Final = 256 * 1024
PUSH_CHANGES_MAX: Final = 64
ROW_FRAMING_BYTES: Final = 20
"""The most that one row's framing takes in a `changes` message: array, two lengths, an int."""

PROTOCOL_VERSION: Final = 1
SUBPROTOCOL: Final = "doorstep.v1"

Position = tuple[int, bytes]
"""A cursor: the sequence number up to which a scope is held, and its mark (empty at 0)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hello:
    """Opens a session; nothing else is sent before `Welcome`."""

    token: str
    app: str
    cursors: Mapping[str, Position]
    outbox: int
    clock_ms: int
    v: int = PROTOCOL_VERSION
    z: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Push:
    """Changes in the order written, at most 64: (record id or None, bytes)."""

    id: int
    changes: tuple[tuple[str | None, bytes], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """Every visible row of the scope up to `seq` is on this side's disk; opens the window."""

    scope: str
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """The tablet's digest of a scope up to `seq`, to be compared."""

    scope: str
    seq: int
    hash: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Ping:
    """Asks for a `Pong` with the same number, from either side."""

    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pong:
    """Answers a `Ping`."""

    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """What the devices page shows of a tablet; at most one a minute."""

    outbox: int
    oldest_ms: int | None = None
    free_mb: int | None = None
    battery: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The bounds that the server announces; see the constants of the same names."""

    message_bytes: int
    push_changes: int
    change_bytes: int
    window_bytes: int
    digest_interval_s: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcome:
    """The session is open. `scopes`: every scope in which something is granted, with its head."""

    session: str
    now_ms: int
    staff: str
    device: str
    scopes: Mapping[str, int]
    bundle: str
    limits: Limits
    z: tuple[str, ...] = ()
    deposit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack:
    """The answers to one push, in its order, sent after the commit that made them true."""

    id: int
    results: tuple[Result, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Rows of one scope in log order: those of `from_seq` < seq <= `to_seq` that the tablet sees.

    Attributes:
        scope: the scope.
        from_seq: the tablet's cursor before.
        to_seq: the cursor afterwards, with `mark`.
        mark: opaque, 8 bytes, or empty at 0.
        items: (record id, bytes, seq).
        more: the next message of this scope follows at once.
    """

    scope: str
    from_seq: int
    to_seq: int
    mark: bytes
    items: tuple[tuple[str, bytes, int], ...]
    more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestAnswer:
    """Whether the digests are equal; None: the tablet was not at the head, later."""

    scope: str
    seq: int
    ok: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something beside the rows changed: `bundle`, `scopes`, `rewind`, `erased` or `shutdown`."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Error:
    """What is wrong; the close code follows."""

    code: str
    message: str
    retry_after_ms: int | None = None


FromTablet = Hello | Push | Got | Digest | Ping | Pong | Status
FromServer = Welcome | Ack | Changes | DigestAnswer | Notice | Error | Ping | Pong
Message = FromTablet | FromServer
