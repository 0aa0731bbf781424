"""Where answers stand: repeats are in a path, groups are not, unless a name needs its group."""

import pytest

from schema.errors import InvalidForm
from tests.schema.logic.forms import form, group, question, repeat

NESTED = form(
    question("road"),
    group(
        "home",
        question("rooms"),
        repeat(
            "members",
            question("name"),
            group("health", repeat("visits", question("date"), group("x", question("y")))),
        ),
    ),
)


def test_every_question_has_its_path_pattern_and_place_in_the_order_of_the_form():
    assert [(each.path, each.pattern, "/".join(each.place)) for each in NESTED.walk()] == [
        ("road", "road", "data/road"),
        ("rooms", "rooms", "data/home/rooms"),
        ("members", "members", "data/home/members"),
        ("members.name", "members[].name", "data/home/members/name"),
        ("members.visits", "members[].visits", "data/home/members/health/visits"),
        ("members.visits.date", "members[].visits[].date", "data/home/members/health/visits/date"),
        ("members.visits.y", "members[].visits[].y", "data/home/members/health/visits/x/y"),
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("members[0a1b2c].visits[3c4d5e].date", "date"),
        ("members[0a1b2c].visits[3c4d5e]", "visits"),
        ("members[0a1b2c].visits", "visits"),
        ("members.visits", "visits"),
        ("members[0a1b2c].visits.date", None),
        ("members.visits[3c4d5e].date", None),
        ("members[].visits[].date", None),
        ("home", None),
        ("home.rooms", None),
        ("home[0a1b2c].rooms", None),
    ],
)
def test_a_path_has_rows_behind_each_repeat_or_behind_none(path, name):
    found = NESTED.question(path)
    assert (found and found.name) == name


def test_a_record_has_the_paths_of_its_rows():
    rows = {"members": ["a", "b"], "members[b].visits": ["x"]}
    assert [path for path, _ in NESTED.paths(rows)] == [
        *("road", "rooms", "members"),
        *("members[a]", "members[a].name", "members[a].visits"),
        *("members[b]", "members[b].name", "members[b].visits"),
        *("members[b].visits[x]", "members[b].visits[x].date", "members[b].visits[x].y"),
    ]


def test_questions_of_one_name_are_called_by_their_groups():
    parents = form(
        question("name"),
        group("mother", question("name"), question("age")),
        group("father", question("name"), group("work", question("place"))),
        group("uncle", group("work", question("place"))),
        repeat("children", question("name")),
    )
    assert [each.path for each in parents.walk()] == [
        *("name", "mother.name", "age", "father.name"),
        *("father.work.place", "uncle.work.place", "children", "children.name"),
    ]
    found = parents.located("father.work.place")
    assert found is not None
    assert found.place == ("data", "father", "work", "place")


def test_a_name_may_not_be_longer_than_a_record_can_hold_with_all_its_rows():
    inner = repeat("b" * 90, question("c" * 47))  # with two rows' ids 256 bytes, or one more
    assert form(repeat("a" * 101, inner)).question(f"{'a' * 101}.{'b' * 90}") is not None
    with pytest.raises(InvalidForm, match="too long with the repeats around it"):
        form(repeat("a" * 102, inner))
