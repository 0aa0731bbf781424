"""The way from one question to another: through the innermost repeat that holds both."""

import pytest

from schema.expressions.places import Reference
from tests.schema.expressions.trees import record

PLACES = record(
    {
        "a": "",
        "g": {"b": "", "c": ""},
        "rows": [{"d": "", "deep": {"e": ""}, "inner": [{"f": ""}]}],
        "others": [{"h": ""}],
    }
).places


@pytest.mark.parametrize(
    ("home", "target", "up", "down"),
    [
        ("/data/a", "/data/g/b", 2, "data/g/b"),
        ("/data/g/b", "/data/g/c", 3, "data/g/c"),
        ("/data/a", "/data/rows/d", 2, "data/rows/d"),
        ("/data/rows/d", "/data/rows/deep/e", 1, "deep/e"),
        ("/data/rows/deep/e", "/data/rows/d", 2, "d"),
        ("/data/rows/inner/f", "/data/rows/d", 2, "d"),
        ("/data/rows/inner/f", "/data/rows/inner/f", 1, "f"),
        ("/data/rows/d", "/data/rows", 3, "data/rows"),
        ("/data/rows/d", "/data/a", 3, "data/a"),
        ("/data/rows/d", "/data/others/h", 3, "data/others/h"),
        ("/data/rows", "/data/rows/d", 0, "d"),
        ("/data/rows", "/data/rows/inner/f", 0, "inner/f"),
    ],
)
def test_a_question_is_reached_within_the_rows_that_hold_both(home, target, up, down):
    way = PLACES.reference(_place(home), _place(target))
    assert way == Reference(up=up, down=tuple(down.split("/")))


def _place(path):
    return tuple(path.strip("/").split("/"))


def test_repeats_are_what_has_rows():
    assert PLACES.repeats == {
        ("data", "rows"),
        ("data", "rows", "inner"),
        ("data", "others"),
    }
