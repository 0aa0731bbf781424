"""The rows of a survey as a tree: what lies in which group, and what each row is.

Whatever has a name takes part, also where its type is wrong, so that one mistake in a row does not
make others out of the expressions that refer to it. A name stands once in a group; those of repeats
stand once in the form, as pyxform wants.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema.expressions.places import Place
from schema.list_binding import OTHER_SUFFIX
from schema.outline import ROOT
from schema.unicode14 import QUESTION_NAME_BYTES_MAX, question_name_ok
from server.xlsform.cells import Cell, Row, Table
from server.xlsform.halfwidth import half_width
from server.xlsform.kinds import (
    BEGINS,
    ENDS,
    FROM_FILE,
    SELECTS,
    Kind,
    kind_of,
    similar,
    unsupported,
)
from server.xlsform.problems import Findings
from server.xlsform.settings import says_yes

GROUPS_DEEP_MAX: Final = 50
"""Groups in each other; public forms have up to eight."""

UNKNOWN: Final = Kind(name="")
"""The kind of a row whose type says nothing."""

_FOREIGN_VERSION: Final = re.compile(r"_{1,2}version_*(?:\d{3})?")
"""What KoboToolbox adds to every form, once for each version it had."""

_ROW_ID: Final = "0" * 6
"""As long as the id of a row."""

_RESERVED: Final = frozenset({"meta", ROOT, "_status", "_version"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row of the survey that has a place in the form."""

    row: Row
    kind: Kind
    name: str
    place: Place
    children: list["Entry"] = field(default_factory=list)

    @property
    def group(self) -> str:
        """What the row begins: `group`, `repeat`, or nothing."""
        return BEGINS.get(self.kind.name, "")

    def all(self) -> Iterator["Entry"]:
        """This row, and all that lie in it."""
        yield self
        for child in self.children:
            yield from child.all()


def outline_of(table: Table, findings: Findings) -> tuple[Entry, ...]:
    """The rows of the survey as they lie in each other."""
    return _Reader(findings).read(table)


class _Reader:
    """Reads row after row; `open` are the groups that have not ended, outermost first."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._top: list[Entry] = []
        self._open: list[Entry] = []
        self._siblings: dict[tuple[Place, str], int] = {}
        self._repeats: dict[str, int] = {}

    def read(self, table: Table) -> tuple[Entry, ...]:
        for row in table.rows():
            if says_yes(row.text("disabled")) is not True:
                self._row(row)
        for entry in self._open:
            self._findings.problem(entry.row.cell("type"), "unclosed", said=entry.name)
        return tuple(self._top)

    def _row(self, row: Row) -> None:
        said = row.cell("type")
        if not said.text:
            if row.text("name") or any(row.written("label")):
                self._findings.problem(said, "missing_type")
                self._add(row, UNKNOWN)
            else:
                self._findings.warn(said, "row_unused", about="row_unused")
            return
        kind = self._kind(row, said)
        if kind.name in ENDS:
            self._end(row, ENDS[kind.name])
            return
        if kind is UNKNOWN and said.text.lower().startswith("end"):
            return
        if kind.name == "calculate" and _FOREIGN_VERSION.fullmatch(row.text("name")):
            name = row.cell("name")
            self._findings.warn(name, "row_of_another_program", said=name.text)
            return
        entry = self._add(row, kind)
        if entry.group:
            self._open.append(entry)

    def _kind(self, row: Row, said: Cell) -> Kind:
        kind = kind_of(said.text)
        if kind is None:
            if unsupported(said.text):
                self._findings.problem(said, "unsupported_type", said=said.text)
            elif near := similar(said.text):
                self._findings.problem(said, "similar_type", said=said.text, similar=near)
            else:
                self._findings.problem(said, "unknown_type", said=said.text)
            return UNKNOWN
        if kind.name in SELECTS and not kind.list_name:
            kind = Kind(
                name=kind.name, list_name=half_width(row.text("list_name")), other=kind.other
            )
        if _differs(said.text, kind):
            words = said.text.split()[0]
            self._findings.warn(
                said, "read_as", about=(words, kind.name), said=words, meant=kind.name
            )
        return kind

    def _end(self, row: Row, what: str) -> None:
        cell = row.cell("type")
        if not self._open:
            self._findings.problem(cell, "end_without_begin")
            return
        begun = self._open[-1]
        if begun.group != what:
            self._findings.problem(
                cell,
                "end_mismatch",
                other=begun.row.number,
                name=begun.name,
                wanted=f"end_{begun.group}",
            )
            if not any(entry.group == what for entry in self._open):
                return
            while self._open[-1].group != what:
                self._open.pop()
            begun = self._open[-1]
        self._open.pop()
        if begun.group == "repeat" and not begun.children:
            self._findings.problem(begun.row.cell("type"), "empty_repeat", said=begun.name)

    def _add(self, row: Row, kind: Kind) -> Entry:
        cell = row.cell("name")
        name = cell.text
        if not name and kind.name == "note":
            name = f"note_row_{row.number}"
        around = self._open[:GROUPS_DEEP_MAX]
        within = around[-1].place if around else (ROOT,)
        entry = Entry(row=row, kind=kind, name=name, place=(*within, name))
        (around[-1].children if around else self._top).append(entry)
        if entry.group and len(self._open) == GROUPS_DEEP_MAX:
            self._findings.problem(row.cell("type"), "groups_deep", most=GROUPS_DEEP_MAX)
        if name:
            self._check_name(entry, cell)
        elif kind is not UNKNOWN:
            self._findings.problem(cell, "missing_name")
        return entry

    def _check_name(self, entry: Entry, cell: Cell) -> None:
        name = entry.name
        if not question_name_ok(name) or set("[]") & set(name) or not _begins_well(name):
            self._findings.problem(cell, "name_characters", said=name)
        elif name in _RESERVED:
            self._findings.problem(cell, "name_reserved", said=name)
        elif self._bytes_recorded(name) > QUESTION_NAME_BYTES_MAX:
            most = QUESTION_NAME_BYTES_MAX
            self._findings.problem(cell, "name_too_long", said=name, most=most)
        for each in (name, f"{name}{OTHER_SUFFIX}") if entry.kind.other else (name,):
            self._check_taken(entry, cell, each)

    def _bytes_recorded(self, name: str) -> int:
        """How long the name is in a record: behind each repeat around it, with a row's id."""
        repeats = [f"{entry.name}[{_ROW_ID}]" for entry in self._open if entry.group == "repeat"]
        behind = [ROOT] if name.startswith("_") and not repeats else []
        return len(".".join([*behind, *repeats, name]).encode())

    def _check_taken(self, entry: Entry, cell: Cell, name: str) -> None:
        number = entry.row.number
        taken = [self._siblings.setdefault((entry.place[:-1], name), number)]
        if entry.group == "repeat":
            taken.append(self._repeats.setdefault(name, number))
        other = min(taken)
        if other != number:
            self._findings.problem(cell, "duplicate_name", said=name, other=other)


def other_place(place: Place) -> Place:
    """Where the question for another answer stands, which `or_other` adds."""
    return (*place[:-1], f"{place[-1]}{OTHER_SUFFIX}")


def answers_of(entry: Entry) -> str:
    """`${name}` of a question whose answers are the choices of this one; empty of any other."""
    name = entry.kind.list_name
    return name if name.startswith("${") else ""


def list_of(entry: Entry) -> str:
    """The name by which expressions know the list of a select question; empty if it has none."""
    name = entry.kind.list_name
    if answers_of(entry):
        return ""
    return name.rpartition(".")[0] if entry.kind.name in FROM_FILE else name


def _begins_well(name: str) -> bool:
    return name[0].isalpha() or name[0] == "_"


def _differs(said: str, kind: Kind) -> bool:
    """Whether the type was written in other words than the standard's."""
    words = "_".join(said.lower().split())
    return not words.startswith(kind.name.lower())


def all_entries(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Every row in the order of the sheet."""
    for entry in entries:
        yield from entry.all()
