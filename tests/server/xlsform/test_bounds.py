"""A constraint of two plain numbers is told by its numbers; all else stays as it is written."""

import pytest

from schema.question import Kind
from server.xlsform.bounds import bounded


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (". >= 0 and . <= 2", (0, 2, "")),
        (".>=-1.5", (-1.5, None, "")),
        (". <= 100", (None, 100, "")),
        (". >= 1 and . <= 9 and (. != ${other})", (1, 9, ". != ${other}")),
        (". >= 1 and (. mod 2 = 0) or (. = 9)", (None, None, None)),
        (". > 0 and . <= 2", (None, None, None)),
        (". >= 3 and . <= 2", (None, None, None)),
        (". >= ${least}", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_bounds_are_read_where_they_are_plain(said, expected):
    least, most, rest = expected
    wanted = (least, most, said if rest is None else rest)
    assert wanted == bounded(Kind.integer, said, worded=False)


def test_words_of_the_sheet_are_never_lost():
    assert (None, None, ". <= 2") == bounded(Kind.integer, ". <= 2", worded=True)
    found = bounded(Kind.decimal, ". <= 2 and (. != 1)", worded=True)
    assert (None, 2, ". != 1") == found


@pytest.mark.parametrize("kind", [Kind.text, Kind.date, Kind.range])
def test_only_numbers_have_bounds(kind):
    assert (None, None, ". <= 2") == bounded(kind, ". <= 2", worded=False)
