"""Writing messages: one way a value, fields in the order of the protocol's tables."""

from collections.abc import Mapping
from typing import Any, Final

import msgpack

from sync.core.messages import (
    Ack,
    Changes,
    Digest,
    DigestAnswer,
    Error,
    Got,
    Hello,
    Message,
    Notice,
    Ping,
    Pong,
    Push,
    Status,
    Welcome,
)
from sync.core.results import Duplicate, Refused, Result, Stored


def encode(message: Message) -> bytes:
    """The bytes of a message."""
    packed: bytes = msgpack.packb(_WRITERS[type(message)](message))
    return packed


def _write_hello(m: Hello) -> dict[str, Any]:
    cursors = {scope: [seq, mark] for scope, (seq, mark) in m.cursors.items()}
    return {
        "t": "hello",
        "v": m.v,
        "token": m.token,
        "app": m.app,
        "cursors": cursors,
        "z": list(m.z),
        "outbox": m.outbox,
        "clock_ms": m.clock_ms,
    }


def _write_push(m: Push) -> dict[str, Any]:
    return {"t": "push", "id": m.id, "changes": m.changes}


def _write_got(m: Got) -> dict[str, Any]:
    return {"t": "got", "scope": m.scope, "seq": m.seq}


def _write_digest(m: Digest) -> dict[str, Any]:
    return {"t": "digest", "scope": m.scope, "seq": m.seq, "hash": m.hash}


def _write_ping(m: Ping) -> dict[str, Any]:
    return {"t": "ping", "n": m.n}


def _write_pong(m: Pong) -> dict[str, Any]:
    return {"t": "pong", "n": m.n}


def _write_status(m: Status) -> dict[str, Any]:
    return {
        "t": "status",
        "outbox": m.outbox,
        "oldest_ms": m.oldest_ms,
        "free_mb": m.free_mb,
        "battery": m.battery,
    }


def _write_welcome(m: Welcome) -> dict[str, Any]:
    limits = m.limits
    return {
        "t": "welcome",
        "session": m.session,
        "now_ms": m.now_ms,
        "staff": m.staff,
        "device": m.device,
        "scopes": {scope: {"head": head} for scope, head in m.scopes.items()},
        "bundle": m.bundle,
        "limits": {
            "message_bytes": limits.message_bytes,
            "push_changes": limits.push_changes,
            "change_bytes": limits.change_bytes,
            "window_bytes": limits.window_bytes,
            "digest_interval_s": limits.digest_interval_s,
        },
        "z": list(m.z),
        "deposit": m.deposit,
    }


def _write_result(result: Result) -> list[Any]:
    match result:
        case Stored(seq):
            return ["stored", seq]
        case Duplicate(seq):
            return ["duplicate", seq]
        case Refused(code, hint, retryable, kept):
            return ["refused", code, hint, retryable, kept]


def _write_ack(m: Ack) -> dict[str, Any]:
    return {"t": "ack", "id": m.id, "results": [_write_result(result) for result in m.results]}


def _write_changes(m: Changes) -> dict[str, Any]:
    return {
        "t": "changes",
        "scope": m.scope,
        "from": m.from_seq,
        "to": m.to_seq,
        "mark": m.mark,
        "items": m.items,
        "more": m.more,
    }


def _write_digest_answer(m: DigestAnswer) -> dict[str, Any]:
    return {"t": "digest", "scope": m.scope, "seq": m.seq, "ok": m.ok}


def _write_notice(m: Notice) -> dict[str, Any]:
    facts = dict(m.facts)
    if m.kind == "scopes":
        facts["scopes"] = {scope: {"head": head} for scope, head in facts["scopes"].items()}
    return {"t": "notice", "kind": m.kind, **facts}


def _write_error(m: Error) -> dict[str, Any]:
    return {
        "t": "error",
        "code": m.code,
        "message": m.message,
        "retry_after_ms": m.retry_after_ms,
    }


_WRITERS: Final[Mapping[type, Any]] = {
    Hello: _write_hello,
    Push: _write_push,
    Got: _write_got,
    Digest: _write_digest,
    Ping: _write_ping,
    Pong: _write_pong,
    Status: _write_status,
    Welcome: _write_welcome,
    Ack: _write_ack,
    Changes: _write_changes,
    DigestAnswer: _write_digest_answer,
    Notice: _write_notice,
    Error: _write_error,
}
