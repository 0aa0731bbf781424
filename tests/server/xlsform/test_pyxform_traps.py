"""What pyxform 4.5 makes of Chinese workbooks when it is given them as they are, and what we do.

The first half of each test is about pyxform alone, so that a newer one which behaves otherwise is
noticed.
"""

import copy

import pytest
from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform

from tests.server.xlsform.conftest import problems, warnings


def theirs(file):
    """What pyxform reads in a workbook, having made a survey of it."""
    data = workbook_to_json(get_xlsform(str(file)), form_name="data", warnings=[])
    create_survey_element_from_dict(copy.deepcopy(data))
    return data["children"]


def test_type_names_are_aliases_that_pyxform_passes_on(desk):
    header = ["type", "name", "label"]
    rows = [["string", "a", "A"], ["photo", "b", "B"], ["text", "c", "C"], ["image", "d", "D"]]
    reading = desk.read(survey=[header, *rows])
    assert ["string", "photo", "text", "photo"] == [q["type"] for q in theirs(desk.file)][:4]
    assert ["text", "image", "text", "image"] == [q.kind for q in reading.form.questions()]


def test_a_label_is_a_text_or_a_table_by_language(desk):
    one = desk.read(survey=[["type", "name", "label"], ["text", "a", "姓名"]])
    assert "姓名" == theirs(desk.file)[0]["label"]
    assert {"default": "姓名"} == one.form.children[0].label
    many = desk.read(survey=[["type", "name", "label::中文"], ["text", "a", "姓名"]])
    assert {"中文": "姓名"} == theirs(desk.file)[0]["label"]
    assert {"zh-CN": "姓名"} == many.form.children[0].label


def test_full_width_colons_lose_a_label_without_a_word(desk):
    reading = desk.read(survey=[["type", "name", "label：：中文"], ["text", "a", "姓名"]])
    assert "label" not in theirs(desk.file)[0]
    assert ({"zh-CN": "姓名"}, []) == (reading.form.children[0].label, problems(reading))
    assert [("survey!C1", "read_as")] == warnings(reading)


def test_full_width_signs_pass_into_expressions(desk):
    rows = [["integer", "a", "A", None], ["text", "b", "B", "${a} ＝ 3 and （${a} ＞ 1）"]]
    reading = desk.read(survey=[["type", "name", "label", "relevant"], *rows])
    assert "＝" in theirs(desk.file)[1]["bind"]["relevant"]
    assert "${a} = 3 and (${a} > 1)" == reading.form.children[1].relevant.text
    assert ([], [("survey!D3", "repaired")]) == (problems(reading), warnings(reading))


def test_curly_quotes_of_texts_become_straight_ones(desk):
    reading = desk.read(survey=[["type", "name", "label"], ["text", "a", "“一户一档”填好了吗"]])
    assert '"一户一档"填好了吗' == theirs(desk.file)[0]["label"]
    assert {"default": "“一户一档”填好了吗"} == reading.form.children[0].label


@pytest.mark.parametrize(
    "rows",
    [
        [["类型", "名称", "标签"], ["文本", "a", "姓名"]],
        [["type", "name", "label", "必填"], ["单选题 yn", "a", "姓名", "是"]],
    ],
)
def test_chinese_headers_and_types_are_refused(desk, rows):
    choices = [["list_name", "name", "label"], ["yn", "y", "是"]]
    reading = desk.read(survey=rows, choices=choices)
    with pytest.raises(PyXFormError):
        theirs(desk.file)
    assert [] == problems(reading)


def test_a_selects_list_that_a_chinese_type_hides_is_found(desk):
    reading = desk.read(
        survey=[["type", "name", "label", "选项表"], ["单选题", "a", "甲", "yn"]],
        choices=[["list_name", "name", "label"], ["yn", "y", "是"]],
    )
    assert ([], "yn") == (problems(reading), reading.form.children[0].list_name)
