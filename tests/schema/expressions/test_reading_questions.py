"""Which questions an expression reads, and so what has to be worked out again."""

import pytest

from schema.expressions.parse import parse
from schema.expressions.reading import questions_read
from tests.schema.expressions.trees import record

TREE = {
    "a": "",
    "g": {"b": "", "c": ""},
    "rows": [{"d": "", "e": "", "inner": [{"f": ""}]}],
    "total": "",
}
PLACES = record(TREE, {"l": [{"name": "x", "b": "y"}]}).places


def read(expression: str, home: str = "/data/total") -> set[str]:
    place = tuple(home.strip("/").split("/"))
    return {"/" + "/".join(each) for each in questions_read(parse(expression), PLACES, place)}


@pytest.mark.parametrize(
    ("expression", "places"),
    [
        ("1 + 2", set()),
        ("${a}", {"/data/a"}),
        ("${a} + ${b} * -${c}", {"/data/a", "/data/g/b", "/data/g/c"}),
        ("if(${a} = 1, ${b}, '')", {"/data/a", "/data/g/b"}),
        ("sum(${d})", {"/data/rows/d"}),
        ("count(${rows})", {"/data/rows"}),
        ("count(/data/rows)", {"/data/rows"}),
        ("sum(/data/rows/d)", {"/data/rows/d"}),
        ("sum(/data/rows[e = 1]/d)", {"/data/rows/d", "/data/rows/e"}),
        ("../a", {"/data/a"}),
        ("../g/*", {"/data/g/b", "/data/g/c"}),
        ("count(//f)", {"/data/rows/inner/f"}),
        ("instance('l')/root/item[b = ${a}]/name", {"/data/a"}),
        ("instance('l')/root/item[b = current()/../g/c]/name", {"/data/g/c"}),
        ("pulldata('l', 'b', 'name', ${a})", {"/data/a"}),
        ("${last-saved#a}", set()),
        ("jr:choice-name(${a}, '${b}')", {"/data/a"}),
        ("indexed-repeat(${d}, ${rows}, ${a})", {"/data/rows", "/data/rows/d", "/data/a"}),
        ("(${a} | ${b})[. > ${c}]", {"/data/a", "/data/g/b", "/data/g/c"}),
        (".", {"/data/total"}),
        ("count(/..)", set()),
        ("position()", set()),
        ("count(/data/g/descendant::*)", {"/data/g/b", "/data/g/c"}),
        ("instance(concat('l', ${a}))/root/item/name", {"/data/a"}),
    ],
)
def test_the_questions_that_an_expression_reads(expression, places):
    assert read(expression) == places


@pytest.mark.parametrize(
    ("expression", "places"),
    [
        ("count(ancestor::*)", {"/data/rows", "/data"}),
        ("ancestor::rows/e", {"/data/rows/e"}),
        ("count(ancestor-or-self::*)", {"/data/rows/d", "/data/rows", "/data"}),
        ("following-sibling::e", {"/data/rows/e"}),
        ("preceding-sibling::e", {"/data/rows/e"}),
        ("../following-sibling::total", {"/data/total"}),
    ],
)
def test_axes_lead_from_the_place_of_the_expression(expression, places):
    assert read(expression, "/data/rows/d") == places


def test_within_a_row_a_path_leads_to_the_questions_beside():
    assert read("../e", "/data/rows/d") == {"/data/rows/e"}
    assert read("position(..)", "/data/rows/d") == {"/data/rows"}
