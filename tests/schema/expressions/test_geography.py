"""Distances where rounding leads out of what a cosine can be."""

import math

import pytest

from schema.expressions.functions.geography import RADIUS_M
from tests.schema.expressions.trees import record


def distance(one, other):
    return record({"a": ""}).value(f"distance('{one}', '{other}')")


def test_a_place_is_at_no_distance_from_itself():
    assert distance("-81.3 125.9", "-81.3 125.9") == 0


def test_the_other_side_of_the_earth_is_half_its_girth_away():
    assert distance("48.2 97.1", "-48.2 -82.9") == pytest.approx(math.pi * RADIUS_M)
