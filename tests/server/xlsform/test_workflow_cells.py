"""States, due times and references of a workbook arrive, or what they name wrongly is told."""

import pytest

from schema.form import Form
from schema.workflow import Workflow
from server.xlsform.child import document
from tests.server.xlsform.conftest import problems

SURVEY = [
    ["type", "name", "label", "refers"],
    ["select_one states", "stage", "Stage"],
    ["date", "by", "By"],
    ["text", "meeting", "Meeting", "meeting"],
    ["begin_repeat", "tasks", "Tasks"],
    ["select_one states", "task_stage", "Stage"],
    ["dateTime", "task_by", "By"],
    ["end_repeat"],
]
CHOICES = [
    ["list_name", "name", "label"],
    ["states", "new", "New"],
    ["states", "done", "Done"],
    ["states", "dropped", "Dropped"],
]


def settings(*row, header=("form_id", "state", "closed", "due")):
    return {"survey": SURVEY, "choices": CHOICES, "settings": [header, ("task", *row)]}


def test_a_state_a_due_time_and_a_reference_arrive(desk):
    reading = desk.read(**settings("stage", "done dropped", "by"))
    assert [] == problems(reading)
    form = Form.from_json(reading.converted.to_json())
    assert Workflow(state="stage", closed=("done", "dropped"), due="by") == form.workflow
    assert "meeting" == form.question("meeting").refers


def test_they_are_written_in_chinese_too(desk):
    header = ("编号", "状态题", "办结", "期限题")
    sheets = settings("stage", "done、dropped", "by", header=header)
    survey = [["类型", "名称", "标签", "引用"], *SURVEY[1:]]
    reading = desk.read(问卷=survey, 选项=CHOICES, 设置=sheets["settings"])
    assert [] == problems(reading)
    assert ("done", "dropped") == reading.converted.workflow.closed
    assert "meeting" == reading.converted.question("meeting").refers


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("stagee", "done", "by"), [("settings!B2", "unknown_path")]),
        (("by", "done", "by"), [("settings!B2", "state_kind")]),
        (("task_stage", "done", "by"), [("settings!B2", "state_kind")]),
        (("stage", None, "by"), [("settings!B2", "closed_missing")]),
        (("stage", "done gone", "by"), [("settings!C2", "unknown_closed")]),
        (("stage", "done", "when"), [("settings!D2", "unknown_path")]),
        (("stage", "done", "meeting"), [("settings!D2", "due_kind")]),
        (("stage", "done", "task_by"), [("settings!D2", "due_kind")]),
        (
            (None, "done", "by"),
            [("settings!C2", "state_missing"), ("settings!D2", "state_missing")],
        ),
        (
            ("stagee", "done", "when"),
            [("settings!B2", "unknown_path"), ("settings!D2", "unknown_path")],
        ),
    ],
)
def test_what_is_not_there_is_told_at_its_cell(desk, row, expected):
    assert expected == problems(desk.read(**settings(*row)))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["integer", "q", "Q", "meeting"], [("survey!D2", "refers_kind")]),
        (["text", "q", "Q", "The meeting"], [("survey!D2", "refers_form")]),
        (["begin_group", "q", "Q", "meeting"], [("survey!D2", "misplaced")]),
    ],
)
def test_a_reference_that_names_no_record_is_told(desk, row, expected):
    rows = [row, ["text", "a", "A"], ["end_group"]] if row[0] == "begin_group" else [row]
    assert expected == problems(desk.survey("type name label refers", *rows))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["text", "q", "Q", "household_file.phone"], []),
        (["text", "q", "Q", "一户一档.phone"], ["prefill_form"]),
        (["text", "q", "Q", "phone"], ["prefill_form"]),
        (["image", "q", "Q", "file.phone"], ["prefill_kind"]),
        (["text", "q", "Q", "file.phone", "", "yes"], ["prefill_key"]),
        (["begin_repeat", "r", "R"], ["prefill_in_repeat"]),
    ],
)
def test_what_a_question_is_prefilled_from_arrives_or_is_told_at_its_cell(desk, row, expected):
    inside = [["text", "q", "Q", "file.phone"], ["end_repeat"]]
    rows = [row, *inside] if row[0] == "begin_repeat" else [row]
    reading = desk.survey("type name label prefill sensitive key", *rows)
    place = "survey!D3" if len(rows) > 1 else "survey!D2"
    assert problems(reading) == [(place, code) for code in expected]
    if not expected:
        assert reading.converted.question("q").prefill == "household_file.phone"
        assert document(reading)["cells"] == {"q": {"sheet": "survey", "row": 2, "column": "D"}}


def test_it_is_written_in_chinese_and_with_wide_signs_too(desk):
    reading = desk.read(
        问卷=[["类型", "名称", "标签", "预填"], ["文本", "q", "题", "ｆｉｌｅ．ｐ"]]
    )
    assert reading.converted.question("q").prefill == "file.p"
