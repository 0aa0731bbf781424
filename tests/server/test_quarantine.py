"""Accepting what was refused: the same bytes, on somebody's authority, and never anything else."""

import json

import pytest

from server import desk
from server.errors import (
    FormNotImported,
    InvalidRequest,
    NotAcceptable,
    NothingChosen,
    UnknownEntry,
    UnknownReason,
)
from server.station import Station
from server.submission import submission
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


def test_who_accepts_may_say_why(station, people):
    (number,) = refused(station, (RECORD, a_change(1, people["wang"])))
    accept(station, number, because="asked him")
    assert "asked him" == audited(station)[-1][3]["because"]


def test_what_was_erased_or_of_a_form_that_is_missing_is_not_accepted(station, people):
    elsewhere = f"unheard_of/{HOUSEHOLD}"
    assigned = frozenset({people["wang"]})
    refused(station, (elsewhere, a_change(1, people["wang"])), assigned=assigned)
    refused(station, (RECORD, a_change(2, people["wang"])))
    with pytest.raises(FormNotImported, match=r"Import the form first") as caught:
        accept(station, "1", "2")
    assert ("unheard_of",) == caught.value.forms
    assert [] == station.reader.record(RECORD), "nor what stands beside it"


def discard(station, *ids, **values):
    return desk.perform(station, "quarantine.discard", {"ids": list(ids), **values})


def audited(station):
    rows = station.change(
        lambda c: c.execute("SELECT actor, act, subject, detail FROM audit ORDER BY n").fetchall()
    )
    return [(actor, act, subject, json.loads(detail)) for actor, act, subject, detail in rows]


def test_what_is_discarded_is_empty_for_good_and_answers_so(station, people):
    data = a_change(1, people["wang"])
    (number,) = refused(station, (RECORD, data))
    assert discard(station, number, because="a test", **{"as": "zhao"}) == {"ok": True}
    assert [] == station.reader.quarantine()
    assert [] == refused(station, (RECORD, data), assigned=frozenset({people["wang"]}))
    assert [] == station.reader.record(RECORD)
    actor, act, subject, detail = audited(station)[-1]
    assert (people["zhao"], "quarantine.discard", RECORD) == (actor, act, subject)
    assert ("other_author", "a test") == (detail["reason"], detail["because"])


def test_what_is_discarded_makes_room_for_its_tablet_at_once(station, people, monkeypatch):
    big = encode(Change(1, people["wang"], 5, None, (Entry("note", "x" * 30_000),)))
    refused(station, (RECORD, big))
    held = station.change(lambda c: station.log._held_bytes_of("tablet00"))
    discard(station, reason="other_author", because="a test")
    assert held > 30_000
    assert 0 == station.change(lambda c: station.log._held_bytes_of("tablet00"))


def test_nothing_is_discarded_without_a_word(station, people):
    (number,) = refused(station, (RECORD, a_change(1, people["wang"])))
    with pytest.raises(InvalidRequest):
        discard(station, number)
    with pytest.raises(NothingChosen):
        discard(station, because="a test")
    assert 1 == len(station.reader.quarantine())


@pytest.mark.parametrize("act", [accept, discard])
def test_by_a_reason_a_person_decides_over_their_own_areas_alone(station, people, act):
    there = "opinion/130709/999/001/001"
    refused(station, (RECORD, a_change(1, people["wang"])), (there, a_change(2, people["wang"])))
    act(station, reason="other_author", because="a test", **{"as": "zhao"})
    assert [there] == [kept.record for kept in station.reader.quarantine()]
    with pytest.raises(UnknownEntry):
        act(station, "2", because="a test", **{"as": "zhao"})


def test_what_names_no_record_lies_where_its_sender_works(station, people):
    station.store(
        [
            submission(None, b"junk", "tablet00", sender, judge(None, b"junk", frozenset(), None))
            for sender in (people["wang"],)
        ]
    )
    with pytest.raises(UnknownEntry):
        discard(station, "1", because="a test", **{"as": "wang"})
    discard(station, "1", because="a test", **{"as": "zhao"})
    refused(station, (None, b"of nobody known"))
    with pytest.raises(UnknownEntry):
        discard(station, "2", because="a test", **{"as": "zhao"})
    discard(station, "2", because="a test")
    assert [] == station.reader.quarantine()


def test_an_export_gives_everything_byte_for_byte_and_the_audit_names_each(station, people):
    data = a_change(1, people["wang"])
    refused(station, (RECORD, data), (None, b"junk"))
    found = desk.perform(station, "quarantine.export", {})
    assert [data.hex(), b"junk".hex()] == [each["bytes"] for each in found]
    said = [(act, subject) for _, act, subject, _ in audited(station)]
    assert [("quarantine.export", RECORD), ("quarantine.export", "")] == said[-2:]
    (alone,) = desk.perform(station, "quarantine.export", {"reason": "malformed"})
    assert None is alone["record"]
