"""Which characters Unicode 14 knows, whatever Unicode the running Python has.

Two people who type the same must write the same record id on any machine, today and in ten
years. Characters that Unicode 14 assigned never change their normalised form, later ones are not
known everywhere yet; so ids and question names hold characters of Unicode 14 alone (records.md,
1 and 2). The tables are data in `unicode14.txt`; this module only looks things up.
"""

import re
from bisect import bisect_right
from pathlib import Path
from typing import Final

QUESTION_NAME_BYTES_MAX: Final = 256
"""UTF-8 bytes of a question name, a repeat's composite names included."""

_ASCII_NAME: Final = re.compile(r"[A-Za-z0-9_.\-\[\]]+")
_MARKS_OF_NAMES: Final = frozenset("_.-[]")


def _load() -> dict[str, tuple[int, ...]]:
    """Each section of the table as ascending bounds: a range's first, and the one past its end."""
    bounds: dict[str, list[int]] = {}
    section: list[int] = []
    for line in (Path(__file__).with_name("unicode14.txt")).read_text("ascii").splitlines():
        if line.startswith("["):
            section = bounds.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            for run in line.split():
                first, _, last = run.partition("-")
                section += int(first, 16), int(last or first, 16) + 1
    return {name: tuple(section) for name, section in bounds.items()}


_TABLES: Final = _load()
_ASSIGNED: Final = _TABLES["assigned"]
_NAME: Final = _TABLES["name"]


def is_assigned(ch: str) -> bool:
    """Whether Unicode 14 assigns this character; false for surrogates and noncharacters."""
    return bisect_right(_ASSIGNED, ord(ch)) % 2 == 1


def is_name_character(ch: str) -> bool:
    """Whether this is a letter, mark or decimal digit (L*, M*, Nd) of Unicode 14."""
    return bisect_right(_NAME, ord(ch)) % 2 == 1


def question_name_ok(name: str) -> bool:
    """Whether this can be a question's name: see records.md, 2, "Question names"."""
    if name.isascii():
        return len(name) <= QUESTION_NAME_BYTES_MAX and _ASCII_NAME.fullmatch(name) is not None
    if not all(ch in _MARKS_OF_NAMES or is_name_character(ch) for ch in name):
        return False
    return len(name.encode()) <= QUESTION_NAME_BYTES_MAX
