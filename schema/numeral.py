"""Numbers as they are written in Chinese: 二十一 is 21, 一〇三 is read figure by figure."""

from collections.abc import Mapping
from typing import Final

_FIGURES: Final[Mapping[str, int]] = dict(
    zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, *range(3, 10)), strict=True)
)
_TENS: Final[Mapping[str, int]] = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> int:
    """The number that is written with these characters, of which each is a figure, 十, 百 or 千."""
    if not any(character in _TENS for character in text):
        return int("".join(str(_FIGURES[character]) for character in text))
    total, pending = 0, 0
    for character in text:
        if character in _FIGURES:
            pending = _FIGURES[character]
        else:
            total += (pending or 1) * _TENS[character]
            pending = 0
    return total + pending
