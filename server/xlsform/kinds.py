"""Types of questions: the standard's names, its old ones, and Chinese ones.

A type is one word for a kind, and for a question with choices the list's name behind it. The first
name of each line is the standard's and the one that pyxform is given.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.xlsform.halfwidth import half_width


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a type says: the kind, the list's name, whether another answer may be written."""

    name: str
    list_name: str = ""
    other: bool = False

    @property
    def canonical(self) -> str:
        """The type as the standard writes it."""
        return " ".join(
            part for part in (self.name, self.list_name, "or_other" if self.other else "") if part
        )


SELECT_ONE: Final = "select_one"
SELECT_MULTIPLE: Final = "select_multiple"
RANK: Final = "rank"
SELECTS: Final = frozenset(
    {
        *(SELECT_ONE, SELECT_MULTIPLE, "select_one_from_file", "select_multiple_from_file"),
        *("select_one_external", RANK),
    }
)
FROM_FILE: Final = frozenset({"select_one_from_file", "select_multiple_from_file"})
BEGINS: Final[Mapping[str, str]] = {"begin_group": "group", "begin_repeat": "repeat"}
ENDS: Final[Mapping[str, str]] = {"end_group": "group", "end_repeat": "repeat"}
_SELECT_NAMES: Final = (
    (
        *("select_one", "select1", "select one from", "select one using", "q select1"),
        *("add select one prompt using", "单选题", "单选"),
    ),
    (
        *("select_multiple", "select all that apply", "select all that apply from"),
        *("select multiple from", "select multiple using", "q select"),
        *("add select multiple prompt using", "多选题", "多选"),
    ),
    ("select_one_from_file", "文件单选题", "文件单选", "外部单选题"),
    ("select_multiple_from_file", "文件多选题", "文件多选", "外部多选题"),
    ("select_one_external",),
    (RANK, "排序题", "排序"),
)
_NAMES: Final = (
    (
        *("text", "string", "q string", "add text prompt", "文本", "文字", "填空题", "填空"),
        *("简答题", "问答题"),
    ),
    ("integer", "int", "q int", "add integer prompt", "整数", "整数题"),
    ("decimal", "q decimal", "add decimal prompt", "小数", "小数题", "数字"),
    ("date", "q date", "add date prompt", "日期", "日期题"),
    ("time", "时间"),
    (
        *("dateTime", "date time", "q date time", "add date time prompt", "add dateTime prompt"),
        *("q dateTime", "日期时间"),
    ),
    ("range", "范围", "滑块"),
    ("note", "q note", "add note prompt", "说明", "备注", "说明文字", "提示文字"),
    (
        *("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt", "确认", "知晓"),
        "确认题",
    ),
    ("calculate", "q calculate", "add calculate prompt", "计算", "计算题"),
    ("hidden", "隐藏", "隐藏题"),
    (
        *("geopoint", "location", "gps", "q geopoint", "q location", "add location prompt"),
        *("定位", "位置", "地理位置"),
    ),
    ("geotrace", "q geotrace", "轨迹", "路线"),
    ("geoshape", "q geoshape", "区域", "地块"),
    ("barcode", "q barcode", "add barcode prompt", "条码", "条形码", "二维码", "扫码"),
    (
        *("image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"),
        *("照片", "图片", "拍照", "拍照题"),
    ),
    ("file", "add file prompt", "文件", "附件"),
    ("audio", "q audio", "add audio prompt", "录音", "音频"),
    ("video", "q video", "add video prompt", "录像", "视频"),
    ("start", "start time", "get start time", "开始时间"),
    ("end", "end time", "get end time", "结束时间"),
    ("today", "get today", "今天", "填写日期"),
    (
        *("deviceid", "device id", "imei", "get device id", "uri:deviceid", "设备编号"),
        "设备号",
    ),
    ("username", "uri:username", "用户名", "填写人"),
    ("phonenumber", "phone number", "get phone number", "uri:phonenumber", "本机号码"),
    ("email", "uri:email", "邮箱"),
    ("simserial", "sim id", "get sim id", "uri:simserial"),
    ("subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"),
    ("start-geopoint", "开始位置"),
    (*("begin_group", "开始组", "组开始", "开始分组", "分组开始", "题组开始", "开始题组"),),
    ("end_group", "结束组", "组结束", "结束分组", "分组结束", "题组结束", "结束题组"),
    (
        *("begin_repeat", "begin lgroup", "begin looped group"),
        *("开始重复", "重复开始", "开始重复组", "重复组开始"),
    ),
    (
        *("end_repeat", "end lgroup", "end looped group"),
        *("结束重复", "重复结束", "结束重复组", "重复组结束"),
    ),
    ("csv-external",),
)
BLANK: Final = frozenset({"phonenumber", "email", "simserial", "subscriberid", "start-geopoint"})
"""What a device may know of itself, and none here does: the answer is blank, as the standard has it
of a device that does not tell."""

UNSUPPORTED: Final = frozenset(
    {
        *("background-geopoint", "background-audio", "audit", "osm"),
        *("xml-external", "begin_loop", "end_loop", "cascading_select", "percentage"),
        *("number_of_days_in_last_month", "number_of_days_in_last_six_months"),
        *("number_of_days_in_last_year", "signature", "签名"),
    }
)
"""Types of the standard, and what people ask for, that cannot be recorded here."""


def _index(names: Iterable[tuple[str, ...]]) -> Mapping[str, str]:
    return {"_".join(alias.lower().split()): line[0] for line in names for alias in line}


_BY_NAME: Final = _index(_NAMES)
_BY_SELECT: Final = _index(_SELECT_NAMES)
_SELECT: Final = re.compile(
    r"(?P<select>"
    + "|".join(
        re.escape(alias).replace("_", "[_ ]") for alias in sorted(_BY_SELECT, key=len, reverse=True)
    )
    + r")(?:(?:\s*[:(]\s*|\s+|(?<=[题选])(?=[^\s题:(]))"
    r"(?P<list>\$\{[^{}]*\}|[^\s)]+)\s*\)?)?"
    r"(?P<other>\s+(?:or[_ ]other|or specify other|或其他|含其他|其他))?",
    re.IGNORECASE,
)


def kind_of(text: str) -> Kind | None:
    """What a type says; None if it says nothing that is known here."""
    said = " ".join(half_width(text).split())
    name = _BY_NAME.get("_".join(said.lower().split()))
    if name is not None:
        return Kind(name=name)
    match = _SELECT.fullmatch(said)
    if match is None:
        return None
    return Kind(
        name=_BY_SELECT["_".join(match["select"].lower().split())],
        list_name=match["list"] or "",
        other=match["other"] is not None,
    )


def chinese(name: str) -> str:
    """The first Chinese name of a kind; its own where it has none."""
    lines = (line for line in (*_NAMES, *_SELECT_NAMES) if line[0] == name)
    return next((alias for line in lines for alias in line if not alias.isascii()), name)


def unsupported(text: str) -> bool:
    """Whether this is a type of the standard that cannot be recorded here."""
    words = half_width(text).lower().split()
    return bool(words) and (
        "_".join(words) in UNSUPPORTED
        or words[0] in _WITH_LIST
        or ("_".join(words[:2]) in _WITH_LIST)
    )


_WITH_LIST: Final = frozenset({"osm", "begin_loop", "cascading_select"})


def similar(text: str) -> str:
    """The known type nearest to one that is not; empty if none is near."""
    words = half_width(text).lower().split()
    said = words[0] if words else ""
    near = difflib.get_close_matches(said, [*_BY_NAME, *_BY_SELECT], 1, 0.7)
    return {**_BY_NAME, **_BY_SELECT}[near[0]] if near else ""
