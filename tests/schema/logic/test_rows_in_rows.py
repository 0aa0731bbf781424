"""Groups, and rows within rows: what expressions see of them, and what is said of them.

What the paths of nested rows are worth was asked of ODK's evaluator (tests/odk): each vector over a
record with rows in rows is worked out here once more, in a form with its questions and answers kept
by their paths.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from schema.answer import Value
from schema.errors import InvalidForm
from schema.expressions.compiling import compiled
from schema.expressions.values import text
from schema.form import Form
from schema.outline import rows_of
from tests.odk.vectors import ERROR, vectors
from tests.schema.logic.forms import (
    AT,
    calculated,
    flags,
    form,
    found,
    group,
    question,
    reasons,
    repeat,
)

CENSUS = [each for each in vectors() if each["instance"] == "census" and each["expected"] != ERROR]


def _questions(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, str):
            yield question(name)
        elif isinstance(value, dict):
            yield group(name, *_questions(value))
        else:
            whole = {key: each for row in reversed(value) for key, each in row.items()}
            yield repeat(name, *_questions(whole))


def _answers(tree: dict[str, Any], before: str = "") -> Iterator[tuple[str, Value]]:
    for name, value in tree.items():
        if isinstance(value, str):
            yield before + name, value or None
        elif isinstance(value, dict):
            yield from _answers(value, before)
        else:
            for number, row in enumerate(value, start=1):
                yield f"{before}{name}[{number}]", True
                yield from _answers(row, f"{before}{name}[{number}].")


def _form(tree: dict[str, Any]) -> Form:
    return form(*_questions(tree), calculated("any", "1"))


def _told(vector: dict[str, Any]) -> str:
    asked = _form(vector["tree"])
    answers = dict(_answers(vector["tree"]))
    assert asked.logic is not None
    steps = vector["at"].split("/")[2:]
    place = ("data", *(step.partition("[")[0] for step in steps))
    path = ".".join(step for step in steps if step != "group")
    closure = compiled(f"string({vector['expression']})", asked.logic.places, place)
    said = asked.logic.open(answers, rows_of(answers), AT).worth(path, closure)
    return "" if said is None else str(said)


@pytest.mark.parametrize(
    "vector",
    [each for each in CENSUS if each["at"] != "/data" and each["type"] != "boolean"],
    ids=lambda vector: vector["about"],
)
def test_answers_kept_by_their_paths_are_worth_what_odk_says(vector: dict[str, Any]) -> None:
    expected = vector["expected"]
    if vector["type"] == "number" and isinstance(expected, int | float):
        expected = text(float(expected))
    assert _told(vector) == expected


HOME = form(
    question("use"),
    group(
        "rent",
        question("landlord", required=True),
        group("price", question("amount", "integer"), relevant="${landlord} != ''"),
        relevant="${use} = 'rented'",
    ),
    question("after", relevant="${amount} > 100"),
)


def test_a_group_that_is_not_asked_takes_along_what_it_holds():
    answers = {"use": "own", "landlord": "王", "amount": 500, "after": "x"}
    assert found(HOME, answers).irrelevant == {"landlord", "amount", "after"}
    assert flags(HOME, answers) == []


def test_a_group_within_another_keeps_its_own_condition():
    assert found(HOME, {"use": "rented", "amount": 500}).irrelevant == {"amount", "after"}
    answers = {"use": "rented", "landlord": "王", "amount": 500}
    assert found(HOME, answers).irrelevant == frozenset()


def test_what_groups_hold_is_required_like_everything_else():
    assert flags(HOME, {"use": "rented"}) == [("landlord", "required")]


def test_a_groups_condition_that_fails_is_said_once_beside_its_first_question():
    failing = form(
        question("when"),
        group("later", question("a"), question("b"), relevant="date(${when}) > today()"),
    )
    assert flags(failing, {"when": "soon"}) == [("a", "failed")]


VISITS = form(
    repeat(
        "members",
        question("name"),
        question("age", "integer"),
        repeat(
            "visits",
            question("day", "date", constraint=". <= today()"),
            question("weight", "decimal", required_if="${age} < 5"),
            calculated("nth", "position(..)"),
            calculated("of", "count(../../visits)"),
            calculated("who", "concat(position(../..), ${name})"),
            relevant="${age} < 18",
        ),
        calculated("calls", "count(${visits})"),
        calculated("heaviest", "max(${weight})"),
    ),
    calculated("all", "count(${visits})"),
    calculated("second", "indexed-repeat(${weight}, ${members}, 1, ${visits}, 2)"),
    calculated("weights", "sum(${weight})"),
)
FAMILY = {
    "members[a].name": "甲",
    "members[a].age": 3,
    "members[a].visits[x].weight": 12.5,
    "members[a].visits[y].weight": 13,
    "members[b].name": "乙",
    "members[b].age": 4,
    "members[b].visits[z].day": "2026-11-27",
    "members[c].name": "丙",
    "members[c].age": 30,
    "members[c].visits[w].weight": 70,
}


def test_rows_within_rows_know_their_number_and_what_stands_around_them():
    told = found(VISITS, FAMILY).calculated
    assert [told[f"members[a].visits[{row}].nth"] for row in "xy"] == [1, 2]
    assert [told[f"members[{at}].of"] for at in ("a].visits[y", "b].visits[z")] == [2, 1]
    assert told["members[b].visits[z].who"] == "2乙"


def test_counts_and_sums_go_across_rows_of_rows_and_leave_out_what_is_not_asked():
    told = found(VISITS, FAMILY).calculated
    assert [told[f"members[{row}].calls"] for row in "abc"] == [2, 1, 0]
    assert [told[f"members[{row}].heaviest"] for row in "abc"] == [13, None, None]
    assert (told["all"], told["weights"], told["second"]) == (3, 25.5, 13)


def test_each_inner_row_is_judged_by_its_own_answers_and_those_around_it():
    assert flags(VISITS, FAMILY) == [
        ("members[b].visits[z].day", "constraint"),
        ("members[b].visits[z].weight", "required"),
    ]
    assert {"members[c].visits", "members[c].visits[w]", "members[c].visits[w].weight"} < (
        found(VISITS, FAMILY).irrelevant
    )


COUNTED = form(
    question("n", "integer"),
    repeat("people", question("name"), repeat("toys", question("toy"), count="2"), count="${n}"),
)


def test_a_repeat_has_as_many_rows_as_its_form_counts():
    answers = {"n": 2, "people[a].name": "甲", "people[a].toys[x]": True}
    assert flags(COUNTED, answers) == [("people", "count"), ("people[a].toys", "count")]
    assert reasons(COUNTED, answers) == ["rows: 1 instead of 2", "rows: 1 instead of 2"]
    assert reasons(COUNTED, answers, "zh-CN")[0] == "应有2行，现有1行"
    assert flags(COUNTED, answers, finished=False) == []
    many = {"n": 1, **{f"people[{row}].toys[{toy}]": True for row in "ab" for toy in "xy"}}
    assert reasons(COUNTED, many) == ["rows: 2 instead of 1"]


def test_rows_are_not_counted_while_their_number_is_not_known():
    assert flags(COUNTED, {}) == []
    assert flags(COUNTED, {"n": -1}) == []


def test_a_calculation_that_is_not_asked_because_of_another_is_not_there():
    asked = form(
        question("a", "integer"),
        calculated("shown", "7", relevant="${big} = 'true'"),
        calculated("big", "${a} > 5"),
    )
    assert found(asked, {"a": 6}).calculated == {"big": "true", "shown": 7}
    assert found(asked, {"a": 5}).calculated == {"big": "false"}


def test_a_circle_through_a_group_is_refused():
    with pytest.raises(InvalidForm, match="circle"):
        form(group("g", question("a"), relevant="${a} = 1"))
