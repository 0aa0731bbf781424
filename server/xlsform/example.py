"""One form as an example: what a template holds, and what `docs/FORMS.md` explains row by row.

It has what district forms need: a group that is shown on a condition, rows for the people of a
household with a number that says how many, a cascade, a calculation, checks with messages, a
sensitive answer, ways of merging. Texts are by language, all else as the standard has it.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from schema.text import Text

Row: TypeAlias = Mapping[str, str | Text]
"""One row by the standard's names of columns; the type's list behind the type."""


def _asked(kind: str, name: str, chinese: str, english: str, **more: str | Text) -> Row:
    return {"type": kind, "name": name, "label": {"zh-CN": chinese, "en": english}, **more}


SURVEY: Final[tuple[Row, ...]] = (
    {"type": "start", "name": "began"},
    {"type": "today", "name": "day"},
    _asked("note", "greeting", "请先说明来意，请住户出示证件。", "Say why you come, then begin."),
    _asked(
        "select_one outcome",
        "outcome",
        "走访结果",
        "What came of the visit",
        required="yes",
        default="done",
    ),
    _asked("begin_group", "home", "住房情况", "The dwelling", relevant="${outcome} = 'done'"),
    _asked("select_one use", "dwelling", "住房用途", "Used as", required="yes"),
    _asked("select_one province", "province", "来自哪个省", "From which province"),
    _asked(
        "select_one city",
        "city",
        "来自哪个市",
        "From which city",
        choice_filter="province = ${province}",
    ),
    _asked(
        "integer",
        "people",
        "常住几人",
        "How many live here",
        required="yes",
        constraint=". >= 1 and . <= 20",
        constraint_message={"zh-CN": "应在1到20之间", "en": "It should be 1 to 20"},
        hint={"zh-CN": "半年以上算常住", "en": "For half a year or more"},
    ),
    {"type": "end_group"},
    _asked(
        "begin_repeat",
        "members",
        "家庭成员",
        "Members",
        relevant="${outcome} = 'done'",
        repeat_count="${people}",
    ),
    _asked("text", "person", "姓名", "Name", required="yes"),
    _asked(
        "date",
        "born",
        "出生日期",
        "Born on",
        constraint=". <= today()",
        constraint_message={"zh-CN": "不能晚于今天", "en": "Not later than today"},
    ),
    _asked("calculate", "age", "年龄", "Age", calculation="int((${day} - ${born}) div 365.25)"),
    _asked(
        "text",
        "phone",
        "手机号",
        "Mobile number",
        relevant="${age} >= 16",
        constraint="regex(., '1[0-9]{10}')",
        constraint_message={"zh-CN": "应为11位手机号", "en": "It has 11 digits"},
        sensitive="yes",
    ),
    {"type": "end_repeat"},
    _asked(
        "calculate", "minors", "未成年人", "Under age", calculation="count(${members}[age < 18])"
    ),
    _asked(
        "select_multiple needs",
        "needs",
        "需要哪些帮助",
        "What help is wanted",
        relevant="${outcome} = 'done'",
        constraint="not(selected(., 'none') and count-selected(.) > 1)",
        constraint_message={"zh-CN": "选了“无”就不能再选别的", "en": "None goes with nothing else"},
    ),
    _asked("geopoint", "place", "门口的位置", "Where the door is"),
    _asked("image", "photo", "门牌照片", "The door plate"),
    _asked(
        "date",
        "again",
        "约定再来的日期",
        "When to come again",
        relevant="${outcome} = 'later'",
        merge="latest",
    ),
    _asked("text", "remark", "备注", "Remarks"),
    _asked("acknowledge", "read_out", "已向住户读过以上内容", "All this was read out"),
)

_CHOICES: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    ("outcome", "done", "见到住户", "Somebody was met", ""),
    ("outcome", "absent", "家里没人", "Nobody at home", ""),
    ("outcome", "later", "约定再来", "To come again", ""),
    ("use", "own", "自住", "Lived in by the owner", ""),
    ("use", "let", "出租", "Let", ""),
    ("use", "empty", "空置", "Vacant", ""),
    ("province", "hebei", "河北", "Hebei", ""),
    ("province", "beijing", "北京", "Beijing", ""),
    ("city", "zhangjiakou", "张家口", "Zhangjiakou", "hebei"),
    ("city", "chengde", "承德", "Chengde", "hebei"),
    ("city", "dongcheng", "东城", "Dongcheng", "beijing"),
    ("city", "yanqing", "延庆", "Yanqing", "beijing"),
    ("needs", "lift", "上下楼", "Stairs", ""),
    ("needs", "heating", "供暖", "Heating", ""),
    ("needs", "none", "无", "None", ""),
)

CHOICES: Final[tuple[Row, ...]] = tuple(
    {
        "list_name": of,
        "name": name,
        "label": {"zh-CN": chinese, "en": english},
        **({"province": province} if province else {}),
    }
    for of, name, chinese, english, province in _CHOICES
)

SETTINGS: Final[Row] = {
    "form_title": {"zh-CN": "入户走访登记", "en": "Household visit"},
    "form_id": "household_visit",
    "version": "1",
    "areas": "household",
    "key": "ulid",
}
