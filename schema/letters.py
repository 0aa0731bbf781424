"""The letters and digits of a text, by which it is searched: width, capitals, signs do not matter.

Text is normalised (NFKC, case folded: full-width digits and capitals are as good as others); signs
and spaces fall out: `3号楼 1单元` is found by `楼1单`. White space parts what is searched for into
words, all of which have to be held, in whatever order: `0301 灯泡`.
"""

import unicodedata
from typing import Final

WORDS_MAX: Final = 8
"""An address has seven parts; what is typed beyond as many words and one narrows nothing down."""

QUERY_CHARACTERS_MAX: Final = 64
"""A search longer than this is cut: nobody types it, and its cost grows with its length."""

_WIDE_SIGNS: Final = ("，,", "；;", "：:", "！!", "？?", "（(", "）)")
"""The wide signs of Chinese text, each with what NFKC makes of it. With these written in, nearly
all text is normal already: seeing that takes a tenth of the time of making it so."""


def letters(text: str) -> list[str]:
    """The letters and digits of a text, normalised, each for itself.

    What this Python's Unicode does not know yet counts as a letter: names are written with
    ideographs that were encoded only lately.
    """
    for wide, plain in _WIDE_SIGNS:
        text = text.replace(wide, plain)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [each for each in folded if each.isalnum() or unicodedata.category(each) == "Cn"]


def words(query: str) -> list[str]:
    """The words of a search, each as its letters; empty if it holds no letter and no digit.

    Any white space parts them, the ideographic too.
    """
    found: list[str] = []
    left = QUERY_CHARACTERS_MAX
    for part in query.split():
        word = "".join(letters(part)[:left])
        left -= len(word)
        if word:
            found.append(word)
    return found[:WORDS_MAX]
