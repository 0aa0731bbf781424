"""Accepting what was refused: the same bytes, on somebody's authority, and never anything else."""

import json

import pytest

from server import desk
from server.errors import NotAcceptable, NothingChosen, UnknownEntry, UnknownReason
from server.station import Station, submission
from sync.core.change import Change, Entry
from sync.core.gate import judge
from sync.core.update import encode
from tests.server.conftest import GRID, HOUSEHOLD

RECORD = f"opinion/{HOUSEHOLD}"


@pytest.fixture
def people(connection, add_person):
    found = {
        "boss": add_person("boss", ("admin", "130709"), ("district", "130709")),
        "zhao": add_person("zhao", ("community", "130709/100/002")),
        "wang": add_person("wang", ("grid_member", GRID)),
    }
    connection.commit()
    return found


@pytest.fixture
def station(data, connection, people):
    connection.close()
    with Station(data) as opened:
        yield opened


def refused(station, *pushed, assigned=frozenset()):
    """Pushes what the gate refuses; gives what quarantine holds."""
    station.store(
        [
            submission(
                record,
                data,
                "tablet00",
                "somebody",
                judge(record, data, assigned, station.directory),
            )
            for record, data in pushed
        ]
    )
    return [str(kept.id) for kept in station.reader.quarantine()]


def a_change(change_id, staff):
    return encode(Change(change_id, staff, 5, None, (Entry("note", "x"),)))


def accept(station, *ids, **values):
    return desk.perform(station, "quarantine.accept", {"ids": list(ids), **values})


def test_what_is_accepted_is_stored_byte_for_byte_and_leaves_quarantine(station, people):
    data = a_change(1, people["wang"])
    (number,) = refused(station, (RECORD, data))
    assert accept(station, number) == {"ok": True}
    assert [data] == [row.data for row in station.reader.record(RECORD)]
    assert [] == station.reader.quarantine()


def test_all_of_one_reason_are_accepted_and_the_others_stay(station, people):
    refused(station, (RECORD, a_change(1, people["wang"])), (RECORD, a_change(2, people["wang"])))
    refused(station, (None, b"junk"))
    accept(station, reason="other_author")
    assert 2 == len(station.reader.record(RECORD))
    assert ["malformed"] == [kept.reason for kept in station.reader.quarantine()]


def test_the_audit_names_who_accepted_what(station, people):
    data = a_change(1, people["wang"])
    (number,) = refused(station, (RECORD, data))
    accept(station, number, **{"as": "zhao"})
    said = station.change(
        lambda c: c.execute("SELECT actor, act, subject, detail FROM audit ORDER BY n").fetchall()
    )
    actor, act, subject, detail = said[-1]
    assert (people["zhao"], "quarantine.accept", RECORD) == (actor, act, subject)
    assert "other_author" == json.loads(detail)["reason"]


def test_bytes_that_are_no_change_are_not_accepted_and_nothing_beside_them(station, people):
    numbers = refused(station, (RECORD, a_change(1, people["wang"])), (RECORD, b"junk"))
    with pytest.raises(NotAcceptable):
        accept(station, *numbers)
    assert [] == station.reader.record(RECORD)
    assert 2 == len(station.reader.quarantine())


def test_a_number_that_another_change_has_taken_is_not_accepted(station, people):
    stored, other = (
        a_change(1, people["wang"]),
        encode(Change(1, people["wang"], 6, None, (Entry("note", "y"),))),
    )
    refused(station, (RECORD, stored), assigned=frozenset({people["wang"]}))
    (number,) = refused(station, (RECORD, other))
    with pytest.raises(NotAcceptable):
        accept(station, number)
    assert [stored] == [row.data for row in station.reader.record(RECORD)]


def test_who_has_no_right_to_decide_there_is_told_that_there_is_nothing(station, people):
    (number,) = refused(station, (RECORD, a_change(1, people["wang"])))
    with pytest.raises(UnknownEntry):
        accept(station, number, **{"as": "wang"})
    with pytest.raises(UnknownEntry):
        accept(station, "999")
    assert [] == station.reader.record(RECORD)


def test_nothing_chosen_or_a_reason_that_is_none_is_said_so(station):
    with pytest.raises(NothingChosen):
        accept(station)
    with pytest.raises(UnknownReason):
        accept(station, reason="other_autor")
