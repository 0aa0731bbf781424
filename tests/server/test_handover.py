"""Whoever leaves hands over tablets, parts of rounds and a code, in one act or not at all."""

import pytest

from server.clock import now_ms
from server.errors import MayNotRecord, OwnSuccessor, StaffDisabled, UnknownStaff
from server.people import devices, enrolment
from server.people.devices import Contact
from tests.server.town import COMMUNITY, GRID, town
from tests.server.visiting import ASKED, audited, opened, perform, station

__all__ = ["opened", "station", "town"]


@pytest.fixture
def tablet(station):
    """Gives a person a tablet that had this much to deliver when it was last heard of."""

    def enrolled(login, outbox):
        staff, at_ms = station.directory.by_login[login].id, now_ms()

        def act(connection):
            (code,) = enrolment.issue_codes(connection, [staff], hours=1, now_ms=at_ms)
            found = enrolment.enroll(
                connection,
                code=code.code,
                nonce=code.code,
                device_name="平板",
                platform="Android",
                now_ms=at_ms,
            )
            contact = Contact(device=found.device, contact_ms=at_ms, outbox=outbox)
            devices.note_contacts(connection, [contact])
            return found.device

        return station.change(act)

    return enrolled


def test_a_handover_is_one_act_of_tablets_rounds_and_a_code(station, tablet):
    ids = {login: person.id for login, person in station.directory.by_login.items()}
    first, second = tablet("fang", 3), tablet("fang", 0)
    others = tablet("qiang", 9)
    winter = perform(station, "rounds.add", **ASKED, staff="min")["id"]
    perform(station, "rounds.assign", round=winter, area=GRID, staff="fang")
    closed = perform(station, "rounds.add", **{**ASKED, "areas": [GRID]}, staff="fang")["id"]
    perform(station, "rounds.close", round=closed)
    before = len(audited(station))

    done = perform(station, "staff.handover", login="fang", to="qiang")

    assert {each["id"]: each["outbox"] for each in done["devices"]} == {first: 3, second: 0}
    assert done["unsent"] == 3
    moved = {"round": winter, "title": "冬季入户", "areas": [GRID], "doors": 2}
    assert done["rounds"] == [moved]
    assert done["code"]["staff"] == ids["qiang"]
    assert (
        station.change(
            lambda c: enrolment.enroll(
                c,
                code=done["code"]["code"],
                nonce="new",
                device_name="",
                platform="",
                now_ms=now_ms(),
            )
        ).staff
        == ids["qiang"]
    )
    revoked = {each.id for each in station.directory.devices.values() if each.revoked}
    assert revoked == {first, second}
    assert not station.directory.devices[others].revoked
    parts = station.directory.rounds[winter].parts
    assert parts == {COMMUNITY: ids["min"], GRID: ids["qiang"]}
    assert station.directory.rounds[closed].parts == {GRID: ids["fang"]}
    assert [act for act, _, _ in audited(station)[before:]] == [
        *("devices.revoke", "devices.revoke", "rounds.assign", "devices.code", "staff.handover"),
    ]


def test_a_successor_who_may_not_record_is_told_the_form_by_its_title(station):
    perform(station, "rounds.add", **{**ASKED, "areas": [GRID]}, staff="fang")
    with pytest.raises(MayNotRecord) as caught:
        perform(station, "staff.handover", login="fang", to="hong")
    assert caught.value.form == "改造意见"


def test_a_handover_to_whoever_may_not_record_there_changes_nothing(station, tablet):
    held = tablet("fang", 1)
    made = perform(station, "rounds.add", **{**ASKED, "areas": [GRID]}, staff="fang")["id"]
    before = audited(station)
    perform(station, "staff.disable", login="auditor")
    for successor, error in (
        ("hong", MayNotRecord),
        ("fang", OwnSuccessor),
        ("auditor", StaffDisabled),
        ("nobody", UnknownStaff),
    ):
        with pytest.raises(error):
            perform(station, "staff.handover", login="fang", to=successor)
    assert not station.directory.devices[held].revoked
    assert set(station.directory.rounds[made].parts.values()) == {
        station.directory.by_login["fang"].id
    }
    assert [act for act, _, _ in audited(station)] == [
        *(act for act, _, _ in before),
        "staff.disable",
    ]
