"""Crowds and peers that keep silent: what stays open, for how long, and who is told what.

Where a bound is a time, the short form runs a server whose constant is shorter, and the long form
the one that an administrator starts.
"""

import contextlib
import threading
import time

import msgpack
import pytest

from tests.acceptance.commands import HERE
from tests.acceptance.district import Office
from tests.acceptance.wire import Closed, Wire, change, token_of
from tests.hostile.canary import Canary
from tests.hostile.peer import BINARY, UPGRADE, Peer, frame, hello, open_sockets, resident_bytes
from tests.scale import LONG, figures, times

pytestmark = pytest.mark.acceptance

MIB = 1 << 20

PATIENCE = {
    "server.serve.KEEPALIVE_S": 1.5,
    "server.bounded_http.HEAD_TIMEOUT_S": 2.0,
    "server.bounded_http.BODY_TIMEOUT_S": 2.0,
    "server.bounded_socket.LINGER_S": 1.0,
    "server.connection.HELLO_TIMEOUT_S": 2.0,
}
"""What the short form shortens."""

FREED_S = times(30, 120)
"""Bound against waiting for ever; the figures say how long it took."""


def start(office, **instead):
    """A server that has less patience, in the short form."""
    patience = ({} if LONG else PATIENCE) | instead
    settings = [f"{name}={value}" for name, value in patience.items()]
    return office.server.start(HERE.parent / "hostile" / "brisk_server.py", *settings, "--")


@pytest.fixture(scope="module")
def brisk(founded, tmp_path_factory):
    """An office whose server has less patience, shared by the tests of this module."""
    office = Office(founded, tmp_path_factory.mktemp("office"))
    try:
        start(office)
        yield office
    finally:
        office.server.kill()


@pytest.fixture
def canary(brisk, grid):
    with Canary(brisk, grid) as canary:
        assert canary.works()
        yield canary


def freed(peers, canary):
    """How long until the server has ended each of these connections; the canary works meanwhile."""
    begin = time.monotonic()
    for peer in peers:
        peer.answer()
        assert canary.works()
    return time.monotonic() - begin


SILENT = {
    "nothing at all": b"",
    "a header that does not end": b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: b",
    "a body that does not come": b"POST /api/v1/enroll HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: 100\r\n\r\n{",
    "chunks that do not end": b"POST /api/v1/enroll HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"cod\r\n",
    "a form that does not come": b"POST /login HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n"
    b"Content-Length: 100\r\n\r\nlogin=",
    "a WebSocket that says nothing": UPGRADE % b"x",
    "a hello that does not end": UPGRADE % b"x" + b"\x82\xfe\x01\x00\x00\x00\x00\x00\x87",
}  # fmt: skip


@pytest.mark.parametrize("said", SILENT.values(), ids=SILENT.keys())
def test_connections_that_never_finish_are_freed_and_others_go_on_meanwhile(brisk, canary, said):
    with contextlib.ExitStack() as opened:
        peers = [opened.enter_context(Peer(brisk.server.url)) for _ in range(times(40, 400))]
        for peer in peers:
            peer.send(said)
        took = freed(peers, canary)

    assert canary.everything_is_there()
    assert "Traceback" not in brisk.server.log.read_text()
    figures(silent=said[:30].decode("latin-1"), freed_s=took, canary_s=canary.waited_s)


def test_a_header_that_drips_is_freed_like_one_that_stands_still(brisk, canary):
    with contextlib.ExitStack() as opened:
        peers = [opened.enter_context(Peer(brisk.server.url)) for _ in range(20)]
        for peer in peers:
            peer.send(b"GET / HTTP/1.1\r\n")
        until = time.monotonic() + FREED_S
        while sum(peer.send(b"X-A: b\r\n") for peer in peers):
            assert time.monotonic() < until, "it may drip for ever"
            assert canary.works()


def test_blank_lines_behind_an_answered_request_hold_no_connection(brisk, canary):
    with Peer(brisk.server.url) as peer:
        peer.send(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert peer.socket.recv(4096).startswith(b"HTTP/1.1 200 ")
        until = time.monotonic() + FREED_S
        while peer.send(b"\r\n"):
            assert time.monotonic() < until, "it may say nothing for ever"
            assert canary.works()


def test_a_header_without_end_is_cut_and_costs_its_bound(brisk, canary):
    memory = resident_bytes(brisk.server.pid)
    with Peer(brisk.server.url) as peer:
        peer.send(b"GET / HTTP/1.1\r\n")
        sent = 0
        while sent < 64 * MIB and peer.send(b"X-A: " + b"b" * 65_000 + b"\r\n"):
            sent += 65_000
    assert sent < 64 * MIB
    assert canary.works()
    assert resident_bytes(brisk.server.pid) - memory < 8 * MIB


def test_half_open_sockets_are_freed_also_those_that_were_due_something(brisk, canary, next_grid):
    """Their peers answer no ping: to the server they look like tablets without a network."""
    place = next_grid()
    fill(brisk, place, 3 * MIB)
    token = token_of(brisk, place.members[1])
    before = open_sockets(brisk.server.pid)
    with contextlib.ExitStack() as opened:
        for size in (4096, None, 4096, None):
            opened.enter_context(Peer(brisk.server.url, receive_bytes=size)).welcomed(token)
        half_open = open_sockets(brisk.server.pid) - before
        begin = time.monotonic()
        while half_open & open_sockets(brisk.server.pid):
            assert time.monotonic() < begin + FREED_S, "they stay open"
            assert canary.works()
        took = time.monotonic() - begin

    if LONG:
        assert took < 45, "20 s and 20 s, on a machine that does other things too"
    assert "Traceback" not in brisk.server.log.read_text()
    figures(half_open_freed_s=took, canary_s=canary.waited_s)


def fill(office, grid, size):
    """Stores so many bytes in a grid, in as many records as it takes."""
    staff = office.staff[grid.members[0]]["id"]
    with Wire(office.server.url, token_of(office, grid.members[0])) as wire:
        now_ms = wire.welcome["now_ms"]
        ids = [f"hazard_report/{grid.id}:{number:026}" for number in range(size // 60_000)]
        for record in ids:
            changes = [(record, change(staff, now_ms, description="长" * 9_900)) for _ in range(2)]
            assert {result[0] for result in wire.push(*changes)} == {"stored"}


def test_peers_that_never_read_cost_less_than_2_mb_each_and_others_go_on(own_office, founded):
    """Several tablets, each due megabytes, none of which takes a byte."""
    start(own_office, **{"server.serve.KEEPALIVE_S": 60.0})
    grid = founded.grids[1]
    fill(own_office, grid, times(4, 12) * MIB)
    tokens = [token_of(own_office, login) for login in (*grid.members, grid.head)]
    with Canary(own_office, founded.grids[0]) as canary, contextlib.ExitStack() as peers:
        assert canary.works()
        # The first one pays for what all share: the pages kept for other receivers.
        idle(own_office, peers, tokens[:1], canary)
        memory = resident_bytes(own_office.server.pid)
        count = idle(own_office, peers, tokens[1:] * 4, canary)
        grown = resident_bytes(own_office.server.pid) - memory

        assert grown < count * 2 * MIB
        assert canary.everything_is_there()
    figures(never_read=count, bytes_each=grown // count, canary_s=canary.waited_s)


def idle(office, peers, tokens, canary):
    """Peers that say hello and read nothing; how many."""
    for token in tokens:
        peer = peers.enter_context(Peer(office.server.url, receive_bytes=4096))
        peer.upgrade().send(frame(BINARY, hello(token)))
    for _ in range(50):
        assert canary.works()
    return len(tokens)


def test_the_fifth_session_of_a_device_ends_the_oldest_and_the_other_four_go_on(brisk, next_grid):
    token = token_of(brisk, next_grid().members[0])
    with contextlib.ExitStack() as wires:
        first, *others = [wires.enter_context(Wire(brisk.server.url, token)) for _ in range(5)]
        with pytest.raises(Closed) as closed:
            first.hear("nothing that is ever sent")
        assert (closed.value.code, closed.value.error["code"]) == (4409, "too_many_sessions")
        for wire in others:
            assert wire.push() == []


def test_a_device_that_says_hello_again_and_again_is_told_4429_and_no_other_is(
    brisk, canary, next_grid
):
    token = token_of(brisk, next_grid().members[0])
    codes = []
    for _ in range(125):
        with Peer(brisk.server.url) as peer:
            peer.upgrade().send(frame(BINARY, hello(token)))
            if msgpack.unpackb(peer.hear()[1])["t"] != "welcome" or len(codes) >= 120:
                codes.append(peer.ended())
            else:
                codes.append(None)
    assert codes[:120] == [None] * 120
    assert set(codes[120:]) == {4429}
    assert canary.works()


def test_who_keeps_the_door_busy_is_told_when_to_come_back_each_at_another_time(
    own_office, founded
):
    start(
        own_office,
        **{"server.endpoint.HANDSHAKES_MAX": 40, "server.connection.HELLO_TIMEOUT_S": 60.0},
    )
    with Canary(own_office, founded.grids[0]) as canary, contextlib.ExitStack() as peers:
        for _ in range(40):
            peers.enter_context(Peer(own_office.server.url)).upgrade()
        waits = []
        for _ in range(20):
            with Peer(own_office.server.url) as late:
                error = msgpack.unpackb(late.upgrade().hear()[1])
                assert (error["t"], error["code"], late.ended()) == ("error", "busy", 4503)
                waits.append(error["retry_after_ms"])
        assert canary.works()

    assert all(1_000 <= wait <= 21_000 for wait in waits)
    assert len(set(waits)) > 15, "they would all come back together"


def test_a_hello_that_does_not_come_in_time_is_4408(brisk, canary):
    with Peer(brisk.server.url) as peer:
        assert peer.upgrade().ended() == 4408
    assert canary.works()


def test_a_thousand_connections_at_once_are_served_and_gone_afterwards(brisk, canary):
    memory = resident_bytes(brisk.server.pid)
    answers = []

    def ask():
        for _ in range(50):
            with Peer(brisk.server.url) as peer:
                peer.send(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answers.append(peer.answer())

    with contextlib.ExitStack() as peers:
        crowd = [peers.enter_context(Peer(brisk.server.url)) for _ in range(1_000)]
        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        while any(asker.is_alive() for asker in askers):
            assert canary.works()
        for asker in askers:
            asker.join()
        for peer in crowd:
            peer.answer()

    assert len(answers) == 200
    assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)
    grown = resident_bytes(brisk.server.pid) - memory
    assert grown < 64 * MIB
    assert canary.works()
    figures(connections=1_000, grown=grown, canary_s=canary.waited_s)
