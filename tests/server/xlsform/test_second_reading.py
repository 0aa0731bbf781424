"""pyxform as the second reader: what it alone refuses is told, and so is another structure."""

import dataclasses

import pytest
from pyxform import xls2json

from tests.server.xlsform.conftest import problems


def test_what_pyxform_alone_refuses_is_told_at_its_row(desk):
    reading = desk.survey(
        "type name label",
        ["text", "a", "A"],
        [],
        ["begin repeat", "data_x", "R"],
        ["text", "b", "B"],
        ["end repeat"],
        ["note", "meta_x", "x"],
    )
    assert [] == problems(reading)


def test_a_refusal_with_a_row_names_that_row_of_the_workbook(desk, monkeypatch):
    def refuses(*_, **__):
        raise xls2json.PyXFormError("[row : 3] On the 'survey' sheet, the 'name' value is odd.")

    monkeypatch.setattr(xls2json, "workbook_to_json", refuses)
    reading = desk.survey("type name label", ["text", "a", "A"], [], ["text", "b", "B"])
    assert [("survey!B4", "second_reading")] == problems(reading)
    assert "the 'name' value is odd" in reading.problems[0].message["zh-CN"]
    assert reading.form is None


def test_a_refusal_without_a_row_is_told_of_the_workbook(desk, monkeypatch):
    def refuses(*_, **__):
        raise xls2json.PyXFormError("Something else.")

    monkeypatch.setattr(xls2json, "workbook_to_json", refuses)
    reading = desk.survey("type name label", ["text", "a", "A"])
    assert [(None, "second_reading")] == problems(reading)


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (lambda children: children.pop(1), "survey!A3"),
        (lambda children: children.append(dict(children[0], name="made_up")), None),
    ],
)
def test_another_structure_is_told(desk, monkeypatch, change, cell):
    true = xls2json.workbook_to_json

    def otherwise(*words, **options):
        read = true(*words, **options)
        change(read["children"])
        return read

    monkeypatch.setattr(xls2json, "workbook_to_json", otherwise)
    reading = desk.survey("type name label", ["text", "a", "A"], ["text", "b", "B"])
    assert [(cell, "read_differently")] == problems(reading)


def test_what_pyxform_adds_of_its_own_is_no_difference(desk):
    reading = desk.survey(
        "type name label repeat_count appearance",
        ["integer", "n_count", "N"],
        ["begin repeat", "n", "N", "${n_count} + 1"],
        ["text", "a", "A"],
        ["end repeat"],
        ["begin group", "g", "G", "", "table-list"],
        ["select_one l or_other", "b", "B"],
        ["end group"],
        choices=[["list_name", "name", "label"], ["l", "y", "Yes"]],
    )
    assert [] == problems(reading)


def test_it_is_not_asked_about_a_form_that_is_wrong_already(desk, monkeypatch):
    monkeypatch.setattr(xls2json, "workbook_to_json", None)
    reading = desk.survey("type name label", ["text", "a", ""])
    assert [("survey!C2", "missing_label")] == problems(reading)


def test_a_checked_form_is_frozen(desk):
    form = desk.survey("type name label", ["text", "a", "A"]).form
    with pytest.raises(dataclasses.FrozenInstanceError):
        form.children = ()
