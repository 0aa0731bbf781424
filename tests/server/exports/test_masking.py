"""Sensitive answers are masked in every format, unless they were asked for in full."""

import csv
import json

import openpyxl
import pytest

from server.views.asking import Sight
from server.views.queries import Views
from tests.server.exports.conftest import HOUSE, NEXT_DOOR

SECRETS = ("13800001234", "130709198001011234")


def text_of(made):
    """Everything that is in the files, decoded."""
    found = []
    for each in made["files"]:
        file = made["folder"] / each["name"]
        if file.suffix == ".xlsx":
            book = openpyxl.load_workbook(file)
            found += [str(cell) for sheet in book for row in sheet.values for cell in row]
        else:
            found.append(file.read_text("utf-8-sig"))
    return "\n".join(found)


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("format_", ["csv", "xlsx", "jsonl"])
def test_no_format_holds_a_sensitive_answer(exported, format_, labels):
    text = text_of(exported(format_, labels=labels))
    assert not any(secret in text for secret in SECRETS)
    assert "138••••1234" in text
    assert "130••••1234" in text  # of a row of a repeat


@pytest.mark.parametrize("format_", ["csv", "xlsx", "jsonl"])
def test_asked_for_in_full_they_are_there(exported, format_):
    text = text_of(exported(format_, reveal=True))
    assert all(secret in text for secret in SECRETS)


def test_all_values_of_a_sensitive_clash_are_masked(export, surveyed):
    surveyed.write(HOUSE, "qiang", {"phone": "13911112222"})
    text = text_of(export("jsonl"))
    assert "13800001234" not in text
    assert "13911112222" not in text
    assert "139••••2222" in text


def test_a_flag_that_repeats_a_sensitive_answer_says_its_code_alone(export, surveyed):
    surveyed.write(NEXT_DOOR, "fang", {"phone": 13800001234})
    lines = (export("jsonl")["folder"] / "x.jsonl").read_text("utf-8").splitlines()
    answers = {each["id"]: each["answers"] for each in map(json.loads, lines)}
    assert answers[NEXT_DOOR]["phone"]["flags"] == [{"code": "kind", "message": ""}]
    assert answers[NEXT_DOOR]["phone"]["value"] == "138••••1234"


def test_everything_else_in_a_line_is_the_document_itself(export, surveyed):
    folder = export("jsonl", reveal=True)["folder"]
    lines = (folder / "x.jsonl").read_text("utf-8").splitlines()
    sight = Sight(permit=None, tree=surveyed.directory.tree)
    views = Views(surveyed.data)
    assert [json.loads(line) for line in lines] == [
        views.record(json.loads(line)["id"], sight) for line in lines
    ]
    clashing = next(each for each in map(json.loads, lines) if each["id"] == NEXT_DOOR)
    values = [value["value"] for value in clashing["answers"]["use"]["values"]]
    assert values == ["own_use", "let_out"]


def test_a_short_answer_shows_nothing_of_itself(export, surveyed):
    surveyed.write(NEXT_DOOR, "fang", {"phone": "110"})
    with (export("csv")["folder"] / "x.csv").open(encoding="utf-8-sig", newline="") as opened:
        found = {row["_id"]: row["phone"] for row in csv.DictReader(opened)}
    assert found[NEXT_DOOR] == "••••"
