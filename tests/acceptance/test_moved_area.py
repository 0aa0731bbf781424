"""A compound is given to another grid: tablets of both follow, and nothing is lost on the way."""

import pytest

from tests.acceptance.commands import eventually
from tests.acceptance.counting import held, stored, written
from tests.acceptance.watching import asked, watching

pytestmark = pytest.mark.acceptance


def compound_of(grid):
    return "/".join(grid.households[0].split("/")[:5])


def records_of(tablet):
    return {record for (record,) in asked(tablet, "SELECT DISTINCT record FROM rows")}


def test_a_moved_compound_leaves_one_grids_tablets_and_comes_to_the_others(
    own_office, next_grid, enrolled
):
    """Of the old grid's tablets one is connected, and one offline with what it has not sent."""
    own_office.server.start()
    old, new = next_grid(), next_grid()
    compound = compound_of(old)
    wang, li = (enrolled(own_office, login) for login in old.members)
    zhou = enrolled(own_office, new.members[0])
    record = wang.new("renovation_opinion", old.households[0], "road=support")["id"]
    about_the_grid = wang.new("hazard_report", old.id, "category=facility")["id"]
    for tablet in (wang, li, zhou):
        tablet.sync()
    offline = li.new("renovation_opinion", old.households[1], "road=oppose")["id"]
    li.edit(record, "facade=oppose")
    everything = written(wang.home, li.home)

    with watching(wang) as told, watching(zhou) as told_there:
        assert own_office.ask("areas", "move", compound, new.id) == {"ok": True}
        eventually(lambda: records_of(wang) == {about_the_grid}, lambda: records_of(wang))
        eventually(lambda: record in records_of(zhou), lambda: records_of(zhou))

    assert told[0]["rewound"] == [old.id]
    assert told[0]["digests"] == {"equal": 1, "unequal": 0}
    assert told_there[0]["received"] == 1
    assert compound in {area["id"] for area in zhou.ask("areas", new.id)}
    assert compound not in {area["id"] for area in wang.ask("areas", old.id)}

    done = li.run("sync", "--json")
    last = done.document
    assert (done.exit_code, last["refused"], last["let_go"]) == (3, 2, 2)
    assert last["given_back"] == 0, "the server has what colleagues wrote"
    assert last["digests"] == {"equal": 1, "unequal": 0}
    assert records_of(li) == {about_the_grid}, "in safe hands, and so no longer here"
    kept = own_office.ask("quarantine", "list")
    assert {each["record"] for each in kept} == {record, offline}
    assert {each["reason"] for each in kept} == {"forbidden"}

    own_office.ask("quarantine", "accept", "--reason", "forbidden")
    assert stored(own_office.data) == everything
    assert zhou.sync()["digests"] == {"equal": 2, "unequal": 0}
    assert records_of(zhou) == {record, offline}
    assert held(zhou.home) == {each for each in everything if each.record != about_the_grid}
    listed = own_office.ask("records", "list", "renovation_opinion", "--area", new.id)
    assert {each["id"] for each in listed} == {record, offline}
    assert own_office.ask("records", "list", "hazard_report", "--area", new.id) == []
