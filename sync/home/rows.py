"""What a home keeps, as data.

Scopes, records and staff are plain text here: the home compares and stores them, and leaves their
grammar to `schema`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnRow:
    """A change as it goes to the server, written in this home unless it is given back.

    Attributes:
        given_back: written elsewhere; the server that sent it once does not list it any more.
    """

    record: str
    data: bytes
    hash: bytes
    given_back: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why the server does not store a row.

    Attributes:
        code: its name in the catalogue.
        hint: the sentence that came with it.
        kept: the bytes are durable in the server's quarantine.
    """

    code: str
    hint: str
    kept: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeRow:
    """A row as held: waiting (no seq, no refusal), stored (a seq) or refused.

    Attributes:
        own: written in this home.
    """

    record: str
    data: bytes
    seq: int | None
    own: bool
    refusal: Refusal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """What one message of rows brought.

    Attributes:
        rows: the (record, bytes) that were not held before.
        rewound: with it, a download from the beginning has come to its end.
    """

    rows: tuple[tuple[str, bytes], ...]
    rewound: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outbox:
    """How much of this home's work is not on the server.

    Attributes:
        waiting: changes without an answer yet.
        refused: changes that the server does not store.
        oldest_ms: when the oldest waiting one was written, milliseconds since 1970.
    """

    waiting: int
    refused: int
    oldest_ms: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeState:
    """Where one scope stands.

    Attributes:
        seq: every row up to here is held.
        digest: XOR of the hashes of all its rows that have a seq.
        equal: the server's last word on a digest; None if it was never asked.
        compared_ms: when that was.
        rewinding: it is served from the beginning, and the download has not come to its end.
    """

    seq: int
    mark: bytes
    digest: bytes
    equal: bool | None
    compared_ms: int | None
    rewinding: bool


class Standing(StrEnum):
    """What the server last said to this tablet when it called."""

    known = "known"
    """It was let in, or never said a word."""
    revoked = "revoked"
    """Nothing is granted to it any more: it may hand in what it holds."""
    unknown = "unknown"
    """The server has no such tablet: it has to be enrolled again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    """Who this tablet is; all but the nonce are None before the first enrolment."""

    nonce: str
    url: str | None = None
    ca: str | None = None
    name: str | None = None
    token: str | None = None
    device: str | None = None
    staff: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """What the server gave to work with: the JSON document of `GET bundle`, and its etag."""

    etag: str
    document: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The last contact with the server, and how far its clock is ahead of this one."""

    last_contact_ms: int | None
    clock_offset_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexedRecord:
    """A record of which rows are held.

    Attributes:
        summary: what a list shows of it (a JSON object); None if it was never read.
        stale: rows came since the summary was made.
    """

    record: str
    form: str
    area: str
    summary: Mapping[str, Any] | None
    stale: bool
