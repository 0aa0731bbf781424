"""Wrapped messages: read by zlib's own tools, and bounded while they are inflated."""

import random
import zlib

import msgpack
import pytest

from sync.core import messages as m
from sync.core.decode import decode_from_server, decode_from_tablet
from sync.core.deflate import wrapped
from sync.core.encode import encode
from sync.core.errors import RemoteError
from sync.core.messages import MESSAGE_BYTES_MAX
from sync.core.tablet import TabletSession
from tests.sync.core.district import HOUSE_7, SEVEN, WANG, Home, Server, a_change, hello, record


def raw_deflate(data):
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


def wrap(data):
    return msgpack.packb({"t": "z", "d": raw_deflate(data)})


def code_of(data):
    with pytest.raises(RemoteError) as caught:
        decode_from_tablet(data)
    return caught.value.name


A_PUSH = m.Push(id=1, changes=tuple((record(HOUSE_7), a_change(n)) for n in range(1, 60)))


def test_a_wrapped_message_is_the_message():
    assert A_PUSH == decode_from_tablet(wrap(encode(A_PUSH)))


def test_what_we_wrap_another_inflater_reads():
    document = msgpack.unpackb(wrapped(encode(A_PUSH)))
    assert encode(A_PUSH) == zlib.decompress(document["d"], wbits=-15)
    assert "z" == document["t"]


def test_a_short_message_and_one_that_does_not_shrink_travel_as_they_are():
    short = encode(m.Ping(n=1))
    noise = random.Random(1).randbytes(5_000)
    assert (short, noise) == (wrapped(short), wrapped(noise))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (wrap(bytes(MESSAGE_BYTES_MAX + 1)), "too_large"),
        (wrap(bytes(200_000_000)), "too_large"),
        (wrap(wrap(encode(A_PUSH))), "malformed"),
        (msgpack.packb({"t": "z"}), "malformed"),
        (msgpack.packb({"t": "z", "d": "text"}), "malformed"),
        (msgpack.packb({"t": "z", "d": b"\xff\xff"}), "malformed"),
        (msgpack.packb({"t": "z", "d": raw_deflate(encode(A_PUSH))[:-3]}), "malformed"),
        (msgpack.packb({"t": "z", "d": raw_deflate(encode(A_PUSH)) + b"more"}), "malformed"),
        (msgpack.packb({"t": "z", "d": b""}), "malformed"),
    ],
    ids=["long", "bomb", "nested", "nothing", "text", "junk", "torn", "trailing", "empty"],
)
def test_a_wrapping_that_is_wrong_or_claims_too_much_is_the_sender_s_error(data, code):
    assert code == code_of(data)


def is_wrapped(data):
    return "z" == msgpack.unpackb(data)["t"]


def a_server_with_rows():
    server = Server()
    server.store(*((record(HOUSE_7), a_change(n, value="灯坏了" * 9)) for n in range(1, 60)))
    return server


@pytest.mark.parametrize(("z", "expected"), [(("deflate",), True), ((), False), (("br",), False)])
def test_rows_are_wrapped_for_those_who_take_it(z, expected):
    server = a_server_with_rows()
    session = server.session()
    greeting = m.Hello(**{**{f: getattr(hello(WANG), f) for f in m.Hello.__slots__}, "z": z})
    session.receive_data(encode(greeting), now_ms=1)
    *_, rows = session.data_to_send()
    assert expected is is_wrapped(rows)
    assert 59 == len(decode_from_server(rows).items)


def test_a_tablet_wraps_its_pushes_once_the_server_has_said_that_it_takes_them():
    home = Home(Server(), WANG)
    for number in range(1, 60):
        home.write(record(HOUSE_7), a_change(number, value="楼道灯坏了" * 9))
    home.connect()
    (greeting,) = home.session.data_to_send()
    assert ("deflate",) == decode_from_tablet(greeting).z
    home.peer.receive_data(greeting, now_ms=1)
    for data in home.peer.data_to_send():
        home.session.receive_data(data)
    pushes = [data for data in home.session.data_to_send() if is_wrapped(data)]
    assert 59 == sum(len(decode_from_tablet(data).changes) for data in pushes)


def test_a_tablet_wraps_nothing_for_a_server_that_does_not_take_it():
    server = Server()
    home = Home(server, WANG)
    for number in range(1, 60):
        home.write(record(HOUSE_7), a_change(number, value="楼道灯坏了" * 9))
    home.connect()
    home.to_server()
    welcome, *_ = (decode_from_server(data) for data in home.peer.data_to_send())
    plain = m.Welcome(**{**{f: getattr(welcome, f) for f in m.Welcome.__slots__}, "z": ()})
    session: TabletSession = home.session
    session.receive_data(encode(plain))
    assert [] == [data for data in session.data_to_send() if is_wrapped(data)]


def test_rows_pushed_by_the_receiver_are_left_out_of_a_wrapped_page_too():
    server = a_server_with_rows()
    home = Home(server, WANG)
    home.write(record(HOUSE_7), a_change(99))
    home.sync()
    assert 60 == server.feed.head(SEVEN) == home.cursors[SEVEN][0]
