"""How many arguments each function takes, by ODK's documentation of operators and functions."""

import pytest

from schema.expressions.compiling import compiled
from schema.expressions.errors import InvalidExpression
from schema.expressions.functions import FUNCTIONS
from schema.expressions.special import SPECIAL
from tests.schema.expressions.trees import record

MOST = 12
BY_COUNT = (
    ("current false last now pi random today true", {0}),
    ("local-name name normalize-space number position string string-length uuid", {0, 1}),
    ("abs acos area asin atan base64-decode boolean boolean-from-string ceiling cos count", {1}),
    ("count-non-empty count-selected date date-time decimal-date-time decimal-time", {1}),
    ("enclosed-area exp exp10 floor instance int log log10 not once sin sqrt sum tan", {1}),
    ("randomize round", {1, 2}),
    ("atan2 coalesce contains ends-with format-date format-date-time geofence is-selected", {2}),
    ("jr:choice-name pow regex selected selected-at starts-with", {2}),
    ("substring-after substring-before", {2}),
    ("digest substr", {2, 3}),
    ("if translate", {3}),
    ("pulldata", {4}),
    ("concat", {*range(MOST)}),
    ("distance join max min", {*range(1, MOST)}),
    ("checklist", {*range(2, MOST)}),
    ("weighted-checklist", {*range(2, MOST, 2)}),
    ("indexed-repeat", {*range(3, MOST, 2)}),
)
COUNTS = {name: counts for names, counts in BY_COUNT for name in names.split()}


def test_these_are_all_functions():
    assert COUNTS.keys() == FUNCTIONS.keys() | SPECIAL.keys()


@pytest.mark.parametrize(("name", "counts"), COUNTS.items())
def test_a_function_takes_so_many_arguments_and_no_other_number(name, counts):
    assert {count for count in range(MOST) if takes(name, count)} == counts


def takes(name, count):
    """Whether the number of arguments is not what is wrong with a call."""
    call = f"{name}({', '.join(['/data/a'] * count)})"
    try:
        compiled(call, record({"a": ""}).places, ("data", "a"))
    except InvalidExpression as error:
        return error.problem != "arguments"
    return True
