"""A household survey as a workbook of the standard: what three programs fill in by one script.

It has groups, rows that are counted and rows within them that are not, a cascade that ends in a
file, conditions, checks with messages in Chinese, what has to be answered, calculations, defaults
that are written and worked out, a calculation that another answer triggers, days and times, several
choices at once, words that name answers. Headers are the standard's, since pyxform reads it too.
"""

from pathlib import Path
from typing import Final

from openpyxl import Workbook

HEADER: Final = (
    *("type", "name", "label::中文 (zh)", "hint::中文 (zh)"),
    *("required", "required_message::中文 (zh)", "relevant"),
    *("constraint", "constraint_message::中文 (zh)"),
    *("calculation", "default", "read_only", "choice_filter", "repeat_count", "trigger"),
    "parameters",
)
_SHORT: Final = {
    "hint": "hint::中文 (zh)",
    "must": "required",
    "missing": "required_message::中文 (zh)",
    "when": "relevant",
    "holds": "constraint",
    "wrong": "constraint_message::中文 (zh)",
    "is": "calculation",
    "of": "choice_filter",
    "rows": "repeat_count",
    "after": "trigger",
}


def _row(kind: str, name: str = "", label: str = "", **more: str) -> list[str | None]:
    said = {"type": kind, "name": name, "label::中文 (zh)": label}
    said |= {_SHORT.get(key, key): text for key, text in more.items()}
    assert said.keys() <= set(HEADER)
    return [said.get(column) or None for column in HEADER]


SURVEY: Final = (
    _row("today", "day"),
    _row("note", "greeting", "请先说明来意，再逐项询问。"),
    _row("begin_group", "call", "走访情况"),
    _row("select_one outcome", "outcome", "走访结果", must="yes", missing="请选走访结果"),
    _row(
        "dateTime",
        "again",
        "约定再来的时间",
        when="${outcome} = 'later'",
        must="yes",
        holds=". > now()",
        wrong="应晚于现在",
    ),
    _row("text", "refusal", "拒绝的原因", when="${outcome} = 'refused'"),
    _row("end_group"),
    _row("begin_group", "home", "住房情况", when="${outcome} = 'met'"),
    _row("select_one province", "province", "来自哪个省", must="yes"),
    _row("select_one city", "city", "来自哪个市", must="yes", of="province = ${province}"),
    _row("select_one_from_file streets.csv", "street", "${city}哪个街道", of="city = ${city}"),
    _row(
        "calculate",
        "origin",
        **{"is": "concat(jr:choice-name(${province}, '${province}'), "
           "jr:choice-name(${city}, '${city}'))"},
    ),
    _row("note", "origin_said", "来自：${origin}"),
    _row("text", "moved", "搬来的经过", **{"is": "concat('来自', ${city})"}, after="${city}"),
    _row("text", "code", "编号", default="concat('C-', substr(today(), 0, 4))", read_only="yes"),
    _row(
        "integer",
        "people",
        "常住几人",
        hint="半年以上算常住",
        must="yes",
        holds=". >= 1 and . <= 4",
        wrong="应在1到4之间",
    ),
    _row("decimal", "size", "面积（平方米）", holds=". > 0", wrong="面积应大于0"),
    _row("calculate", "each", **{"is": "round(${size} div ${people}, 1)"}),
    _row("note", "each_said", "人均${each}平方米", when="${each} > 0"),
    _row(
        "integer",
        "rooms",
        "几间房",
        default="2",
        holds=". <= ${people} * 3",
        wrong="${people}人住的间数太多",
    ),
    _row("range", "comfort", "住得舒服吗", parameters="start=0 end=10 step=2"),
    _row(
        "select_multiple heating",
        "heating",
        "怎么取暖",
        must="yes",
        holds="not(selected(., 'none') and count-selected(.) > 1)",
        wrong="选了“无”就不能再选别的",
    ),
    _row(
        "text",
        "stove",
        "炉子在哪里",
        when="selected(${heating}, 'stove')",
        must="yes",
        missing="有炉子就要写明在哪里",
    ),
    _row("end_group"),
    _row(
        "begin_repeat", "members", "家庭成员", when="${outcome} = 'met'", rows="${people}"
    ),
    _row("text", "name", "姓名", must="yes"),
    _row("date", "born", "${name}的出生日期", holds=". <= today()", wrong="不能晚于今天"),
    _row("calculate", "age", **{"is": "int((${day} - ${born}) div 365.25)"}),
    _row("calculate", "row", **{"is": "position(..)"}),
    _row("note", "age_said", "第${row}人：${name}，${age}岁", when="${age} >= 0"),
    _row(
        "select_one relation",
        "relation",
        "与户主的关系",
        of="least <= ${row}",
        must="${row} > 1",
        missing="除户主外都要填关系",
    ),
    _row(
        "text",
        "phone",
        "手机号",
        when="${age} >= 16",
        holds="regex(., '1[0-9]{10}')",
        wrong="应为11位手机号",
    ),
    _row("begin_repeat", "illness", "病史", when="${age} >= 60"),
    _row("text", "disease", "病名", must="yes"),
    _row("date", "since", "何时得的", holds=". >= ${born}", wrong="不能早于出生"),
    _row("integer", "nights", "住院几晚", holds=". >= 0", wrong="不能为负"),
    _row("end_repeat"),
    _row("calculate", "all_nights", **{"is": "sum(${nights})"}),
    _row("note", "nights_said", "${name}共住院${all_nights}晚", when="${all_nights} > 0"),
    _row("end_repeat"),
    _row("begin_group", "whole", "全家", when="${outcome} = 'met'"),
    _row("calculate", "minors", **{"is": "count(${members}[age < 18])"}),
    _row("calculate", "oldest", **{"is": "max(${age})"}),
    _row("calculate", "head", **{"is": "indexed-repeat(${name}, ${members}, 1)"}),
    _row("calculate", "names", **{"is": "join('、', ${name})"}),
    _row("note", "sum_up", "户主${head}；成员${names}；未成年人${minors}；最年长${oldest}岁"),
    _row(
        "text",
        "guardian",
        "监护人",
        when="${minors} > 0",
        must="yes",
        missing="有未成年人，要写监护人",
    ),
    _row("time", "handy", "几点方便", holds="decimal-time(.) >= 0.25", wrong="应在6点以后"),
    _row("geopoint", "spot", "门口的位置"),
    _row("end_group"),
    _row("text", "remark", "备注", holds="string-length(.) <= 20", wrong="最多20个字"),
    _row("acknowledge", "agreed", "已读给住户听", must="yes"),
)  # fmt: skip

CHOICES: Final = (
    ("list_name", "name", "label::中文 (zh)", "province", "least"),
    ("outcome", "met", "见到住户", None, None),
    ("outcome", "later", "约定再来", None, None),
    ("outcome", "refused", "拒绝", None, None),
    ("province", "hebei", "河北", None, None),
    ("province", "beijing", "北京", None, None),
    ("city", "zhangjiakou", "张家口", "hebei", None),
    ("city", "chengde", "承德", "hebei", None),
    ("city", "yanqing", "延庆", "beijing", None),
    ("heating", "central", "集中供暖", None, None),
    ("heating", "stove", "炉子", None, None),
    ("heating", "none", "无", None, None),
    ("relation", "self", "户主", None, 1),
    ("relation", "spouse", "配偶", None, 2),
    ("relation", "child", "子女", None, 2),
)
SETTINGS: Final = (
    ("form_id", "form_title", "version", "areas", "key"),
    ("household_survey", "居民入户调查", "1", "household", "area"),
)
STREETS: Final = "name,label,city\nxw,西湾子,zhangjiakou\ngj,高家营,zhangjiakou\nys,永宁,yanqing\n"


def write(folder: Path) -> Path:
    """Writes the workbook and, beside it, the file that it names."""
    book = Workbook()
    book.remove(book.active)
    sheets = {"survey": (HEADER, *SURVEY), "choices": CHOICES, "settings": SETTINGS}
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    (folder / "streets.csv").write_text(STREETS, "utf-8")
    book.save(folder / "survey.xlsx")
    return folder / "survey.xlsx"
