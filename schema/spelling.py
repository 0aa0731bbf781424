"""The one spelling of what people type into ids: key values and labels.

Two tablets that have never met must write the same record id when their users type the same.
So text is normalised (NFKC), trimmed, and characters that Unicode 14 does not assign are
refused; then exactly `%`, `:`, `/` and the control characters are percent-encoded, as upper-case
hex of their UTF-8 (records.md, 1).

"Trimmed" means Unicode's White_Space and nothing else: what `str.strip` and other languages'
trim remove differs by a few control characters, and an id must not depend on the language.

Left out: what the text means. A form says which values a key may have.
"""

import re
import unicodedata
from typing import Final

from schema.unicode14 import is_assigned

_WHITE_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_ENCODED: Final = re.compile(r"[%:/\x00-\x1f\x7f-\x9f]")
_ESCAPE: Final = re.compile(r"%([01][0-9A-F]|2[5F]|3A|7F|C2%[89][0-9A-F])")


def canonical(text: str) -> str:
    """The one form of a typed value; ValueError, with the reason, if it has none."""
    for ch in text:
        if not is_assigned(ch):
            msg = f"the character U+{ord(ch):04X} is not in Unicode 14"
            raise ValueError(msg)
    value = unicodedata.normalize("NFKC", text).strip(_WHITE_SPACE)
    if not value:
        msg = "a value is empty"
        raise ValueError(msg)
    return value


def encode(value: str) -> str:
    """A canonical value as it stands in an id."""
    return _ENCODED.sub(lambda match: _percent(match[0]), value)


def decode(encoded: str) -> str:
    """The value that stands in an id; ValueError if it is not in its one spelling."""
    value = _ESCAPE.sub(lambda match: bytes.fromhex(match[1].replace("%", "")).decode(), encoded)
    if encode(value) != encoded:
        msg = f"{encoded!r} is not percent-encoded in the one way"
        raise ValueError(msg)
    if canonical(value) != value:
        msg = f"{encoded!r} is not in its normal form, which is {encode(canonical(value))!r}"
        raise ValueError(msg)
    return value


def _percent(ch: str) -> str:
    return "".join(f"%{byte:02X}" for byte in ch.encode())
