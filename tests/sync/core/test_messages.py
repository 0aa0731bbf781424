"""The bytes of every message, and what of a message is refused."""

import json
import re

import msgpack
import pytest

from sync.core.decode import decode_from_server, decode_from_tablet
from sync.core.encode import encode
from sync.core.errors import RemoteError
from tests.golden import messages as golden

BYTES = json.loads(golden.FILE.read_text())
CASES = [
    *(("tablet", name, *pair) for name, pair in golden.FROM_TABLET.items()),
    *(("server", name, *pair) for name, pair in golden.FROM_SERVER.items()),
]
READERS = {"tablet": decode_from_tablet, "server": decode_from_server}


@pytest.mark.parametrize(
    ("sender", "name", "message", "document"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES]
)
def test_a_message_is_written_and_read_as_its_golden_bytes(sender, name, message, document):
    data = bytes.fromhex(BYTES[sender][name])
    assert data == encode(message)
    assert message == READERS[sender](data)


def test_the_golden_bytes_are_what_javascript_writes(yjs):
    assert golden.pack_in_javascript() == BYTES


def plain(value):
    if isinstance(value, dict):
        if list(value) == ["hex"]:
            return bytes.fromhex(value["hex"])
        return {key: plain(member) for key, member in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def damaged():
    """Every document with one field left out, or of another type."""
    for sender, name, _, document in CASES:
        for key in document:
            if key in {"z", "oldest_ms", "free_mb", "battery", "retry_after_ms", "ok"}:
                continue
            if name.startswith("notice") and key not in {"t", "kind", "scopes"}:
                continue
            without = {k: plain(v) for k, v in document.items() if k != key}
            if key != "token":
                yield sender, name, f"without {key}", without
            for wrong in (object, -1, 2**53, "x" * 2_000, [[1]], {"a": 1}, True, b"x"):
                if wrong is not object and not _fits(document[key], wrong):
                    yield sender, name, f"{key} = {wrong!r:.20}", {**without, key: wrong}


def _fits(right, wrong):
    """Whether a wrong value is by chance a right one for this field."""
    if isinstance(right, dict) and "hex" not in right:
        return False
    return isinstance(right, bool) and isinstance(wrong, bool)


DAMAGED = list(damaged())


@pytest.mark.parametrize(("sender", "name"), sorted({each[:2] for each in DAMAGED}))
def test_a_missing_or_ill_typed_field_is_the_sender_s_error(sender, name):
    theirs = [each[2:] for each in DAMAGED if each[:2] == (sender, name)]
    said = {what: _refusal(sender, document) for what, document in theirs}
    assert [] == [what for what, why in said.items() if not re.search(r"malformed|version", why)]


def _refusal(sender, document):
    try:
        READERS[sender](msgpack.packb(document))
    except RemoteError as error:
        return str(error)
    return ""


def test_a_hello_without_a_token_is_read_since_its_answer_is_that_of_an_unknown_one():
    hello = {"t": "hello", "v": 1, "app": "", "cursors": {}, "outbox": 0, "clock_ms": 0}
    for said in (hello, {**hello, "token": None}, {**hello, "token": ""}):
        assert decode_from_tablet(msgpack.packb(said)).token == ""


def test_unknown_fields_are_ignored():
    assert golden.FROM_TABLET["ping"][0] == decode_from_tablet(
        msgpack.packb({"t": "ping", "n": 7, "later": {"a": [1]}})
    )


@pytest.mark.parametrize(
    "changes",
    [
        [["r"]],
        [["r", "text"]],
        [[1, b""]],
        [["r", b"", 1]],
        ["r"],
        [["r", b""]] * 65,
    ],
)
def test_a_push_is_refused_whole_where_its_own_map_is_wrong(changes):
    with pytest.raises(RemoteError, match="malformed"):
        decode_from_tablet(msgpack.packb({"t": "push", "id": 1, "changes": changes}))


@pytest.mark.parametrize(
    "cursors",
    [{"s": [1, b"short"]}, {"s": [0, b"12345678"]}, {"s": [1]}, {"s": 1}, {1: [0, b""]}],
)
def test_a_cursor_is_a_number_and_a_mark_of_8_bytes_or_none_at_0(cursors):
    document = {**plain(golden.FROM_TABLET["hello"][1]), "cursors": cursors}
    with pytest.raises(RemoteError, match="malformed"):
        decode_from_tablet(msgpack.packb(document))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x91" * 32_000,
        msgpack.packb({"t": "ping", "n": 7}) + b"\x00",
        b"\x82\xa1t\xa4ping\xa1n\xd6\xff\x00\x00\x00\x00",
        b"\x82\xa1t\xa4ping\xa1n\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
    ],
)
def test_what_is_no_map_of_plain_msgpack_is_refused_without_allocating_on_its_word(data):
    with pytest.raises(RemoteError, match="malformed"):
        decode_from_tablet(data)
