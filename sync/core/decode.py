"""Reading messages: one msgpack map with a string field `t`, checked field by field.

A wrapped message is inflated first. Unknown fields are ignored; an unknown `t`, a missing or an
ill-typed field is the sender's error.
What a *change* contains is not looked at here, since a bad one is judged alone.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.core.deflate import inflated
from sync.core.digest import HASH_BYTES, MARK_BYTES
from sync.core.errors import RemoteError
from sync.core.fields import Fields
from sync.core.messages import (
    MESSAGE_BYTES_MAX,
    PROTOCOL_VERSION,
    PUSH_CHANGES_MAX,
    Ack,
    Changes,
    Digest,
    DigestAnswer,
    Error,
    FromServer,
    FromTablet,
    Got,
    Hello,
    Limits,
    Notice,
    Ping,
    Pong,
    Push,
    Status,
    Welcome,
)
from sync.core.results import Duplicate, Refused, Result, Stored


def decode_from_tablet(data: bytes, *, may_wrap: bool = True) -> FromTablet:
    """The message that a tablet sent.

    Args:
        data: the message.
        may_wrap: whether the tablet knows that this side takes wrapped ones. From a stranger none
            is taken: some hundred bytes would inflate to what costs as much as 256 KiB.

    Raises:
        RemoteError: `too_large`, `version` or `malformed`, with the field at fault.
    """
    fields = _fields(data, may_wrap=may_wrap)
    reader = _FROM_TABLET.get(fields.text("t", 16))
    if reader is None:
        raise RemoteError("malformed", "unknown t")
    return reader(fields)


def decode_from_server(data: bytes) -> FromServer:
    """The message that a server sent; raises like `decode_from_tablet`."""
    fields = _fields(data, may_wrap=True)
    reader = _FROM_SERVER.get(fields.text("t", 16))
    if reader is None:
        raise RemoteError("malformed", "unknown t")
    return reader(fields)


def _fields(data: bytes, *, may_wrap: bool) -> Fields:
    if len(data) > MESSAGE_BYTES_MAX:
        raise RemoteError("too_large", f"{len(data)} bytes, at most {MESSAGE_BYTES_MAX}")
    fields = Fields.unpack(data)
    # One inside another is an unknown t like any other: nothing is inflated twice.
    if may_wrap and fields.value("t") == "z":
        return Fields.unpack(inflated(fields.value("d")))
    return fields


def _read_hello(fields: Fields) -> Hello:
    if fields.number("v") != PROTOCOL_VERSION:
        raise RemoteError("version", f"this server speaks version {PROTOCOL_VERSION}")
    cursors = {}
    for scope, value in fields.map("cursors").items():
        position = Fields({"seq": value[0], "mark": value[1]}) if _is_pair(value) else Fields({})
        seq = position.number("seq")
        mark = position.blob("mark", MARK_BYTES if seq else 0)
        cursors[scope] = (seq, mark)
    return Hello(
        # None at all is answered like one that nobody has: 4401 says what to do, 4400 would not.
        token="" if fields.value("token") is None else fields.text("token", 256),
        app=fields.text("app", 256),
        cursors=cursors,
        outbox=fields.number("outbox"),
        clock_ms=fields.number("clock_ms"),
        z=fields.texts("z"),
    )


def _is_pair(value: object) -> bool:
    return type(value) is list and len(value) == 2


def _read_push(fields: Fields) -> Push:
    changes = []
    raw = fields.list("changes")
    if len(raw) > PUSH_CHANGES_MAX:
        raise RemoteError("malformed", f"more than {PUSH_CHANGES_MAX} changes in a push")
    for pair in raw:
        if (
            type(pair) is not list
            or len(pair) != 2
            or not (pair[0] is None or type(pair[0]) is str)
            or type(pair[1]) is not bytes
        ):
            raise RemoteError("malformed", "changes: not [record id or nil, bytes]")
        changes.append((pair[0], pair[1]))
    return Push(id=fields.number("id"), changes=tuple(changes))


def _read_got(fields: Fields) -> Got:
    return Got(scope=fields.text("scope"), seq=fields.number("seq"))


def _read_digest(fields: Fields) -> Digest:
    return Digest(
        scope=fields.text("scope"), seq=fields.number("seq"), hash=fields.blob("hash", HASH_BYTES)
    )


def _read_ping(fields: Fields) -> Ping:
    return Ping(n=fields.number("n"))


def _read_pong(fields: Fields) -> Pong:
    return Pong(n=fields.number("n"))


def _read_status(fields: Fields) -> Status:
    return Status(
        outbox=fields.number("outbox"),
        oldest_ms=fields.optional_number("oldest_ms"),
        free_mb=fields.optional_number("free_mb"),
        battery=fields.optional_number("battery"),
    )


def _read_welcome(fields: Fields) -> Welcome:
    limits = Fields(fields.map("limits"))
    return Welcome(
        session=fields.text("session"),
        now_ms=fields.number("now_ms"),
        staff=fields.text("staff"),
        device=fields.text("device"),
        scopes=_read_scopes(fields.map("scopes")),
        bundle=fields.text("bundle"),
        limits=Limits(
            message_bytes=limits.number("message_bytes"),
            push_changes=limits.number("push_changes"),
            change_bytes=limits.number("change_bytes"),
            window_bytes=limits.number("window_bytes"),
            digest_interval_s=limits.number("digest_interval_s"),
        ),
        z=fields.texts("z"),
        deposit=fields.truth("deposit"),
    )


def _read_scopes(raw: Mapping[str, Any]) -> dict[str, int]:
    heads = {}
    for scope, facts in raw.items():
        if type(facts) is not dict:
            raise RemoteError("malformed", "scopes: not a map of heads")
        heads[scope] = Fields(facts).number("head")
    return heads


def _read_result(raw: object) -> Result:
    match raw:
        case ["stored", int(seq)]:
            return Stored(seq)
        case ["duplicate", int(seq)]:
            return Duplicate(seq)
        case ["refused", str(code), str(hint), bool(retryable), bool(kept)]:
            return Refused(code, hint, retryable, kept)
        case _:
            raise RemoteError("malformed", "results: not the answer to a change")


def _read_ack(fields: Fields) -> Ack:
    return Ack(
        id=fields.number("id"), results=tuple(_read_result(raw) for raw in fields.list("results"))
    )


def _read_changes(fields: Fields) -> Changes:
    items = []
    for item in fields.list("items"):
        match item:
            case [str(record), bytes(data), int(seq)]:
                items.append((record, data, seq))
            case _:
                raise RemoteError("malformed", "items: not [record id, bytes, seq]")
    to_seq = fields.number("to")
    return Changes(
        scope=fields.text("scope"),
        from_seq=fields.number("from"),
        to_seq=to_seq,
        mark=fields.blob("mark", MARK_BYTES if to_seq else 0),
        items=tuple(items),
        more=fields.truth("more"),
    )


def _read_digest_answer(fields: Fields) -> DigestAnswer:
    return DigestAnswer(
        scope=fields.text("scope"), seq=fields.number("seq"), ok=fields.optional_truth("ok")
    )


def _read_notice(fields: Fields) -> Notice:
    kind = fields.text("kind", 64)
    facts = {name: fields.value(name) for name in fields.raw if name not in {"t", "kind"}}
    if kind == "scopes":
        facts["scopes"] = _read_scopes(fields.map("scopes"))
    elif kind == "rewind":
        facts["scope"] = fields.text("scope")
    elif kind == "erased":
        facts["records"] = fields.texts("records")
    return Notice(kind=kind, facts=facts)


def _read_error(fields: Fields) -> Error:
    return Error(
        code=fields.text("code", 64),
        message=fields.text("message"),
        retry_after_ms=fields.optional_number("retry_after_ms"),
    )


_FROM_TABLET: Final[Mapping[str, Callable[[Fields], FromTablet]]] = {
    "hello": _read_hello,
    "push": _read_push,
    "got": _read_got,
    "digest": _read_digest,
    "ping": _read_ping,
    "pong": _read_pong,
    "status": _read_status,
}
_FROM_SERVER: Final[Mapping[str, Callable[[Fields], FromServer]]] = {
    "welcome": _read_welcome,
    "ack": _read_ack,
    "changes": _read_changes,
    "digest": _read_digest_answer,
    "notice": _read_notice,
    "error": _read_error,
    "ping": _read_ping,
    "pong": _read_pong,
}
