"""What was withdrawn is on disk before it counts, and can be read whatever a crash left behind."""

import errno
import json
import os

import pytest
import structlog

from schema.area import AreaId
from schema.grant import Grant, Role
from server import withdrawals
from server.people.devices import Device
from server.people.staff import Staff
from server.safekeeping.errors import DamagedWithdrawals, NotNoted
from sync.log.errors import StorageFailed

WANG = Staff(id="staff001", login="wang", name="王某")
GRANT = Grant(area=AreaId("130709/100/002/007"), role=Role.grid_member)
TABLET = Device(id="device01", name="王某的平板", staff=WANG.id, assigned=frozenset({WANG.id}))

REVOKED = withdrawals.device_revoked(TABLET, 1)
DISABLED = withdrawals.staff_disabled(WANG, 2)
TAKEN = withdrawals.grant_withdrawn(WANG, GRANT, 3)
ERASED = withdrawals.record_erased("opinion/130709/100/002/007/x03/0301", 4)
ALL = [REVOKED, DISABLED, TAKEN, ERASED]


@pytest.fixture
def file(tmp_path):
    return tmp_path / withdrawals.FILE_NAME


def test_what_was_noted_is_read_again_in_order(tmp_path, file):
    withdrawals.note(tmp_path, REVOKED, DISABLED)
    withdrawals.note(tmp_path, TAKEN)
    withdrawals.note(tmp_path, ERASED)
    assert withdrawals.read(file) == ALL
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_person_can_read_whose_it_was(tmp_path, file):
    withdrawals.note(tmp_path, TAKEN)
    assert json.loads(file.read_text("utf-8")) == {
        "at_ms": 3,
        "kind": "grant",
        "id": "staff001",
        "stands": True,
        "login": "wang",
        "name": "王某",
        "area": "130709/100/002/007",
        "role": "grid_member",
    }
    assert "王某" in file.read_text("utf-8")


def test_nothing_to_note_makes_no_file(tmp_path, file):
    withdrawals.note(tmp_path)
    assert not file.exists()


def test_the_last_line_of_a_subject_counts():
    back = withdrawals.staff_disabled(WANG, 5, stands=False)
    again = withdrawals.grant_withdrawn(WANG, GRANT, 6, stands=False)
    once_more = withdrawals.grant_withdrawn(WANG, GRANT, 7)
    assert withdrawals.standing([*ALL, back, again]) == [REVOKED, ERASED]
    assert withdrawals.standing([*ALL, back, again, once_more]) == [REVOKED, once_more, ERASED]


def test_grants_that_differ_in_their_form_are_two_subjects():
    narrow = Grant(area=GRANT.area, role=GRANT.role, form="care")
    given = withdrawals.grant_withdrawn(WANG, narrow, 8, stands=False)
    assert withdrawals.standing([TAKEN, given]) == [TAKEN]


@pytest.mark.parametrize("cut", range(1, len(DISABLED.line().encode())))
def test_a_line_that_a_crash_cut_off_is_left_out_and_written_over(tmp_path, file, cut):
    withdrawals.note(tmp_path, REVOKED)
    with file.open("ab") as torn:
        torn.write(DISABLED.line().encode()[:cut])
    with structlog.testing.capture_logs() as said:
        assert withdrawals.read(file) == [REVOKED]
    assert [(each["log_level"], each["line"]) for each in said] == [("warning", 2)]
    withdrawals.note(tmp_path, ERASED)
    assert withdrawals.read(file) == [REVOKED, ERASED]


def test_a_last_line_that_lacks_its_end_alone_counts(tmp_path, file):
    file.write_text(REVOKED.line(), "utf-8")
    assert withdrawals.read(file) == [REVOKED]
    withdrawals.note(tmp_path, ERASED)
    assert withdrawals.read(file) == [REVOKED, ERASED]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        '{"kind":"device","id":"device01","at_ms":1}',
        '{"kind":"grant","id":"staff001","at_ms":1,"stands":true}',
        '{"kind":"area","id":"x","at_ms":1,"stands":true}',
        '{"kind":"device","id":7,"at_ms":1,"stands":true}',
        '{"kind":["device"],"id":"device01","at_ms":1,"stands":true}',
        '{"kind":"device","id":"device01","at_ms":1,"stands":1}',
    ],
)
def test_a_damaged_line_is_named(file, line):
    file.write_text(f"{REVOKED.line()}\n{line}\n{ERASED.line()}\n", "utf-8")
    with pytest.raises(DamagedWithdrawals) as caught:
        withdrawals.read(file)
    assert caught.value.line == 2
    assert "Line 2" in str(caught.value)


def test_what_a_newer_program_adds_is_passed_over(file):
    file.write_text(json.dumps({**json.loads(REVOKED.line()), "why": "lost"}) + "\n", "utf-8")
    assert withdrawals.read(file) == [REVOKED]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_without_room_the_file_is_as_it_was(tmp_path, file, monkeypatch, number):
    withdrawals.note(tmp_path, REVOKED)
    before = file.read_bytes()
    write = os.pwrite

    def full(descriptor, data, offset):
        write(descriptor, data[:10], offset)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(NotNoted, match="Nothing was done"):
        withdrawals.note(tmp_path, ERASED)
    assert file.read_bytes() == before


def test_a_disk_that_fails_is_no_longer_trusted(tmp_path, monkeypatch):
    def fails(descriptor):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(StorageFailed, match="Input/output error"):
        withdrawals.note(tmp_path, ERASED)


def test_file_and_directory_are_synced_before_it_returns(tmp_path, file, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.fstat(fd).st_ino))
    withdrawals.note(tmp_path, REVOKED)
    assert synced == [file.stat().st_ino, tmp_path.stat().st_ino]


def test_short_writes_are_continued(tmp_path, file, monkeypatch):
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, offset: write(fd, data[:7], offset))
    withdrawals.note(tmp_path, *ALL)
    assert withdrawals.read(file) == ALL
