"""What is wrong with an expression is found before any answer is there."""

from unittest.mock import patch

import pytest

from schema.expressions import paths
from schema.expressions.errors import FailedExpression, InvalidExpression
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
        ("count-non-empty('a')", "nodes_wanted", {"name": "count-non-empty", "number": 1}),
        ("name('a')", "nodes_wanted", {"name": "name", "number": 1}),
        ("local-name('a')", "nodes_wanted", {"name": "local-name", "number": 1}),
        ("randomize('a')", "nodes_wanted", {"name": "randomize", "number": 1}),
        ("('a')/b", "nodes_wanted", {"name": "/", "number": 1}),
        ("/data/age | 1", "nodes_wanted", {"name": "|", "number": 2}),
        ("sum(${age} + 1)", "nodes_wanted", {"name": "sum", "number": 1}),
        ("position('a')", "nodes_wanted", {"name": "position", "number": 1}),
        ("1 | 2", "nodes_wanted", {"name": "|", "number": 1}),
        ("regex(., '[')", "pattern", None),
        (f"regex(., '{'a' * 1001}')", "too_much", {"name": "regex"}),
        ("digest('a', 'MD5', 'hex2')", "algorithm", {"said": "hex2"}),
        ("digest('a', 'SHA-2')", "algorithm", {"said": "SHA-2"}),
        ("format-date(., '%Q')", "date_format", {"said": "Q"}),
        ("format-date-time(., '%Q')", "date_format", {"said": "Q"}),
        ("instance('towns')/root/item", "unknown_list", {"name": "towns"}),
        ("pulldata('towns', 'a', 'b', 'c')", "unknown_list", {"name": "towns"}),
        ("pulldata('households', 'a', 'b', 'c')", "roster", {"name": "households"}),
        ("checklist(1)", "arguments", {"name": "checklist", "wanted": "2+", "given": 1}),
        ("contains('a')", "arguments", {"name": "contains", "wanted": "2", "given": 1}),
        ("position(1, 2)", "arguments", {"name": "position", "wanted": "0/1", "given": 2}),
        ("pulldata('towns', 'a', 'b', ${age})", "unknown_list", {"name": "towns"}),
        ("jr:choice-name(${age}, ${age})", "text_wanted", {"name": "jr:choice-name", "number": 2}),
        ("jr:choice-name(${age}, '1')", "text_wanted", {"name": "jr:choice-name", "number": 2}),
        ("jr:choice-name(${age}, 'current()/..')", "text_wanted", None),
        ("jr:choice-name(${age}, 'descendant::age')", "text_wanted", None),
        ("jr:choice-name(${age}, '/data/descendant-or-self::age')", "text_wanted", None),
        ("jr:choice-name(${age}, '${nobody}')", "unknown_question", {"name": "nobody"}),
        ("indexed-repeat(${age}, ${members}, 1)", "not_a_repeat", {"number": 2}),
        ("indexed-repeat(${name}, /data/g, 1)", "not_a_repeat", {"number": 2}),
        ("indexed-repeat(${m}, 1, 1)", "nodes_wanted", {"name": "indexed-repeat", "number": 2}),
        (
            "indexed-repeat(1, ${members}, 1)",
            "nodes_wanted",
            {"name": "indexed-repeat", "number": 1},
        ),
        ("indexed-repeat(${last-saved#m}, ${members}, 1)", "nodes_wanted", None),
        ("${last-saved#nobody}", "unknown_question", {"name": "nobody"}),
    ],
)
def test_what_can_never_be_worked_out_is_refused(expression, problem, facts):
    error = refused(expression)
    assert error.problem == problem
    assert facts is None or error.facts == facts


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ("1 + foo(1)", 4),
        ("1 + slected(1, 2)", 4),
        ("1 + ${agee}", 4),
        ("1 + if(1, 2)", 4),
        ("1 + contains(1)", 4),
        ("1 + count(1)", 4),
        ("1 + position('a')", 4),
        ("1 + regex(., '[')", 4),
        ("1 + instance('towns')", 4),
        ("1 + jr:choice-name(1, '${nobody}')", 4),
        ("1 + jr:choice-name(1, 2)", 4),
        ("1 + indexed-repeat(1, 2, 3)", 4),
        ("1 + (1)/a", 0),
        ("1 | 2", 0),
    ],
)
def test_it_is_refused_at_its_place(expression, at):
    assert refused(expression).at == at


def test_two_questions_of_one_name_are_refused_where_they_are_meant():
    both = record({"x": {"a": "1"}, "y": {"a": "2"}})
    with pytest.raises(InvalidExpression) as raised:
        both.value("${a}")
    assert raised.value.problem == "ambiguous_question"
    assert text(both.value("/data/y/a")) == "2"


@pytest.mark.parametrize(
    ("expression", "problem", "facts"),
    [
        ("date('tomorrow')", "not_a_date", {"said": "tomorrow"}),
        ("date(true())", "not_a_date", {"said": "true"}),
        ("decimal-time('25:00')", "not_a_date", {"said": "25:00"}),
        ("date(1 div 0)", "date_range", {"said": "Infinity"}),
        ("date-time(1 div 0)", "date_range", {"said": "Infinity"}),
        ("date(1000000000)", "date_range", {"said": "1000000000"}),
        ("date-time(1000000000)", "date_range", {"said": "1000000000"}),
        (
            "date-time('0001-01-01T00:00:00+14:00')",
            "date_range",
            {"said": "0001-01-01T00:00:00+14:00"},
        ),
        ("distance('here', 'there')", "not_a_place", {"said": "here"}),
        ("distance('91 0', '0 0')", "not_a_place", {"said": "91 0"}),
        ("geofence('0 0;1 1', '0 0;1 1;0 0')", "not_a_place", {"said": "0 0;1 1"}),
        ("uuid(1001)", "too_much", {"name": "uuid"}),
        ("randomize(/data/members, 1 div 0)", "too_much", {"name": "randomize"}),
        ("instance(/data/age)", "unknown_list", {"name": "30"}),
        ("regex(/data/age, concat('(', ''))", "pattern", None),
        ("digest('a', concat('SHA-', 2))", "algorithm", {"said": "SHA-2"}),
        ("digest('a', 'MD5', concat('hex', 2))", "algorithm", {"said": "hex2"}),
        ("count(if(1, 'a', 'b'))", "not_nodes", {"name": "count"}),
        ("position(if(1, 'a', 'b'))", "not_nodes", {"name": "position"}),
        ("if(1, 'a', 'b')/c", "not_nodes", {"name": "/"}),
        ("if(1, 'a', 'b') | /data/age", "not_nodes", {"name": "|"}),
        ("/data/age | if(1, 'a', 'b')", "not_nodes", {"name": "|"}),
        ("format-date(today(), concat('%', 'Q'))", "date_format", {"said": "Q"}),
        ("format-date(today(), concat('%', ''))", "date_format", {"said": ""}),
    ],
)
def test_what_does_not_fit_the_answers_fails_by_name(expression, problem, facts):
    with pytest.raises(FailedExpression) as raised:
        record(HOME, LISTS).value(expression)
    assert raised.value.problem == problem
    assert facts is None or raised.value.facts == facts
    assert all(raised.value.sentence(lang) for lang in ("zh-CN", "en"))


def test_a_pattern_that_runs_away_is_stopped():
    runaway = record({"a": "x" * 60})
    with pytest.raises(FailedExpression) as raised:
        runaway.value("regex(${a}, '(x|xx)+y')")
    assert raised.value.problem == "slow_pattern"


def test_a_pattern_of_a_thousand_characters_is_read():
    assert record({"a": "x" * 1000}).value(f"regex(/data/a, '{'x' * 1000}')")


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


@pytest.mark.parametrize(
    ("conditions", "asked"),
    [
        ("[name = 'b']", 1),
        ("[name = 'nobody']", 1),
        ("[name = ${street}]", 1),
        ("[name = /data/street]", 1),
        ("[name = current()/../street]", 1),
        ("[name = 'b'][town = 'y']", 1),
        ("[name = label]", 0),
        ("[name = ../item[2]/name]", 0),
        ("[name != 'a']", 0),
        ("[name = 'b' = true()]", 0),
        ("[town = 'y' and name = 'b']", 0),
        ("[child::*[1] = 'b']", 0),
        ("[self::item = 'b']", 0),
        ("[name[1] = 'b']", 0),
        ("[name/label = 'b']", 0),
        ("[town = 'y'][name = 'b']", 1),
        ("[2][name = 'b']", 0),
    ],
)
def test_an_index_is_asked_for_a_text_that_is_the_same_for_all_items(conditions, asked):
    home = record({"street": "b", "label": ""}, LISTS)
    with patch.object(paths, "items_where", wraps=paths.items_where) as index:
        home.value(f"instance('streets')/root/item{conditions}", "/data/label")
    assert index.call_count == asked


def test_a_number_is_compared_with_items_as_a_number():
    home = record({"a": ""}, {"l": [{"code": "07", "label": "seven"}]})
    assert text(home.value("instance('l')/root/item[code = 7]/label")) == "seven"
    assert text(home.value("instance('l')/root/item[code = '7']/label")) == ""


def test_an_answer_that_is_a_number_is_compared_with_items_as_a_number():
    home = record({"code": 7.0}, {"l": [{"code": "07", "label": "seven"}]})
    assert text(home.value("instance('l')/root/item[code = ${code}]/label")) == "seven"


def test_the_same_source_of_chance_gives_the_same_values():
    one, two = (record(HOME).value("concat(random(), uuid())") for _ in range(2))
    assert one == two


def test_choices_are_called_by_their_labels():
    called = record(HOME, label=lambda place, choice: f"{'/'.join(place)}:{choice}!")
    assert called.value("jr:choice-name(${age}, '${age}')") == "data/age:30!"
    assert called.value("jr:choice-name('x', ' /data/g/name ')") == "data/g/name:x!"
    assert called.value("jr:choice-name('x', './age')") == "data/age:x!"
    assert called.value("jr:choice-name('x', '../data/./age')") == "data/age:x!"


def test_a_choice_without_a_label_is_called_by_its_name():
    assert record(HOME).value("jr:choice-name('x', '${age}')") == "x"


def test_the_record_saved_last_is_an_instance_of_its_own():
    saved = record(HOME, saved={"age": 29.0})
    assert saved.value("name(instance('__last-saved'))") == "instance"
    assert text(saved.value("instance('__last-saved')/data/age")) == "29"


def test_the_record_saved_last_is_read_by_name():
    assert record(HOME, saved={"age": 29.0}).value("${last-saved#age} + 1") == 30
    assert record(HOME, saved={"name": "李四"}).value("${last-saved#name}") == "李四"
    assert record(HOME).value("${last-saved#age}") == ""


@pytest.mark.parametrize(
    ("wanted", "chinese", "english"),
    [
        ("1[0-9{10}", "“[”没有配对", "a [ is never closed"),
        ("(1|2", "“(”没有配对", "a ( is never closed"),
        ("1|2)", "“)”没有配对", "a ) closes nothing"),
        ("*1", "重复符号前面没有内容", "there is nothing to repeat"),
        ("1**", "重复符号前面没有内容", "there is nothing to repeat"),
        ("1{3,1}", "“{}”里前面的数比后面的大", "the first number in {} is larger than the second"),
        ("[9-0]", "“-”两边次序颠倒", "a range runs backwards"),
        ("(?z)", "写法不对", "it cannot be read"),
    ],
)
def test_what_is_wrong_with_a_regular_expression_is_said_in_both_languages(
    wanted, chinese, english
):
    error = refused(f"regex(${{age}}, '{wanted}')")
    assert error.sentence("zh-CN") == f"正则表达式“{wanted}”写错了：{chinese}"
    assert error.sentence("en") == f"the regular expression {wanted} is wrong: {english}"
