"""Enrolment: one code, one tablet; a lost answer costs nothing; nothing can be learnt by trying."""

import pytest

from server import directory
from server.errors import NoSuchCode
from server.people import devices, enrolment, staff
from server.people.ids import secret_hash

GRID = "130709/100/002/007"
NOW_MS = 1_700_000_000_000
HOUR_MS = 3_600_000


@pytest.fixture
def wang(add_person):
    return add_person("wang", ("grid_member", GRID))


@pytest.fixture
def code_for(connection):
    def issue(staff_id, now_ms=NOW_MS, hours=24):
        (made,) = enrolment.issue_codes(connection, [staff_id], hours=hours, now_ms=now_ms)
        return made.code

    return issue


@pytest.fixture
def enroll(connection):
    def act(code, nonce="home-1", now_ms=NOW_MS):
        return enrolment.enroll(
            connection, code=code, nonce=nonce, device_name="t", platform="linux", now_ms=now_ms
        )

    return act


def holder_of(connection, device):
    return directory.load(connection).devices[device].staff


def test_a_code_makes_a_tablet_its_persons(connection, wang, code_for, enroll):
    enrolled = enroll(code_for(wang))
    device = directory.load(connection).device_of_token(enrolled.token)
    assert (device.id, device.staff, device.assigned) == (enrolled.device, wang, {wang})
    assert enrolled.staff == wang


def test_a_code_may_be_typed_in_small_letters_without_its_hyphen(wang, code_for, enroll):
    assert enroll(code_for(wang).lower().replace("-", "")).staff == wang


def test_a_used_code_works_for_no_other_home(wang, code_for, enroll):
    code = code_for(wang)
    enroll(code, nonce="home-1")
    with pytest.raises(NoSuchCode):
        enroll(code, nonce="home-2")


def test_a_lost_answer_does_not_spend_the_code(connection, wang, code_for, enroll):
    code = code_for(wang)
    lost, again = enroll(code), enroll(code)
    assert again.device == lost.device
    assert again.token != lost.token
    known = directory.load(connection)
    assert known.device_of_token(lost.token).id == known.device_of_token(again.token).id


def test_another_valid_code_in_the_same_home_keeps_the_device(connection, wang, code_for, enroll):
    first = enroll(code_for(wang))
    second = enroll(code_for(wang))
    assert second.device == first.device
    assert directory.load(connection).device_of_token(first.token).id == first.device


def test_a_colleagues_code_in_the_same_home_adds_an_assignment(
    connection, wang, add_person, code_for, enroll
):
    li = add_person("li", ("grid_member", GRID))
    enrolled = enroll(code_for(wang))
    enroll(code_for(li))
    device = directory.load(connection).devices[enrolled.device]
    assert (device.staff, device.assigned) == (li, {wang, li})


def test_a_code_ends_at_its_hour(wang, code_for, enroll):
    code = code_for(wang, hours=1)
    with pytest.raises(NoSuchCode):
        enroll(code, now_ms=NOW_MS + HOUR_MS)
    assert enroll(code, now_ms=NOW_MS + HOUR_MS - 1).staff == wang


def test_a_used_code_ends_at_its_hour_for_its_own_home_too(wang, code_for, enroll):
    code = code_for(wang, hours=1)
    enroll(code)
    with pytest.raises(NoSuchCode):
        enroll(code, now_ms=NOW_MS + HOUR_MS)


def test_a_revoked_tablet_does_not_come_back_with_its_old_code(connection, wang, code_for, enroll):
    code = code_for(wang)
    devices.revoke(connection, enroll(code).device, NOW_MS)
    with pytest.raises(NoSuchCode):
        enroll(code)


def test_a_revoked_tablet_with_a_new_code_is_a_new_device(connection, wang, code_for, enroll):
    old = enroll(code_for(wang))
    devices.revoke(connection, old.device, NOW_MS)
    new = enroll(code_for(wang))
    assert new.device != old.device
    known = directory.load(connection)
    assert known.device_of_token(old.token).revoked
    assert not known.device_of_token(new.token).revoked


def test_a_disabled_persons_code_does_not_work(connection, wang, code_for, enroll):
    code = code_for(wang)
    staff.disable(connection, wang)
    with pytest.raises(NoSuchCode):
        enroll(code)


def test_unknown_used_and_expired_codes_get_one_answer(wang, code_for, enroll):
    used, expired = code_for(wang), code_for(wang, hours=1)
    enroll(used, nonce="home-1")
    answers = set()
    for code in (used, expired, "0000-0000", "", "no code at all"):
        with pytest.raises(NoSuchCode) as refused:
            enroll(code, nonce="home-2", now_ms=NOW_MS + HOUR_MS)
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_an_unsuccessful_enrolment_leaves_no_device(connection, wang, enroll):
    with pytest.raises(NoSuchCode):
        enroll("0000-0000")
    assert connection.execute("SELECT count(*) FROM devices").fetchone() == (0,)


def test_neither_token_nor_code_stands_in_the_database(connection, data, wang, code_for, enroll):
    code = code_for(wang)
    token = enroll(code).token
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = b"".join(path.read_bytes() for path in data.glob("log.db*"))
    assert token.encode() not in stored
    assert code.encode() not in stored
    assert secret_hash(token) in stored


def test_codes_long_expired_are_dropped(connection, wang, code_for):
    code_for(wang)
    code_for(wang, now_ms=NOW_MS + 100 * HOUR_MS)
    assert connection.execute("SELECT count(*) FROM enrolment_codes").fetchone() == (1,)
