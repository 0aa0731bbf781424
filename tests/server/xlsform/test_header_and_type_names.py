"""Chinese and old names of sheets, columns and types, and what is told about them."""

import pytest

from server.xlsform.kinds import Kind, kind_of, unsupported
from server.xlsform.languages import tag
from tests.server.xlsform.conftest import problems, warnings


@pytest.mark.parametrize(
    ("survey", "choices", "settings"),
    [
        ("survey", "choices", "settings"),
        ("Survey ", "CHOICES", "Settings"),
        ("问卷", "选项", "设置"),
        ("调查", "选项表", "表单设置"),
    ],
)
def test_sheets_are_found_by_their_names_in_any_spelling(desk, survey, choices, settings):
    reading = desk.read(
        **{
            survey: [["type", "name", "label"], ["select_one yn", "a", "A"]],
            choices: [["list_name", "name", "label"], ["yn", "y", "Yes"]],
            settings: [["form_id", "version"], ["visit", "7"]],
        }
    )
    assert ([], "visit", "7") == (
        problems(reading),
        reading.settings.form,
        reading.settings.version,
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("string", Kind(name="text")),
        ("photo", Kind(name="image")),
        ("Text", Kind(name="text")),
        ("int", Kind(name="integer")),
        ("location", Kind(name="geopoint")),
        ("begin group", Kind(name="begin_group")),
        ("select one yn", Kind(name="select_one", list_name="yn")),
        ("select one from yn", Kind(name="select_one", list_name="yn")),
        ("select1 yn", Kind(name="select_one", list_name="yn")),
        ("select all that apply from yn", Kind(name="select_multiple", list_name="yn")),
        ("select_one yn or_other", Kind(name="select_one", list_name="yn", other=True)),
        (
            "select_multiple yn or specify other",
            Kind(name="select_multiple", list_name="yn", other=True),
        ),
        (
            "select_one_from_file towns.csv",
            Kind(name="select_one_from_file", list_name="towns.csv"),
        ),
        ("单选题 是否", Kind(name="select_one", list_name="是否")),
        ("单选题：是否", Kind(name="select_one", list_name="是否")),
        ("多选题（用途）", Kind(name="select_multiple", list_name="用途")),
        ("单选题 用途 或其他", Kind(name="select_one", list_name="用途", other=True)),
        ("单选题", Kind(name="select_one")),
        ("文本", Kind(name="text")),
        ("整数", Kind(name="integer")),
        ("小数", Kind(name="decimal")),
        ("日期", Kind(name="date")),
        ("时间", Kind(name="time")),
        ("定位", Kind(name="geopoint")),
        ("照片", Kind(name="image")),
        ("备注", Kind(name="note")),
        ("说明", Kind(name="note")),
        ("开始组", Kind(name="begin_group")),
        ("结束组", Kind(name="end_group")),
        ("开始重复", Kind(name="begin_repeat")),
        ("结束重复", Kind(name="end_repeat")),
        ("ｔｅｘｔ", Kind(name="text")),
        ("录音", Kind(name="audio")),
        ("录像", Kind(name="video")),
        ("signature", None),
        ("select_on yn", None),
    ],
)
def test_a_type_is_known_by_all_its_names(written, kind):
    assert kind == kind_of(written)


@pytest.mark.parametrize(
    "written",
    ["osm tags", "xml-external", "audit", "background-audio", "begin loop over x", "签名"],
)
def test_what_cannot_be_recorded_is_told_from_what_nobody_knows(desk, written):
    assert unsupported(written)
    reading = desk.survey("type name label", ["text", "a", "A"], [written, "b", "B"])
    assert [("survey!A3", "unsupported_type")] == problems(reading)


@pytest.mark.parametrize(
    "written",
    ["phonenumber", "phone number", "email", "simserial", "subscriberid", "start-geopoint"],
)
def test_what_no_device_here_tells_is_taken_and_stays_blank_with_a_notice(desk, written):
    reading = desk.survey("type name label", ["text", "a", "A"], [written, "b", ""])
    assert [] == problems(reading)
    assert ("survey!A3", "left_blank") in warnings(reading)
    assert reading.converted.question("b").kind == "hidden"


@pytest.mark.parametrize(
    ("written", "kind"), [("轨迹", "geotrace"), ("geoshape", "geoshape"), ("rank l", "rank")]
)
def test_lines_shapes_and_ranks_become_questions(desk, written, kind):
    reading = desk.survey(
        "type name label",
        [written, "a", "A"],
        choices=[["list_name", "name", "label"], ["l", "x", "X"], ["l", "y", "Y"]],
    )
    assert [] == problems(reading)
    assert reading.converted.question("a").kind == kind


def test_chinese_headers_of_every_column_are_read(desk):
    header = (
        "类型 名称 标签 提示 必填 显示条件 约束 约束提示 默认值 只读 外观 选项表 筛选 敏感 关键"
    )
    row = ["单选题", "a", "甲", "想想", "是", "true()", ".!=''", "不对", "y", "否", "minimal", "yn"]
    reading = desk.read(
        问卷=[header.split(), [*row, "name != 'n'", "否", "是"], ["计算", "b"]],
        选项=[["选项表", "名称", "标签"], ["yn", "y", "是"], ["yn", "n", "否"]],
    )
    assert [("问卷!A3", "missing_calculation")] == problems(reading)
    assert 20 == sum(each.code == "read_as" for each in reading.warnings)


def test_each_name_that_is_read_as_another_is_told_once_with_its_first_cell(desk):
    reading = desk.survey(
        "type name 标签", ["文本", "a", "A"], ["文本", "b", "B"], ["text", "c", "C"]
    )
    assert [("survey!C1", "read_as"), ("survey!A2", "read_as")] == warnings(reading)
    assert "（共2处）" in reading.warnings[1].message["zh-CN"]


def test_a_name_of_the_standard_in_any_case_is_not_worth_a_word(desk):
    reading = desk.survey("Type NAME Label read__only".replace("__", "_"), ["Text", "a", "A", "no"])
    assert ([], []) == (problems(reading), warnings(reading))


@pytest.mark.parametrize(
    "header",
    [
        "label::中文 (zh)",
        "label：：中文 (zh)",
        "标签：：中文 (zh)",
        "label :: 中文 (zh)",
        "标签::中文（zh）",
    ],
)
def test_full_width_colons_part_a_header_like_others(desk, header):
    reading = desk.read(survey=[["type", "name", header], ["text", "a", "姓名"]])
    assert [] == problems(reading)
    assert {"zh-CN": "姓名"} == reading.form.children[0].label


def test_single_colons_part_headers_where_no_header_has_two(desk):
    reading = desk.survey(
        "type name label:English bind:relevant jr:count",
        ["begin repeat", "r", "R", "", "2"],
        ["text", "a", "A", "true()", ""],
        ["end repeat"],
    )
    repeat = reading.form.children[0]
    assert ({"en": "R"}, "2") == (repeat.label, repeat.count.text)
    assert "true()" == repeat.children[0].relevant.text


def test_two_headers_that_mean_the_same_are_told(desk):
    reading = desk.survey(
        "type name label 标签 relevance relevant", ["text", "a", "A", "B", "", ""]
    )
    assert [("survey!D1", "header_twice"), ("survey!F1", "header_twice")] == problems(reading)


def test_two_names_of_one_language_are_told(desk):
    reading = desk.survey(
        "type name label::中文 label::Chinese hint::en", ["text", "a", "甲", "乙", "A"]
    )
    assert [("survey!D1", "language_twice")] == problems(reading)


@pytest.mark.parametrize("columns", ["label label::中文", "label::中文 label"])
def test_a_named_default_language_goes_before_a_column_that_names_none(desk, columns):
    row = {"label": "没有名字", "label::中文": "有名字"}
    reading = desk.survey(
        f"type name {columns}",
        ["text", "a", *(row[column] for column in columns.split())],
        settings=[["form_id", "default_language"], ["f", "中文"]],
    )
    assert {"zh-CN": "有名字"} == reading.form.children[0].label


def test_columns_that_change_what_is_recorded_are_refused_cell_by_cell(desk):
    reading = desk.survey(
        "type name label save_to bind::type",
        ["text", "a", "A", "name", ""],
        ["text", "b", "B", "", "int"],
        ["text", "c", "C", "age", ""],
    )
    wanted = ["survey!D2", "survey!E3", "survey!D4"]
    assert [(cell, "column_unsupported") for cell in wanted] == problems(reading)


def test_columns_that_nobody_knows_or_that_are_not_shown_are_told_at_their_header(desk):
    reading = desk.survey(
        "type name label media::image 审核意见", ["text", "a", "A", "house.png", "好"]
    )
    assert [] == problems(reading)
    assert [("survey!D1", "not_shown"), ("survey!E1", "column_unused")] == warnings(reading)


def test_sheets_of_other_programs_are_told_and_left(desk):
    reading = desk.read(
        survey=[["type", "name", "label"], ["text", "a", "A"]],
        说明=[["请先读"]],
        _draft=[["x"]],
        entities=[["list_name", "label"], ["trees", "x"]],
    )
    assert [("entities!A1", "sheet_unsupported")] == problems(reading)
    assert [("说明!A1", "sheet_unused")] == warnings(reading)


def test_a_workbook_without_a_survey_names_the_sheets_it_has(desk):
    reading = desk.read(表一=[["x"]], 表二=[["y"]])
    assert [(None, "no_survey")] == problems(reading)
    assert "表一, 表二" in reading.problems[0].message["zh-CN"]


def test_a_survey_without_its_columns_names_them(desk):
    reading = desk.read(问卷=[["类型", "标签"], ["文本", "姓名"]])
    assert [("问卷!A1", "header_missing")] == problems(reading)
    assert "“名称”（name）" in reading.problems[0].message["zh-CN"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("中文 (zh)", "zh-CN"),
        ("中文", "zh-CN"),
        ("English (en)", "en"),
        ("english", "en"),
        ("Français (fr)", "fr"),
        ("Kiswahili (sw)", "sw"),
        ("Nepali", "Nepali"),
        ("pt-BR", "pt-BR"),
        ("", "default"),
    ],
)
def test_languages_have_tags(name, wanted):
    assert wanted == tag(name)
