"""What is wrong with an expression is found before any answer is there."""

import pytest

from schema.expressions.errors import ExpressionError, FailedExpression, InvalidExpression
from schema.expressions.functions import FUNCTIONS
from schema.expressions.special import SPECIAL
from schema.expressions.values import text
from tests.schema.expressions.trees import record

HOME = {"age": "30", "g": {"name": "张伟"}, "members": [{"m": "1"}, {"m": "2"}]}
LISTS = {
    "streets": [{"name": "a", "label": "A", "town": "x"}, {"name": "b", "label": "B", "town": "y"}]
}


def refused(expression: str) -> InvalidExpression:
    with pytest.raises(InvalidExpression) as raised:
        record(HOME, LISTS).value(expression)
    return raised.value


@pytest.mark.parametrize(
    ("expression", "problem", "facts"),
    [
        ("foo(1)", "unknown_function", {"name": "foo"}),
        ("slected(${age}, 'a')", "similar_function", {"name": "slected", "similar": "selected"}),
        ("${agee}", "unknown_question", {"name": "agee"}),
        ("if(1, 2)", "arguments", {"name": "if", "wanted": "3", "given": 2}),
        ("substr('a')", "arguments", {"name": "substr", "wanted": "2–3", "given": 1}),
        ("join()", "arguments", {"name": "join", "wanted": "1+", "given": 0}),
        ("weighted-checklist(1, 2, 3)", "arguments", None),
        ("count(1)", "nodes_wanted", {"name": "count", "number": 1}),
        ("sum(${age} + 1)", "nodes_wanted", {"name": "sum", "number": 1}),
        ("position('a')", "nodes_wanted", {"name": "position", "number": 1}),
        ("1 | 2", "nodes_wanted", {"name": "|", "number": 1}),
        ("regex(., '[')", "pattern", None),
        ("digest('a', 'SHA-2')", "algorithm", {"said": "SHA-2"}),
        ("format-date(., '%Q')", "date_format", {"said": "Q"}),
        ("instance('towns')/root/item", "unknown_list", {"name": "towns"}),
        ("pulldata('towns', 'a', 'b', 'c')", "unknown_list", {"name": "towns"}),
        ("jr:choice-name(${age}, ${age})", "text_wanted", None),
        ("jr:choice-name(${age}, '${nobody}')", "unknown_question", {"name": "nobody"}),
        ("indexed-repeat(${age}, ${members}, 1)", "not_a_repeat", {"number": 2}),
        ("indexed-repeat(1, ${members}, 1)", "nodes_wanted", None),
        ("${last-saved#nobody}", "unknown_question", {"name": "nobody"}),
    ],
)
def test_what_can_never_be_worked_out_is_refused(expression, problem, facts):
    error = refused(expression)
    assert error.problem == problem
    assert facts is None or error.facts == facts


def test_two_questions_of_one_name_are_refused_where_they_are_meant():
    both = record({"x": {"a": "1"}, "y": {"a": "2"}})
    with pytest.raises(InvalidExpression) as raised:
        both.value("${a}")
    assert raised.value.problem == "ambiguous_question"
    assert text(both.value("/data/y/a")) == "2"


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("date('tomorrow')", "not_a_date"),
        ("date(1 div 0)", "date_range"),
        ("date-time(1000000000)", "date_range"),
        ("distance('here', 'there')", "not_a_place"),
        ("distance('91 0', '0 0')", "not_a_place"),
        ("uuid(1001)", "too_much"),
        ("instance(/data/age)", "unknown_list"),
        ("regex(/data/age, concat('(', ''))", "pattern"),
        ("count(if(1, 'a', 'b'))", "not_nodes"),
        ("format-date(today(), concat('%', 'Q'))", "date_format"),
    ],
)
def test_what_does_not_fit_the_answers_fails_by_name(expression, problem):
    with pytest.raises(ExpressionError) as raised:
        record(HOME, LISTS).value(expression)
    assert raised.value.problem == problem
    assert all(raised.value.sentence(lang) for lang in ("zh-CN", "en"))


def test_a_pattern_that_runs_away_is_stopped():
    runaway = record({"a": "x" * 60})
    with pytest.raises(FailedExpression) as raised:
        runaway.value("regex(${a}, '(x|xx)+y')")
    assert raised.value.problem == "slow_pattern"


def test_a_function_has_one_home():
    assert not FUNCTIONS.keys() & SPECIAL.keys()


@pytest.mark.parametrize("wanted", ["'b'", "${street}", "/data/street", "current()/../street"])
def test_items_found_by_the_index_are_those_found_one_by_one(wanted):
    home = record({"street": "b", "label": ""}, LISTS)
    by_index = home.value(f"instance('streets')/root/item[name = {wanted}]/label", "/data/label")
    by_hand = home.value(
        f"instance('streets')/root/item[string(name) = string({wanted})]/label", "/data/label"
    )
    assert text(by_index) == text(by_hand) == "B"


def test_a_number_is_compared_with_items_as_a_number():
    home = record({"a": ""}, {"l": [{"code": "07", "label": "seven"}]})
    assert text(home.value("instance('l')/root/item[code = 7]/label")) == "seven"
    assert text(home.value("instance('l')/root/item[code = '7']/label")) == ""


def test_the_same_source_of_chance_gives_the_same_values():
    one, two = (record(HOME).value("concat(random(), uuid())") for _ in range(2))
    assert one == two


def test_choices_are_called_by_their_labels():
    called = record(HOME, label=lambda place, choice: f"{'/'.join(place)}:{choice}!")
    assert called.value("jr:choice-name(${age}, '${age}')") == "data/age:30!"
    assert called.value("jr:choice-name('x', ' /data/g/name ')") == "data/g/name:x!"


def test_the_record_saved_last_is_read_by_name():
    assert record(HOME, saved={"age": 29.0}).value("${last-saved#age} + 1") == 30
    assert record(HOME).value("${last-saved#age}") == ""
