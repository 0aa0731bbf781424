"""What sheets and columns are called: the standard's names, its old ones, and Chinese ones.

The first name of each line is the standard's; a header in another language of the form follows
behind `::`, as in `label::English (en)` or `标签::中文 (zh)`. Names are compared without case, and
blanks count as `_`.
"""

from collections.abc import Iterable, Mapping
from typing import Final


def _index(names: Iterable[tuple[str, ...]]) -> Mapping[str, str]:
    return {alias: line[0] for line in names for alias in line}


SHEETS: Final = _index(
    [
        ("survey", "问卷", "调查", "调查表", "问卷表", "题目", "问题"),
        ("choices", "选项", "选项表", "选择项", "候选项"),
        ("settings", "设置", "设定", "表单设置"),
        ("external_choices", "外部选项", "外部选项表"),
        ("entities", "实体"),
        ("osm",),
    ]
)
"""Sheets of a form."""

SHEETS_UNSUPPORTED: Final = frozenset({"entities", "osm"})

SURVEY: Final = _index(
    [
        ("type", "command", "类型", "题型", "题目类型", "问题类型"),
        ("name", "tag", "value", "名称", "变量名", "字段名", "题目名称"),
        ("label", "caption", "标签", "标题", "题目", "题干", "问题", "显示文字"),
        ("hint", "提示", "填写提示"),
        ("guidance_hint", "补充提示", "填写说明"),
        ("required", "必填", "是否必填", "必答"),
        ("required_message", "requiredmsg", "jr:requiredmsg", "必填提示"),
        ("relevant", "relevance", "显示条件", "相关", "相关条件", "跳题条件", "跳转条件"),
        ("constraint", "约束", "限制", "约束条件", "校验", "校验条件"),
        (
            "constraint_message",
            *("constraining_message", "jr:constraintmsg"),
            *("约束提示", "限制提示", "校验提示", "错误提示"),
        ),
        ("calculation", "calculate", "计算", "计算公式", "公式"),
        ("default", "默认值", "默认", "缺省值"),
        ("read_only", "readonly", "只读", "是否只读"),
        ("appearance", "外观", "样式"),
        ("choice_filter", "选项筛选", "筛选", "筛选条件"),
        ("parameters", "参数"),
        ("repeat_count", "count", "jr:count", "重复次数", "重复数"),
        ("trigger", "触发", "触发题"),
        ("disabled", "停用", "禁用"),
        ("list_name", "选项表", "选项列表"),
        ("merge", "合并", "合并方式"),
        ("key", "关键", "关键题", "主键"),
        ("sensitive", "敏感", "敏感信息"),
        ("workflow", "流程", "流程状态"),
        ("refers", "引用", "引用表单", "关联表单"),
        ("prefill", "预填", "沿用", "预填自"),
        ("alias", "曾用名", "原名称", "别名"),
    ]
)
"""Columns of the survey."""

CHOICES: Final = _index(
    [
        ("list_name", "选项表", "选项列表", "列表", "列表名称", "表名"),
        ("name", "value", "名称", "选项名称", "编码", "值"),
        ("label", "caption", "标签", "选项标签", "选项文字", "显示文字", "标题"),
    ]
)
"""Columns of choices; every other one is for filters, by its own name."""

SETTINGS: Final = _index(
    [
        ("form_title", "set_form_title", "title", "标题", "表单标题", "表单名称"),
        ("form_id", "set_form_id", "id_string", "编号", "表单编号", "表单id"),
        ("version", "版本", "版本号"),
        ("default_language", "默认语言"),
        ("allow_choice_duplicates", "允许重复选项"),
        ("areas", "area_kinds", "地区", "地区类别", "填写地区"),
        ("restricted", "受限", "保密"),
        ("key", "份数", "关键"),
        ("state", "状态题", "状态", "办理状态"),
        ("closed", "办结", "办结选项", "办结状态"),
        ("due", "期限题", "期限", "办理期限"),
    ]
)
"""Settings that mean something here."""

SETTINGS_UNSUPPORTED: Final = frozenset({"public_key"})
"""Encryption would keep answers from being merged."""

TRANSLATED: Final = frozenset(
    {"label", "hint", "guidance_hint", "required_message", "constraint_message", "form_title"}
)
"""Columns that come once a language."""

NOT_SHOWN: Final = frozenset(
    {
        *("image", "big-image", "audio", "video", "media", "autoplay", "rows"),
        *("noapperrorstring", "jr:noapperrorstring", "no_app_error_string"),
        *("accuracythreshold", "instance", "compact_tag", "hxl", "style"),
    }
)
"""Columns of the standard that change how a question looks, and not what is recorded."""

UNSUPPORTED: Final = frozenset(
    {"save_to", "intent", "query", "bind", "control", "body", "action", "odk"}
)
"""Columns of the standard, or beginnings of them, that change what is recorded."""

PREFIXES: Final = frozenset({"bind", "control", "body", "media"})
"""Groups of the standard's inner names: `bind::relevant` is `relevant`."""


def chinese(key: str, names: Mapping[str, str]) -> str:
    """The first Chinese name of a sheet or a column."""
    return next(name for name, meant in names.items() if meant == key and not name.isascii())
