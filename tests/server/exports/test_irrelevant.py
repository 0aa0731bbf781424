"""Answers to questions that are not asked any more: left out of tables, unless they are wanted."""

import csv
import json

import pytest

from schema.form import Form
from server.people import forms
from tests.server.exports.conftest import HOUSE, survey


@pytest.fixture
def conditional(surveyed, export):
    """The survey, of whose questions two have become needless in HOUSE: it is lived in."""
    data = survey(version="2").to_json()
    for question in data["questions"]:
        if question["name"] in ("rooms", "people"):
            question["relevant"] = "${use} = 'let_out'"
    data["questions"].append(
        {"name": "per_room", "kind": "calculate", "label": {}, "calculation": "${size} div 2"}
    )
    with surveyed.connection:
        forms.publish(surveyed.connection, [Form.from_json(data)], 2)
    surveyed.write(HOUSE, "fang", {"_version": "2"})  # else it is judged by the version before
    return export


def rows(made, name="x.csv"):
    with (made["folder"] / name).open(encoding="utf-8-sig", newline="") as file:
        return {row["_id"]: row for row in csv.DictReader(file)}


def test_a_table_leaves_them_out(conditional):
    made = conditional("csv")
    assert rows(made)[HOUSE]["rooms"] == ""
    assert rows(made)[HOUSE]["size"] == "62.5"
    assert rows(made, "x-people.csv") == {}


def test_a_table_has_them_where_somebody_asks(conditional):
    made = conditional("csv", irrelevant=True)
    assert rows(made)[HOUSE]["rooms"] == "3"
    assert HOUSE in rows(made, "x-people.csv")


def test_lines_of_json_have_everything_and_say_so(conditional):
    text = (conditional("jsonl")["folder"] / "x.jsonl").read_text(encoding="utf-8")
    (record,) = [r for r in map(json.loads, text.splitlines()) if r["id"] == HOUSE]
    assert record["answers"]["rooms"]["value"] == 3
    assert {"rooms", "people", "people[0a1b2c].name"} <= set(record["irrelevant"])


def test_what_is_worked_out_is_a_column(conditional):
    assert rows(conditional("csv"))[HOUSE]["per_room"] == "31.25"
