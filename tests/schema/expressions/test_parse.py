"""Reading an expression: what it says, and where it says nothing."""

import pytest

from schema.expressions.errors import FailedExpression, InvalidExpression
from schema.expressions.parse import parse
from schema.expressions.syntax import (
    Call,
    Chain,
    Filter,
    Literal,
    Negative,
    Number,
    Path,
    Question,
    Root,
    Step,
)

EVERYWHERE = Step("descendant-or-self", "node()")


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
        ("child::x", child("x")),
        ("child::*", child("*")),
        ("self::node()", Path(None, (Step("self", "node()"),))),
        (".", Path(None, (Step("self", "node()"),))),
        ("..", Path(None, (Step("parent", "node()"),))),
        ("/", Path(Root(), ())),
        ("/a", Path(Root(), (Step("child", "a"),))),
        ("//a", Path(Root(), (EVERYWHERE, Step("child", "a")))),
        ("a//b", Path(None, (Step("child", "a"), EVERYWHERE, Step("child", "b")))),
        ("(1)/a", Path(Number(1.0), (Step("child", "a"),))),
        ("(1)//a", Path(Number(1.0), (EVERYWHERE, Step("child", "a")))),
        ("(1)[2]", Filter(Number(1.0), (Number(2.0),))),
        ("(1)[2][3]/a", Path(Filter(Number(1.0), (Number(2.0), Number(3.0))), child("a").steps)),
        ("a[1][2]", Path(None, (Step("child", "a", (Number(1.0), Number(2.0))),))),
        (".[1]", Path(None, (Step("self", "node()", (Number(1.0),)),))),
        ("..[1]", Path(None, (Step("parent", "node()", (Number(1.0),)),))),
        ("node", child("node")),
        ("node/node()", Path(None, (Step("child", "node"), Step("child", "node()")))),
        ("f()", Call("f", ())),
        ("1 + f()", Chain(Number(1.0), (("+", Call("f", ())),))),
        ("1 + ${a}", Chain(Number(1.0), (("+", Question("a")),))),
        ("f(1, 2, 3)", Call("f", (Number(1.0), Number(2.0), Number(3.0)))),
        ("a\u3000=\u00a0\t\r\n1", Chain(child("a"), (("=", Number(1.0)),))),
        ("a.b", child("a.b")),
        ("a·b", child("a·b")),
        ("a:b-c", child("a:b-c")),
        ("_a1", child("_a1")),
        ("10.25", Number(10.25)),
        ("''", Literal("")),
        ("${a}-1", Chain(Question("a"), (("-", Number(1.0)),))),
        ("1 div-3", Chain(Number(1.0), (("div", Negative(Number(3.0))),))),
        ("a mod b", Chain(child("a"), (("mod", child("b")),))),
        ("a/div", Path(None, (Step("child", "a"), Step("child", "div")))),
        ("a//div", Path(None, (Step("child", "a"), EVERYWHERE, Step("child", "div")))),
        ("div-3", child("div-3")),
        ("or.x", child("or.x")),
        ("'(' and 1", Chain(Literal("("), (("and", Number(1.0)),))),
        ("(div)", child("div")),
        ("(*)", child("*")),
        ("a[or]", Path(None, (Step("child", "a", (child("or"),)),))),
        ("f(mod, and)", Call("f", (child("mod"), child("and")))),
        ("self::div", Path(None, (Step("self", "div"),))),
        ("//*", Path(Root(), (EVERYWHERE, Step("child", "*")))),
        ("/a/b", Path(Root(), (Step("child", "a"), Step("child", "b")))),
        ("--1", Negative(Negative(Number(1.0)))),
        ("---1", Negative(Number(1.0))),
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


LEVELS = ("or", "and", "= !=", "< <= > >=", "+ -", "* div mod", "|")
"""The operators of XPath 1.0, 3.1 to 3.5, from those that bind least."""

RANKS = {sign: rank for rank, level in enumerate(LEVELS) for sign in level.split()}


@pytest.mark.parametrize("one", RANKS)
def test_of_two_operators_the_stronger_binds_and_of_equals_the_first(one):
    for other, rank in RANKS.items():
        first = RANKS[one] >= rank
        whole = f"(a {one} b) {other} c" if first else f"a {one} (b {other} c)"
        assert _shape(parse(f"a {one} b {other} c")) == _shape(parse(whole)), other


@pytest.mark.parametrize("sign", RANKS)
def test_a_sign_before_an_operand_binds_more_than_all_but_a_union(sign):
    whole = f"-(a {sign} b)" if sign == "|" else f"(-a) {sign} b"
    assert _shape(parse(f"-a {sign} b")) == _shape(parse(whole))


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
        ("a || b", "foreign_operator", 2),
        ("a == b", "unexpected", 3),
        ("!a", "foreign_operator", 0),
        ("a # b", "character", 2),
        ("a ~ b", "character", 2),
        ("@id", "attribute", 0),
        ("namespace::x", "axis", 0),
        ("/ / a", "unexpected", 2),
        ("(/ / a)", "unclosed", 3),
        ("1 'or' 2", "unexpected", 2),
        ("1 or 2 'or' 3", "unexpected", 7),
        ("a/", "unfinished", 2),
        ("a/1", "unexpected", 2),
        ("a//", "unfinished", 3),
        ("//", "unfinished", 2),
        ("-", "unfinished", 1),
        ("1 + * 2", "unexpected", 6),
        ("child::", "unfinished", 7),
        ("child::'x'", "unexpected", 7),
        ("child::.", "unexpected", 7),
        ("child::text()", "unexpected", 7),
        ("node(1)", "unclosed", 5),
        ("count(1", "unclosed", 7),
        ("count(1, )", "unexpected", 9),
        ("(1 2)", "unclosed", 3),
        ("a[1 2]", "unclosed", 4),
        ("a]", "unexpected", 1),
        ("a, b", "unexpected", 1),
        ("1.2.3", "unexpected", 3),
    ],
)
def test_a_fault_is_named_at_its_place(text, problem, at):
    with pytest.raises(InvalidExpression) as raised:
        parse(text)
    assert (raised.value.problem, raised.value.at) == (problem, at)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("(1", {"wanted": ")"}),
        ("a[1", {"wanted": "]"}),
        ("count(1", {"wanted": ")"}),
        ("1 2", {"said": "2"}),
        ("@id", {"name": "id"}),
        ("namespace::x", {"name": "namespace"}),
        ("child::text()", {"said": "text"}),
        ("child::'x'", {"said": "x"}),
        ("${a b}", {"said": "${a b}"}),
        ("${unfinished", {"said": "${unfinished"}),
        ("'open", {"said": "'"}),
        ('a = "open', {"said": '"'}),
        ("a && b", {"said": "&&"}),
        ("a !b", {"said": "!b"}),
        ("a || b", {"said": "||"}),
        ("a = ${" + "x" * 30, {"said": "${" + "x" * 18}),
        ("a # b", {"said": "#"}),
        ("(" * 101, {"most": 100}),
        ("1" * 32_768, {"most": 32_767}),
        ("", {}),
        ("1 +", {}),
    ],
)
def test_a_fault_says_what_it_is_about(text, facts):
    with pytest.raises(InvalidExpression) as raised:
        parse(text)
    assert raised.value.facts == facts
    assert all(raised.value.sentence(lang) for lang in ("zh-CN", "en"))


@pytest.mark.parametrize(
    ("character", "wanted"),
    [*zip("（），＝＞＜＋－×！【】“”‘’＄｛｝", "(),=><+-*![]\"\"''${}", strict=True)],
)
def test_signs_of_a_chinese_keyboard_are_named_with_what_to_write(character, wanted):
    with pytest.raises(InvalidExpression) as raised:
        parse(f"1 {character} 2")
    assert raised.value.problem == "full_width"
    assert raised.value.at == 2
    assert raised.value.facts == {"said": character, "wanted": wanted}


def test_every_fault_has_a_sentence_in_both_languages():
    with pytest.raises(InvalidExpression) as raised:
        parse("${age} ＞ 3")
    assert raised.value.sentence("zh-CN") == "“＞”是全角符号，请改成半角 >"
    assert raised.value.sentence("en") == "＞ is a full-width character; write >"


def test_an_error_shows_the_expression_from_the_fault_on():
    with pytest.raises(InvalidExpression) as raised:
        parse("${age} ＞ 3")
    assert str(raised.value) == "＞ is a full-width character; write > (at '＞ 3')"
    with pytest.raises(InvalidExpression) as raised:
        parse("a # " + "b" * 40)
    assert str(raised.value).endswith(f"(at '# {'b' * 22}')")
    with pytest.raises(InvalidExpression) as raised:
        parse("1 +")
    assert str(raised.value) == "it ends too early"


def test_an_error_of_answers_has_no_place():
    assert str(FailedExpression("not_nodes", name="sum")) == "sum() needs a set of answers"


def test_a_hundred_brackets_are_read_and_more_are_refused():
    parse("(" * 100 + "1" + ")" * 100)
    with pytest.raises(InvalidExpression) as raised:
        parse("(" * 101 + "1" + ")" * 101)
    assert raised.value.problem == "too_deep"


def test_brackets_that_are_closed_are_no_depth():
    beside = " + ".join(["(1)"] * 200)
    parse(beside)
    with pytest.raises(InvalidExpression) as raised:
        parse(beside + " + " + "(" * 101 + "1" + ")" * 101)
    assert raised.value.problem == "too_deep"


def test_a_long_row_of_operators_is_no_depth():
    text = " or ".join(f"${{a}} = {number}" for number in range(2_000))
    tree = parse(text)
    assert isinstance(tree, Chain)
    assert len(tree.rest) == 1_999


def test_an_expression_fills_a_cell_and_no_more():
    parse("1+" * 16_383 + "1")
    with pytest.raises(InvalidExpression) as raised:
        parse("1+" * 16_383 + "1 ")
    assert raised.value.problem == "too_long"
    assert raised.value.text == "1+" * 40
