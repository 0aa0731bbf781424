"""Groups, rows within rows, places and files in tables, and on a map."""

import csv
import json

import openpyxl
import pytest

from schema.form import Form
from server.exports.errors import NoPlaces
from server.people import forms
from tests.server.exports.conftest import NEXT_DOOR, UNLISTED, survey
from tests.server.town import UNIT

STAIRS = f"survey/{UNIT}"


def _asked(name, kind="text", label=None, **more):
    label = name.upper() if label is None else label
    said = {"zh-CN": label, "en": label} if label else {}
    return {"name": name, "kind": kind, "label": said, **more}


def _choices(count):
    return [{"name": f"c{n}", "label": {"zh-CN": f"C{n}", "en": f"C{n}"}} for n in range(count)]


OTHER = {"name": "other", "label": {"zh-CN": "其他", "en": "Other"}}
QUESTIONS = (
    _asked("hello", "note"),
    _asked(
        "father",
        "group",
        "父亲",
        questions=[_asked("name", label="姓名"), _asked("photo", "image")],
    ),
    _asked("mother", "group", "母亲", questions=[_asked("name", label="姓名")]),
    _asked("spot", "geopoint", "门口"),
    _asked("hidden_spot", "geopoint", sensitive=True),
    _asked("read", "acknowledge"),
    _asked("at", "dateTime"),
    _asked("one", "select_one", choices=[*_choices(1), OTHER], other=True),
    _asked("many", "select_multiple", choices=_choices(201)),
    _asked("aid", "calculate", "", calculation="1 + 1"),
    _asked(
        "members",
        "repeat",
        "成员",
        questions=[
            _asked("name", label="姓名"),
            _asked(
                "visits",
                "repeat",
                "来访",
                questions=[_asked("day", "date", "日期"), _asked("seen", "geopoint")],
            ),
        ],
    ),
)

ANSWERS = {
    "father.name": "张大",
    "photo": "IMG_1.jpg",
    "mother.name": "李梅",
    "spot": [40.974, 115.281, 862.5, 4],
    "hidden_spot": [41, 116],
    "read": "OK",
    "at": "2026-06-12T08:30:15.250+08:00",
    "one": "other",
    "one_other": "车库",
    "many": ["c0", "c200"],
    "members[aaaaaa]": True,
    "members[aaaaaa].name": "张伟",
    "members[aaaaaa].visits[bbbbbb]": True,
    "members[aaaaaa].visits[bbbbbb].day": "2026-06-01",
    "members[aaaaaa].visits[bbbbbb].seen": [40.5, 115.5],
    "members[cccccc].name": "张小",
    "members[cccccc].visits[dddddd].day": "2026-06-02",
    "members[cccccc].visits[eeeeee].day": "2026-06-03",
    "_status": "finished",
    "_version": "2",
}


@pytest.fixture
def nested(surveyed, export):
    """A second version of the survey, and a record of it that has everything."""
    form = Form.from_json({**survey("2").to_json(), "questions": list(QUESTIONS)})
    with surveyed.connection:
        forms.publish(surveyed.connection, [form], 2)
    surveyed.write(STAIRS, "fang", ANSWERS)
    return export


def rows(made, name="x.csv"):
    with (made["folder"] / name).open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["_id"] == STAIRS]


def test_groups_are_no_columns_and_tell_answers_of_one_name_apart(nested):
    (row,) = rows(nested("csv", plain=True))
    assert ("张大", "李梅", "IMG_1.jpg") == (row["father.name"], row["mother.name"], row["photo"])
    assert {"father", "mother", "hello"}.isdisjoint(row)


def test_a_place_is_four_numbers(nested):
    (row,) = rows(nested("csv", plain=True))
    parts = ("latitude", "longitude", "altitude", "accuracy")
    assert ["40.974", "115.281", "862.5", "4"] == [row[f"spot/{part}"] for part in parts]
    assert "spot" not in row
    assert {"••••"} == {row[f"hidden_spot/{part}"] for part in parts}


def test_codes_moments_and_other_answers_stand_as_they_are_recorded(nested):
    (row,) = rows(nested("csv", plain=True))
    assert ("OK", "2026-06-12T08:30:15.250+08:00") == (row["read"], row["at"])
    assert ("other", "车库", "2") == (row["one"], row["one_other"], row["aid"])


def test_a_long_list_has_one_column(nested):
    (row,) = rows(nested("csv", plain=True))
    assert "c0 c200" == row["many"]
    assert not [name for name in row if name.startswith("many/")]


def test_rows_within_rows_lead_back_to_the_row_around_them_and_to_the_record(nested):
    made = nested("csv", plain=True)
    assert ["x.csv", "x-members.csv", "x-members.visits.csv"] == [
        each["name"] for each in made["files"]
    ]
    members = [(r["_row"], r["_index"], r["name"]) for r in rows(made, "x-members.csv")]
    assert [("aaaaaa", "1", "张伟"), ("cccccc", "2", "张小")] == members
    visits = [
        (row["_parent"], row["_row"], row["_index"], row["day"])
        for row in rows(made, "x-members.visits.csv")
    ]
    assert [
        ("aaaaaa", "bbbbbb", "1", "2026-06-01"),
        ("cccccc", "dddddd", "1", "2026-06-02"),
        ("cccccc", "eeeeee", "2", "2026-06-03"),
    ] == visits


def test_people_read_labels_with_the_group_where_two_are_alike(nested):
    book = openpyxl.load_workbook(nested("xlsx", labels=True)["folder"] / "x.xlsx")
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    row = next(dict(zip(head, line, strict=True)) for line in lines if "张大" in line)
    assert ("张大", "李梅") == (row["父亲 · 姓名"], row["母亲 · 姓名"])
    assert (40.974, 4) == (row["门口：纬度"], row["门口：误差（米）"])
    assert ("是", "2026-06-12 08:30:15") == (row["READ"], str(row["AT"])[:19])
    assert not {"AID", "aid", "HELLO"} & set(head)
    visits = list(book.worksheets[2].iter_rows(values_only=True))
    assert "成员第几行" in visits[0]
    at = [visits[0].index(name) for name in ("成员第几行", "第几行")]
    assert [(1, 1), (2, 1), (2, 2)] == [tuple(line[n] for n in at) for line in visits[1:]]


def test_a_map_has_each_record_where_it_was_recorded(nested):
    made = nested("geojson")
    found = json.loads((made["folder"] / "x.geojson").read_text("utf-8"))
    assert "FeatureCollection" == found["type"]
    by_id = {}
    for feature in found["features"]:
        assert "Feature" == feature["type"]
        by_id.setdefault(feature["properties"]["_id"], []).append(feature)
    house, visit = by_id[STAIRS]
    assert {"type": "Point", "coordinates": [115.281, 40.974, 862.5]} == house["geometry"]
    assert ("张大", "finished") == (
        house["properties"]["father.name"],
        house["properties"]["_status"],
    )
    assert {"type": "Point", "coordinates": [115.5, 40.5]} == visit["geometry"]
    assert ("aaaaaa", "bbbbbb", "2026-06-01") == tuple(
        visit["properties"][name] for name in ("_parent", "_row", "day")
    )
    assert [None, None] == [by_id[each][0]["geometry"] for each in (NEXT_DOOR, UNLISTED)]
    assert made["rows"] == len(by_id)


def test_a_place_that_is_sensitive_is_on_no_map_unless_it_is_asked_for(nested, surveyed):
    surveyed.write(NEXT_DOOR, "fang", {"hidden_spot": [41, 116]})

    def place(**asked):
        text = (nested("geojson", **asked)["folder"] / "x.geojson").read_text("utf-8")
        features = json.loads(text)["features"]
        return next(f for f in features if f["properties"]["_id"] == NEXT_DOOR)["geometry"]

    assert place() is None
    assert {"type": "Point", "coordinates": [116, 41]} == place(reveal=True)


def test_a_form_that_asks_for_no_place_is_no_map(surveyed, export):
    plain = Form.from_json({**survey().to_json(), "id": "plain", "questions": [_asked("a")]})
    with surveyed.connection:
        forms.publish(surveyed.connection, [plain], 2)
    with pytest.raises(NoPlaces):
        export("geojson", form="plain")
