"""Adopting a household that was written at the door: what is copied, is void, is refused."""

import json
import sqlite3

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.grant import Grant, Role
from schema.record_id import RecordId
from server import admin, desk
from server.database import reading_database
from server.errors import (
    InvalidValue,
    LiesElsewhere,
    NoHousehold,
    NoRight,
    NotAdopted,
    NothingWritten,
    OnTheRoster,
    UnknownArea,
)
from server.people import areas, forms, grants
from server.station import Station
from server.views.errors import SetAside
from tests.server.conftest import COMMUNITY, DISTRICT, FORMS, GRID, HOUSEHOLD, OTHER_GRID

COMPOUND = f"{GRID}/x03"
UNLISTED = f"{COMPOUND}/+0301-2"
ULID = "01HZX3V8QJ4R5T6W7Y8Z9ABCDE"
BESIDE = f"{OTHER_GRID}/x01/0101"


def _form(name, **more):
    return Form.from_json(FORMS[0].to_json() | {"id": name, **more})


@pytest.fixture
def people(connection, add_person):
    found = {
        "boss": add_person("boss", ("admin", DISTRICT), ("district", DISTRICT), name="管理员"),
        "zhao": add_person("zhao", ("community", COMMUNITY)),
        "wang": add_person("wang", ("grid_member", GRID)),
        "li": add_person("li", ("grid_member", GRID)),
        "hu": add_person("hu", ("grid_member", OTHER_GRID)),
    }
    forms.publish(connection, [_form("hazard", key=["ulid"]), _form("patrol", areas=["grid"])], 0)
    areas.add_all(
        connection,
        [
            Area(id=AreaId(area), kind=AreaKind(kind), name=area, parent=AreaId(area).parent)
            for area, kind in ((f"{OTHER_GRID}/x01", "compound"), (BESIDE, "household"))
        ],
    )
    connection.close()
    return found


@pytest.fixture
def station(data, people):
    with Station(data) as opened:
        yield opened


def write(station, record, staff, *answers, remark=None):
    entries = [(name, value, ()) for name, value in answers]
    return station.record_change(RecordId.parse(record), staff, entries, remark)


def adopt(station, unlisted=UNLISTED, household=HOUSEHOLD, **values):
    asked = {"unlisted": unlisted, "household": household, **values}
    return desk.perform(station, "households.adopt", asked)


def show(station, record):
    return desk.perform(station, "records.show", {"id": record, "history": True})


def values(document, question="note"):
    return [each["value"] for each in document["answers"][question]["values"]]


def rows(station, *records):
    return [len(station.reader.record(record)) for record in records]


def test_what_was_written_at_the_door_stands_in_the_household_and_is_void_there(station, people):
    old, into = f"opinion/{UNLISTED}", f"opinion/{HOUSEHOLD}"
    write(station, old, people["wang"], ("note", "yes"), ("_status", "finished"), remark="rang")
    done = adopt(station)
    assert done == {
        "ok": True,
        "unlisted": UNLISTED,
        "household": HOUSEHOLD,
        "copied": [{"record": old, "into": into, "form": "opinion", "answers": 1, "clashes": 0}],
        "left": [],
    }
    household = show(station, into)
    assert (values(household), household["status"]) == (["yes"], "finished")
    (remark,) = household["remarks"]
    assert remark["staff"] == people["boss"]
    assert remark["text"].startswith("由“0301-2”（未登记）并入：wang某 ")
    assert remark["text"].endswith("：rang")
    void = show(station, old)
    assert (void["status"], void["answers"]["_status"]["outcome"]) == ("void", "single")
    assert values(void) == ["yes"], "it stays in the history"
    assert [each["text"] for each in void["remarks"]] == ["rang", "已并入和平小区 0301"]


def test_another_answer_of_the_household_stands_beside_it_as_a_clash(station, people):
    write(station, f"opinion/{HOUSEHOLD}", people["li"], ("note", "no"))
    write(station, f"opinion/{UNLISTED}", people["wang"], ("note", "yes"))
    (copied,) = adopt(station)["copied"]
    assert copied["clashes"] == 1
    (clash,) = desk.perform(station, "records.clashes", {"area": HOUSEHOLD})
    assert {each["value"] for each in clash["values"]} == {"yes", "no"}


def test_records_of_their_own_number_keep_it(station, people):
    for number in "34":
        write(station, f"hazard/{UNLISTED}:{ULID[:-1]}{number}", people["wang"], ("note", number))
    copied = adopt(station)["copied"]
    assert [each["into"] for each in copied] == [
        f"hazard/{HOUSEHOLD}:{ULID[:-1]}{number}" for number in "34"
    ]
    assert values(show(station, f"hazard/{HOUSEHOLD}:{ULID[:-1]}4")) == ["4"]


def test_adopting_twice_adds_nothing(station, people):
    old, into = f"opinion/{UNLISTED}", f"opinion/{HOUSEHOLD}"
    write(station, old, people["wang"], ("note", "yes"))
    write(station, old, people["li"], ("note", "no"))
    adopt(station)
    before = rows(station, old, into), audited(station.data)
    assert adopt(station, **{"as": "zhao"})["copied"] == []
    assert (rows(station, old, into), audited(station.data)) == before
    assert before[0] == [3, 2]


def test_a_form_that_is_not_for_households_is_left_as_it_is_and_named(station, people):
    patrol, opinion = f"patrol/{UNLISTED}", f"opinion/{UNLISTED}"
    for record in (patrol, opinion):
        write(station, record, people["wang"], ("note", "yes"))
    done = adopt(station)
    assert ([each["record"] for each in done["copied"]], done["left"]) == ([opinion], [patrol])
    assert show(station, patrol)["status"] == "draft"
    assert rows(station, f"patrol/{HOUSEHOLD}") == [0]


def test_another_unlisted_household_whose_label_begins_alike_is_left_alone(station, people):
    other = f"opinion/{UNLISTED}3"
    for record in (other, f"opinion/{UNLISTED}"):
        write(station, record, people["wang"], ("note", "yes"))
    adopt(station)
    assert rows(station, other) == [1]


def audited(data):
    with reading_database(data) as connection:
        found = connection.execute("SELECT actor, act, subject, detail FROM audit").fetchall()
    return [(*row[:3], json.loads(row[3])) for row in found]


def test_it_needs_no_server_and_stands_in_the_audit(data, people):
    with Station(data) as station:
        write(station, f"opinion/{UNLISTED}", people["wang"], ("note", "yes"))
    asked = {"unlisted": UNLISTED, "household": HOUSEHOLD, "as": "zhao", "lang": "en"}
    assert admin.call(data, "households.adopt", asked)["ok"]
    with Station(data) as station:
        (remark,) = show(station, f"opinion/{HOUSEHOLD}")["remarks"]
    assert remark["staff"] == people["zhao"]
    assert remark["text"].startswith("Adopted from “0301-2”, not on the roster: written by wang某")
    detail = {"from": UNLISTED, "records": [f"opinion/{UNLISTED}"]}
    assert audited(data) == [(people["zhao"], "households.adopt", HOUSEHOLD, detail)]


@pytest.mark.parametrize(
    ("unlisted", "household", "error", "said"),
    [
        (f"{COMPOUND}/+0999", HOUSEHOLD, NothingWritten, "records list"),
        (HOUSEHOLD, HOUSEHOLD, OnTheRoster, "written at the door"),
        (UNLISTED, f"{COMPOUND}/0302", UnknownArea, f"Nearest: {HOUSEHOLD}"),
        (UNLISTED, COMPOUND, NoHousehold, "it is a compound"),
        (UNLISTED, UNLISTED, UnknownArea, "There is no area"),
        (UNLISTED, BESIDE, LiesElsewhere, f"does not lie in {COMPOUND}"),
        ("+new", HOUSEHOLD, LiesElsewhere, "does not lie in +new"),
        (f"{COMPOUND}/+", HOUSEHOLD, InvalidValue, "is no area id"),
    ],
)
def test_what_does_not_belong_together_is_refused_and_changes_nothing(
    station, people, unlisted, household, error, said
):
    write(station, f"opinion/{UNLISTED}", people["wang"], ("note", "yes"))
    with pytest.raises(error) as refused:
        adopt(station, unlisted, household)
    assert said in str(refused.value)
    assert rows(station, f"opinion/{UNLISTED}", f"opinion/{HOUSEHOLD}") == [1, 0]


@pytest.mark.parametrize("actor", ["hu", "boss"], ids=["elsewhere", "not of a restricted form"])
def test_who_may_not_write_all_of_it_adopts_nothing_of_it(station, people, actor):
    write(station, f"opinion/{UNLISTED}", people["wang"], ("note", "yes"))
    restricted = f"care/{UNLISTED}"
    care = Grant(area=AreaId(GRID), role=Role.grid_member, form="care")
    station.change(lambda c: grants.give(c, people["wang"], [care]))
    write(station, restricted, people["wang"], ("note", "yes"))
    with pytest.raises(NoRight):
        adopt(station, **{"as": actor})
    assert rows(station, f"opinion/{HOUSEHOLD}", f"opinion/{UNLISTED}", restricted) == [0, 1, 1]
    assert station.reader.quarantine() == []


def test_a_record_that_cannot_be_read_is_said_so_and_nothing_is_changed(data, people):
    with Station(data) as station:
        write(station, f"opinion/{UNLISTED}", people["wang"], ("note", "yes"))
    with sqlite3.connect(data / "log.db") as rotten:
        rotten.execute("UPDATE rows SET data = x'0102'")
    rotten.close()
    with Station(data) as station, pytest.raises(SetAside):
        adopt(station)


def test_a_copy_that_is_refused_leaves_the_other_record_as_it_is(station, people, monkeypatch):
    monkeypatch.setattr("sync.log.plan.DEVICE_RECORD_BYTES_MAX", 200)
    monkeypatch.setattr("sync.log.plan.RECORD_BYTES_MAX", 200)
    write(station, f"opinion/{UNLISTED}", people["wang"], ("note", "yes"))
    with pytest.raises(NotAdopted, match="over_quota"):
        adopt(station)
    assert show(station, f"opinion/{UNLISTED}")["status"] == "draft"


def test_a_household_moved_with_its_compound_is_adopted_where_it_lies(station, people):
    desk.perform(station, "areas.move", {"area": COMPOUND, "parent": OTHER_GRID})
    write(station, f"opinion/{UNLISTED}", people["hu"], ("note", "yes"))
    assert adopt(station, **{"as": "hu"})["copied"][0]["answers"] == 1
    with pytest.raises(NoRight):
        adopt(station, **{"as": "wang"})


def test_what_was_erased_is_not_brought_back(station, people):
    old, into = f"opinion/{UNLISTED}", f"opinion/{HOUSEHOLD}"
    for record in (old, into):
        write(station, record, people["wang"], ("note", "yes"))
    erase = {"ids": [into], "because": "asked for"}
    assert desk.perform(station, "records.erase", erase)["ok"]
    with pytest.raises(NotAdopted, match="erased"):
        adopt(station)
    assert show(station, old)["status"] == "draft"
    assert desk.perform(station, "records.erase", erase | {"ids": [old]})["ok"]
    with pytest.raises(NothingWritten):
        adopt(station)
