"""The letters and digits of a text, by which it is searched: width, capitals, signs do not matter.

Text is normalised (NFKC, case folded: full-width digits and capitals are as good as others); signs
and spaces fall out: `3号楼 1单元` is found by `楼1单`.
"""

import unicodedata


def letters(text: str) -> list[str]:
    """The letters and digits of a text, normalised, each for itself.

    What this Python's Unicode does not know yet counts as a letter: names are written with
    ideographs that were encoded only lately.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [character for character in folded if _is_letter(character)]


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "Cn"
