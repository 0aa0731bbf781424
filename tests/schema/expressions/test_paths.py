"""Axes that lead backwards count from the context node (XPath 1.0, 2.4)."""

import pytest

from tests.schema.expressions.trees import record

HOME = record({"a": "1", "g": {"b": "2", "c": "3", "d": "4"}})


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("name(preceding-sibling::*[1])", "c"),
        ("name(preceding-sibling::*[2])", "b"),
        ("name(ancestor::*[1])", "g"),
        ("name(ancestor::*[2])", "data"),
        ("name(ancestor-or-self::*[1])", "d"),
        ("name(preceding-sibling::*)", "b"),
    ],
)
def test_the_nearest_is_the_first_and_the_set_is_in_the_order_of_the_record(expression, name):
    assert HOME.value(expression, "/data/g/d") == name
