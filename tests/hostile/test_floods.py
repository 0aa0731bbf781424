"""Floods from one side: what they may cost the server, and that a tablet beside them goes on.

Each bound is measured at the server's own process, in memory that is resident. The server of this
module is what an administrator starts, with its real constants.
"""

import struct
import threading

import msgpack
import pytest

from tests.acceptance.commands import eventually
from tests.acceptance.wire import token_of
from tests.hostile.canary import Canary
from tests.hostile.packing import wrapped
from tests.hostile.peer import (
    BINARY,
    CLOSE,
    CONT,
    PING,
    TEXT,
    Peer,
    forget_peak,
    frame,
    hello,
    resident_bytes,
)
from tests.scale import figures, times

pytestmark = pytest.mark.acceptance

MIB = 1 << 20

GROWTH_MAX = 32 * MIB
"""What a flood may leave behind in the process: the allocator's own, and what one message of 256
KiB took while it was read."""

BOMB = wrapped(
    b"\x83\xa1t\xa4ping\xa1n\x01\xa1x\xdd" + struct.pack(">I", 250_000) + b"\x80" * 250_000
)
"""A ping of 296 bytes, with 250,000 empty maps in a field that pings do not have."""


@pytest.fixture
def canary(office, grid):
    with Canary(office, grid) as canary:
        assert canary.works()
        yield canary


@pytest.fixture
def token(office, grid):
    return token_of(office, grid.members[0])


def flood(peer, data, count):
    """Sends the same bytes again and again until the server has enough; how often it took them."""
    sent = 0
    while sent < count and peer.send(data):
        sent += 1
    return sent


def beside(canary, flooding):
    """The canary works as long as the flood goes on, and once more."""
    thread = threading.Thread(target=flooding)
    thread.start()
    while thread.is_alive():
        assert canary.works()
        thread.join(canary.PAUSE_S)
    assert canary.works()


def grows_by(office, act):
    """How much more memory the server has at most while an act goes on."""
    pid = office.server.pid
    before = forget_peak(pid)
    act()
    return resident_bytes(pid, peak=True) - before


ENDLESS = {
    "pings that nobody reads the answers of": frame(PING, b"x" * 125) * 500,
    "empty pings": frame(PING) * 2000,
    "pongs": frame(10, b"x") * 2000,
    "empty fragments": frame(CONT, fin=False) * 2000,
    "fragments of one byte": frame(CONT, b"\x00", fin=False) * 2000,
}


@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.parametrize("known", [False, True], ids=["a stranger", "a tablet"])
def test_frames_without_a_message_end_their_own_connection(office, canary, token, name, known):
    peer = Peer(office.server.url, receive_bytes=4096)
    with peer:
        peer.welcomed(token) if known else peer.upgrade()
        if "fragments" in name:
            peer.send(frame(BINARY, fin=False))
        sent = []

        def flooding():
            sent.append(flood(peer, ENDLESS[name], times(2_000, 20_000)))

        grown = grows_by(office, lambda: beside(canary, flooding))

    assert sent[0] < times(2_000, 20_000), "the server takes it for ever"
    assert grown < GROWTH_MAX
    figures(flood=name, known=known, took=sent[0], grown=grown, canary_s=canary.waited_s)


@pytest.mark.parametrize(
    "message",
    [
        BOMB,
        msgpack.packb({"t": "ping", "n": 1, "x": b"x" * 200_000}),
        msgpack.packb({"t": "digest", "scope": "nobody's", "seq": 1, "hash": bytes(16)}),
        msgpack.packb({"t": "status", "outbox": 1}),
        msgpack.packb({"t": "got", "scope": "nobody's", "seq": 1}),
    ],
    ids=["bombs", "large pings", "digests", "statuses", "gots"],
)
def test_a_flood_of_messages_that_are_no_error_costs_others_nothing_but_their_turn(
    office, canary, token, message
):
    count = max(1, 60_000 // len(message))
    batch = frame(BINARY, message) * count + frame(BINARY, msgpack.packb({"t": "ping", "n": 7}))

    with Peer(office.server.url) as peer:
        peer.welcomed(token)

        def flooding():
            for _ in range(times(4, 60)):
                assert peer.send(batch)
                while msgpack.unpackb(peer.hear()[1]) != {"t": "pong", "n": 7}:
                    pass

        grown = grows_by(office, lambda: beside(canary, flooding))

    assert grown < GROWTH_MAX
    figures(flood=message[:12].hex(), grown=grown, canary_s=canary.waited_s)


def test_a_bomb_of_a_stranger_ends_his_connection_before_it_is_inflated(office, canary):
    with Peer(office.server.url) as peer:
        peer.upgrade().send(frame(BINARY, BOMB))
        assert peer.ended() == 4400
    assert canary.works()


def test_bombs_in_every_field_leave_no_memory_behind(office, canary, token):
    lists = b"\xdd" + struct.pack(">I", 250_000) + b"\x90" * 250_000

    def bombs():
        for number in range(times(15, 110)):
            message = b"\x83\xa1t\xa4push\xa2id\x01\xa7changes" + lists
            with Peer(office.server.url) as peer:
                peer.welcomed(token).send(frame(BINARY, wrapped(message)))
                assert peer.ended() == 4400, number

    grown = grows_by(office, lambda: beside(canary, bombs))

    assert grown < GROWTH_MAX
    figures(flood="bombs in changes", grown=grown, canary_s=canary.waited_s)


def test_a_thousand_fragments_of_one_byte_are_one_message(office, canary, token):
    said = hello(token, extra="x" * 1000)
    pieces = [said[at : at + 1] for at in range(len(said))]
    assert len(pieces) > 1000
    frames = [frame(CONT, each, fin=False) for each in pieces[1:-1]]

    with Peer(office.server.url) as peer:
        peer.upgrade().send(
            frame(BINARY, pieces[0], fin=False) + b"".join(frames) + frame(CONT, pieces[-1])
        )
        opcode, data = peer.hear()

    assert (opcode, msgpack.unpackb(data)["t"]) == (BINARY, "welcome")
    assert canary.works()


def test_a_trickle_of_fragments_does_not_put_off_the_end_of_a_hello_that_never_comes(
    office, canary
):
    with Peer(office.server.url) as peer:
        peer.upgrade().send(frame(BINARY, b"\x87", fin=False))
        trickle = threading.Event()

        def dripping():
            while not trickle.wait(0.2) and peer.send(frame(CONT, b"\xa1", fin=False)):
                pass

        thread = threading.Thread(target=dripping)
        thread.start()
        try:
            assert peer.ended() == 4408
        finally:
            trickle.set()
            thread.join()
    assert canary.works()


def test_a_message_in_more_fragments_than_any_library_makes_ends_its_connection(
    office, canary, token
):
    with Peer(office.server.url) as peer:
        peer.welcomed(token).send(frame(BINARY, b"\x83", fin=False))
        peer.send(frame(CONT, b"\x00", fin=False) * 5000)
        assert peer.ended() == 1009
    assert canary.works()


def test_text_that_is_no_text_is_refused_like_any_text_and_no_line_of_the_log(office, canary):
    before = office.server.log.read_text()
    for said in (b"hello", b"\xff\xfe", b"\xed\xa0\x80"):
        with Peer(office.server.url) as peer:
            peer.upgrade().send(frame(TEXT, said))
            assert peer.ended() == 4400
    assert canary.works()
    assert "Traceback" not in office.server.log.read_text().removeprefix(before)


@pytest.mark.parametrize(
    "data",
    [
        frame(3), frame(11), frame(BINARY)[:1] + b"\x00", b"\x92" + frame(BINARY)[1:],
        frame(CONT), frame(PING, bytes(126)), frame(PING, fin=False), frame(CLOSE, b"\x00"),
        frame(CLOSE, struct.pack(">H", 999)), frame(CLOSE, struct.pack(">H", 1000) + b"\xff"),
        b"\x82\xff" + struct.pack(">Q", 1 << 62) + bytes(4), b"\x82\xff" + b"\xff" * 12,
        frame(BINARY, bytes(2 * MIB)), frame(BINARY, b"x", fin=False) + frame(BINARY, b"y"),
        frame(BINARY, b"x", fin=False) + frame(CLOSE, b"\x03\xe8"),
    ],
    ids=lambda data: data[:6].hex(),
)  # fmt: skip
def test_frames_that_break_the_websocket_protocol_end_their_connection_without_a_traceback(
    office, canary, token, data
):
    before = len(office.server.log.read_text())
    for known in (False, True):
        with Peer(office.server.url) as peer:
            peer.welcomed(token) if known else peer.upgrade()
            peer.send(data)
            code = peer.ended()
            assert code in {None, 1000, 1002, 1005, 1007, 1009}, code
    assert canary.works()
    eventually(lambda: "Traceback" not in office.server.log.read_text()[before:])
