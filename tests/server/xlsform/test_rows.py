"""Rows of the survey: what each may say, and what is told of those that may not."""

from datetime import UTC, datetime

import pytest

from schema.logic.judgement import Circumstances
from tests.server.xlsform.conftest import problems, warnings

NOW = datetime(2026, 11, 26, tzinfo=UTC)
YES = [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([["", "a", "A"]], [("survey!A2", "missing_type")]),
        ([["text", "", "A"]], [("survey!B2", "missing_name")]),
        ([["text", "a", ""]], [("survey!C2", "missing_label")]),
        ([["text", "a b", "A"]], [("survey!B2", "name_characters")]),
        ([["text", "1a", "A"]], [("survey!B2", "name_characters")]),
        ([["text", "a😀", "A"]], [("survey!B2", "name_characters")]),
        ([["text", "_status", "A"]], [("survey!B2", "name_reserved")]),
        ([["text", "data", "A"]], [("survey!B2", "name_reserved")]),
        ([["text", "a", "A"], ["text", "a", "B"]], [("survey!B3", "duplicate_name")]),
        ([["end group", "", ""]], [("survey!A2", "end_without_begin")]),
        ([["begin group", "g", "G"], ["text", "a", "A"]], [("survey!A2", "unclosed")]),
        ([["begin repeat", "r", "R"], ["end repeat"]], [("survey!A2", "empty_repeat")]),
        ([["select_one", "a", "A"]], [("survey!A2", "missing_list")]),
        ([["select_one ny", "a", "A"]], [("survey!A2", "unknown_list")]),
        ([["select_one ynn", "a", "A"]], [("survey!A2", "similar_list")]),
        ([["select_one ${x}", "a", "A"]], [("survey!A2", "unknown_question")]),
        ([["select_one ${sound}", "a", "A"]], [("survey!A2", "no_rows")]),
        ([["calculate", "a", "A"]], [("survey!D2", "missing_calculation")]),
        ([["textt", "a", "A"]], [("survey!A2", "similar_type")]),
        ([["黄金", "a", "A"]], [("survey!A2", "unknown_type")]),
    ],
)
def test_a_row_that_is_wrong_is_named_at_its_cell(desk, rows, wanted):
    sound = ["text", "sound", "Sound"]
    reading = desk.survey("type name label calculation", *rows, sound, choices=YES)
    assert wanted == problems(reading)


def test_groups_that_end_crosswise_are_told_where_the_wrong_end_is(desk):
    reading = desk.survey(
        "type name label",
        ["begin group", "g", "G"],
        ["begin repeat", "r", "R"],
        ["text", "a", "A"],
        ["end group"],
        ["end repeat"],
    )
    assert [("survey!A5", "end_mismatch"), ("survey!A6", "end_without_begin")] == problems(reading)


def test_groups_in_each_other_without_end_are_told_once_where_it_is_too_much(desk):
    begins = [["begin group", f"g{n}", "G"] for n in range(1_500)]
    rows = [*begins, ["text", "a", "A"], *[["end group"]] * 1_500]
    assert [("survey!A52", "groups_deep")] == problems(desk.survey("type name label", *rows))


def test_names_may_begin_with_a_stroke_and_hold_points(desk):
    reading = desk.survey(
        "type name label calculation key",
        ["begin group", "contact", "Contact"],
        ["text", "_id", "Id"],
        ["text", "tel.office", "Office"],
        ["end group"],
        ["begin repeat", "_kids", "Kids"],
        ["text", "_id", "Id"],
        ["end repeat"],
        ["calculate", "both", "", "concat(${tel.office}, /data/contact/_id)"],
    )
    assert [] == problems(reading)
    paths = [each.path for each in reading.converted.walk()]
    assert ["data._id", "tel.office", "data._kids", "data._kids._id", "both"] == paths
    answers = {"data._id": "7", "tel.office": "1", "data._kids[aaaaaa]._id": "8"}
    judged = reading.converted.logic.judge(answers, {}, Circumstances(now=NOW))
    assert {"both": "17"} == judged.calculated


def test_a_name_that_begins_with_a_stroke_is_no_key(desk):
    reading = desk.survey("type name label key", ["text", "_id", "Id", "yes"])
    assert [("survey!D2", "key_underscore")] == problems(reading)


@pytest.mark.parametrize("held", ["group", "repeat"])
def test_a_name_may_come_again_in_another_group_and_not_in_the_same(desk, held):
    rows = [["text", "a", "A"], [f"begin {held}", "g", "G"], ["text", "a", "A"]]
    again = [*rows, ["text", "a", "A"], [f"end {held}"]]
    sound = desk.survey("type name label", *rows, [f"end {held}"])
    assert [] == problems(sound)
    assert ["a", "g.a"] == [each.path for each in sound.converted.walk() if each.name != "g"]
    reading = desk.survey("type name label", *again)
    assert [("survey!B5", "duplicate_name")] == problems(reading)


def test_the_name_of_another_answer_is_taken_too(desk):
    reading = desk.survey(
        "type name label",
        ["select_one yn or_other", "a", "A"],
        ["text", "a_other", "B"],
        choices=YES,
    )
    assert [("survey!B3", "duplicate_name")] == problems(reading)


def test_a_name_counts_with_the_repeats_around_it(desk):
    def within(repeat, name):
        rows = (["begin repeat", repeat, "R"], ["text", name, "A"], ["end repeat"])
        return problems(desk.survey("type name label", *rows))

    assert [] == within("r" * 200, "a" * (256 - 200 - len("[123456].")))
    assert [("survey!B3", "name_too_long")] == within("r" * 200, "a" * (257 - 200 - 9))
    assert [("survey!B2", "name_characters")] == within("组" * 86, "a")[:1]


def test_chinese_names_are_names(desk):
    reading = desk.survey(
        "type name label calculation",
        ["integer", "年龄", "年龄"],
        ["calculate", "c", "", "${年龄}+1"],
    )
    assert [] == problems(reading)


def test_disabled_rows_rows_of_notes_and_blank_rows_are_left_out(desk):
    reading = desk.survey(
        "type name label disabled hint",
        ["text", "a", "A", "", ""],
        ["geotrace", "b", "B", "yes", ""],
        [],
        ["", "", "", "", "ask again"],
        ["text", "c", "C", "no", ""],
    )
    assert ([], ["a", "c"]) == (problems(reading), [q.name for q in reading.form.questions()])
    assert [("survey!A5", "row_unused")] == warnings(reading)


def test_a_note_needs_no_name_and_a_hidden_question_no_label(desk):
    reading = desk.survey(
        "type name label calculation",
        ["note", "", "Thank you"],
        ["hidden", "h", ""],
        ["today", "t", ""],
        ["integer", "i", "", "1 + 1"],
    )
    assert ([], "note_row_2") == (problems(reading), reading.form.children[0].name)


def test_the_version_that_kobotoolbox_adds_is_left_out_and_told(desk):
    reading = desk.survey(
        "type name label calculation",
        ["text", "a", "A"],
        ["calculate", "__version__", "", "'vK3'"],
        ["calculate", "_version__001", "", "'vK4'"],
    )
    assert ([], 1) == (problems(reading), reading.questions)
    assert ["row_of_another_program"] * 2 == [code for _, code in warnings(reading)]


def test_a_language_that_lacks_a_text_is_told_once_with_its_first_cell(desk):
    reading = desk.survey(
        "type name label::中文 label::English",
        ["text", "a", "甲", "A"],
        ["text", "b", "乙", ""],
        ["text", "c", "丙", ""],
    )
    assert [("survey!D3", "untranslated")] == warnings(reading)
    assert ("zh-CN", "en") == reading.form.languages


@pytest.mark.parametrize(
    ("kind", "column", "text", "code"),
    [
        ("integer", "default", "many", "default_value"),
        ("integer", "default", "9007199254740992", "default_value"),
        ("decimal", "default", "3,5", "default_value"),
        ("date", "default", "2026-02-30", "default_value"),
        ("select_one yn", "default", "x", "default_choice"),
        ("select_multiple yn", "default", "y x", "default_choice"),
        ("range", "parameters", "start=a", "parameter_value"),
        ("range", "parameters", "start=1 step=0", "parameter_value"),
        ("select_one yn or_other", "choice_filter", "name='y'", "other_filtered"),
        ("text", "merge", "union", "merge_kind"),
        ("text", "merge", "newest", "unknown_merge"),
        ("text", "sensitive", "maybe", "not_yes_no"),
        ("image", "key", "yes", "key_kind"),
        ("text", "workflow", "yes", "workflow_name"),
        ("text", "alias", "b", "alias_taken"),
    ],
)
def test_a_value_that_its_column_does_not_know_is_named(desk, kind, column, text, code):
    reading = desk.survey(
        f"type name label {column}", ["text", "b", "B"], [kind, "a", "A", text], choices=YES
    )
    assert [("survey!D3", code)] == problems(reading)


def test_our_own_columns_are_read(desk):
    reading = desk.survey(
        "type name label merge key sensitive workflow alias",
        ["text", "project", "P", "最新", "是", "", "", "proj, 项目"],
        ["text", "phone", "T", "each", "", "是", "", ""],
        ["select_one yn", "_state", "S", "", "", "", "是", ""],
        choices=YES,
    )
    project, phone, state = reading.form.questions()
    assert [] == problems(reading)
    assert ("latest", True, False, ("proj", "项目")) == (
        project.merge,
        project.key,
        project.sensitive,
        project.aliases,
    )
    assert ("each", True, True) == (phone.merge, phone.sensitive, state.workflow)


def test_a_sensitive_key_and_a_key_in_a_repeat_are_refused(desk):
    reading = desk.survey(
        "type name label key sensitive",
        ["text", "a", "A", "yes", "yes"],
        ["begin repeat", "r", "R"],
        ["text", "b", "B", "yes"],
        ["end repeat"],
    )
    assert [("survey!D2", "key_sensitive"), ("survey!D4", "key_in_repeat")] == problems(reading)


def test_settings_are_read_and_what_they_get_wrong_is_named(desk):
    survey = [["type", "name", "label", "key"], ["text", "a", "A", "yes"]]
    header = ["表单编号", "标题", "版本", "地区", "受限", "关键", "public_key", "style"]
    good = desk.read(survey=survey, 设置=[header[:5], ["door_visit", "入户", 3, "户、小区", "是"]])
    assert ([], ("household", "compound"), True, "3") == (
        problems(good),
        good.settings.areas,
        good.settings.restricted,
        good.settings.version,
    )
    bad = desk.read(
        survey=survey,
        设置=[header, ["9!", "入户", "", "户 村", "嗯", "地区", "MIIB", "pages"], ["x"]],
    )
    assert [
        ("设置!D2", "unknown_area_kind"),
        ("设置!E2", "not_yes_no"),
        ("设置!F2", "key_twice"),
        ("设置!G2", "setting_unsupported"),
    ] == problems(bad)
    assert {
        ("设置!H2", "setting_unused"),
        ("设置!A3", "settings_rows"),
        ("设置!A2", "read_as"),
    } <= set(warnings(bad))


def test_without_settings_the_files_name_is_the_forms(desk):
    survey = [["type", "name", "label"], ["text", "a", "A"]]
    desk.write(name="Door Visit-2026.xlsx", survey=survey)
    assert "door_visit_2026" == desk.read_again().settings.form
    desk.write(name="入户.xlsx", survey=survey)
    assert [(None, "no_form_id")] == problems(desk.read_again())


def test_more_than_a_thousand_problems_are_counted(desk):
    reading = desk.survey("type name label", *(["", f"q{n}", "Q"] for n in range(1_100)))
    assert (1_001, "too_many") == (len(reading.problems), reading.problems[-1].code)
    assert "1100" in reading.problems[-1].message["en"]
