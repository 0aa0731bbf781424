"""How far a door of a survey round is, who has it, and in which order doors are walked."""

import itertools
import random
from dataclasses import replace

import pytest

from schema.area import Area, AreaId, AreaKind, Scope
from schema.record_id import RecordId
from schema.rounds import LEFT, Call, Round, State, asked_for, latest, state
from schema.tree import AreaTree
from schema.walking import in_numbers, walking_place

GRID = "130709/100/002/007"


def test_a_door_where_nobody_called_is_still_to_be_visited():
    assert state([], [], 0) is State.to_visit


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("done", State.visited),
        ("absent", State.to_visit),
        ("refused", State.refused),
        ("vacant", State.vacant),
        ("come_back", State.come_back),
        (None, State.to_visit),
        ("a choice of another version", State.to_visit),
    ],
)
def test_the_latest_call_says_how_far_a_door_is(outcome, expected):
    assert state([Call(3, "refused"), Call(8, outcome)], [], 0) is expected


def test_whoever_was_not_met_was_not_visited_even_after_they_were():
    assert state([Call(3, "done"), Call(8, "absent")], [], 0) is State.to_visit


@pytest.mark.parametrize("outcome", ["absent", "refused", "vacant", "come_back", "done", None])
def test_a_finished_form_makes_a_door_done_whatever_was_said_there(outcome):
    assert state([Call(8, outcome)], [5], 4) is State.done


def test_what_was_finished_before_the_round_began_makes_no_door_done():
    assert state([], [4], 4) is State.to_visit
    assert state([], [4, 5], 4) is State.done


def test_what_the_log_does_not_have_yet_comes_behind_what_it_has():
    waiting = [Call(None, "absent"), Call(None, "refused")]
    assert latest([*waiting, Call(9, "done")]) == Call(None, "refused")
    assert state([], [None], 7) is State.done


def test_calls_are_ordered_by_the_log_in_whatever_order_they_are_given():
    calls = [Call(2, "absent"), Call(5, "come_back"), Call(11, "refused"), Call(19, "done")]
    assert {state(each, [], 0) for each in itertools.permutations(calls)} == {State.visited}


def test_every_door_is_in_exactly_one_state_of_a_plain_reading_of_the_rule():
    """The rule word by word, against the function, for thousands of drawn doors."""
    draw = random.Random(4)
    for _ in range(3_000):
        outcomes = ["done", "absent", "refused", "vacant", "come_back"]
        calls = [Call(n, draw.choice(outcomes)) for n in draw.sample(range(40), draw.randrange(4))]
        finished = draw.sample(range(40), draw.randrange(3))
        start = draw.randrange(40)
        last = max(calls)[1] if calls else None
        if [each for each in finished if each > start]:
            expected = "done"
        elif last in ("refused", "vacant", "come_back"):
            expected = last
        else:
            expected = "visited" if last == "done" else "to_visit"
        assert state(calls, finished, start).value == expected
    assert {each.value for each in LEFT} == {"to_visit", "visited", "come_back"}


def area(text, kind, name):
    return Area(id=AreaId(text), kind=AreaKind(kind), name=name, parent=AreaId(text).parent)


TREE = AreaTree(
    [
        area("130709/100/002", "community", "长青路社区"),
        area(GRID, "grid", "第7网格"),
        area(f"{GRID}/x03", "compound", "和平小区"),
        area(f"{GRID}/x03/b02", "building", "3号楼"),
        area(f"{GRID}/x03/b10", "building", "10号楼"),
        area(f"{GRID}/x03/b02/u1", "unit", "一单元"),
        area(f"{GRID}/x03/b02/u9", "unit", "二单元"),
        area(f"{GRID}/x03/b02/u1/1201", "household", "1201"),
        area(f"{GRID}/x03/b02/u1/301", "household", "301"),
        area(f"{GRID}/x03/b02/u1/0302", "household", "0302"),
        area(f"{GRID}/x03/b02/u9/b1", "household", "-101"),
        area(f"{GRID}/x03/b02/u9/0101", "household", "0101"),
        area(f"{GRID}/x03/b10/u1", "unit", "1单元"),
        area(f"{GRID}/x03/b10/u1/0101", "household", "0101"),
    ]
)


def survey_round(**parts):
    return Round(
        id="round00000000001",
        title="入户",
        form="opinion",
        areas=(AreaId("130709/100/002"),),
        parts={AreaId(where.replace("_", "/")): who for where, who in parts.items()},
        starts={Scope(GRID): 7},
        first_day="2026-11-01",
        last_day="2026-12-01",
    )


def test_the_nearest_part_at_or_above_a_door_says_whose_it_is():
    made = survey_round(
        **{GRID: "wang", f"{GRID}/x03/b02/u1": "li", f"{GRID}/x03/b02/u1/301": "he"}
    )
    assert made.assigned(TREE, f"{GRID}/x03/b10/u1/0101") == "wang"
    assert made.assigned(TREE, f"{GRID}/x03/b02/u1/1201") == "li"
    assert made.assigned(TREE, f"{GRID}/x03/b02/u1/301") == "he"
    assert made.assigned(TREE, f"{GRID}/x03/b02/u1/+0303") == "li"
    assert survey_round().assigned(TREE, f"{GRID}/x03/b02/u1/301") is None


def test_a_round_covers_what_lies_in_its_areas_and_nothing_else():
    assert survey_round().covers(TREE, f"{GRID}/x03/b02/u1/+0303")
    assert not survey_round().covers(TREE, "130709/100/003/001")


@pytest.mark.parametrize(
    "areas",
    [(GRID,), (GRID, GRID), (GRID, f"{GRID}/x03/b02/u1"), (f"{GRID}/x03", "130709/100/002")],
)
def test_each_door_is_walked_once_however_often_it_is_named(areas):
    made = replace(survey_round(), areas=tuple(map(AreaId, areas)))
    doors = [*made.doors(TREE)]
    assert (len(doors), len(set(doors))) == (6, 6)


def test_a_round_is_what_its_document_says():
    made = survey_round(**{GRID: "wang"})
    assert Round.from_json(made.to_json()) == made


def test_a_round_asks_for_the_records_whose_ids_hold_its_answers():
    record = RecordId.parse(f"opinion/{GRID}/x03/b02/u1/0302:p2022:2")
    key = ("project", "visit")
    assert asked_for({}, record, key)
    assert asked_for({"project": "p2022"}, record, key)
    assert asked_for({"visit": "2", "project": "p2022"}, record, key)
    assert not asked_for({"project": "p2023"}, record, key)


def test_doors_are_walked_by_building_unit_floor_and_door_as_people_count_them():
    doors = [each.id for each in TREE if each.kind is AreaKind.household]
    walked = sorted(doors, key=lambda door: walking_place(TREE, door))
    assert [TREE.words(door, "zh-CN").removeprefix("和平小区 ") for door in walked] == [
        "3号楼 一单元 301",
        "3号楼 一单元 0302",
        "3号楼 一单元 1201",
        "3号楼 二单元 -101",
        "3号楼 二单元 0101",
        "10号楼 1单元 0101",
    ]


@pytest.mark.parametrize(
    "in_order",
    [
        [
            "一号楼",
            "2号楼",
            "三号楼",
            "十号楼",
            "11号楼",
            "二十一号楼",
            "一〇三号楼",
            "一百二十号楼",
        ],
        ["甲单元", "乙单元", "丙单元", "丁单元"],
        ["地下二层", "负一层", "1层", "１２层"],
        ["0301", "0301-2", "0301-10", "0302", "1201"],
        ["3号楼A座", "3号楼B座"],
    ],
)
def test_names_are_compared_by_the_numbers_in_them(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=in_numbers) == in_order


def test_a_household_written_at_the_door_stands_among_those_of_its_unit():
    unit = f"{GRID}/x03/b02/u1"
    doors = [AreaId(f"{unit}/{each}") for each in ("1201", "+0401", "0302")]
    walked = sorted(doors, key=lambda door: walking_place(TREE, door))
    assert [door.label for door in walked] == ["0302", "0401", "1201"]
