"""What schema.rules says: one sentence a fault, in every language."""

from collections.abc import Mapping
from typing import Final

from schema.question import Kind
from schema.text import Text

SENTENCES: Final[Mapping[str, Text]] = {
    "required": {"zh-CN": "必填，还没有填", "en": "required, not answered yet"},
    "range": {"zh-CN": "超出{minimum}–{maximum}", "en": "outside {minimum}–{maximum}"},
    "below": {"zh-CN": "小于{minimum}", "en": "below {minimum}"},
    "above": {"zh-CN": "大于{maximum}", "en": "above {maximum}"},
    "step": {"zh-CN": "应从{start}起每隔{step}取值", "en": "not in steps of {step} from {start}"},
    "text": {"zh-CN": "不是文字", "en": "not a text"},
    "integer": {"zh-CN": "不是整数", "en": "not a whole number"},
    "decimal": {"zh-CN": "不是数字", "en": "not a number"},
    "date": {"zh-CN": "不是日期", "en": "not a date"},
    "time": {"zh-CN": "不是时间", "en": "not a time of day"},
    "dateTime": {"zh-CN": "不是日期和时间", "en": "not a date with a time"},
    "geopoint": {"zh-CN": "不是地理位置", "en": "not a place on the map"},
    "geotrace": {"zh-CN": "不是地图上的一条线", "en": "not a line on the map"},
    "geoshape": {"zh-CN": "不是地图上的一块地方", "en": "not a shape on the map"},
    "rank": {"zh-CN": "不是排好顺序的选项", "en": "not choices put in order"},
    "acknowledge": {"zh-CN": "不是确认", "en": "not a confirmation"},
    "select_one": {"zh-CN": "应只选一项", "en": "not one single choice"},
    "select_multiple": {"zh-CN": "不是一组选项", "en": "not a list of choices"},
    "choice": {"zh-CN": "选项里没有“{value}”", "en": "“{value}” is not one of the choices"},
    "unoffered": {
        "zh-CN": "按现在的其他答案，不能选“{value}”",
        "en": "“{value}” is not offered with the other answers as they are",
    },
    "count": {"zh-CN": "应有{wanted}行，现有{given}行", "en": "rows: {given} instead of {wanted}"},
    "constraint": {"zh-CN": "不符合要求", "en": "not accepted here"},
    "failed": {"zh-CN": "无法核对：{reason}", "en": "could not be checked: {reason}"},
    "unknown": {"zh-CN": "表单里没有这个问题", "en": "the form has no such question"},
}
"""What is wrong with an answer, by what schema.rules calls it."""

STORED: Final[Text] = {"zh-CN": "{reason}，已保存，请核对", "en": "{reason}; saved, please check"}
"""Beside an answer that is stored."""

MISSING: Final[Text] = {"zh-CN": "{reason}，请补填", "en": "{reason}; please fill it in"}
"""Beside a question that nobody answered."""

KIND_SENTENCES: Final[Mapping[Kind, str]] = {
    **{
        kind: kind.value
        for kind in (
            *(Kind.integer, Kind.decimal, Kind.date, Kind.time, Kind.date_time),
            *(Kind.select_one, Kind.select_multiple, Kind.rank, Kind.acknowledge),
            *(Kind.geopoint, Kind.geotrace, Kind.geoshape),
        )
    },
    Kind.range: "decimal",
    Kind.today: "date",
    Kind.start: "dateTime",
    Kind.end: "dateTime",
}
"""Which of these says that a value is no answer to its kind; a text is wanted of all others."""
