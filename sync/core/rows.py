"""Rows of repeats in a record: which of them are shown, and in which one a question stands.

Pure. A row is shown as long as anything visible in it has a value, or a marker says that it is
there: who removed it and who wrote in it at the same time may be two.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.core.fold import Held, Reading

_ROW = re.compile(r"(?P<repeat>.+)\[(?P<row>[0-9a-z]{6})\](?:\.(?P<question>[^\[\]]+))?\Z")
_ROWS = re.compile(r"\[([0-9a-z]{6})\](?=\.|\Z)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of a repeat that is shown; `flagged` if somebody removed it at the same time.

    `repeat` is the repeat's path: within the row of another one `members[0a1b2c].visits`.
    """

    repeat: str
    id: str
    flagged: bool

    @property
    def marker(self) -> str:
        """The name of the question that says whether the row is there."""
        return f"{self.repeat}[{self.id}]"


def row_of(question: str) -> tuple[str, str, str | None] | None:
    """Repeat, row id and question within the row; None for a question outside of repeats.

    Of a row within another it is the inner one, and the repeat's path has the outer one in it. The
    question within is None for the row's marker.
    """
    match = _ROW.match(question)
    return (match["repeat"], match["row"], match["question"]) if match else None


def rows_shown(
    entries: Mapping[str, list[Held]], readings: Mapping[str, Reading]
) -> tuple[dict[str, tuple[Row, ...]], frozenset[str]]:
    """The rows shown, by repeat, and the names of the questions of those that are not."""
    questions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in entries:
        for place in _rows_around(name) if "[" in name else ():
            questions[place].append(name)
    shown: dict[str, list[tuple[tuple[int, int], Row]]] = defaultdict(list)
    unshown: set[str] = set()
    for (repeat, row_id), names in questions.items():
        marker = f"{repeat}[{row_id}]"
        marks = readings[marker].says if marker in readings else ()
        if not any(_holds(name, readings[name]) for name in names):
            unshown.update(names)
            continue
        earliest = min((held.time_ms, held.change) for name in names for held in entries[name])
        row = Row(repeat=repeat, id=row_id, flagged=any(mark is False for mark in marks))
        shown[repeat].append((earliest, row))
    rows = {
        repeat: tuple(row for _, row in sorted(of, key=lambda each: (each[0], each[1].id)))
        for repeat, of in sorted(shown.items())
    }
    return rows, frozenset(unshown)


def _rows_around(name: str) -> Iterator[tuple[str, str]]:
    """Each row in which a question stands, or whose marker it is: the repeat's path, the row."""
    for match in _ROWS.finditer(name):
        yield name[: match.start()], match[1]


def _holds(name: str, reading: Reading) -> bool:
    """Whether anything visible keeps a row: its marker that says true, or an answer."""
    is_marker = name.endswith("]")
    return any(said is True if is_marker else said is not None for said in reading.says)
