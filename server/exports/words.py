"""The words of a table's head, and of states, in each language."""

from collections.abc import Mapping
from typing import Final

from schema.text import Text, in_language

_WORDS: Final[Mapping[str, Text]] = {
    "number": {"zh-CN": "序号", "en": "No."},
    "row": {"zh-CN": "第几行", "en": "Row"},
    "row_of": {"zh-CN": "{repeat}第几行", "en": "Row of {repeat}"},
    "latitude": {"zh-CN": "纬度", "en": "latitude"},
    "longitude": {"zh-CN": "经度", "en": "longitude"},
    "altitude": {"zh-CN": "海拔（米）", "en": "altitude (m)"},
    "accuracy": {"zh-CN": "误差（米）", "en": "accuracy (m)"},
    "address": {"zh-CN": "地址", "en": "Address"},
    "community": {"zh-CN": "社区", "en": "Community"},
    "grid": {"zh-CN": "网格", "en": "Grid"},
    "compound": {"zh-CN": "小区", "en": "Compound"},
    "building": {"zh-CN": "楼", "en": "Building"},
    "unit": {"zh-CN": "单元", "en": "Unit"},
    "door": {"zh-CN": "门牌", "en": "Door"},
    "by": {"zh-CN": "填写人", "en": "Written by"},
    "at": {"zh-CN": "填写时间", "en": "Written at"},
    "state": {"zh-CN": "状态", "en": "State"},
    "clashes": {"zh-CN": "冲突的题目", "en": "Clashing questions"},
    "version": {"zh-CN": "表单版本", "en": "Version of the form"},
    "yes": {"zh-CN": "是", "en": "yes"},
    "no": {"zh-CN": "否", "en": "no"},
    "between": {"zh-CN": "、", "en": ", "},
    "choice": {"zh-CN": "{question}：{choice}", "en": "{question}: {choice}"},
    "unknown": {"zh-CN": "本站没有的问题", "en": "a question unknown here"},
    "somebody": {"zh-CN": "不明人员", "en": "somebody unknown"},
    "status.draft": {"zh-CN": "草稿", "en": "draft"},
    "status.finished": {"zh-CN": "已完成", "en": "finished"},
    "status.returned": {"zh-CN": "被退回", "en": "returned"},
    "status.approved": {"zh-CN": "已通过", "en": "approved"},
    "status.void": {"zh-CN": "已作废", "en": "void"},
    "status.other": {"zh-CN": "其他状态", "en": "another state"},
}


def word(key: str, lang: str, **facts: object) -> str:
    """The word of this key in a language."""
    return in_language(_WORDS[key], lang).format(**facts)


def state(status: str, lang: str) -> str:
    """A record's state."""
    key = f"status.{status}"
    return word(key if key in _WORDS else "status.other", lang)
