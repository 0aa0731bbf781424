"""A compound moved from grid 7 to grid 8: rights follow the tree, its rows stay in their scope."""

import dataclasses

import pytest

from schema.area import Area, AreaId
from schema.grant import Right
from schema.record_id import RecordId
from schema.tree import AreaTree
from sync.core import messages as m
from sync.core.audience import Audience
from tests.sync.core.district import (
    EIGHT,
    GRID_7,
    GRID_8,
    HOUSE_7,
    HOUSE_8,
    LI,
    SEVEN,
    WANG,
    ZHAO,
    Home,
    Server,
    a_change,
    answers,
    member_of,
    record,
)

COMPOUND = AreaId(f"{GRID_7}/x03")


@pytest.fixture
def server():
    """Wang works in grid 7, Li in grid 8, Zhao above both; each grid has a row about itself."""
    server = Server()
    server.office = server.office.with_grants(LI, member_of(GRID_8))
    server.store(
        (record(HOUSE_7), a_change(1)),
        (record(GRID_7), a_change(2)),
        (record(HOUSE_8), a_change(3)),
    )
    return server


def move(server, area, parent, times):
    """What an act does: another tree, and the number of moves that touched grid 7's scope."""
    areas = [each for each in server.office.tree if each.id != area]
    one = server.office.tree.get(area)
    areas.append(Area(id=one.id, kind=one.kind, name=one.name, parent=parent))
    server.office = dataclasses.replace(server.office, tree=AreaTree(areas))
    server.feed.tree_changed({SEVEN: times})
    for session in server.sessions:
        session.authority_changed(server.office)


def let_go(home):
    """What a tablet does when all of it was answered: it drops what its staff may not read."""
    permit = home.server.office.permit(home.staff)
    for name, (record_id, _, _) in list(home.rows.items()):
        parsed = RecordId.parse(record_id)
        if not permit.allows(Right.read, parsed.area, parsed.form):
            assert home.rows[name][2] is not None or name in home.refused, "answered for good"
            del home.rows[name]
    home.own = [name for name in home.own if name in home.rows]
    home.cursors = {scope: at for scope, at in home.cursors.items() if permit.reaching(scope)}


def held(home):
    return {data for _, data, _ in home.rows.values()}


def equal(home, scope):
    """Whether the server has the same digest of the scope for this tablet's staff."""
    server = home.server
    permit = server.office.permit(home.staff)
    audience = Audience.of(permit, scope, server.feed.moves(scope))
    return server.feed.digest(scope, audience)[1] == home.digest(scope)


def synced(*homes):
    for home in homes:
        home.sync()
        let_go(home)


def test_while_both_are_connected_one_loses_it_and_the_other_gets_it(server):
    here, there = Home(server, WANG), Home(server, LI)
    here.write(record(HOUSE_7), a_change(4, WANG))
    synced(here, there)
    assert {a_change(n) for n in (1, 2, 4)} == held(here)
    assert {a_change(3)} == held(there)

    move(server, COMPOUND, GRID_8, times=1)
    synced(here, there)

    assert {a_change(2)} == held(here)
    assert {a_change(n) for n in (1, 3, 4)} == held(there), "in the scope of its id"
    assert equal(here, SEVEN)
    assert equal(there, SEVEN)
    assert equal(there, EIGHT)

    there.write(record(HOUSE_7), a_change(5, LI))
    here.write(record(HOUSE_7), a_change(6, WANG))
    for home in (here, there):
        home.cut()
    synced(there, here)
    assert a_change(5, LI) in {row.data for row in server.log.record(record(HOUSE_7))}
    assert a_change(6, WANG) in {kept.data for kept in server.log.quarantine()}
    assert {a_change(2)} == held(here), "what is new there does not come here"


def test_what_was_written_offline_before_the_move_was_known_is_kept(server):
    here, there = Home(server, WANG), Home(server, LI)
    synced(here, there)
    for home in (here, there):
        home.cut()
    here.write(record(HOUSE_7), a_change(4, WANG))
    here.write(record(GRID_7), a_change(5, WANG))

    move(server, COMPOUND, GRID_8, times=1)
    synced(here, there)

    assert {a_change(2), a_change(5, WANG)} == held(here)
    assert {a_change(1), a_change(3)} == held(there)
    assert {a_change(4, WANG)} == {kept.data for kept in server.log.quarantine()}
    assert equal(here, SEVEN)
    assert equal(there, SEVEN)


def test_who_works_above_both_takes_it_once_more_and_loses_nothing(server):
    above = Home(server, ZHAO)
    synced(above)
    before = held(above)
    move(server, COMPOUND, GRID_8, times=1)
    told = answers(above.peer)
    assert [("rewind", {"scope": SEVEN})] == [
        (x.kind, x.facts) for x in told if isinstance(x, m.Notice)
    ]
    above.cut()
    synced(above)
    assert before == held(above)
    assert equal(above, SEVEN)
    assert equal(above, EIGHT)


def test_what_is_moved_back_is_as_it_was(server):
    here, there = Home(server, WANG), Home(server, LI)
    synced(here, there)
    move(server, COMPOUND, GRID_8, times=1)
    synced(here, there)
    move(server, COMPOUND, GRID_7, times=2)
    synced(here, there)
    assert {a_change(1), a_change(2)} == held(here)
    assert {a_change(3)} == held(there)
    assert equal(here, SEVEN)


def test_a_move_that_was_missed_and_one_that_undid_it_are_two_moves(server):
    """Away and back while a tablet was offline: it may have been served in between by another."""
    here = Home(server, WANG)
    synced(here)
    here.cut()
    move(server, COMPOUND, GRID_8, times=1)
    move(server, COMPOUND, GRID_7, times=2)
    here.connect()
    here.to_server()
    told = answers(here.peer)
    assert ["rewind"] == [x.kind for x in told if isinstance(x, m.Notice)]


def test_a_move_elsewhere_disturbs_nobody(server):
    beside = Home(server, LI)
    synced(beside)
    move(server, COMPOUND, AreaId("130709/100/002"), times=1)
    assert [] == answers(beside.peer)
