"""A record while it is filled in: what an answer makes to be worked out again, and what not."""

import random

import pytest

from schema.answer import Value
from schema.form import Form
from schema.logic.live_record import LiveRecord
from schema.outline import rows_of
from tests.schema.logic.forms import AT, calculated, form, group, question, repeat, table


def opened(form: Form, answers: dict[str, Value]) -> LiveRecord:
    assert form.logic is not None
    return form.logic.open(answers, rows_of(answers), AT)


CHAIN = form(
    question("a", "integer"),
    calculated("b", "coalesce(${a}, 0) * 2"),
    calculated("c", "${b} > 5"),
    calculated("d", "concat(${c}, '!')"),
    question("far", "integer", constraint=". > 0"),
    calculated("away", "coalesce(${far}, 0) + 1"),
)


def test_an_answer_makes_worked_out_again_what_reads_it_and_nothing_else():
    live = opened(CHAIN, {"a": 1, "far": 1})
    before = live.worked_out
    live.answer("far", 4)
    assert live.worked_out - before == 2  # its constraint, and what adds 1 to it
    assert live.judgement().calculated["away"] == 5


def test_what_comes_out_the_same_makes_nothing_else_worked_out_again():
    live = opened(CHAIN, {"a": 1})
    before = live.worked_out
    live.answer("a", 2)
    assert live.worked_out - before == 2  # b and c; c is still false, so d is not
    live.answer("a", 3)
    assert live.worked_out - before == 5
    assert live.judgement().calculated["d"] == "true!"


def test_each_is_worked_out_once_whatever_ways_lead_to_it():
    diamond = form(
        question("a", "integer"),
        calculated("left", "${a} + 1"),
        calculated("right", "${a} + 2"),
        calculated("both", "${left} + ${right}"),
    )
    live = opened(diamond, {"a": 1})
    before = live.worked_out
    live.answer("a", 2)
    assert (live.worked_out - before, live.judgement().calculated["both"]) == (3, 7)


WEB = form(
    question("x", "integer"),
    question("y", "integer", relevant="${x} > 2", constraint=". < 8", required_if="${sum} > 4"),
    group(
        "g",
        question("z", "integer", relevant="${y} != 3"),
        calculated("sum", "coalesce(${x}, 0) + coalesce(${y}, 0) + coalesce(${z}, 0)"),
        group("h", question("pick", "select_one", list_name="l", choice_filter="n = ${z}")),
        relevant="${x} != 5",
    ),
    repeat(
        "rows",
        question("n", "integer", relevant="${x} > 1", constraint=". >= ${y}"),
        calculated("double", "${n} * 2"),
        calculated("random", "int(random() * 1000)"),
        count="${x}",
        relevant="${z} != 7",
    ),
    calculated("total", "sum(${double}) + count(${rows})"),
    lists={"l": table("name", "n", rows=[["p", "1"], ["q", "2"], ["r", "2"]])},
)


@pytest.mark.parametrize("seed", range(8))
def test_a_record_that_changed_answer_by_answer_is_judged_as_one_opened_with_all_of_them(seed):
    draw = random.Random(seed)
    answers: dict[str, Value] = {f"rows[{row}]": True for row in "ab"}
    live = opened(WEB, answers)
    for _ in range(40):
        path = draw.choice(("x", "y", "z", "pick", "rows[a].n", "rows[b].n"))
        value = draw.choice("pqr") if path == "pick" else draw.choice((None, *range(9)))
        answers[path] = value
        live.answer(path, value)
        assert live.judgement() == opened(WEB, answers).judgement()


TOWNS = form(
    question("district", "select_one", list_name="districts"),
    question("town", "select_one", list_name="towns", choice_filter="district = ${district}"),
    question(
        "villages",
        "select_multiple",
        list_name="villages",
        choice_filter="${town} = town and selected(${kinds}, kind) and population > 10",
    ),
    question("kinds", "select_multiple", list_name="kinds"),
    question("first", "select_one", list_name="villages", choice_filter="position() <= 2"),
    lists={
        "districts": table("name", "label", rows=[["d1", "East"], ["d2", "West"]]),
        "kinds": table("name", "label", rows=[["old", "Old"], ["new", "New"]]),
        "towns": table(
            *("name", "label", "district"),
            rows=[["a", "A", "d1"], ["b", "B", "d2"], ["a", "A of the west", "d2"]],
        ),
        "villages": table(
            *("name", "label", "town", "kind", "population"),
            rows=[
                ["v1", "V 1", "a", "old", "9"],
                ["v2", "V 2", "a", "old", "100"],
                ["v3", "V 3", "a", "new", "100"],
                ["v4", "V 4", "b", "old", "100"],
            ],
        ),
    },
)


def names(live: LiveRecord, path: str) -> list[str]:
    return [choice.name for choice in live.offered(path)]


def test_a_filter_offers_what_fits_the_other_answers():
    live = opened(TOWNS, {"district": "d2", "town": "a", "kinds": ["old"]})
    assert names(live, "town") == ["b", "a"]
    assert [choice.label["en"] for choice in live.offered("town")] == ["B", "A of the west"]
    assert names(live, "villages") == ["v2"]
    live.answer("kinds", ["old", "new"])
    assert names(live, "villages") == ["v2", "v3"]


def test_a_filter_may_ask_where_an_item_stands():
    live = opened(TOWNS, {"first": "v2"})
    assert names(live, "first") == ["v1", "v2"]
    assert live.judgement().unoffered == {}
    live.answer("first", "v3")
    assert live.judgement().unoffered == {"first": ["v3"]}


def test_what_was_chosen_and_is_not_offered_any_more_is_named():
    live = opened(TOWNS, {"district": "d2", "town": "b", "kinds": ["old"], "villages": ["v4"]})
    assert live.judgement().unoffered == {}
    live.answer("town", "a")
    assert live.judgement().unoffered == {"villages": ["v4"]}
    live.answer("district", "d1")
    live.answer("villages", ["v2", "v1", "v3"])
    assert live.judgement().unoffered == {"villages": ["v1", "v3"]}


def test_a_filter_that_fails_offers_everything():
    failing = form(
        question("day"),
        question("pick", "select_one", list_name="l", choice_filter="name > date(${day})"),
        lists={"l": table("name", rows=[["p"], ["q"]])},
    )
    live = opened(failing, {"day": "soon", "pick": "p"})
    assert (names(live, "pick"), live.judgement().unoffered) == (["p", "q"], {})
    assert list(live.judgement().failed) == ["pick"]


def test_a_question_is_read_only_by_its_own_condition_or_that_of_what_holds_it():
    kept = form(
        question("done"),
        question("a", read_only="${done} = 'x'"),
        group("g", question("b"), repeat("r", question("c")), read_only="${done} = 'x'"),
    )
    live = opened(kept, {"r[1].c": "1"})
    paths = ("done", "a", "b", "r[1].c")
    assert [live.read_only(path) for path in paths] == [False] * 4
    live.answer("done", "x")
    assert [live.read_only(path) for path in paths] == [False, True, True, True]


def test_chance_is_the_same_whatever_else_is_asked():
    one = form(question("a"), calculated("c", "random()"))
    two = form(calculated("z", "random()"), calculated("c", "random()"))
    drawn = [opened(each, {}).judgement().calculated["c"] for each in (one, two)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != opened(two, {}).judgement().calculated["z"]
