"""An answer names a record of another form: by its id, or by its key at the nearest area."""

import pytest

from schema.area import AreaKind
from schema.form import Form
from schema.record_id import RecordId
from schema.reference import referred
from schema.tree import AreaTree
from tests.schema.small import SMALL, area
from tests.schema.versions import form, question

GRID = "130709/100/002/007"
DOOR = f"{GRID}/x03/b03/u1/0301"


def of(name, key, *areas):
    """A form of this key, about these kinds of areas."""
    questions = [question(each) for each in key if each != "ulid"] or [question("x")]
    return form("1", *questions, id=name, key=list(key), areas=list(areas))


FORMS = {
    each.id: each
    for each in (
        of("project", ["number"], "compound"),
        of("meeting", ["day", "place"], "community", "grid"),
        of("request", ["ulid"], "household", "grid"),
        of("file", [], "household"),
    )
}


def named(refers, value, record=f"opinion/{DOOR}:p1", tree=None):
    asked = form("1", question("names", refers=refers)).question("names")
    found = referred(asked, RecordId.parse(record), value, FORMS, tree or AreaTree(SMALL))
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("refers", "value", "expected"),
    [
        ("project", "p2022", f"project/{GRID}/x03:p2022"),
        ("project", " ｐ2022 ", f"project/{GRID}/x03:p2022"),
        ("project", "a:b", f"project/{GRID}/x03:a%3Ab"),
        ("project", f"project/{GRID}/x09:p1", f"project/{GRID}/x09:p1"),
        ("meeting", "2026-06-12:hall", f"meeting/{GRID}:2026-06-12:hall"),
        ("meeting", "2026-06-12", None),
        ("request", "01ARZ3NDEKTSV4RRFFQ69G5FAV", f"request/{DOOR}:01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("request", "not a ulid", None),
        ("file", f"file/{DOOR}", f"file/{DOOR}"),
        ("file", "yes", None),
        ("project", f"meeting/{GRID}:2026-06-12:hall", None),
        ("project", "a/b/c", None),
        ("project", "", None),
        ("project", None, None),
        ("project", ["p2022"], None),
        ("nowhere", "p2022", None),
        ("", "p2022", None),
    ],
)
def test_an_answer_names_a_record_or_none(refers, value, expected):
    assert expected == named(refers, value)


def test_an_area_that_is_of_such_a_kind_itself_comes_first():
    assert named("project", "p1", f"opinion/{GRID}/x03:x") == f"project/{GRID}/x03:p1"


def test_a_household_that_the_roster_lacks_counts_as_one():
    door = f"{GRID}/x03/b03/u1/+0301-2"
    ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    assert named("request", ulid, f"opinion/{door}:x") == f"request/{door}:{ulid}"
    assert named("project", "p1", f"opinion/{door}:x") == f"project/{GRID}/x03:p1"


def test_the_areas_above_are_those_of_today():
    moved = [each for each in SMALL if each.id != f"{GRID}/x03"]
    there = area(f"{GRID}/x03", AreaKind.compound, "和平小区", "130709/100/002/008")
    tree = AreaTree([*moved, there])
    assert named("meeting", "a:b", tree=tree) == "meeting/130709/100/002/008:a:b"


def test_above_an_area_where_nothing_fits_nothing_is_named():
    assert named("project", "p2022", "opinion/130709/100/002:x") is None


def test_a_question_keeps_the_form_that_it_refers_to():
    made = form("1", question("names", refers="meeting"))
    assert made.document("en")["questions"][0]["refers"] == "meeting"
    assert Form.from_json(made.to_json()).question("names").refers == "meeting"
