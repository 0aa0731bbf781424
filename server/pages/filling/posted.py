"""What a page of a form sends: answers as they were typed, its rows, and what was pressed.

Fields are named by what they hold: `a.` and the path of an answer. A field that did not come says
nothing of its answer; one that came blank clears it. Rows come in the order in which they stand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

from server.pages.sent import Fields
from sync.core.change import INT_BOUND
from sync.core.record import row_of

ANSWER: Final = "a."
SOUGHT: Final = "find."
CLEARED: Final = "clear."
PUT: Final = "put."
KNOWN: Final = "known."
TAKEN: Final = "take."
"""Before a path, in the name of a field: an answer, a search among its choices, a tick to clear,
what the page itself put into the answer's field, what it proposed there, and a tick to take over
what is known and not shown."""

_NUMBER: Final = re.compile(r"[0-9]{1,18}")


class Press(StrEnum):
    """What was pressed; `look` is what a script asks for at each answer."""

    look = "look"
    check = "check"
    draft = "draft"
    finish = "finish"
    kept = "kept"


STORING: Final = frozenset({Press.draft, Press.finish})
"""What is pressed to have something written."""

_PRESSES: Final[Mapping[str, Press]] = {each.value: each for each in Press}


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What a page sent.

    Attributes:
        press: what was pressed.
        answers: the texts of each answer by its path, as they were typed.
        rows: markers of the rows that stand on the page, in order.
        gone: markers of those of them that are to be removed.
        sought: what was searched for among the choices of a question, by its path.
        put: what followed from other answers and was put into the field of an answer, by its path.
        known: what was proposed for an answer when the page was opened, by its path.
        taken: paths of sensitive answers that are known and are to be taken over unseen.
        cleared: paths of sensitive answers that are to be cleared.
        added: the path of a repeat that gets one more row.
        moved: the marker of a row that was removed or put back by this press.
        mark: up to where the page was shown.
        act: the number that the change of this page will have; None where the page had none.
        ulid: the key of a record to be made.
        begun_ms: when the page was first opened.
        checked: whether what is missing is told already.
        language: in which of the form's languages it is read; empty: the page's.
    """

    press: Press = Press.look
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    sought: Mapping[str, str] = field(default_factory=dict)
    put: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    added: str = ""
    moved: str = ""
    mark: str = ""
    act: int | None = None
    ulid: str = ""
    begun_ms: int = 0
    checked: bool = False
    language: str = ""

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """What these fields say; a field that no page of ours has is passed over."""
        press = _first(fields, "press")
        removed, restored = _first(fields, "remove"), _first(fields, "restore")
        gone = {*fields.get("gone", ()), *([removed] if removed else [])} - {restored}
        return cls(
            press=_PRESSES.get(press, Press.look),
            answers=dict(_below(fields, ANSWER)),
            rows=tuple(dict.fromkeys(each for each in fields.get("row", ()) if split(each))),
            gone=frozenset(gone),
            sought={path: values[-1].strip() for path, values in _below(fields, SOUGHT)},
            put={path: values[-1] for path, values in _below(fields, PUT)},
            known=dict(_below(fields, KNOWN)),
            taken=frozenset(path for path, _ in _below(fields, TAKEN)),
            cleared=frozenset(path for path, _ in _below(fields, CLEARED)),
            added=_first(fields, "add"),
            moved=removed or restored,
            mark=_first(fields, "seen"),
            act=_number(_first(fields, "act")),
            ulid=_first(fields, "ulid"),
            begun_ms=_number(_first(fields, "begun")) or 0,
            checked=_first(fields, "checked") == "1",
            language=_first(fields, "language"),
        )


def only_looks(fields: Fields) -> bool:
    """Whether what was sent is evaluated and shown, and nothing of it stored."""
    return _first(fields, "press") not in STORING


def split(marker: str) -> tuple[str, str] | None:
    """The path of the repeat and the row's id, of the name of a row's marker."""
    place = row_of(marker)
    return place[:2] if place and place[2] is None else None


def _below(fields: Fields, prefix: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (name.removeprefix(prefix), values)
        for name, values in fields.items()
        if name.startswith(prefix)
    ]


def _first(fields: Fields, name: str) -> str:
    return fields.get(name, ("",))[0]


def _number(text: str) -> int | None:
    found = int(text) if _NUMBER.fullmatch(text) else None
    return found if found is not None and found < INT_BOUND else None
