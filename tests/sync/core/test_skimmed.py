"""Fields that are read when they are asked for: what a message may cost whoever receives it."""

import struct
import tracemalloc

import msgpack
import pytest

from sync.core import messages as m
from sync.core.decode import decode_from_tablet
from sync.core.deflate import wrapped
from sync.core.encode import encode
from sync.core.errors import RemoteError
from sync.core.skimmed import FIELDS_MAX, Skimmed, fields_of
from tests.sync.core.district import WANG, Server, hello

EMPTY_MAPS = b"\xdd" + struct.pack(">I", 250_000) + b"\x80" * 250_000


def ping_with(name):
    return b"\x83\xa1t\xa4ping\xa1n\x01" + msgpack.packb(name) + EMPTY_MAPS


def peak_bytes(act):
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["x", "changes", "cursors"])
def test_what_a_message_does_not_have_is_not_built(name):
    data = ping_with(name)
    taken = []
    assert peak_bytes(lambda: taken.append(decode_from_tablet(data))) < 3 * len(data)
    assert [m.Ping(n=1)] == taken


both = pytest.mark.parametrize("read", [Skimmed, fields_of])
"""Long messages are skimmed, short ones built: what they say is the same."""


@both
def test_a_field_is_read_once_it_is_asked_for_and_each_time_alike(read):
    fields = read(msgpack.packb({"t": "push", "id": 7, "changes": [["r", b"x"]]}))
    assert ["t", "id", "changes"] == list(fields)
    assert 7 == fields["id"]
    assert [["r", b"x"]] == fields.get("changes") == fields["changes"]
    assert fields.get("n") is None


@both
def test_of_a_name_that_is_there_twice_the_last_one_counts(read):
    assert 2 == read(b"\x82\xa1n\x01\xa1n\x02")["n"]


@both
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\x81\x01\x02",
        b"\x81\xa1t",
        b"\x81\xa1t\xa4pin",
        b"\x81\xa1t\xc1",
        b"\x80\x80",
        b"\xdf\xff\xff\xff\xff",
        b"\x81\xa1t" + b"\x91" * 32_000 + b"\xc0",
        msgpack.packb({f"x{n}": n for n in range(FIELDS_MAX + 1)}),
    ],
)
def test_what_is_no_short_map_with_text_keys_to_its_very_end_is_none(data, read):
    with pytest.raises(ValueError, match=r".*"):
        read(data)


@both
def test_as_many_fields_as_the_bound_are_read(read):
    fields = read(msgpack.packb({f"x{n}": n for n in range(FIELDS_MAX)}))
    assert list(range(FIELDS_MAX)) == list(fields.values())


@pytest.mark.parametrize("value", [b"\xd4\x05\x00", b"\xa2\xff\xfe"])
def test_a_field_that_is_no_msgpack_of_ours_is_named_when_it_is_asked_for(value):
    with pytest.raises(RemoteError, match="n: not msgpack"):
        decode_from_tablet(b"\x82\xa1t\xa4ping\xa1n" + value)
    assert m.Ping(n=1) == decode_from_tablet(b"\x83\xa1t\xa4ping\xa1n\x01\xa1x" + value)


def test_a_stranger_s_wrapping_is_not_inflated(monkeypatch):
    read = []
    monkeypatch.setattr(
        "sync.core.decode.inflated", lambda data: read.append(data) or encode(m.Ping(n=1))
    )
    data = wrapped(ping_with("x"))
    stranger, known = Server().session(), Server().welcomed(WANG)

    for session in (stranger, known):
        session.receive_data(data, now_ms=1)

    assert (4400, None) == (stranger.close, known.close)
    assert 1 == len(read)


def test_a_hello_that_is_wrapped_is_refused_whatever_is_in_it():
    session = Server().session()
    session.receive_data(
        msgpack.packb({"t": "z", "d": msgpack.unpackb(wrapped(encode(hello(WANG)) * 40))["d"]}),
        now_ms=1,
    )
    assert 4400 == session.close
    assert session.device is None
