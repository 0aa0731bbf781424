"""A clerk's Chinese workbook with twelve planted mistakes: twelve messages, each at its cell."""

from tests.server.xlsform.conftest import problems

SURVEY = [
    ["类型", "名称", "标签：：中文 (zh)", "必填", "显示条件", "约束", "约束提示", "计算", "合并"],
    ["开始组", "basic", "基本情况", None, None, None, None, None, None],
    ["文本", "head", "户主姓名", "是", None, None, None, None, None],
    ["整数", "people", "人口", "也许", None, ". >= 0", "不能为负", None, None],  # 1
    ["单选题 use", "dwelling", "住房用途", "是", None, None, None, None, None],
    ["单选题 orgin", "from", "来源", None, None, None, None, None, None],  # 2
    ["整数", "rooms", "间数", None, "${dwelling} = 自有", None, None, None, None],  # 3
    ["整数", "people", "常住人口", None, None, None, None, None, None],  # 4
    ["结束组", None, None, None, None, None, None, None, None],
    ["签名", "film", "签名", None, None, None, None, None, None],  # 5
    ["小数", "area", "面积", None, "${roms} > 0", None, None, None, None],  # 6
    ["文本", "phone", "电话", None, None, "regex(., '^[0-9')", "电话不对", None, None],  # 7
    ["计算", "per", None, None, None, None, None, "rond(${area}, 1)", None],  # 8
    ["文本", "note text", "备注", None, None, None, None, None, None],  # 9
    ["文本", "opinion", "意见", None, None, None, None, None, "随便"],  # 10
    [None, None, None, None, None, None, None, None, None],
    ["开始重复", None, "成员", None, None, None, None, None, None],  # 11
    ["文本", "member", "姓名", None, None, None, None, None, None],
    ["结束重复", None, None, None, None, None, None, None, None],
]
CHOICES = [
    ["选项表", "名称", "标签：：中文 (zh)"],
    ["use", "自有", "自有"],
    ["use", "租赁", "租赁"],
    ["use", "自有", "自己的"],  # 12
    ["origin", "本地", "本地"],
]
SETTINGS = [["编号", "标题"], ["household", "一户一档"]]


def test_twelve_mistakes_give_twelve_messages_at_their_cells_in_one_run(desk):
    reading = desk.read(问卷=SURVEY, 选项=CHOICES, 设置=SETTINGS)
    assert [
        ("问卷!D4", "not_yes_no"),
        ("问卷!A6", "similar_list"),
        ("问卷!E7", "bare_word"),
        ("问卷!B8", "duplicate_name"),
        ("问卷!A10", "unsupported_type"),
        ("问卷!E11", "unknown_question"),
        ("问卷!F12", "pattern"),
        ("问卷!H13", "similar_function"),
        ("问卷!B14", "name_characters"),
        ("问卷!I15", "unknown_merge"),
        ("问卷!B17", "missing_name"),
        ("选项!B4", "choice_twice"),
    ] == problems(reading)


def test_the_same_workbook_corrected_is_a_form(desk):
    survey = [list(row) for row in SURVEY]
    for row, column, text in (
        *((4, "D", "否"), (6, "A", "单选题 origin"), (7, "E", "${dwelling} = '自有'")),
        *((8, "B", "residents"), (10, "A", "照片"), (11, "E", "${rooms} > 0")),
        *((12, "F", "regex(., '^[0-9]+$')"), (13, "H", "round(${area} div ${people}, 1)")),
        *((14, "B", "remark"), (15, "I", "最新"), (17, "B", "members")),
    ):
        survey[row - 1]["ABCDEFGHI".index(column)] = text
    choices = [*CHOICES[:3], ["use", "空置", "空置"], CHOICES[4]]
    reading = desk.read(问卷=survey, 选项=choices, 设置=SETTINGS)
    assert [] == problems(reading)
    assert 13 == sum(1 for _ in reading.form.questions())


def test_every_message_has_both_languages_and_none_names_a_part_of_the_program(desk):
    reading = desk.read(问卷=SURVEY, 选项=CHOICES, 设置=SETTINGS)
    for problem in (*reading.problems, *reading.warnings):
        assert {"zh-CN", "en"} == problem.message.keys()
        assert all(text and "{" not in text.replace("${", "") for text in problem.message.values())
