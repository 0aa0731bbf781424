"""Moving an area: what changes for people, what stays, and what is refused."""

import json

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.grant import Right
from schema.record_id import RecordId
from server import admin, desk
from server.database import reading_database
from server.errors import BelowItself, LiesThere, NoRight, TopOfTree, UnknownArea, WrongLevel
from server.people import areas
from server.station import Station
from tests.server.conftest import COMMUNITY, DISTRICT, GRID, HOUSEHOLD, OTHER_GRID

COMPOUND = "130709/100/002/007/x03"
STREET = "130709/100"


@pytest.fixture
def people(connection, add_person):
    found = {
        "boss": add_person("boss", ("admin", DISTRICT), ("district", DISTRICT)),
        "zhao": add_person("zhao", ("community", COMMUNITY)),
        "wang": add_person("wang", ("grid_member", GRID)),
        "hu": add_person("hu", ("grid_member", OTHER_GRID)),
    }
    connection.close()
    return found


@pytest.fixture
def station(data, people):
    with Station(data) as opened:
        yield opened


def move(station, area, parent, **values):
    return desk.perform(station, "areas.move", {"area": area, "parent": parent, **values})


def listed(data, prefix):
    return [area["id"] for area in admin.call(data, "areas.list", {"prefix": prefix})]


def may_read(station, staff):
    return station.directory.permit(staff).allows(Right.read, HOUSEHOLD, "opinion")


def test_an_area_lies_elsewhere_with_all_below_it_and_rights_follow(station, people):
    wang, hu = people["wang"], people["hu"]
    assert (may_read(station, wang), may_read(station, hu)) == (True, False)
    assert move(station, COMPOUND, OTHER_GRID) == {"ok": True}
    assert (may_read(station, wang), may_read(station, hu)) == (False, True)
    assert station.directory.permit(hu).scopes() == (GRID, OTHER_GRID)
    below = station.directory.tree.subtree(OTHER_GRID)
    assert [area.id for area in below] == [OTHER_GRID, COMPOUND, HOUSEHOLD]
    assert below[1].parent == OTHER_GRID


def test_a_move_outlives_the_process_and_is_counted_where_it_touched(data, people):
    with Station(data) as station:
        move(station, COMPOUND, OTHER_GRID)
    admin.call(data, "areas.move", {"area": COMPOUND, "parent": GRID})
    assert listed(data, OTHER_GRID) == [OTHER_GRID]
    assert listed(data, GRID) == [GRID, COMPOUND, HOUSEHOLD]
    with Station(data) as station:
        assert station.feed.moves(GRID) == 2
        assert station.feed.moves(OTHER_GRID) == 0


def test_a_larger_area_takes_the_scopes_below_it_along(station, people):
    street = AreaId("130709/200")
    added = Area(id=street, kind=AreaKind.street, name="镇", parent=AreaId(DISTRICT))
    station.change(lambda c: areas.add_all(c, [added]))
    unlisted = f"{COMMUNITY}/+new"
    record = RecordId.parse(f"opinion/{unlisted}")
    station.record_change(record, people["boss"], [("note", "x", ())])
    move(station, COMMUNITY, street)
    touched = {scope for scope in station.directory.moves if station.feed.moves(scope) == 1}
    assert touched == {COMMUNITY, GRID, OTHER_GRID, unlisted}


def test_the_bundle_changes_for_the_two_grids_and_names_what_left(station, people):
    before = {login: station.directory.bundle_etag(people[login]) for login in ("wang", "hu")}
    move(station, COMPOUND, OTHER_GRID)
    for login, etag in before.items():
        assert station.directory.bundle_etag(people[login]) != etag
    held = {
        login: {
            area["id"]: area["parent"]
            for area in json.loads(station.directory.bundle(people[login])[1])["areas"]
        }
        for login in before
    }
    assert held["hu"][COMPOUND] == OTHER_GRID
    assert HOUSEHOLD in held["hu"]
    assert held["wang"][COMPOUND] == OTHER_GRID, "or the tablet would take it for a part of 007"
    assert HOUSEHOLD not in held["wang"]


def test_the_audit_names_who_moved_what_from_where_to_where(data, people):
    moving = {"area": COMPOUND, "parent": OTHER_GRID, "as": "boss"}
    assert admin.call(data, "areas.move", moving) == {"ok": True}
    with reading_database(data) as connection:
        (row,) = connection.execute("SELECT actor, act, subject, detail FROM audit").fetchall()
    assert row[:3] == (people["boss"], "areas.move", COMPOUND)
    assert json.loads(row[3]) == {"from": GRID, "to": OTHER_GRID}


@pytest.mark.parametrize(
    ("area", "parent", "error", "said"),
    [
        ("130709/100/002/07", OTHER_GRID, UnknownArea, f"Nearest: {GRID}"),
        (COMPOUND, "130709/100/002/009", UnknownArea, "There is no area"),
        (DISTRICT, COMMUNITY, TopOfTree, "the top of the tree"),
        (COMPOUND, GRID, LiesThere, "lies in 130709/100/002/007 already"),
        (COMPOUND, COMPOUND, BelowItself, "cannot be moved below itself"),
        (COMMUNITY, GRID, BelowItself, "Name an area outside of it"),
        (COMPOUND, COMMUNITY, WrongLevel, "It can lie in one of the kind: grid"),
        (OTHER_GRID, COMPOUND, WrongLevel, "which is a compound"),
        (GRID, STREET, WrongLevel, "of the kind: community"),
        (HOUSEHOLD, GRID, WrongLevel, "of the kind: compound, building, unit"),
    ],
)
def test_what_is_no_move_is_refused_and_changes_nothing(station, area, parent, error, said):
    before = station.directory
    with pytest.raises(error) as refused:
        move(station, area, parent)
    assert said in str(refused.value)
    assert station.directory is before
    assert station.feed.moves(GRID) == 0


@pytest.mark.parametrize("actor", ["zhao", "wang"])
def test_who_has_no_right_to_areas_there_moves_nothing(station, actor):
    with pytest.raises(NoRight, match="--as LOGIN"):
        move(station, COMPOUND, OTHER_GRID, **{"as": actor})
    assert station.feed.moves(GRID) == 0


def test_a_second_move_sees_the_first(station):
    move(station, COMPOUND, OTHER_GRID)
    with pytest.raises(LiesThere):
        move(station, COMPOUND, OTHER_GRID)
