"""What a survey round comes to: how far each door is, who called there, and who may see it."""

import contextlib
import random
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from schema.area import AreaId
from schema.rounds import State
from server.people import areas
from server.surveys.counting import beside_the_list, called_by_others, survey
from server.views.calls import Calls
from server.views.file import FILE_NAME
from server.views.storing import ViewsFile
from sync.core.scan import scan
from tests.server.town import GRID, OTHER_GRID, UNIT, town
from tests.server.visiting import ELSEWHERE_DOOR, FIRST, SECOND, ZEROS, begin, call, counted

__all__ = ["town"]


@pytest.fixture
def made(town):
    """A round that began before anything was written, with Fang in one grid and Hong in another."""
    return begin(town, "冬季入户", "2026-12-31")


@pytest.fixture
def counting(town):
    """What was written so far as it is counted from, without a server around it."""

    def now():
        town.fold()
        return SimpleNamespace(directory=town.directory, calls=Calls(town.data))

    return now


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
