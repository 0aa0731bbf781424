"""`doorstep-tablet today`: what is left of a survey round, offline, in walking order."""

import json

import pytest

from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT

WINTER = {
    "id": "winter0000000001",
    "title": "冬季入户",
    "form": "renovation_opinion",
    "keys": {"project": "p2022"},
    "areas": [GRID],
    "parts": {GRID: "wangfang000"},
    "starts": {},
    "from": "2022-06-01",
    "by": "2022-06-30",
}


def given(home, *rounds, etag="2"):
    """Downloads a bundle that has these rounds."""
    home.download(assignments=list(rounds), etag=etag)


def door(number):
    return f"{UNIT}/{number}"


def today(home):
    return json.loads(home.ok("today", "--json"))


def states(home):
    (walk,) = today(home)
    names = ("to_visit", "visited", "come_back", "refused", "vacant", "done")
    return [walk[name] for name in names]


def visit(home, number, *answers):
    home.ok("new", "visit", "--area", door(number), *answers)


@pytest.fixture
def walking(wang):
    given(wang, WINTER)
    return wang


def test_without_a_round_the_list_says_so(wang):
    assert "没有分给您的入户任务" in wang.ok("today")
    assert today(wang) == []


def test_the_list_is_walked_by_floor_and_door_and_counts_what_is_left(walking):
    (walk,) = today(walking)
    assert [each["area"] for each in walk["list"]] == [door(n) for n in ("0301", "0302", "0405")]
    assert (walk["doors"], walk["left"], walk["due"]) == (3, 3, 0)
    said = walking.ok("today")
    assert said.splitlines()[0] == "冬季入户：还有3户，共3户"
    assert "和平小区 3号楼 1单元\n  0301  待访\n  0302  待访\n  0405  待访" in said


def test_a_call_moves_a_door_and_absent_leaves_it_where_it_was(walking, clock):
    visit(walking, "0301", "outcome=absent")
    assert states(walking) == [3, 0, 0, 0, 0, 0]
    visit(walking, "0301", "outcome=done")
    visit(walking, "0302", "outcome=refused")
    assert states(walking) == [1, 1, 0, 1, 0, 0]
    clock.set(hour=9)
    visit(walking, "0301", "outcome=absent")
    assert states(walking) == [2, 0, 0, 1, 0, 0]
    assert "不在家 我 今天 09:00 共3次" in walking.ok("today")


def test_a_finished_form_makes_a_door_done_and_a_draft_does_not(walking):
    opinion = ["renovation_opinion", "--area", door("0301"), "road=support", "--draft"]
    walking.ok("new", *opinion)
    assert states(walking) == [3, 0, 0, 0, 0, 0]
    walking.ok("finish", "0301:p2022")
    assert states(walking) == [2, 0, 0, 0, 0, 1]
    walking.sync()
    assert states(walking) == [2, 0, 0, 0, 0, 1]


def test_what_was_finished_before_the_round_began_counts_for_nothing_in_it(walking):
    walking.ok("new", "renovation_opinion", "--area", door("0301"), "road=support")
    walking.sync()
    given(walking, {**WINTER, "starts": {GRID: len(walking.log.rows)}}, etag="3")
    assert states(walking) == [3, 0, 0, 0, 0, 0]
    walking.ok("finish", "0301:p2022")
    assert states(walking) == [2, 0, 0, 0, 0, 1]


def test_come_back_times_of_today_stand_first_and_those_of_other_days_last(walking, clock):
    visit(walking, "0301", "outcome=come_back", "come_back_at=2022-06-14 18:00")
    visit(walking, "0405", "outcome=come_back", "come_back_at=2022-06-12 18:30")
    (walk,) = today(walking)
    assert [(each["area"], each["due"]) for each in walk["list"]] == [
        (door("0405"), True),
        (door("0302"), False),
        (door("0301"), False),
    ]
    said = walking.ok("today")
    assert "今天约好再来的1户：\n  和平小区 3号楼 1单元 0405  约好再来 18:30" in said
    assert "0301  约好再来 6月14日 18:00" in said
    clock.set(day=3)
    assert [each["due"] for each in today(walking)[0]["list"]] == [True, True, False]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+08:30", "9999-12-31T23:59:59-08:00"])
def test_a_come_back_time_that_no_clock_shows_ends_no_list(walking, at):
    visit(walking, "0301", "outcome=come_back", f"come_back_at={at}")
    assert states(walking) == [2, 0, 1, 0, 0, 0]
    assert "0301  约好再来" in walking.ok("today")
    walking.ok("show", door("0301"))


def test_a_visit_bears_the_one_round_that_fits_and_a_title_stands_for_its_id(walking):
    visit(walking, "0301", "outcome=absent")
    visit(walking, "0302", "outcome=absent", "round=冬季入户")
    found = json.loads(walking.ok("list", "visit", "--json"))
    assert {each["answers"]["round"]["value"] for each in found} == {WINTER["id"]}
    assert "走访批次  冬季入户" in walking.ok("show", found[0]["id"])


def test_a_title_stands_for_the_rounds_id_wherever_it_is_written(walking, li):
    given(walking)
    visit(walking, "0301", "outcome=absent", "--draft")
    given(walking, WINTER, etag="3")
    record = json.loads(walking.ok("list", "visit", "--json"))[0]["id"]

    def named():
        answers = json.loads(walking.ok("show", record, "--json"))["answers"]
        return answers["round"]["value"]

    walking.ok("edit", record, "round=冬季入户")
    assert named() == WINTER["id"]
    for home in (walking, li):
        home.sync()
    li.ok("edit", record, "round=另一个")
    walking.ok("edit", record, "round=又一个")
    for home in (li, walking):
        home.sync()
    walking.ok("settle", record, "round", "--value", "冬季入户")
    assert named() == WINTER["id"]


def test_of_rounds_with_one_title_the_one_of_the_door_is_meant_and_two_are_asked_about(wang):
    elsewhere = {**WINTER, "id": "winter0000000002", "areas": ["130709/100/003"], "parts": {}}
    given(wang, WINTER, elsewhere)
    visit(wang, "0301", "outcome=absent", "round=冬季入户")
    (made,) = json.loads(wang.ok("list", "visit", "--json"))
    assert made["answers"]["round"]["value"] == WINTER["id"]
    again = {**WINTER, "id": "winter0000000003", "from": "2022-06-10"}
    given(wang, WINTER, again, etag="3")
    refused = wang.run("edit", made["id"], "round=冬季入户")
    assert refused.exit_code == 2
    assert "round=winter0000000003 (2022-06-10 – 2022-06-30)" in refused.output
    wang.ok("edit", made["id"], "round=winter0000000003")


def test_where_two_rounds_fit_the_person_is_asked_and_the_door_of_one_is_not(wang):
    spring = {**WINTER, "id": "spring0000000001", "title": "春季入户", "parts": {}}
    given(wang, WINTER, spring)
    visit(wang, "0301", "outcome=absent")
    assert today(wang)[0]["list"][0]["calls"] != []
    given(wang, WINTER, {**spring, "parts": {GRID: "wangfang000"}}, etag="3")
    result = wang.run("new", "visit", "--area", door("0302"), "outcome=absent")
    assert result.exit_code == 0
    assert "没有算进任何一个" in result.stderr
    assert [len(each["list"]) for each in today(wang)] == [3, 3]
    assert all(each["list"][1]["calls"] == [] for each in today(wang))


def test_a_visit_after_midnight_counts_for_its_round(walking, clock):
    clock.set(hour=23, minute=59)
    visit(walking, "0301", "outcome=absent")
    clock.set(day=1, hour=0, minute=5)
    visit(walking, "0301", "outcome=vacant")
    assert states(walking) == [2, 0, 0, 0, 1, 0]


def test_the_order_of_the_log_counts_whatever_the_clocks_say(walking, clock):
    visit(walking, "0301", "outcome=refused")
    walking.sync()
    clock.set(day=-40)
    visit(walking, "0301", "outcome=done")
    assert states(walking) == [2, 1, 0, 0, 0, 0]
    walking.sync()
    assert states(walking) == [2, 1, 0, 0, 0, 0]


def test_both_calls_are_kept_where_a_part_was_given_to_somebody_else_meanwhile(walking, li):
    """Wang is offline while her part is given to Li: both call, nothing is lost on either side."""
    visit(walking, "0301", "outcome=refused")
    given(li, {**WINTER, "parts": {GRID: "liqiang0000"}})
    visit(li, "0301", "outcome=done")
    li.sync()
    walking.sync()
    li.sync()
    given(walking, {**WINTER, "parts": {GRID: "liqiang0000"}}, etag="3")
    assert today(walking) == []
    (walk,) = today(li)
    calls = {each["area"]: each["calls"] for each in walk["list"]}.get(door("0301"), [])
    assert (states(li), calls) == ([2, 0, 0, 1, 0, 0], [])
    held = json.loads(li.ok("list", "visit", "--json"))
    assert {each["created_by"] for each in held} == {"wangfang000", "liqiang0000"}


def test_doors_of_colleagues_are_not_on_the_list_and_those_of_nobody_are_named(wang):
    given(wang, {**WINTER, "parts": {door("0302"): "wangfang000", door("0405"): "liqiang0000"}})
    (walk,) = today(wang)
    assert [each["area"] for each in walk["list"]] == [door("0302")]
    assert walk["unnamed"] == 1
    assert "另有1户还没有指定人" in wang.ok("today")


def test_a_bundle_that_differs_in_assignments_alone_has_no_record_read_again(walking):
    visit(walking, "0301", "outcome=absent")
    today(walking)
    given(walking, {**WINTER, "title": "另一次"}, etag="3")
    with HomeStore(walking.path) as store:
        assert store.index.stale() == []


def test_a_door_at_a_glance_says_how_far_it_is_whoever_is_named_for_it(walking, clock):
    given(walking, WINTER | {"parts": {GRID: "liqiang0000"}}, etag="3")
    back = "come_back_at=2022-06-12T18:00+08:00"
    visit(walking, "0301", "outcome=come_back", "round=winter0000000001", back)
    lines = walking.ok("show", door("0301")).splitlines()
    assert lines[2:4] == ["冬季入户：约好再来", "◷ 约好再来：2022-06-12 18:00"]
    clock.set(hour=10)
    walking.ok("new", "renovation_opinion", "--area", door("0301"), "road=support")
    lines = walking.ok("show", door("0301")).splitlines()
    assert "冬季入户：完成" in lines
    assert not any(line.startswith("◷") for line in lines)
    found = json.loads(walking.ok("show", door("0301"), "--json"))
    assert found["rounds"] == [{"id": "winter0000000001", "title": "冬季入户", "state": "done"}]
