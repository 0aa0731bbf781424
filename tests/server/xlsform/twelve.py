"""A clerk's Chinese workbook with twelve planted mistakes, and the same corrected."""

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

PLANTED = {"问卷": SURVEY, "选项": CHOICES, "设置": SETTINGS}

MISTAKES = (
    ("问卷", 4, "D", "not_yes_no", "也许"),
    ("问卷", 6, "A", "similar_list", "orgin"),
    ("问卷", 7, "E", "bare_word", "自有"),
    ("问卷", 8, "B", "duplicate_name", "people"),
    ("问卷", 10, "A", "unsupported_type", "签名"),
    ("问卷", 11, "E", "unknown_question", "roms"),
    ("问卷", 12, "F", "pattern", "^[0-9"),
    ("问卷", 13, "H", "similar_function", "rond"),
    ("问卷", 14, "B", "name_characters", "note text"),
    ("问卷", 15, "I", "unknown_merge", "随便"),
    ("问卷", 17, "B", "missing_name", "名称"),
    ("选项", 4, "B", "choice_twice", "自有"),
)
"""Where each stands, what it is, and what its message names."""


def corrected():
    """The sheets without the mistakes."""
    survey = [list(row) for row in SURVEY]
    for row, column, text in (
        *((4, "D", "否"), (6, "A", "单选题 origin"), (7, "E", "${dwelling} = '自有'")),
        *((8, "B", "residents"), (10, "A", "照片"), (11, "E", "${rooms} > 0")),
        *((12, "F", "regex(., '^[0-9]+$')"), (13, "H", "round(${area} div ${people}, 1)")),
        *((14, "B", "remark"), (15, "I", "最新"), (17, "B", "members")),
    ):
        survey[row - 1]["ABCDEFGHI".index(column)] = text
    choices = [*CHOICES[:3], ["use", "空置", "空置"], CHOICES[4]]
    return {**PLANTED, "问卷": survey, "选项": choices}
