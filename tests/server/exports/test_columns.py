"""Columns through the versions of a form: nothing that was asked once loses its place."""

import csv

import openpyxl

from schema.form import Form
from schema.whole_form import whole_form
from server.people import forms
from tests.server.exports.conftest import HOUSE, survey


def _version(version, *questions):
    document = survey(version).to_json()
    return Form.from_json({**document, "questions": list(questions)})


def _asked(name, kind="text", **more):
    return {"name": name, "kind": kind, "label": {"zh-CN": name, "en": name}, **more}


def _choices(*names):
    return [{"name": name, "label": {"zh-CN": name, "en": name}} for name in names]


def test_the_newest_version_comes_first_and_what_only_older_ones_asked_behind_it():
    old = _version("1", _asked("a"), _asked("gone", sensitive=True), _asked("b"))
    new = _version("2", _asked("b", "integer"), _asked("c"), _asked("a", sensitive=True))
    whole = whole_form([old, new])
    assert [question.name for question in whole.questions] == ["b", "c", "a", "gone"]
    assert whole.question("b").kind == "integer"
    assert whole.version == "2"


def test_an_answer_is_sensitive_if_any_version_says_so():
    old = _version("1", _asked("a", sensitive=True))
    new = _version("2", _asked("a"))
    assert whole_form([old, new]).question("a").sensitive
    assert whole_form([new, old]).question("a").sensitive


def test_choices_and_questions_of_rows_are_kept_alike():
    inner = [_asked("x", "select_one", choices=_choices("one", "two"))]
    old = _version("1", _asked("r", "repeat", questions=[*inner, _asked("y")]))
    newer = [_asked("x", "select_one", choices=_choices("two", "three"))]
    new = _version("2", _asked("r", "repeat", questions=newer))
    (repeat,) = whole_form([old, new]).questions
    assert [question.name for question in repeat.questions] == ["x", "y"]
    assert [choice.name for choice in repeat.questions[0].choices] == ["two", "three", "one"]


def test_a_question_that_became_rows_keeps_its_rows():
    old = _version("1", _asked("r"))
    new = _version("2", _asked("r", "repeat", questions=[_asked("x")]))
    (repeat,) = whole_form([old, new]).questions
    assert [question.name for question in repeat.questions] == ["x"]


def test_an_answer_to_a_question_of_an_older_version_is_in_the_file(export, surveyed):
    with surveyed.connection:
        forms.publish(surveyed.connection, [_version("2", _asked("fresh"))], 2)
    file = export("csv", removed=True)["folder"] / "x.csv"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        found = {row["_id"]: row for row in csv.DictReader(opened)}
    assert list(found[HOUSE])[8:10] == ["fresh", "note"]
    assert found[HOUSE]["note"] == "\t=1+1"
    assert (file.with_name("x-people.csv")).exists()


def test_headers_of_the_same_words_are_told_apart(export, surveyed):
    twice = [{**_asked(name), "label": {"zh-CN": "备注", "en": "Note"}} for name in ("a", "b")]
    with surveyed.connection:
        forms.publish(surveyed.connection, [_version("2", *twice)], 2)
    folder = export("xlsx", labels=True)["folder"]
    sheet = openpyxl.load_workbook(folder / "x.xlsx").active
    head = next(sheet.iter_rows(values_only=True))
    assert {"备注", "备注 (2)"} <= set(head)


def test_files_are_named_by_titles_where_these_tell_them_apart(export, surveyed):
    names = [each["name"] for each in export("csv", labels=True, titles=True)["files"]]
    assert names == ["x.csv", "x-家庭成员.csv"]
    inner = [_asked("x")]
    twice = [
        {**_asked(name, "repeat", questions=inner), "label": {"zh-CN": "人/员", "en": "People"}}
        for name in ("r", "s")
    ]
    with surveyed.connection:
        forms.publish(surveyed.connection, [_version("2", *twice)], 2)
    names = [
        each["name"] for each in export("csv", labels=True, titles=True, removed=True)["files"]
    ]
    assert names == ["x.csv", "x-r.csv", "x-s.csv", "x-people.csv"]
