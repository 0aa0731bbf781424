"""Survey rounds: who makes them and gives parts to whom, and what tablets are told."""

import json

import pytest

from server.clock import local, now_ms
from server.errors import (
    InvalidDays,
    InvalidTitle,
    MayNotRecord,
    NoDoors,
    NoRight,
    NotInRound,
    RoundClosed,
    UnknownArea,
    UnknownForm,
    UnknownQuestion,
    UnknownRound,
    UnknownStaff,
)
from server.surveys.counting import survey
from tests.server.town import COMMUNITY, GRID, OTHER_GRID, UNIT, town
from tests.server.visiting import (
    ASKED,
    FIRST,
    SECOND,
    ZEROS,
    audited,
    counted,
    opened,
    perform,
    publish_visits,
    station,
)

__all__ = ["opened", "station", "town"]


def counts(document):
    return {name: n for name, n in document.items() if name in ZEROS}


def lines(station, made):
    """What each person has: staff, grid and how many doors."""
    found = survey(station, station.directory.rounds[made], None)
    return [(line.staff, line.grid, sum(line.counts.values())) for line in found.lines]


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
