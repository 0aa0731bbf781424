"""A workbook's form as a form of the program: every cell that means something arrives in it."""

import json

import pytest

from schema.area import AreaKind
from schema.form import Form
from schema.logic.judgement import Circumstances
from schema.logic.live_record import LiveRecord
from schema.question import Kind, MergePolicy
from server.xlsform import child
from tests.server.xlsform.conftest import problems, warnings
from tests.server.xlsform.field_forms import TOWNS, census, health

NOW = Circumstances.at(1_760_000_000_000, "x")


def made(reading):
    """The form, once it has been stored and read again."""
    assert [] == problems(reading)
    again = Form.from_json(json.loads(json.dumps(reading.converted.to_json())))
    assert again == reading.converted
    return again


def only(desk, header, *row, **further):
    """The question of a survey that has one row."""
    question, *_ = made(desk.survey(header, row, **further)).questions
    return question


ASIDE = ("start", "deviceid", "note")
CENSUS = [row for row in census()["survey"] if row[0] not in ASIDE]
"""That of the field, without what stands beside the questions."""


def test_a_census_is_judged_with_the_rows_within_its_rows(desk):
    form = made(desk.read(survey=CENSUS))
    assert ["size", "member", "member.name", "member.age", "member.job", "member.job.employer"] == [
        each.path for each in form.walk()
    ][:6]
    rows = {
        "member": ("aaaaaa", "bbbbbb"),
        "member[aaaaaa].job": ("cccccc", "dddddd"),
        "member[bbbbbb].job": ("eeeeee",),
    }
    answers = {
        "size": 3,
        "member[aaaaaa].name": "张伟",
        "member[aaaaaa].age": 61,
        "member[aaaaaa].job[cccccc].hours": 20,
        "member[aaaaaa].job[dddddd].hours": 15.5,
        "member[bbbbbb].name": "张小",
        "member[bbbbbb].age": 15,
        "member[bbbbbb].job[eeeeee].hours": 200,
    }
    said = form.logic.judge(answers, rows, NOW)
    assert {
        "member[aaaaaa].worked": 35.5,
        "grown": 1,
        "oldest": 61,
        "first": "张伟",
    } == said.calculated
    assert {"member[bbbbbb].job", "member[bbbbbb].job[eeeeee].hours"} <= said.irrelevant
    assert {"member": 3, "member[aaaaaa].job": 1} == said.counts
    assert (frozenset(), {}) == (said.broken, said.failed)


def test_a_cascade_offers_what_the_list_holds_for_the_answers_before(desk):
    lines = ["name,label,county", *(f"t{n},镇{n},c{n % 100}" for n in range(TOWNS))]
    (desk.folder / "towns.csv").write_text("\n".join(lines), "utf-8")
    survey = [
        ["type", "name", "label", "choice_filter", "calculation"],
        ["select_one counties", "county", "County"],
        ["select_one_from_file towns.csv", "town", "Town", "county = ${county}"],
        ["calculate", "said", None, None, "pulldata('towns', 'label', 'name', ${town})"],
    ]
    counties = [["list_name", "name", "label"], *(["counties", f"c{n}", n] for n in range(100))]
    form = made(desk.read(survey=survey, choices=counties))
    record = LiveRecord(form.logic, {"county": "c7", "town": "t107"}, {}, NOW)
    assert [f"t{n}" for n in range(7, TOWNS, 100)] == [each.name for each in record.offered("town")]
    assert {"said": "镇107"} == record.judgement().calculated
    assert "镇107" == form.question("town").choice("t107").label["zh-CN"]
    record.answer("county", "c8")
    assert {"town": ["t107"]} == record.judgement().unoffered


def test_a_long_form_in_three_languages_says_what_is_wrong_in_each(desk):
    form = made(desk.read(**health()))
    assert ("zh-CN", "en", "fr") == form.languages
    assert 400 == len(form.questions)
    answers = {"temp_0": 39, "signs_0": ["none", "cough"], "temp_1": 50, "since_0": "2025-01-01"}
    said = form.logic.judge(answers, {}, NOW)
    assert ("yes", "yes") == (said.calculated["alert_0"], said.calculated["alert_1"])
    assert {"temp_1", "signs_0"} == said.broken
    assert "since_0" in said.irrelevant
    wanted = {"zh-CN": "请核对", "en": "Check", "fr": "Vérifiez"}
    assert wanted == form.question("temp_1").constraint_message
    assert {"zh-CN": "咳嗽", "en": "Cough", "fr": "Toux"} == form.question("signs_0").choice(
        "cough"
    ).label


@pytest.mark.parametrize(
    ("written", "kind", "merge"),
    [
        ("text", "text", "clash"),
        ("整数", "integer", "clash"),
        ("decimal", "decimal", "clash"),
        ("date", "date", "clash"),
        ("time", "time", "clash"),
        ("dateTime", "dateTime", "clash"),
        ("range", "range", "clash"),
        ("note", "note", "clash"),
        ("acknowledge", "acknowledge", "clash"),
        ("barcode", "barcode", "clash"),
        ("定位", "geopoint", "latest"),
        ("照片", "image", "each"),
        ("file", "file", "each"),
        ("录音", "audio", "each"),
        ("录像", "video", "each"),
        ("hidden", "hidden", "latest"),
        ("start", "start", "latest"),
        ("end", "end", "latest"),
        ("today", "today", "latest"),
        ("deviceid", "deviceid", "latest"),
        ("username", "username", "latest"),
        ("单选题 l", "select_one", "clash"),
        ("多选题 l", "select_multiple", "union"),
    ],
)
def test_every_kind_arrives_and_merges_as_its_kind_does(desk, written, kind, merge):
    choices = [["list_name", "name", "label"], ["l", "a", "A"]]
    question = only(desk, "type name label", written, "q", "Q", choices=choices)
    assert (kind, MergePolicy(merge)) == (question.kind, question.merge)


def test_conditions_and_messages_arrive_as_they_are_written(desk):
    question = only(
        desk,
        "type name label hint guidance_hint required required_message relevant constraint "
        "constraint_message read_only appearance",
        *(
            "integer",
            "a",
            "A",
            "H",
            "G",
            "1 = 1",
            "R",
            "2 = 2",
            ". > 3",
            "C",
            "4 = 4",
            "w1",
        ),
    )
    said = {"zh-CN": "H"}, {"zh-CN": "G"}, {"zh-CN": "R"}, {"zh-CN": "C"}
    assert said == (
        question.hint,
        question.guidance,
        question.required_message,
        question.constraint_message,
    )
    assert (False, "1 = 1", "2 = 2", ". > 3", "4 = 4", "w1") == (
        question.required,
        question.required_if,
        question.relevant,
        question.constraint,
        question.read_only,
        question.appearance,
    )


@pytest.mark.parametrize(("said", "required"), [("yes", True), ("否", False), (None, False)])
def test_a_plain_yes_is_no_condition(desk, said, required):
    question = only(desk, "type name label required", "text", "a", "A", said)
    assert (required, "") == (question.required, question.required_if)


@pytest.mark.parametrize(
    ("kind", "text", "default", "dynamic"),
    [
        ("text", "3号楼-2", "3号楼-2", ""),
        ("integer", "3", 3, ""),
        ("decimal", "2.50", 2.5, ""),
        ("date", "2026年6月2日", "2026-06-02", ""),
        ("time", "8:30", "08:30:00", ""),
        ("dateTime", "2026-06-12 08:30", "2026-06-12T08:30:00+08:00", ""),
        ("dateTime", "2026-06-12T08:30:00Z", "2026-06-12T08:30:00Z", ""),
        ("select_one l", "b", "b", ""),
        ("select_multiple l", "b a", ["b", "a"], ""),
        ("geopoint", "40.97 115.28 860 5", [40.97, 115.28, 860, 5], ""),
        ("date", "today()", None, "today()"),
        ("integer", "1 + 2", None, "1 + 2"),
        ("calculate", "now()", None, "now()"),
    ],
)
def test_a_default_is_the_answer_that_it_means(desk, kind, text, default, dynamic):
    choices = [["list_name", "name", "label"], ["l", "a", "A"], ["l", "b", "B"]]
    question = only(desk, "type name label default", kind, "q", "Q", text, choices=choices)
    assert (default, dynamic) == (question.default, question.dynamic_default)


@pytest.mark.parametrize(
    ("said", "scale"),
    [
        ("start=0 end=5 step=0.5", (0, 5, 0.5)),
        ("start=5 end=-5 step=-1", (-5, 5, 1)),
        ("", (1, 10, 1)),
    ],
)
def test_a_range_has_bounds_and_a_step(desk, said, scale):
    question = only(desk, "type name label parameters", "range", "a", "A", said)
    assert scale == (question.minimum, question.maximum, question.step)


def test_a_trigger_without_a_calculation_clears_the_answer(desk):
    reading = desk.survey(
        "type name label calculation trigger",
        ["text", "a", "A"],
        ["text", "b", "B", "concat(${a}, '!')", "${a}"],
        ["text", "c", "C", None, "${a}"],
    )
    _, b, c = made(reading).questions
    assert (("a",), "concat(${a}, '!')") == (b.trigger, b.calculation)
    assert (("a",), "''") == (c.trigger, c.calculation)


def test_our_own_columns_and_settings_arrive(desk):
    survey = [
        ["类型", "名称", "标签", "合并", "关键", "敏感", "流程", "曾用名"],
        ["文本", "project", "项目", None, "是", None, None, None],
        ["文本", "phone", "电话", "最新", None, "是", None, "tel, mobile"],
        ["单选题 l", "_state", "状态", None, None, None, "是", None],
    ]
    settings = [["编号", "标题", "版本", "地区", "保密"], ["visits", "走访", "3", "户、场所", "是"]]
    choices = [["选项表", "名称", "标签"], ["l", "open", "待办"]]
    form = made(desk.read(问卷=survey, 选项=choices, 设置=settings))
    assert ("visits", "3", {"zh-CN": "走访"}, ("project",), True) == (
        form.id,
        form.version,
        form.title,
        form.key,
        form.restricted,
    )
    assert (AreaKind.household, AreaKind.site) == form.areas
    _, phone, state = form.questions
    assert (MergePolicy.latest, True, ("tel", "mobile")) == (
        phone.merge,
        phone.sensitive,
        phone.aliases,
    )
    assert (True, Kind.select_one) == (state.workflow, state.kind)


@pytest.mark.parametrize(("said", "key"), [("每处一份", ()), ("多份", ("ulid",)), ("", ("ulid",))])
def test_a_subject_has_one_record_or_any_number(desk, said, key):
    settings = [["form_id", "key"], ["visits", said]]
    assert key == made(desk.survey("type name label", ["text", "a", "A"], settings=settings)).key


def test_another_answer_is_a_question_of_its_own(desk):
    choices = [["list_name", "name", "label"], ["l", "a", "A"]]
    reading = desk.survey("type name label", ["select_one l or_other", "q", "Q"], choices=choices)
    form = made(reading)
    assert ["q", "q_other"] == [each.path for each in form.walk()]
    assert ["a", "other"] == [each.name for each in form.question("q").choices]


@pytest.mark.parametrize(("label", "other"), [("甲", "其他"), ("A", "Other")])
def test_another_answer_is_called_so_in_the_language_of_its_list(desk, label, other):
    choices = [["list_name", "name", "label"], ["l", "a", label]]
    question = only(desk, "type name label", "select_one l or_other", "q", "Q", choices=choices)
    assert {"zh-CN": other} == question.choice("other").label


def test_a_file_may_have_other_columns_for_names_and_labels(desk):
    (desk.folder / "towns.csv").write_text("code,town,county\n1,甲镇,x\n2,乙镇,y\n", "utf-8")
    reading = desk.survey(
        "type name label parameters",
        ["select_one_from_file towns.csv", "t", "T", "value=code label=town"],
    )
    choices = made(reading).question("t").choices
    assert [("1", "甲镇"), ("2", "乙镇")] == [(each.name, each.label["zh-CN"]) for each in choices]


def test_expressions_find_a_label_where_a_list_has_it_in_languages(desk):
    reading = desk.survey(
        "type name label calculation",
        ["select_one l", "q", "Q"],
        ["calculate", "said", None, "instance('l')/root/item[name = ${q}]/label"],
        choices=[["list_name", "name", "label::English (en)", "label::Français (fr)"],
                 ["l", "a", "Aye", "Oui"]],
    )  # fmt: skip
    assert {"said": "Aye"} == made(reading).logic.judge({"q": "a"}, {}, NOW).calculated


def test_a_column_without_a_language_is_chinese_unless_another_one_is(desk):
    both = only(desk, "type name label label::English", "text", "a", "甲", "A")
    assert {"zh-CN": "甲", "en": "A"} == both.label
    other = only(desk, "type name label label::中文", "text", "a", "A", "甲")
    assert {"default": "A", "zh-CN": "甲"} == other.label


def test_a_hint_stands_for_a_label(desk):
    question = only(desk, "type name label hint", "text", "a", None, "请填")
    assert ({"zh-CN": "请填"}, {}) == (question.label, question.hint)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (["note", "a", "A", "", "1 = 1"], "survey!E3"),
        (["calculate", "a", "", "", "1 = 1", "", "", "2"], "survey!E3"),
        (["begin group", "a", "A", "", "", "yes"], "survey!F3"),
        (["begin repeat", "a", "A", "", "", "", "latest"], "survey!G3"),
    ],
)
def test_what_would_change_a_record_and_cannot_be_carried_is_a_problem(desk, row, wanted):
    header = "type name label required constraint sensitive merge calculation"
    ends = [[row[0].replace("begin", "end")]] if row[0].startswith("begin") else []
    inner = [["text", "inner", "I"]] if ends else []
    reading = desk.survey(header, ["text", "first", "F"], row, *inner, *ends)
    assert [(wanted, "misplaced")] == problems(reading)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (["calculate", "a", "", "yes", "", "", "1"], ("survey!D2", "misplaced")),
        (["note", "a", "A", "yes"], ("survey!D2", "misplaced")),
        (["text", "a", "A", "", "No!"], ("survey!E2", "message_alone")),
        (["today", "a", "", "", "", "2026-06-12"], ("survey!F2", "misplaced")),
    ],
)
def test_what_changes_nothing_is_told_and_left_out(desk, row, wanted):
    header = "type name label required constraint_message default calculation"
    reading = desk.survey(header, row)
    assert [wanted] == warnings(reading)
    (question,) = made(reading).questions
    assert (False, {}, None) == (question.required, question.constraint_message, question.default)


def test_a_file_without_rows_is_no_list_of_choices(desk):
    (desk.folder / "towns.csv").write_text("name,label\n", "utf-8")
    reading = desk.survey("type name label", ["select_one_from_file towns.csv", "t", "T"])
    assert [("survey!A2", "empty_list")] == problems(reading)


def test_answers_of_one_name_are_told_apart_by_their_groups(desk):
    groups = [
        [["begin group", group, "G"], ["text", "name", "N"], ["end group"]]
        for group in ("father", "mother")
    ]
    form = made(desk.survey("type name label", *groups[0], *groups[1]))
    assert ["father.name", "mother.name"] == [each.path for each in form.walk()]


def test_a_form_leaves_the_reader_with_all_it_has_but_a_version_that_nobody_gave(desk):
    reading = desk.survey("type name label", ["text", "a", "A"])
    document = child.document(reading)
    assert "" == document["definition"]["version"]
    assert "a" == Form.from_json({**document["definition"], "version": "1"}).questions[0].name
    broken = desk.survey("type name label", ["rubbish", "a", "A"])
    assert child.document(broken)["definition"] is None
