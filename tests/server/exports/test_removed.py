"""Questions that a form asks no more: left out of tables, unless they are wanted."""

import csv
import json

import pytest

from schema.form import Form
from server.people import forms
from tests.server.exports.conftest import HOUSE, NEXT_DOOR, survey


@pytest.fixture
def shortened(surveyed, export):
    """The survey, whose next version asks neither for rooms nor, in its rows, for cards."""
    data = survey(version="2").to_json()
    data["questions"] = [each for each in data["questions"] if each["name"] != "rooms"]
    people = next(each for each in data["questions"] if each["name"] == "people")
    people["questions"] = [each for each in people["questions"] if each["name"] != "card"]
    with surveyed.connection:
        forms.publish(surveyed.connection, [Form.from_json(data)], 2)
    return export


def rows(made, name="x.csv"):
    with (made["folder"] / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_leaves_them_out_in_rows_too_and_keeps_all_else(shortened):
    made = shortened("csv")
    (record,) = [row for row in rows(made) if row["_id"] == HOUSE]
    assert "rooms" not in record
    assert (record["size"], record["use"], record["_form_version"]) == ("62.5", "own_use", "1")
    assert {"name", "kin"} <= rows(made, "x-people.csv")[0].keys()
    assert "card" not in rows(made, "x-people.csv")[0]


def test_a_table_has_them_behind_the_others_where_somebody_asks(shortened):
    made = shortened("csv", removed=True, reveal=True)
    by_id = {row["_id"]: row for row in rows(made)}
    assert (by_id[HOUSE]["rooms"], by_id[NEXT_DOOR]["rooms"]) == ("3", "")
    assert next(reversed(by_id[HOUSE])) == "rooms"
    assert rows(made, "x-people.csv")[0]["card"].strip() == "130709198001011234"


def test_lines_of_json_have_them_always(shortened):
    text = (shortened("jsonl")["folder"] / "x.jsonl").read_text(encoding="utf-8")
    (record,) = [r for r in map(json.loads, text.splitlines()) if r["id"] == HOUSE]
    assert record["answers"]["rooms"]["value"] == 3
