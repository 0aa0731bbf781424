"""Survey rounds: who makes them and gives parts to whom, what tablets are told, what is counted."""

import contextlib
import json
import random
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from schema.area import AreaId
from schema.rounds import Round, State
from server import desk
from server.clock import local, now_ms
from server.errors import (
    InvalidDays,
    InvalidTitle,
    MayNotRecord,
    NoDoors,
    NoRight,
    NotInRound,
    OwnSuccessor,
    RoundClosed,
    StaffDisabled,
    UnknownArea,
    UnknownForm,
    UnknownQuestion,
    UnknownRound,
    UnknownStaff,
)
from server.people import areas, devices, enrolment, rounds
from server.people.devices import Contact
from server.station import Station
from server.surveys.counting import beside_the_list, called_by_others, survey
from server.views.calls import Calls
from server.views.file import FILE_NAME
from server.views.storing import ViewsFile
from sync.core.scan import scan
from tests.server.town import GRID, OTHER_GRID, UNIT, town
from tests.server.visiting import (
    ASKED,
    COMMUNITY,
    ELSEWHERE_DOOR,
    FIRST,
    SECOND,
    call,
    publish_visits,
)

__all__ = ["town"]

ZEROS = {"to_visit": 0, "visited": 0, "come_back": 0, "refused": 0, "vacant": 0, "done": 0}


@pytest.fixture
def made(town):
    """A round that began before anything was written, with Fang in one grid and Hong in another."""
    publish_visits(town)
    winter = Round(
        id="winter0000000001",
        title="冬季入户",
        form="renovation_opinion",
        keys={"project": "p2022"},
        areas=(AreaId(COMMUNITY),),
        parts={AreaId(GRID): town.id_of("fang"), AreaId(OTHER_GRID): town.id_of("hong")},
        first_day="2026-11-01",
        last_day="2026-12-31",
    )
    rounds.add(town.connection, winter, 0)
    return winter


@pytest.fixture
def opened(town):
    """A station on what was written so far."""
    stations = []

    def open_now():
        town.fold()
        town.connection.close()
        stations.append(Station(town.data))
        return stations[-1]

    yield open_now
    for station in stations:
        station.close()


@pytest.fixture
def counting(town):
    """What was written so far as it is counted from, without a server around it."""

    def now():
        town.fold()
        return SimpleNamespace(directory=town.directory, calls=Calls(town.data))

    return now


@pytest.fixture
def station(town, opened):
    publish_visits(town)
    return opened()


def perform(station, operation, **values):
    return desk.perform(station, operation, values)


def counts(document):
    return {name: n for name, n in document.items() if name in ZEROS}


def counted(station, made, login=None):
    """The same as in documents, of the views as they stand; seen by somebody, or whole."""
    known = station.directory
    permit = known.permit(known.by_login[login].id) if login else None
    found = survey(station, known.rounds[made], permit)
    return {state.value: n for state, n in found.counts.items()}


def lines(station, made):
    """What each person has: staff, grid and how many doors."""
    found = survey(station, station.directory.rounds[made], None)
    return [(line.staff, line.grid, sum(line.counts.values())) for line in found.lines]


def audited(station):
    rows = station.change(
        lambda c: c.execute("SELECT act, subject, detail FROM audit ORDER BY n").fetchall()
    )
    return [(act, subject, json.loads(detail)) for act, subject, detail in rows]


def test_an_area_that_is_named_twice_counts_once(station):
    added = perform(station, "rounds.add", **{**ASKED, "areas": [GRID, GRID]})
    assert added["areas"] == [GRID]


def test_a_round_is_made_listed_shown_and_closed(station):
    added = perform(station, "rounds.add", **ASKED)
    assert added["from"] == local(now_ms()).date().isoformat()
    assert (added["closed"], added["parts"]) == (False, {})
    (listed,) = perform(station, "rounds.list")
    assert (listed["doors"], listed["left"], counts(listed)) == (3, 3, ZEROS | {"to_visit": 3})
    shown = perform(station, "rounds.show", round="冬季入户")
    assert [(line["staff"], line["grid"], line["doors"]) for line in shown["lines"]] == [
        (None, GRID, 2),
        (None, OTHER_GRID, 1),
    ]
    assert perform(station, "rounds.close", round=added["id"]) == {"ok": True}
    assert perform(station, "rounds.list")[0]["closed"] is True
    with pytest.raises(RoundClosed):
        perform(station, "rounds.close", round=added["id"])
    with pytest.raises(RoundClosed):
        perform(station, "rounds.assign", round=added["id"], area=GRID, staff="fang")
    assert [act for act, _, _ in audited(station)] == ["rounds.add", "rounds.close"]


def test_an_area_that_is_named_twice_or_within_another_one_is_walked_once(station):
    once = perform(station, "rounds.add", **{**ASKED, "areas": [GRID]})["id"]
    for where in ([GRID, GRID], [GRID, f"{GRID}/x03"]):
        twice = perform(station, "rounds.add", **{**ASKED, "areas": where})["id"]
        assert counted(station, twice) == counted(station, once)


def test_a_part_is_given_and_taken_back_and_the_audit_says_from_whom(station):
    ids = {login: person.id for login, person in station.directory.by_login.items()}
    made = perform(station, "rounds.add", **ASKED, staff="min", parts={GRID: "fang"})["id"]
    given = perform(station, "rounds.assign", round=made, area=UNIT, staff="qiang")
    assert given["parts"] == {COMMUNITY: ids["min"], GRID: ids["fang"], UNIT: ids["qiang"]}
    assert lines(station, made) == [(ids["qiang"], GRID, 2), (ids["min"], OTHER_GRID, 1)]
    perform(station, "rounds.assign", round=made, area=UNIT)
    assert lines(station, made) == [(ids["fang"], GRID, 2), (ids["min"], OTHER_GRID, 1)]
    assert [detail["before"] for act, _, detail in audited(station) if act == "rounds.assign"] == [
        ids["fang"],
        ids["qiang"],
    ]


NO_ROUNDS = (
    ({"form": "renovation"}, UnknownForm),
    ({"form": "visit", "keys": {}}, NoDoors),
    ({"form": "daily_inspection", "keys": {}}, NoDoors),
    ({"areas": ["130709/100/009"]}, UnknownArea),
    ({"keys": {"projekt": "p2022"}}, UnknownQuestion),
    ({"title": " \n"}, InvalidTitle),
    ({"title": "长" * 101}, InvalidTitle),
    ({"by": "2026-02-30"}, InvalidDays),
    ({"from": "2027-01-01"}, InvalidDays),
    ({"staff": "nobody"}, UnknownStaff),
    ({"staff": "fang"}, MayNotRecord),
    ({"as": "fang"}, NoRight),
    ({"parts": {GRID: "hong"}}, MayNotRecord),
    ({"parts": {"130709": "min"}}, NotInRound),
)


def test_what_makes_no_round_is_refused_and_nothing_is_made(station):
    for changed, error in NO_ROUNDS:
        with pytest.raises(error):
            perform(station, "rounds.add", **{**ASKED, **changed})
    assert station.directory.rounds == {}
    assert audited(station) == []


def test_a_part_is_given_where_the_round_is_to_whoever_may_record_there(station):
    made = perform(station, "rounds.add", **{**ASKED, "areas": [GRID]})["id"]
    for values, error in (
        ({"area": OTHER_GRID, "staff": "hong"}, NotInRound),
        ({"area": GRID, "staff": "hong"}, MayNotRecord),
        ({"area": GRID, "staff": "auditor"}, MayNotRecord),
        ({"area": GRID, "staff": "fang", "as": "qiang"}, NoRight),
    ):
        with pytest.raises(error):
            perform(station, "rounds.assign", round=made, **values)
    with pytest.raises(UnknownRound) as refused:
        perform(station, "rounds.assign", round="冬季入护", area=GRID, staff="fang")
    assert refused.value.nearest == ("冬季入户",)
    assert station.directory.rounds[made].parts == {}


def test_tablets_are_told_of_open_rounds_where_they_work_and_of_nothing_else(station):
    ids = {login: person.id for login, person in station.directory.by_login.items()}

    def told(login):
        return json.loads(station.directory.bundle(ids[login])[1])["assignments"]

    before = {login: station.directory.bundle_etag(ids[login]) for login in ("fang", "hong")}
    made = perform(station, "rounds.add", **{**ASKED, "areas": [GRID]})["id"]
    assert [each["id"] for each in told("fang")] == [made]
    assert told("hong") == []
    assert station.directory.bundle_etag(ids["hong"]) == before["hong"]
    named = station.directory.bundle_etag(ids["fang"])
    assert named != before["fang"]
    perform(station, "rounds.assign", round=made, area=UNIT, staff="qiang")
    assert told("fang")[0]["parts"] == {UNIT: ids["qiang"]}
    assert station.directory.bundle_etag(ids["fang"]) != named
    perform(station, "rounds.close", round=made)
    assert told("fang") == []
    assert station.directory.bundle_etag(ids["fang"]) == before["fang"]


def test_a_round_from_a_past_day_counts_what_the_log_took_since(town, opened):
    publish_visits(town)
    for household in (FIRST, SECOND):
        said = {"road": "support", "_status": "finished"}
        town.write(f"renovation_opinion/{household}:p2022", "fang", said)
    # The town's clock gives a row a minute from then on: rows are received at even minutes.
    began = local(next(town.clock)).date().isoformat()
    station = opened()
    since = perform(station, "rounds.add", **{**ASKED, "from": began})
    now = perform(station, "rounds.add", **{**ASKED, "title": "再来一次"})
    assert counted(station, since["id"]) == ZEROS | {"to_visit": 1, "done": 2}
    assert counted(station, now["id"]) == ZEROS | {"to_visit": 3}
    assert station.directory.rounds[now["id"]].starts == {GRID: 2}


def test_where_somebody_else_called_is_named_and_both_calls_are_kept(town, made, counting):
    call(town, FIRST, "qiang", "refused", made.id)
    call(town, FIRST, "fang", "done", made.id)
    call(town, SECOND, "fang", "absent", made.id)
    call(town, f"{UNIT}/+0301-2", "fang", "done", made.id)
    call(town, SECOND, "hong", "vacant", "another0000000001")
    station = counting()
    found = survey(station, made, None)
    assert counted(station, made.id) == ZEROS | {"to_visit": 2, "visited": 1}
    assert called_by_others(found) == [FIRST]
    assert beside_the_list(station, found, None) == [f"{UNIT}/+0301-2"]
    assert [each.outcome for each in station.calls.at(made.id, [FIRST])[FIRST]] == [
        "refused",
        "done",
    ]


def test_drafts_void_calls_and_forms_of_another_key_count_for_nothing(town, made, counting):
    said = {"round": made.id, "outcome": "done"}
    town.write(f"visit/{FIRST}:01G5AKBN000000000000000001", "fang", said)
    void = call(town, FIRST, "fang", "refused", made.id)
    (change,) = town.log.record(void)
    town.write(void, "fang", {"_status": "void"}, (scan(change.data).change_id,))
    finished = {"road": "support", "_status": "finished"}
    town.write(f"renovation_opinion/{FIRST}:p2023", "fang", finished)
    town.write(f"renovation_opinion/{SECOND}:p2022", "fang", {"road": "support"})
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 3}


def test_a_correction_of_a_visit_leaves_its_place_and_counts_as_it_reads_now(town, made, counting):
    first = call(town, FIRST, "fang", "refused", made.id)
    call(town, FIRST, "fang", "absent", made.id)
    (change,) = town.log.record(first)
    town.write(first, "fang", {"outcome": "vacant"}, (scan(change.data).change_id,))
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 3}


def test_what_is_kept_of_a_scope_is_found_anew_when_something_is_written_or_erased(
    town, made, counting
):
    record = call(town, FIRST, "fang", "vacant", made.id)
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 2, "vacant": 1}
    call(town, FIRST, "fang", "refused", made.id)
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 2, "refused": 1}
    later = call(town, FIRST, "fang", "vacant", made.id)
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 2, "vacant": 1}
    with contextlib.closing(ViewsFile(town.data / FILE_NAME)) as file, file.transaction():
        file.forget([record, later])
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 2, "refused": 1}


def test_calls_outside_of_the_areas_of_a_round_are_named_beside_its_list(town, made, counting):
    narrow = replace(made, areas=(AreaId(f"{UNIT}/0301"),))
    call(town, FIRST, "fang", "absent", made.id)
    call(town, SECOND, "fang", "vacant", made.id)
    call(town, ELSEWHERE_DOOR, "hong", "vacant", made.id)
    station = counting()
    found = survey(station, narrow, None)
    assert found.counts[State.to_visit] == sum(found.counts.values()) == 1
    assert beside_the_list(station, found, None) == [SECOND, ELSEWHERE_DOOR]
    fang = station.directory.permit(station.directory.by_login["fang"].id)
    assert beside_the_list(station, survey(station, narrow, fang), fang) == [SECOND]


def test_an_approval_leaves_a_door_done_and_a_return_opens_it_again(town, made, counting):
    for household, states in ((FIRST, ("approved",)), (SECOND, ("returned",))):
        record = f"renovation_opinion/{household}:p2022"
        last = town.write(record, "fang", {"road": "support", "_status": "finished"})
        for state in states:
            town.write(record, "min", {"_status": state}, (last,))
    assert counted(counting(), made.id) == ZEROS | {"to_visit": 2, "done": 1}


def test_what_somebody_may_not_read_is_in_no_number(town, made, counting):
    call(town, ELSEWHERE_DOOR, "hong", "vacant", made.id)
    assert counted(counting(), made.id, "fang") == ZEROS | {"to_visit": 2}


def test_a_moved_compound_counts_where_it_lies_and_keeps_its_calls(town, made, counting):
    call(town, FIRST, "fang", "vacant", made.id)
    areas.move(town.connection, AreaId(f"{GRID}/x03"), AreaId(OTHER_GRID), [GRID])
    station = counting()
    found = survey(station, station.directory.rounds[made.id], None)
    assert {(line.grid, line.staff) for line in found.lines} == {
        (OTHER_GRID, station.directory.by_login["hong"].id)
    }
    assert counted(station, made.id) == ZEROS | {"to_visit": 2, "vacant": 1}


def test_the_sums_are_those_of_a_count_door_by_door_whatever_was_written(town, made, counting):
    """A draw of many calls and forms, held against a plain count of what was drawn."""
    draw, doors = random.Random(11), (FIRST, SECOND, ELSEWHERE_DOOR)
    owner = {FIRST: "fang", SECOND: "fang", ELSEWHERE_DOOR: "hong"}
    last: dict[str, str] = {}
    others = set()
    for _ in range(40):
        door, outcome = draw.choice(doors), draw.choice(["done", "absent", "vacant", "come_back"])
        who = draw.choice(["qiang", owner[door]])
        call(town, door, who, outcome, made.id)
        last[door] = outcome
        if who != owner[door]:
            others.add(door)
    names = {"done": "visited", "absent": "to_visit"}
    expected = Counter(names.get(last.get(door), last.get(door)) for door in doors)
    station = counting()
    found = survey(station, station.directory.rounds[made.id], None)
    assert {state.value: n for state, n in found.counts.items() if n} == expected
    assert set(called_by_others(found)) == others


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
