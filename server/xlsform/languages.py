"""The languages of a form: from what a header says (`中文 (zh)`) to the tag that programs use."""

import re
from collections.abc import Mapping
from typing import Final

UNNAMED: Final = "default"
"""The language of a column that names none, unless the settings name it."""

_TAG: Final = re.compile(r"[(（]\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*[)）]\s*$")
_BARE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("中文", "简体中文", "汉语", "普通话", "chinese", "zh", "zh-hans"), "zh-CN"),
    **dict.fromkeys(("english", "英文", "英语", "eng"), "en"),
    **dict.fromkeys(("藏文", "藏语", "tibetan"), "bo"),
    **dict.fromkeys(("维吾尔文", "维吾尔语", "uyghur"), "ug"),
    **dict.fromkeys(("蒙古文", "蒙古语", "mongolian"), "mn"),
    **dict.fromkeys(("français", "francais", "french", "法语"), "fr"),
    **dict.fromkeys(("español", "espanol", "spanish", "西班牙语"), "es"),
    **dict.fromkeys(("português", "portugues", "portuguese"), "pt"),
    **dict.fromkeys(("русский", "russian", "俄语"), "ru"),
    **dict.fromkeys(("العربية", "arabic", "阿拉伯语"), "ar"),
}


def tag(name: str) -> str:
    """The tag of a language (`zh-CN`, `en`, `fr`); the name itself where nobody knows it."""
    if not name:
        return UNNAMED
    match = _TAG.search(name)
    said = match[1].replace("_", "-") if match else name.strip()
    known = _NAMES.get(said.lower())
    if known is not None:
        return known
    return said if match or _BARE.fullmatch(said) else name.strip()
