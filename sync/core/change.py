"""One change: what one act of one person wrote into one record.

Invariants (why they are so strict stands in `docs/ARCHITECTURE.md`):
- A change is a Yjs v1 update of an empty document whose client id, drawn afresh for this change
  alone, is the change id. Its bytes are made once, by `update.encode`, and never change.
- Entries are only added: one in `j` (who, when, remark), then at most one a question in `a`.
- Foreign bytes are read by `scan.scan` alone.

Left out on purpose: what the answers mean (`schema.rules`), who may write them (`gate`), and how
changes add up to a record (`fold`).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from schema.answer import Value

CHANGE_BYTES_MAX: Final = 64 * 1024
VALUE_BYTES_MAX: Final = 32 * 1024
BLOCKS_MAX: Final = 500
INT_BOUND: Final = 1 << 53
QUESTION_BYTES_MAX: Final = 256

SEPARATOR: Final = "\x1f"
"""Between a question and the change id in a key of `a`."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = [high + low for high in _DIGITS for low in _DIGITS]


class Entry(NamedTuple):
    """The answer to one question, as one change wrote it.

    A named tuple, since a server makes some hundred thousand of them while a district comes back.

    Attributes:
        question: the question's name; in a repeat a composite one (`members[k3x9a0].name`).
        value: the answer; None clears.
        replaces: ids of the changes whose entries of this question it supersedes.
    """

    question: str
    value: Value
    replaces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one act wrote into one record.

    Attributes:
        change_id: 53 random bits, this change's alone.
        staff: who wrote it.
        time_ms: the device's clock, corrected by the offset last learned from the server; shown to
            people, never used for order.
        remark: free text; a change without entries has one.
        entries: at most one a question, in the order written.
    """

    change_id: int
    staff: str
    time_ms: int
    remark: str | None
    entries: tuple[Entry, ...]


def base36(number: int) -> str:
    """A change id as it stands in keys: lower-case base 36 without leading zeros."""
    pairs = []
    while number >= len(_PAIRS):
        number, pair = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[pair])
    pairs.append(_PAIRS[number])
    return "".join(reversed(pairs)).lstrip("0") or "0"
