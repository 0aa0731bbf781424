"""Chance, drawn from a source that is known: what each draw becomes."""

from itertools import islice

import pytest

from schema.expressions.functions.chance import _numbers
from tests.schema.expressions.trees import record

ALMOST_ONE = 1 - 2**-53
CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def drawn(expression, *draws):
    return record({"rows": [{"n": "1"}, {"n": "2"}, {"n": "3"}]}, draw=iter(draws).__next__).value(
        expression
    )


@pytest.mark.parametrize(
    ("draw", "found"),
    [
        (0.0, "00000000-0000-4000-8000-000000000000"),
        (0.5, "88888888-8888-4888-a888-888888888888"),
        (ALMOST_ONE, "ffffffff-ffff-4fff-bfff-ffffffffffff"),
    ],
)
def test_an_identifier_is_of_version_4_and_of_the_standard_variant(draw, found):
    assert drawn("uuid()", *[draw] * 33) == found


def test_every_letter_and_figure_may_be_drawn():
    draws = [(number + 0.5) / 62 for number in range(62)]
    assert drawn("uuid(62)", *draws) == CHARACTERS


def test_the_least_and_the_greatest_draw_are_the_first_and_the_last_character():
    assert drawn("uuid(2)", 0.0, ALMOST_ONE) == "0Z"


def test_no_characters_are_no_text():
    assert drawn("uuid(0)") == ""


def test_a_thousand_characters_and_no_more():
    assert len(drawn("uuid(1000)", *[0.5] * 1000)) == 1000


def test_rows_are_shuffled_from_the_inside_out():
    # Fisher and Yates: the draws say where each row goes among those before it.
    shuffled = drawn("randomize(/data/rows/n)", 0.9, 0.1, 0.5)
    assert [node.value for node in shuffled] == ["2", "3", "1"]


def test_the_next_number_of_chance_is_the_source_s():
    assert drawn("random()", 0.25) == 0.25


def test_the_generator_is_that_of_park_and_miller():
    # Their own check: from 1 on, the number after 10,000 steps.
    (number,) = islice(_numbers(1), 9_999, 10_000)
    assert number == (1_043_618_065 - 1) / (2**31 - 2)
