"""Operations give the same answer through the socket of a running server and without one."""

import asyncio
import contextlib
import json
import os
import socket
import threading

import pytest

from schema.errors import InvalidAreaId
from server import admin, admin_socket, desk
from server.database import reading_database
from server.errors import (
    DirectoryInUse,
    InvalidRequest,
    InvalidValue,
    LoginTaken,
    NotInitialised,
    ServerSilent,
    StaffDisabled,
    UnknownOperation,
    UnknownStaff,
)
from server.lock import DirectoryLock
from server.people import staff
from server.station import Station

GRID = "130709/100/002/007"


@pytest.fixture
def boss(connection, add_person):
    staff_id = add_person("boss", ("admin", "130709"), ("district", "130709"))
    connection.close()
    return staff_id


@contextlib.contextmanager
def running(data):
    """A station with its admin socket on a loop of its own, as in a server."""
    ready, loops = threading.Event(), []

    async def serve():
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        with Station(data) as station:
            async with desk.listening(station):
                ready.set()
                await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(30)
    try:
        yield
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)


@pytest.fixture(params=["alone", "running"])
def directory(request, boss, data):
    """The data directory, without a server and with one."""
    with running(data) if request.param == "running" else contextlib.nullcontext():
        yield data


def test_a_person_is_added_granted_and_listed(directory):
    added = admin.call(directory, "staff.add", {"login": "wang", "name": "王某"})
    assert (added["login"], added["role"], added["grants"]) == ("wang", None, [])
    granted = {"login": "wang", "role": "grid_member", "area": GRID}
    assert admin.call(directory, "staff.grant", granted) == {"ok": True}
    listed = admin.call(directory, "staff.list", {"role": "grid_member"})
    assert listed == [
        {
            **added,
            "role": "grid_member",
            "grants": [{"area": GRID, "role": "grid_member", "form": None}],
        }
    ]


def test_an_error_is_the_same_with_and_without_a_server(directory):
    with pytest.raises(UnknownStaff) as refused:
        admin.call(directory, "staff.grant", {"login": "bos", "role": "grid_member", "area": GRID})
    assert refused.value.name == "bos"
    assert list(refused.value.nearest) == ["boss"]


def test_a_refused_act_changes_nothing(directory):
    with pytest.raises(LoginTaken):
        admin.call(directory, "staff.add", {"login": "boss", "name": "x"})
    assert len(admin.call(directory, "staff.list")) == 1


def test_an_unknown_operation_is_refused(directory):
    with pytest.raises(UnknownOperation):
        admin.call(directory, "staff.ad", {})


@pytest.mark.parametrize("values", [{}, {"login": 7, "name": "x"}, {"login": "wang", "name": ""}])
def test_a_missing_or_ill_typed_argument_is_named(directory, values):
    with pytest.raises(InvalidRequest, match=r"(login|name) is needed"):
        admin.call(directory, "staff.add", values)


@pytest.mark.parametrize("values", [{"role": "\ud800"}, {"role": "a\udcff"}])
def test_half_a_character_is_no_text(directory, values):
    with pytest.raises(InvalidRequest, match="role is needed"):
        admin.call(directory, "staff.list", values)


def test_acts_stand_in_the_audit_under_who_did_them(directory, boss):
    added = admin.call(directory, "staff.add", {"login": "wang", "name": "王某"})
    admin.call(
        directory,
        "staff.grant",
        {"login": "wang", "role": "grid_member", "area": GRID, "as": "wang"},
    )
    with reading_database(directory) as connection:
        rows = connection.execute("SELECT act, actor, subject FROM audit ORDER BY n").fetchall()
    wang = added["id"]
    assert rows == [("staff.add", boss, wang), ("staff.grant", wang, wang)]


def test_codes_for_everybody_are_for_those_who_record(directory):
    for login, role in (("wang", "grid_member"), ("li", "grid_head"), ("shen", "admin")):
        admin.call(directory, "staff.add", {"login": login, "name": login})
        admin.call(directory, "staff.grant", {"login": login, "role": role, "area": GRID})
    named = {each["id"]: each["login"] for each in admin.call(directory, "staff.list")}
    every = admin.call(directory, "devices.code", {"all": True})
    # Those of the smallest areas first: the boss has the whole district.
    assert [named[each["staff"]] for each in every] == ["wang", "li", "boss"]
    heads = admin.call(directory, "devices.code", {"all": True, "role": "grid_head"})
    assert [named[each["staff"]] for each in heads] == ["li"]


def test_who_is_disabled_gets_no_code_and_does_nothing(boss, data):
    for login in ("wang", "li"):
        admin.call(data, "staff.add", {"login": login, "name": login})
        given = {"login": login, "role": "grid_member", "area": GRID}
        admin.call(data, "staff.grant", given)
    with Station(data) as station:
        li = station.directory.staff_named("li").id
        station.change(lambda connection: staff.disable(connection, li))
    every = admin.call(data, "devices.code", {"all": True})
    assert li not in {each["staff"] for each in every}
    for operation, values in (
        ("devices.code", {"staff": "li"}),
        ("staff.add", {"login": "hu", "name": "hu", "as": "li"}),
    ):
        with pytest.raises(StaffDisabled):
            admin.call(data, operation, values)


def test_names_leave_out_what_is_no_area_and_keep_unknown_people_as_they_are(directory):
    asked = {"areas": ["130709//", GRID], "staff": ["gone1234"], "lang": "en"}
    found = admin.call(directory, "names", asked)
    assert (found["areas"], found["staff"]) == ({GRID: "第7网格"}, {"gone1234": "gone1234"})


def test_a_broken_rule_of_the_schema_says_what_to_do(directory, monkeypatch):
    def broken(station, arguments):
        raise InvalidAreaId("x//", "empty segment")

    monkeypatch.setattr(desk, "OPERATIONS", {"broken": broken})
    with pytest.raises(InvalidValue, match=r"'x//' is no area id.*list them with"):
        admin.call(directory, "broken")


def test_the_socket_is_its_owners_alone_and_gone_after_a_clean_exit(boss, data):
    with running(data):
        assert (data / "admin.sock").stat().st_mode & 0o777 == 0o600
    assert not (data / "admin.sock").exists()


def test_a_stale_socket_is_replaced(boss, data):
    with contextlib.closing(admin_socket.bind(data)):
        pass
    assert (data / "admin.sock").exists()  # nobody listens behind it
    with running(data):
        assert len(admin.call(data, "staff.list")) == 1


def test_a_stale_socket_does_not_keep_commands_from_working(boss, data):
    with contextlib.closing(admin_socket.bind(data)):
        pass
    assert len(admin.call(data, "staff.list")) == 1


def test_a_path_longer_than_the_kernel_takes_is_reached(boss, data, tmp_path):
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    moved = deep / "data"
    data.rename(moved)
    with running(moved):
        assert len(admin.call(moved, "staff.list")) == 1


def test_a_held_directory_that_answers_nothing_is_said_so(boss, data, monkeypatch):
    monkeypatch.setattr(admin, "TAKEOVER_TIMEOUT_S", 0.0)
    lock = DirectoryLock(data)
    try:
        with pytest.raises(DirectoryInUse):
            admin.call(data, "staff.list")
    finally:
        lock.release()


def test_a_server_that_hangs_up_is_said_so(boss, data):
    listener = admin_socket.bind(data)
    listener.listen()

    def hang_up():
        listener.accept()[0].close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    with pytest.raises(ServerSilent), contextlib.closing(listener):
        admin.call(data, "staff.list")
    thread.join()


def test_a_directory_that_is_none_is_said_so(tmp_path):
    with pytest.raises(NotInitialised):
        admin.call(tmp_path, "staff.list")


def test_the_socket_takes_no_request_that_is_no_json_object(boss, data):
    with running(data):
        for body in (b"[]", b"{", b"\xff", b"x" * (desk.REQUEST_BYTES_MAX + 1)):
            connection = admin_socket.AdminConnection(data, 10)
            with contextlib.closing(connection):
                connection.request("POST", "/staff.list", body)
                answer = connection.getresponse()
                assert answer.status == 400
                assert json.loads(answer.read())["code"] == "bad_request"


def test_the_descriptor_of_a_long_path_is_closed_again(boss, data, tmp_path):
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  pathlib would hold it open
    listener = admin_socket.bind(deep)
    assert listener.family is socket.AF_UNIX
    listener.close()
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208  the same
