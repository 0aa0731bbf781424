"""Reading an expression: what it says, and where it says nothing."""

import pytest

from schema.expressions.errors import InvalidExpression
from schema.expressions.parse import parse
from schema.expressions.syntax import Call, Chain, Literal, Number, Path, Question, Step
from schema.expressions.tokens import FULL_WIDTH


def child(name: str) -> Path:
    return Path(None, (Step("child", name),))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a-b", child("a-b")),
        ("a - b", Chain(child("a"), (("-", child("b")),))),
        ("a -b", Chain(child("a"), (("-", child("b")),))),
        ("div div mod", Chain(child("div"), (("div", child("mod")),))),
        ("* * *", Chain(child("*"), (("*", child("*")),))),
        ("姓名", child("姓名")),
        ("if", child("if")),
        ("${age}", Question("age")),
        ("${ age }", Question("age")),
        ("${last-saved#age}", Question("age", saved=True)),
        (".5", Number(0.5)),
        ("3.", Number(3.0)),
        ('"it\'s"', Literal("it's")),
        ("'${age}'", Literal("${age}")),
        ("jr:choice-name(1)", Call("jr:choice-name", (Number(1.0),))),
        ("node()", Path(None, (Step("child", "node()"),))),
        ("parent::x", Path(None, (Step("parent", "x"),))),
    ],
)
def test_what_an_expression_says(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("-2 + 1", "(-2) + 1"),
        ("a or b and c", "a or (b and c)"),
        ("a = b > c", "a = (b > c)"),
        ("-a | b", "-(a | b)"),
    ],
)
def test_operators_bind_as_xpath_says(short, long):
    assert _shape(parse(short)) == _shape(parse(long))


def _shape(node):
    """A tree without the difference between one flat chain and nested ones."""
    if isinstance(node, Chain):
        shape = _shape(node.first)
        for sign, each in node.rest:
            shape = (sign, shape, _shape(each))
        return shape
    return node


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("", "empty", 0),
        ("  ", "empty", 0),
        ("1 +", "unfinished", 3),
        ("(1", "unclosed", 2),
        ("a[1", "unclosed", 3),
        ("1 2", "unexpected", 2),
        ("count(,)", "unexpected", 6),
        ("${a b}", "reference", 0),
        ("${", "reference", 0),
        ("$age", "reference", 0),
        ("'open", "open_quote", 0),
        ("a && b", "foreign_operator", 2),
        ("a || b", "unexpected", 3),
        ("a == b", "unexpected", 3),
        ("!a", "foreign_operator", 0),
        ("a # b", "character", 2),
        ("@id", "attribute", 0),
        ("namespace::x", "axis", 0),
    ],
)
def test_a_fault_is_named_at_its_place(text, problem, at):
    with pytest.raises(InvalidExpression) as raised:
        parse(text)
    assert (raised.value.problem, raised.value.at) == (problem, at)


@pytest.mark.parametrize("character", FULL_WIDTH)
def test_signs_of_a_chinese_keyboard_are_named_with_what_to_write(character):
    with pytest.raises(InvalidExpression) as raised:
        parse(f"1 {character} 2")
    assert raised.value.problem == "full_width"
    assert raised.value.facts == {"said": character, "wanted": FULL_WIDTH[character]}


def test_every_fault_has_a_sentence_in_both_languages():
    with pytest.raises(InvalidExpression) as raised:
        parse("${age} ＞ 3")
    assert raised.value.sentence("zh-CN") == "“＞”是全角符号，请改成半角 >"
    assert raised.value.sentence("en") == "＞ is a full-width character; write >"


def test_a_hundred_brackets_are_read_and_more_are_refused():
    parse("(" * 100 + "1" + ")" * 100)
    with pytest.raises(InvalidExpression) as raised:
        parse("(" * 101 + "1" + ")" * 101)
    assert raised.value.problem == "too_deep"


def test_a_long_row_of_operators_is_no_depth():
    text = " or ".join(f"${{a}} = {number}" for number in range(2_000))
    tree = parse(text)
    assert isinstance(tree, Chain)
    assert len(tree.rest) == 1_999


def test_an_expression_longer_than_a_cell_is_refused():
    with pytest.raises(InvalidExpression) as raised:
        parse("1+" * 16_384 + "1")
    assert raised.value.problem == "too_long"
