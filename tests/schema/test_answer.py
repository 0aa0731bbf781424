"""When two answers are the same, and what may be one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.answer import Value, same, valid

SAME = [
    (1, 1.0),
    (0.0, -0.0),
    ("a", "a"),
    (None, None),
    ([1, "a"], [1.0, "a"]),
    ([], []),
    (True, True),
]
DIFFERENT = [
    (1, True),
    (0, False),
    (0.0, False),
    (1, "1"),
    ("", None),
    (False, None),
    ([], None),
    (["a"], "a"),
    (["a", "b"], ["b", "a"]),
    ([1], [True]),
    (["a"], ["a", "a"]),
    (9007199254740991, 9007199254740990.0),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same(a: Value, b: Value) -> None:
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_not_the_same(a: Value, b: Value) -> None:
    assert not same(a, b)
    assert not same(b, a)


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(-3, 3), st.text(max_size=2)
)
values = st.one_of(scalars, st.lists(scalars, max_size=3))


@given(values, values)
def test_same_is_equality_of_canonical_json(a: Value, b: Value) -> None:
    """An independent notion of equality: one text a value, a number written as a float."""
    assert same(a, b) == (_text(a) == _text(b))


def _text(value: Value) -> str:
    if isinstance(value, list):
        return json.dumps([_text(item) for item in value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(float(value) + 0.0)
    return json.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2**53 - 1,
        -(2**53) + 1,
        1.5,
        "",
        "道路",
        "\U0010ffff",
        [],
        [1, None, "a", False, 2.5],
    ],
)
def test_values(value: object) -> None:
    assert valid(value)


@pytest.mark.parametrize(
    "value",
    [
        2**53,
        -(2**53),
        float("nan"),
        float("inf"),
        [float("-inf")],
        [[]],
        [[1]],
        {},
        {"a": 1},
        b"a",
        (1,),
        "\ud800",
        ["\udfff"],
        object(),
    ],
)
def test_no_values(value: object) -> None:
    assert not valid(value)
