"""Taking from people: at once, on open sessions too, noted for `restore`, never the last admin."""

import json
from contextlib import closing

import pytest

from schema.grant import Right
from server import admin, desk, withdrawals
from server.errors import GrantNotHeld, LastAdmin, StaffDisabled, UnknownForm, UnknownStaff
from server.station import Station
from tests.server.conftest import COMMUNITY, DISTRICT, GRID, HOUSEHOLD, OTHER_GRID

WHERE = {"role": "grid_member", "area": GRID}


@pytest.fixture
def people(connection, add_person):
    found = {
        "boss": add_person("boss", ("admin", DISTRICT), ("district", DISTRICT)),
        "shen": add_person("shen", ("admin", COMMUNITY)),
        "wang": add_person(
            "wang", ("grid_member", GRID), ("grid_member", GRID, "care"), ("volunteer", OTHER_GRID)
        ),
    }
    connection.close()
    return found


@pytest.fixture
def station(data, people):
    with Station(data) as opened:
        yield opened


def perform(station, operation, login, **values):
    return desk.perform(station, operation, {"login": login, **values})


def held(station, login):
    person = station.directory.staff_named(login)
    return [(grant.role.value, str(grant.area), grant.form) for grant in person.grants]


def audited(station):
    found = station.change(
        lambda c: c.execute("SELECT actor, act, subject, detail FROM audit ORDER BY n").fetchall()
    )
    return [(*row[:3], json.loads(row[3])) for row in found]


def withdrawn(station):
    return [
        (each.kind, each.login, each.role, each.area, each.form)
        for each in withdrawals.standing_in(station.data)
    ]


def test_one_grant_is_taken_and_the_others_stay(station, people):
    assert perform(station, "staff.revoke", "wang", **WHERE) == {"ok": True}
    assert held(station, "wang") == [
        ("grid_member", GRID, "care"),
        ("volunteer", OTHER_GRID, None),
    ]
    permit = station.directory.permit(people["wang"])
    assert not permit.allows(Right.read, HOUSEHOLD, "opinion")
    assert permit.allows(Right.read, HOUSEHOLD, "care")
    detail = {"area": GRID, "role": "grid_member", "form": None}
    assert audited(station) == [(people["boss"], "staff.revoke", people["wang"], detail)]
    assert withdrawn(station) == [("grant", "wang", "grid_member", GRID, None)]


def test_a_grant_of_one_form_is_named_by_its_form(station):
    perform(station, "staff.revoke", "wang", **WHERE, form="care")
    assert held(station, "wang") == [
        ("grid_member", GRID, None),
        ("volunteer", OTHER_GRID, None),
    ]
    assert withdrawn(station) == [("grant", "wang", "grid_member", GRID, "care")]


def test_a_grant_given_again_is_withdrawn_no_more(station):
    perform(station, "staff.revoke", "wang", **WHERE)
    perform(station, "staff.grant", "wang", **WHERE)
    assert withdrawn(station) == []
    assert ("grid_member", GRID, None) in held(station, "wang")


def test_a_grant_that_was_never_withdrawn_makes_no_note(station):
    perform(station, "staff.grant", "shen", **WHERE)
    assert not (station.data / withdrawals.FILE_NAME).exists()


def test_a_person_is_shut_out_and_stays_in_the_list(station, people):
    assert perform(station, "staff.disable", "wang") == {"ok": True}
    assert station.directory.staff_named("wang").disabled
    assert not station.directory.permit(people["wang"]).roles
    assert withdrawn(station) == [("staff", "wang", None, None, None)]
    assert audited(station) == [(people["boss"], "staff.disable", people["wang"], {})]
    for operation, values in (("staff.disable", {}), ("staff.grant", WHERE)):
        with pytest.raises(StaffDisabled):
            perform(station, operation, "wang", **values)


def test_what_is_not_held_is_refused_with_what_is(station):
    with pytest.raises(GrantNotHeld) as refused:
        perform(station, "staff.revoke", "wang", role="grid_head", area=GRID)
    assert f"--role grid_member --area {GRID} --form care" in refused.value.held
    with pytest.raises(GrantNotHeld):
        perform(station, "staff.revoke", "wang", role="grid_member", area=DISTRICT)
    assert withdrawn(station) == []
    assert audited(station) == []


def test_unknown_names_are_refused(station):
    with pytest.raises(UnknownStaff):
        perform(station, "staff.disable", "wnag")
    with pytest.raises(UnknownForm):
        perform(station, "staff.revoke", "wang", **WHERE, form="car")


def test_the_last_administrator_stays(station):
    with pytest.raises(LastAdmin, match="staff grant LOGIN --role admin"):
        perform(station, "staff.disable", "boss")
    with pytest.raises(LastAdmin):
        perform(station, "staff.revoke", "boss", role="admin", area=DISTRICT)
    assert not station.directory.staff_named("boss").disabled
    assert withdrawn(station) == []


def test_who_is_not_the_last_administrator_may_go_and_by_their_own_hand(station):
    perform(station, "staff.grant", "shen", role="admin", area=DISTRICT)
    perform(station, "staff.revoke", "boss", role="district", area=DISTRICT)
    perform(station, "staff.disable", "boss", **{"as": "boss"})
    with pytest.raises(LastAdmin):
        perform(station, "staff.disable", "shen")


def test_a_note_that_cannot_be_written_takes_nothing(station, people):
    file = station.data / withdrawals.FILE_NAME
    file.mkdir()
    for operation, values in (("staff.revoke", WHERE), ("staff.disable", {})):
        with pytest.raises(Exception, match="cannot be"):
            perform(station, operation, "wang", **values)
    assert station.directory.permit(people["wang"]).allows(Right.read, HOUSEHOLD, "opinion")
    assert audited(station) == []


def test_it_works_without_a_server_and_is_there_afterwards(data, people):
    admin.call(data, "staff.revoke", {"login": "wang", **WHERE})
    admin.call(data, "staff.disable", {"login": "shen"})
    with closing(Station(data)) as station:
        assert len(held(station, "wang")) == 2
        assert station.directory.staff_named("shen").disabled
        assert {kind for kind, *_ in withdrawn(station)} == {"grant", "staff"}
