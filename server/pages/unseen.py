"""Characters that nobody sees and that turn, hide or join what stands around them.

A name in which U+202E stands reads backwards, also inside of an element that keeps its neighbours
from that. So on pages every such character is drawn as a mark, the one by which exports show what a
spreadsheet cannot hold; tablets leave a blank there. What is stored, sent and taken away stays as
it was written.

Left out: blanks of other widths, and signs that combine with the letter before them. Both are seen.
"""

import re
from typing import Final

from markupsafe import Markup, escape

MARK: Final = "\N{REPLACEMENT CHARACTER}"

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Unicode's categories Cc, Cf, Zl and Zp, but for tabs and the ends of lines."""


def drawn(value: object) -> object:
    """What a template puts into a page, with a mark for every character that nobody sees.

    Markup passes as it is: it is made of what was drawn before.
    """
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return _UNSEEN.sub(MARK, value)


def sent(text: str) -> Markup:
    """A value of a field, which comes back as it was written: the same characters as references.

    Control characters, for which HTML has no reference, are marks here too.
    """
    return Markup(_UNSEEN.sub(_reference, str(escape(text))))  # noqa: S704 - escaped here


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};" if found[0] > "\x9f" else MARK
