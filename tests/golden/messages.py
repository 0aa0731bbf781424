"""Each message of the protocol: as a value, as the document on the wire, and its golden bytes.

The bytes in `messages.json` were written by msgpack for JavaScript from the documents here
(`python -m tests.golden.messages` writes them anew), so they are no echo of our own encoder.
"""

import json
from pathlib import Path

from sync.core import messages as m
from sync.core.results import Duplicate, Refused, Stored

FILE = Path(__file__).with_suffix(".json")

SCOPE = "130709/100/002/007"
RECORD = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
CHANGE = bytes.fromhex("0101")
MARK = bytes.fromhex("0123456789abcdef")
HASH = bytes(range(16))


def _hex(data):
    return {"hex": data.hex()}


FROM_TABLET = {
    "hello": (
        m.Hello(
            token="secret",
            app="doorstep-tablet/0.1.0",
            cursors={SCOPE: (12, MARK), "130709/100/002/008": (0, b"")},
            outbox=3,
            clock_ms=1_700_000_000_000,
        ),
        {
            "t": "hello",
            "v": 1,
            "token": "secret",
            "app": "doorstep-tablet/0.1.0",
            "cursors": {SCOPE: [12, _hex(MARK)], "130709/100/002/008": [0, _hex(b"")]},
            "z": [],
            "outbox": 3,
            "clock_ms": 1_700_000_000_000,
        },
    ),
    "push": (
        m.Push(id=1, changes=((RECORD, CHANGE), (None, b""))),
        {"t": "push", "id": 1, "changes": [[RECORD, _hex(CHANGE)], [None, _hex(b"")]]},
    ),
    "got": (m.Got(scope=SCOPE, seq=300), {"t": "got", "scope": SCOPE, "seq": 300}),
    "digest": (
        m.Digest(scope=SCOPE, seq=300, hash=HASH),
        {"t": "digest", "scope": SCOPE, "seq": 300, "hash": _hex(HASH)},
    ),
    "status": (
        m.Status(outbox=3, oldest_ms=5, free_mb=None, battery=80),
        {"t": "status", "outbox": 3, "oldest_ms": 5, "free_mb": None, "battery": 80},
    ),
    "ping": (m.Ping(n=7), {"t": "ping", "n": 7}),
    "pong": (m.Pong(n=7), {"t": "pong", "n": 7}),
}

FROM_SERVER = {
    "welcome": (
        m.Welcome(
            session="5f",
            now_ms=1_700_000_000_123,
            staff="wang0000",
            device="dev00000",
            scopes={SCOPE: 300},
            bundle="e1",
            limits=m.Limits(
                message_bytes=262_144,
                push_changes=64,
                change_bytes=65_536,
                window_bytes=1_048_576,
                digest_interval_s=3_600,
            ),
        ),
        {
            "t": "welcome",
            "session": "5f",
            "now_ms": 1_700_000_000_123,
            "staff": "wang0000",
            "device": "dev00000",
            "scopes": {SCOPE: {"head": 300}},
            "bundle": "e1",
            "limits": {
                "message_bytes": 262_144,
                "push_changes": 64,
                "change_bytes": 65_536,
                "window_bytes": 1_048_576,
                "digest_interval_s": 3_600,
            },
            "z": [],
            "deposit": False,
        },
    ),
    "ack": (
        m.Ack(
            id=1, results=(Stored(301), Duplicate(12), Refused("forbidden", "不行", False, True))
        ),
        {
            "t": "ack",
            "id": 1,
            "results": [
                ["stored", 301],
                ["duplicate", 12],
                ["refused", "forbidden", "不行", False, True],
            ],
        },
    ),
    "changes": (
        m.Changes(
            scope=SCOPE,
            from_seq=12,
            to_seq=14,
            mark=MARK,
            items=((RECORD, CHANGE, 14),),
            more=True,
        ),
        {
            "t": "changes",
            "scope": SCOPE,
            "from": 12,
            "to": 14,
            "mark": _hex(MARK),
            "items": [[RECORD, _hex(CHANGE), 14]],
            "more": True,
        },
    ),
    "changes of an empty scope": (
        m.Changes(scope=SCOPE, from_seq=0, to_seq=0, mark=b"", items=(), more=False),
        {
            "t": "changes",
            "scope": SCOPE,
            "from": 0,
            "to": 0,
            "mark": _hex(b""),
            "items": [],
            "more": False,
        },
    ),
    "digest": (
        m.DigestAnswer(scope=SCOPE, seq=300, ok=None),
        {"t": "digest", "scope": SCOPE, "seq": 300, "ok": None},
    ),
    "notice of scopes": (
        m.Notice(kind="scopes", facts={"scopes": {SCOPE: 300}}),
        {"t": "notice", "kind": "scopes", "scopes": {SCOPE: {"head": 300}}},
    ),
    "notice of a shutdown": (
        m.Notice(kind="shutdown", facts={"retry_after_ms": 1_500}),
        {"t": "notice", "kind": "shutdown", "retry_after_ms": 1_500},
    ),
    "error": (
        m.Error(code="revoked", message="gone", retry_after_ms=None),
        {"t": "error", "code": "revoked", "message": "gone", "retry_after_ms": None},
    ),
    "ping": (m.Ping(n=7), {"t": "ping", "n": 7}),
    "pong": (m.Pong(n=7), {"t": "pong", "n": 7}),
}


def pack_in_javascript():
    """The bytes of every document above, written by the other implementation."""
    from tests.yjs.bridge import run  # noqa: PLC0415 - only this needs Node

    tables = {"tablet": FROM_TABLET, "server": FROM_SERVER}
    golden = {}
    for sender, table in tables.items():
        packed = run("pack.mjs", {"pack": [document for _, document in table.values()]})["pack"]
        golden[sender] = dict(zip(table, packed, strict=True))
    return golden


if __name__ == "__main__":
    FILE.write_text(json.dumps(pack_in_javascript(), indent=1) + "\n")
