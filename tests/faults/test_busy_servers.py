"""A server whose database others hold, that is told to end while it works, or to cut somebody off.

Another program at the database is this test's own process: plain SQLite on the same file.
"""

import json
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from server import admin
from server.errors import DatabaseHeld
from tests.acceptance.wire import Closed, Wire, change
from tests.faults.ledger import Ledger, expect_sound, plainly
from tests.faults.village import hazard
from tests.scale import figures

END_S = 10
"""A server that is told to end has ended by then, with everything answered that it took."""

CUT_S = 5
"""A revocation counts everywhere by then."""

CHECKPOINT_PAGES = 50
WAL_BYTES_MAX = 400_000
PUSHES = 12
PUSH_CHANGES = 16


def reports(device, count):
    """Reports of about three kilobytes."""
    return [
        (hazard(), change(device.staff, 1, category="safety", description="冰" * 900))
        for _ in range(count)
    ]


def push_much(wire, device):
    for _ in range(PUSHES):
        results = wire.push(*reports(device, PUSH_CHANGES))
        assert {"stored"} == {result[0] for result in results}


def test_a_long_reader_lets_the_log_grow_by_what_is_written_and_no_longer_than_it_reads(
    warm, fresh
):
    village = fresh()
    device, wal = village.devices[0], village.data / "log.db-wal"
    child = warm.start(
        "serve",
        data=str(village.data),
        checkpoint_pages=CHECKPOINT_PAGES,
        wal_bytes_max=WAL_BYTES_MAX,
    ).go()
    with Wire(json.loads(child.line())["url"], device.token) as wire:
        push_much(wire, device)
        unhindered = wal.stat().st_size
        with plainly(village.data / "log.db") as reader:
            reader.execute("BEGIN")
            seen = reader.execute("SELECT count(*) FROM rows").fetchone()
            push_much(wire, device)
            push_much(wire, device)
            hindered = wal.stat().st_size
            assert seen == reader.execute("SELECT count(*) FROM rows").fetchone()
        push_much(wire, device)
        afterwards = wal.stat().st_size
    child.signal(signal.SIGTERM)
    assert child.wait() == 0
    child.rest()
    assert unhindered < hindered
    assert afterwards <= max(unhindered, WAL_BYTES_MAX)
    with plainly(village.data / "log.db") as log:
        assert (4 * PUSHES * PUSH_CHANGES,) == log.execute("SELECT count(*) FROM rows").fetchone()
    expect_sound(village.data)
    figures(proof="a long reader", unhindered=unhindered, hindered=hindered, afterwards=afterwards)


def test_while_another_program_holds_the_database_a_server_is_busy_and_then_goes_on(server):
    village = server.village
    device = village.devices[0]
    with (
        Wire(server.url, device.token) as wire,
        closing(sqlite3.connect(village.data / "log.db", isolation_level=None)) as stranger,
    ):
        assert [["stored", 1]] == wire.push(*reports(device, 1))
        waiting = reports(device, 2)
        stranger.execute("BEGIN IMMEDIATE")
        for result in wire.push(*waiting):
            assert (result[0], result[1], *result[3:]) == ("refused", "busy", True, False)
        with pytest.raises(DatabaseHeld):
            admin.call(village.data, "devices.revoke", {"id": village.devices[2].id})
        with Wire(server.url, village.devices[1].token) as other:
            assert len(other.hear("changes")["items"]) == 1
        stranger.execute("ROLLBACK")
        assert [["stored", 2], ["stored", 3]] == wire.push(*waiting)
    assert server.stop() == 0
    expect_sound(village.data)


def ending(server):
    """Tells a server to end; its exit code, and how long it took."""
    server.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    code = server.process.wait(END_S)
    server.process.stdout.close()
    return code, time.monotonic() - began


def read_to_the_end(wire, pushes, ledger):
    """Reads answers in order up to the end of the connection; how many, and how it ended."""
    answered = 0
    try:
        for push, changes in pushes:
            for each, result in zip(changes, wire.answer(push), strict=True):
                ledger.note(each, result)
            answered += 1
        wire.hear("nothing that is ever sent")
    except Closed as closed:
        return answered, closed.code, closed.notices


def test_told_to_end_in_the_middle_of_work_it_answers_what_it_took_and_says_so(server):
    village, ledger = server.village, Ledger()
    devices = village.devices[:3]
    wires = [Wire(server.url, device.token) for device in devices]
    try:
        for wire in wires:
            wire.__enter__()
        pushes = []
        for wire, device in zip(wires, devices, strict=True):
            parts = [reports(device, PUSH_CHANGES) for _ in range(PUSHES)]
            pushes.append([(wire.begin_push(part), part) for part in parts])
        code, seconds = ending(server)
        ends = [read_to_the_end(*each, ledger) for each in zip(wires, pushes, strict=True)]
    finally:
        for wire in wires:
            wire.__exit__(None, None, None)
    assert code == 0
    assert [(1012, ["shutdown"])] * 3 == [end[1:] for end in ends]
    ledger.check_all(village.data)
    with plainly(village.data / "log.db") as log:
        assert (len(ledger.stored),) == log.execute("SELECT count(*) FROM rows").fetchone()
    expect_sound(village.data)
    figures(proof="told to end", answered=[end[0] for end in ends], seconds=round(seconds, 2))


def test_told_to_end_while_another_program_holds_the_database_it_ends_in_time(server):
    village = server.village
    device = village.devices[0]
    with (
        Wire(server.url, device.token) as wire,
        closing(sqlite3.connect(village.data / "log.db", isolation_level=None)) as stranger,
    ):
        stranger.execute("BEGIN IMMEDIATE")
        wire.begin_push(reports(device, 1))
        code, seconds = ending(server)
        assert code == 0
        with pytest.raises(Closed) as closed:
            wire.hear("nothing that is ever sent")
        assert closed.value.code == 1012
        stranger.execute("ROLLBACK")
    expect_sound(village.data)
    figures(proof="told to end while busy", seconds=round(seconds, 2))


def read_changes(wire):
    """Reads rows up to the end of the connection; the last one's number, and how it ended."""
    last = 0
    try:
        while True:
            last = wire.hear("changes")["to"]
    except Closed as closed:
        return last, closed


def test_a_tablet_revoked_in_mid_stream_is_cut_off_and_reads_nothing_written_since(server):
    village = server.village
    writing, lost = village.devices[:2]
    with Wire(server.url, writing.token) as writer:
        for _ in range(4):
            push_much(writer, writing)
        with Wire(server.url, lost.token) as wire:
            first = wire.hear("changes")
            assert first["more"]
            began = time.monotonic()
            assert admin.call(village.data, "devices.revoke", {"id": lost.id})
            (result,) = writer.push(*reports(writing, 1))
            read, closed = read_changes(wire)
            seconds = time.monotonic() - began
    assert closed.code == 4403
    assert seconds < CUT_S
    assert read < result[1]
    figures(proof="revoked in mid stream", read=read, of=result[1], seconds=round(seconds, 3))
