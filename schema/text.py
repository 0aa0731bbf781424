"""What people read, in each of their languages."""

from collections.abc import Mapping
from typing import Final, TypeAlias

Text: TypeAlias = Mapping[str, str]
"""A text by language, such as {"zh-CN": "道路硬化", "en": "Road surface"}."""

LANGUAGES: Final = ("zh-CN", "en")
"""The languages of everything that people read; the first is the fallback."""


def in_language(text: Text, lang: str) -> str:
    """The text in this language, else in the first that it has, LANGUAGES before others; or ""."""
    return next((text[each] for each in (lang, *LANGUAGES, *text) if text.get(each)), "")
