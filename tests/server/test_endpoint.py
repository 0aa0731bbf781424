"""The endpoint over real sockets: what a connected tablet is told, and when it is cut off."""

import asyncio
import contextlib
import shutil
import sqlite3
import threading
from concurrent.futures import Future

import msgpack
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from schema.area import AreaId
from schema.grant import Grant, Role
from schema.record_id import RecordId
from server import desk, endpoint, serve
from server.people import devices, grants
from server.people.staff import add
from server.settings import Settings
from server.station import Station
from sync.core import messages as m
from sync.core.change import Change, Entry
from sync.core.decode import decode_from_server
from sync.core.encode import encode as encode_message
from sync.core.results import Refused, Stored
from sync.core.update import encode
from tests.server.conftest import COMMUNITY, DISTRICT, GRID, HOUSEHOLD, NOW_MS, OTHER_GRID

WAIT_S = 30
RECORD = f"opinion/{HOUSEHOLD}"


class Running:
    """A server on a thread of this process, with its station in reach."""

    def __init__(self, data, monkeypatch):
        self.stations = []
        plain = Station

        def remembered(*args, **kwargs):
            self.stations.append(plain(*args, **kwargs))
            return self.stations[-1]

        monkeypatch.setattr(serve, "Station", remembered)
        self._ready, self._loop, self._stop, self.exit_code = Future(), None, None, None
        self._data = data
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        self.url = self._ready.result(WAIT_S)

    async def _serve(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        with contextlib.closing(serve.bind("127.0.0.1", 0)) as listener:
            try:
                self.exit_code = await serve.serve(
                    self._data, Settings(), listener, self._stop, self._ready.set_result
                )
            except BaseException as error:
                self._ready.set_exception(error)
                raise

    @property
    def station(self):
        return self.stations[0]

    def stop(self):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)

    def join(self):
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive(), "the server does not end"

    def connect(self, **options):
        return connect(
            self.url.replace("http", "ws") + "/sync",
            **{"subprotocols": ["doorstep.v1"], "compression": None, **options},
        )


@pytest.fixture
def people(connection, add_person):
    """Wang and Li in one grid, a tablet each; gives (staff, token) by name."""
    found = {}
    for login in ("wang", "li"):
        staff = add_person(login, ("grid_member", GRID))
        device = devices.add(connection, name=login, platform="", nonce=login, now_ms=NOW_MS)
        devices.assign(connection, device, staff, NOW_MS)
        found[login] = (staff, devices.issue_token(connection, device, NOW_MS))
    connection.commit()
    return found


@pytest.fixture
def server(data, people, monkeypatch):
    running = Running(data, monkeypatch)
    yield running
    running.stop()
    running.join()


def say(socket, message):
    socket.send(encode_message(message))


def hear(socket, kind):
    """The next message of this kind; others before it are passed over."""
    while True:
        message = decode_from_server(socket.recv(WAIT_S))
        if isinstance(message, kind):
            return message


@contextlib.contextmanager
def welcomed(server, token, cursors=None):
    with server.connect() as socket:
        say(socket, m.Hello(token=token, app="t", cursors=cursors or {}, outbox=0, clock_ms=0))
        hear(socket, m.Welcome)
        yield socket


def closed_with(socket):
    """The code with which the server closes; messages before it are passed over."""
    try:
        while True:
            socket.recv(WAIT_S)
    except ConnectionClosed as closing:
        return closing.rcvd.code


def a_change(change_id, staff):
    return encode(Change(change_id, staff, 1, None, (Entry("note", "x"),)))


def test_a_change_is_stored_and_reaches_the_colleague(server, people):
    (wang, token), (_, other) = people["wang"], people["li"]
    data = a_change(1, wang)
    with welcomed(server, token) as mine, welcomed(server, other) as theirs:
        hear(theirs, m.Changes)
        say(mine, m.Push(id=1, changes=((RECORD, data),)))
        assert (Stored(1),) == hear(mine, m.Ack).results
        assert ((RECORD, data, 1),) == hear(theirs, m.Changes).items


@pytest.mark.parametrize(
    "options", [{"subprotocols": None}, {"subprotocols": ["other"]}, {"origin": "http://evil.test"}]
)
def test_without_the_subprotocol_or_from_a_foreign_origin_the_upgrade_is_403(server, options):
    with pytest.raises(InvalidStatus) as refusal, server.connect(**options):
        pass
    assert 403 == refusal.value.response.status_code


def test_the_server_s_own_origin_is_let_in(server, people):
    with server.connect(origin=server.url) as socket:
        hello = m.Hello(token=people["wang"][1], app="t", cursors={}, outbox=0, clock_ms=0)
        say(socket, hello)
        assert people["wang"][0] == hear(socket, m.Welcome).staff


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("text", 4400),
        (b"junk", 4400),
        (msgpack.packb({"t": "push", "id": 1, "changes": []}), 4400),
        (b"\xc4" * (256 * 1024 + 1), 4413),
        (
            encode_message(m.Hello(token="wrong", app="t", cursors={}, outbox=0, clock_ms=0)),
            4401,
        ),
    ],
)
def test_a_bad_message_closes_its_own_connection_and_no_other(server, people, message, code):
    wang, token = people["wang"]
    with welcomed(server, token) as honest:
        with server.connect() as socket:
            socket.send(message)
            assert code == closed_with(socket)
        say(honest, m.Push(id=1, changes=((RECORD, a_change(1, wang)),)))
        assert (Stored(1),) == hear(honest, m.Ack).results


def test_a_malformed_message_is_closed_with_a_reason(server):
    with server.connect() as socket:
        socket.send(msgpack.packb({"t": "hello", "v": 1}))
        with contextlib.suppress(ConnectionClosed):
            hear(socket, m.Welcome)
        assert "malformed: cursors: not a map with text keys" == socket.close_reason


def test_a_revoked_tablet_is_closed_with_4403_while_it_is_connected(server, people):
    device = server.station.directory.device_of_token(people["wang"][1]).id
    with welcomed(server, people["wang"][1]) as socket:
        server.station.change(lambda c: devices.revoke(c, device, NOW_MS))
        assert 4403 == closed_with(socket)
    with welcomed(server, people["wang"][1]) as socket:
        say(socket, m.Push(id=1, changes=((RECORD, a_change(1, people["wang"][0])),)))
        (refused,) = hear(socket, m.Ack).results
        assert ("forbidden", True) == (refused.code, refused.kept), "a deposit"


def test_who_loses_one_of_two_grids_is_told_and_who_loses_all_is_cut_off(server, people):
    wang, token = people["wang"]
    beside = Grant(area=AreaId(OTHER_GRID), role=Role.grid_member)
    boss = Grant(area=AreaId(DISTRICT), role=Role.admin)
    for staff, grant in ((wang, beside), (people["li"][0], boss)):
        server.station.change(lambda c, staff=staff, grant=grant: grants.give(c, staff, [grant]))

    def revoke(area):
        asked = {"login": "wang", "role": "grid_member", "area": area}
        assert {"ok": True} == desk.perform(server.station, "staff.revoke", asked)

    with welcomed(server, token) as socket:
        revoke(OTHER_GRID)
        assert {GRID: 0} == hear(socket, m.Notice).facts["scopes"]
        revoke(GRID)
        assert 4403 == closed_with(socket)


def test_a_disabled_person_s_tablet_is_cut_off_and_may_only_hand_in(server, people):
    (wang, token), (li, _) = people["wang"], people["li"]
    boss = Grant(area=AreaId(DISTRICT), role=Role.admin)
    server.station.change(lambda c: grants.give(c, li, [boss]))
    with welcomed(server, token) as socket:
        assert {"ok": True} == desk.perform(server.station, "staff.disable", {"login": "wang"})
        assert 4403 == closed_with(socket)
    with welcomed(server, token) as socket:
        say(socket, m.Push(id=1, changes=((RECORD, a_change(1, wang)),)))
        (refused,) = hear(socket, m.Ack).results
        assert ("forbidden", True) == (refused.code, refused.kept)


def test_a_new_grant_counts_on_an_open_session(server, people):
    wang, token = people["wang"]
    elsewhere = f"opinion/{OTHER_GRID}"
    with welcomed(server, token) as socket:
        say(socket, m.Push(id=1, changes=((elsewhere, a_change(1, wang)),)))
        (refused,) = hear(socket, m.Ack).results
        assert ("forbidden", True) == (refused.code, refused.kept)
        grant = Grant(area=AreaId(OTHER_GRID), role=Role.grid_member)
        server.station.change(lambda c: grants.give(c, wang, [grant]))
        assert OTHER_GRID in hear(socket, m.Notice).facts["scopes"]
        say(socket, m.Push(id=2, changes=((elsewhere, a_change(2, wang)),)))
        assert (Stored(1),) == hear(socket, m.Ack).results


def test_the_first_row_of_a_scope_that_the_tree_lacks_reaches_whoever_may_see_it(server, people):
    (wang, token), (li, other) = people["wang"], people["li"]
    for staff in (wang, li):
        grant = Grant(area=AreaId(COMMUNITY), role=Role.grid_member)
        server.station.change(lambda c, staff=staff, grant=grant: grants.give(c, staff, [grant]))
    unlisted = f"{COMMUNITY}/+new"
    data = a_change(1, wang)
    with welcomed(server, token) as mine, welcomed(server, other) as theirs:
        say(mine, m.Push(id=1, changes=((f"opinion/{unlisted}", data),)))
        for socket, items in ((mine, ()), (theirs, ((f"opinion/{unlisted}", data, 1),))):
            assert 1 == hear(socket, m.Notice).facts["scopes"][unlisted]
            changes = hear(socket, m.Changes)
            while changes.scope != unlisted:
                changes = hear(socket, m.Changes)
            assert (0, 1, items) == (changes.from_seq, changes.to_seq, changes.items)


def test_a_moved_compound_leaves_one_open_session_and_comes_to_another(server, people):
    (wang, token), (li, other) = people["wang"], people["li"]
    grant = Grant(area=AreaId(OTHER_GRID), role=Role.grid_member)
    server.station.change(lambda c: c.execute("DELETE FROM grants WHERE staff = ?", (li,)))
    server.station.change(lambda c: grants.give(c, li, [grant]))
    boss = server.station.change(
        lambda c: add(c, login="boss", name="b", password_hash=None, now_ms=0)
    )
    district = Grant(area=AreaId(DISTRICT), role=Role.district)
    server.station.change(lambda c: grants.give(c, boss, [district]))
    data = a_change(1, wang)
    with welcomed(server, token) as here, welcomed(server, other) as there:
        say(here, m.Push(id=1, changes=((RECORD, data),)))
        assert (Stored(1),) == hear(here, m.Ack).results
        moving = {"area": HOUSEHOLD.rpartition("/")[0], "parent": OTHER_GRID, "as": "boss"}
        assert {"ok": True} == desk.perform(server.station, "areas.move", moving)
        told = [hear(here, m.Notice) for _ in range(2)]
        assert [("rewind", {"scope": GRID})] == [(x.kind, x.facts) for x in told[:1]]
        assert "bundle" == told[1].kind
        page = hear(here, m.Changes)
        assert (0, 1, ()) == (page.from_seq, page.to_seq, page.items)
        notice = hear(there, m.Notice)
        assert {GRID: 1, OTHER_GRID: 0} == notice.facts["scopes"]
        page = hear(there, m.Changes)
        while page.scope != GRID:
            page = hear(there, m.Changes)
        assert ((RECORD, data, 1),) == page.items


def test_a_forbidden_place_answers_alike_whether_it_exists_or_not(server, people):
    wang, token = people["wang"]
    with welcomed(server, token) as socket:
        places = (OTHER_GRID, f"{COMMUNITY}/999", "999999/1")
        changes = tuple((f"opinion/{area}", a_change(n, wang)) for n, area in enumerate(places))
        say(socket, m.Push(id=1, changes=changes))
        answers = hear(socket, m.Ack).results
    assert {answers[0]} == set(answers)
    assert isinstance(answers[0], Refused)


def test_the_fifth_session_of_a_tablet_closes_the_oldest_with_4409(server, people):
    token = people["wang"][1]
    with contextlib.ExitStack() as sockets:
        first, *_ = [sockets.enter_context(welcomed(server, token)) for _ in range(5)]
        assert 4409 == closed_with(first)


def test_a_change_made_by_the_server_itself_reaches_the_tablets(server, people):
    wang, token = people["wang"]
    with welcomed(server, token) as socket:
        hear(socket, m.Changes)
        result = server.station.record_change(RecordId.parse(RECORD), wang, [("note", "y", ())])
        assert Stored(1) == result
        assert RECORD == hear(socket, m.Changes).items[0][0]


def test_the_end_is_told_with_a_time_to_come_back_and_1012(server, people):
    with welcomed(server, people["wang"][1]) as socket:
        server.stop()
        notice = hear(socket, m.Notice)
        assert "shutdown" == notice.kind
        assert 0 <= notice.facts["retry_after_ms"] < 10_000
        assert 1012 == closed_with(socket)
    server.join()
    assert 0 == server.exit_code
    assert not (server.station.data / "admin.sock").exists()


def test_after_its_end_the_database_is_whole_without_its_write_ahead_log(server, people, tmp_path):
    wang, token = people["wang"]
    with welcomed(server, token) as socket:
        say(socket, m.Push(id=1, changes=((RECORD, a_change(1, wang)),)))
        hear(socket, m.Ack)
    server.stop()
    server.join()
    copy = shutil.copy(server.station.data / "log.db", tmp_path / "copy.db")
    with contextlib.closing(sqlite3.connect(copy)) as reader:
        assert [(RECORD,)] == reader.execute("SELECT record FROM rows").fetchall()


def test_a_crowd_of_sockets_without_a_hello_is_told_to_come_back_each_at_its_own_time(
    server, people, monkeypatch
):
    monkeypatch.setattr(endpoint, "HANDSHAKES_MAX", 2)
    with contextlib.ExitStack() as held:
        honest = held.enter_context(welcomed(server, people["li"][1]))
        for _ in range(2):
            held.enter_context(server.connect())
        late = held.enter_context(server.connect())
        error = hear(late, m.Error)
        assert ("busy", 4503) == (error.code, closed_with(late))
        assert 1000 <= error.retry_after_ms < 21_000
        say(honest, m.Push(id=1, changes=((RECORD, a_change(1, people["li"][0])),)))
        assert (Stored(1),) == hear(honest, m.Ack).results, "who is in stays in"


def test_a_crowd_twice_as_large_is_refused_before_it_is_accepted(server, people, monkeypatch):
    monkeypatch.setattr(endpoint, "HANDSHAKES_MAX", 0)
    with pytest.raises(InvalidStatus) as refused:
        server.connect()
    assert 403 == refused.value.response.status_code


def test_more_tablets_than_the_server_takes_are_told_to_come_back(server, people, monkeypatch):
    monkeypatch.setattr(endpoint, "SESSIONS_MAX", 1)
    with welcomed(server, people["wang"][1]), server.connect() as socket:
        assert "busy" == hear(socket, m.Error).code
        assert 4503 == closed_with(socket)


def test_an_erased_record_is_told_to_who_holds_it_at_once_and_to_others_when_they_come(
    server, people
):
    (wang, token), (_, other) = people["wang"], people["li"]
    with welcomed(server, token) as mine:
        say(mine, m.Push(id=1, changes=((RECORD, a_change(1, wang)),)))
        assert (Stored(1),) == hear(mine, m.Ack).results
        server.station.change(lambda _: server.station.log.erase({RECORD: GRID}, NOW_MS))
        heard = []
        while not any(isinstance(each, m.Notice) for each in heard) or 1 not in reached(heard):
            heard.append(hear(mine, (m.Notice, m.Changes, m.Ping)))
        (notice,) = (each for each in heard if isinstance(each, m.Notice))
        assert (RECORD,) == notice.facts["records"]
        say(mine, m.Pong(n=pinged(heard) or hear(mine, m.Ping).n))
        say(mine, m.Digest(scope=GRID, seq=1, hash=bytes(16)))
        assert hear(mine, m.DigestAnswer).ok
        say(mine, m.Push(id=2, changes=((RECORD, a_change(2, wang)),)))
        assert "erased" == hear(mine, m.Ack).results[0].code
    with server.connect() as socket:
        say(socket, m.Hello(token=other, app="t", cursors={}, outbox=0, clock_ms=0))
        notice = hear(socket, m.Notice)
        assert ("erased", (RECORD,)) == (notice.kind, notice.facts["records"])
        assert () == hear(socket, m.Changes).items


def reached(heard):
    return [each.to_seq for each in heard if isinstance(each, m.Changes)]


def pinged(heard):
    return next((each.n for each in heard if isinstance(each, m.Ping)), None)
