"""A list of records of a form: what each row says of which record, every wrong cell told.

A row is one record, or one row of a repeat of it: then the record's rows repeat what tells it, and
what they say of the record itself is said once or alike. A further sheet that is called as a repeat
holds rows of that alone. A blank cell says nothing.

A form of which a subject can have any number of records gets their ids from what tells them apart:
the columns that somebody names, else all that a row says. So the same list names the same records.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from schema.answer import same
from schema.area import Area, AreaId, AreaKind
from schema.errors import InvalidKey, InvalidRecordId, UnreadableAnswer
from schema.form import ULID_KEY, Form
from schema.key import key_answers, record_id
from schema.outline import Located
from schema.question import Kind, Question
from schema.reading import expected, parse_answer
from schema.record_id import RecordId
from schema.text import LANGUAGES, in_language
from schema.tree import AreaTree
from server.clock import ZONE
from server.lists import headers
from server.lists.addresses import BELOW, Addresses
from server.lists.drawn_keys import drawn
from server.lists.given import Given, GivenRecord, GivenRow
from server.lists.keys import KINDS
from server.lists.question_columns import RECORD, QuestionColumns
from server.lists.table import (
    HEADER_ROWS,
    Read,
    digits_as_text,
    digits_lost,
    filled,
    number_typed,
    table_of,
    tell_unread,
)
from server.xlsform.cells import Cell, Row, Table
from server.xlsform.problems import Findings

_LADDER: Final = (AreaKind.unit, AreaKind.building, AreaKind.compound)
_NUMBERS: Final = frozenset({Kind.integer, Kind.decimal, Kind.range})
_TEXTS: Final = frozenset({Kind.text, Kind.barcode})


class RecordList:
    """Looks through a list of records, row by row.

    Args:
        form: of the records.
        tree: of today, as far as whoever imports writes in it.
        findings: told of everything at its cell.
        may_write: whether whoever imports may write such a record about an area.
        base: what the whole list is of; levels above need no columns.
        by: names of the questions by which records are told apart, where the form has none.
    """

    def __init__(
        self,
        form: Form,
        tree: AreaTree,
        findings: Findings,
        *,
        may_write: Callable[[AreaId], bool],
        base: Area | None = None,
        by: Sequence[str] = (),
    ) -> None:
        self._form = form
        self._tree = tree
        self._findings = findings
        self._may_write = may_write
        self._base = base
        self._by = tuple(by)
        self._places = Addresses(tree, findings, base)
        self._records: dict[str, GivenRecord] = {}
        self._repeats = {each.path: each for each in form.walk() if each.repeats}

    def read(self, sheets: Sequence[Read]) -> list[GivenRecord]:
        """What the list says; nothing of it counts where findings have problems."""
        for place, read in enumerate(filled(sheets, self._findings)):
            repeat = self._repeat_called(read.sheet.name)
            if place and repeat is None:
                tell_unread(read, self._findings)
                continue
            self._read_sheet(read, repeat)
        return [*self._records.values()]

    def _repeat_called(self, name: str) -> Located | None:
        for each in self._repeats.values():
            if headers.plain(name) in map(
                headers.plain, (each.path, *each.question.label.values())
            ):
                return each
        return None

    def _read_sheet(self, read: Read, repeat: Located | None) -> None:
        before = self._findings.count
        said = (text for row in read.sheet.rows[:HEADER_ROWS] for text in row)
        columns = QuestionColumns(self._form, repeat, said)
        table = table_of(read, headers.RECORDS, self._findings, meant=columns.meant)
        if table is None:
            return
        asked = columns.questions(table, self._findings)
        self._tell_columns(table, asked)
        if self._findings.count > before:
            return
        for row in table.rows():
            self._take(read, row, asked)

    def _tell_columns(self, table: Table, asked: Mapping[str, Located]) -> None:
        if not asked:
            known = "、".join(
                in_language(each.question.label, LANGUAGES[0]) for each in self._form.walk()
            )
            self._findings.problem(table.heading(""), "no_questions", known=known)
        paths = {each.path for each in asked.values()}
        for name in self._by if self._form.key == ULID_KEY else ():
            if name not in paths:
                self._findings.problem(table.heading(""), "by_unknown", said=name)

    def _take(self, read: Read, row: Row, asked: Mapping[str, Located]) -> None:
        """One row: a record, one row of its repeats, or both."""
        before = self._findings.count
        answers: dict[str, Given] = {}
        rows: dict[str, dict[str, Given]] = {}
        for name, located in asked.items():
            given = self._answer(read, row, name, located.question)
            repeat, _, inner = located.path.rpartition(".")
            if given is not None and repeat in self._repeats:
                rows.setdefault(repeat, {})[inner] = given
            elif given is not None:
                answers[located.path] = given
        record = self._record(row, answers)
        if record is None or self._findings.count > before:
            return
        keys = {name: answers.pop(name).value for name in self._form.key if name in answers}
        held = self._records.get(record.text)
        if held is None:
            held = GivenRecord(record=record, cell=_first(row), keys=keys)
            self._records[record.text] = held
            held.answers.update(answers)
        else:
            self._again(row, held, answers, more=bool(rows))
        for repeat, of_row in rows.items():
            of = GivenRow(answers=of_row, cell=_first(row))
            held.rows.setdefault(repeat, []).append(of)

    def _again(
        self, row: Row, held: GivenRecord, answers: Mapping[str, Given], *, more: bool
    ) -> None:
        """A record that an earlier row told already: what it says once more has to be the same."""
        other = held.cell.row
        if not more:
            self._findings.problem(_first(row), "record_twice", other=other)
            return
        for path, given in answers.items():
            known = held.answers.setdefault(path, given)
            if not same(known.value, given.value):
                self._findings.problem(given.cell, "differs", other=known.cell.row)

    def _answer(self, read: Read, row: Row, name: str, question: Question) -> Given | None:
        """What a cell answers; None where it is blank, or no answer, which is told."""
        cell = row.cell(name)
        if not cell.text:
            return None
        if question.kind in _TEXTS and digits_lost(read, row, name):
            self._findings.problem(cell, "digits_lost", said=cell.text)
            return None
        if question.kind is Kind.text and number_typed(read, row, name):
            self._findings.warn(cell, "number_in_text", about=("n", name), said=cell.text)
        if question.kind in _NUMBERS and digits_as_text(read, row, name):
            self._findings.warn(cell, "digits_as_text", about=("d", name), said=cell.text)
        text = cell.written.strip() if question.kind is Kind.text else cell.text
        try:
            value = parse_answer(question, text, LANGUAGES[0], ZONE)
        except UnreadableAnswer:
            said = {
                lang: f"{in_language(question.label, lang)}: {expected(question, lang)}"
                for lang in LANGUAGES
            }
            self._findings.said(cell, "no_answer", said)
            return None
        return None if value is None else Given(value=value, cell=cell)

    # Which record a row is of

    def _record(self, row: Row, answers: Mapping[str, Given]) -> RecordId | None:
        cell = row.cell(RECORD)
        if row.text(RECORD):
            named = self._by_id(cell)
            return named if named is not None and self._is_told_by(named, answers) else None
        area = self._area(row)
        if area is None or not self._is_ours(area, row):
            return None
        values = {path: given.value for path, given in answers.items()}
        try:
            ulid = drawn(self._form, area, values, self._by)
            return record_id(self._form, area, values, ulid=ulid)
        except InvalidKey as error:
            question = self._form.question(error.question)
            label = in_language(question.label, LANGUAGES[0]) if question else error.question
            self._findings.problem(_first(row), "bad_key", label=label)
        except InvalidRecordId:
            self._findings.problem(_first(row), "name_long", most=200)
        return None

    def _by_id(self, cell: Cell) -> RecordId | None:
        try:
            record = RecordId.parse(cell.text)
        except InvalidRecordId:
            record = None
        keys = 1 if self._form.key == ULID_KEY else len(self._form.key)
        if record is None or record.form != self._form.id or len(record.keys) != keys:
            self._findings.problem(cell, "no_record_id", said=cell.text)
            return None
        return record if self._is_ours_at(record.area, cell) else None

    def _is_told_by(self, record: RecordId, answers: Mapping[str, Given]) -> bool:
        """Whether a row's answers are those that stand in the id of its record."""
        known = key_answers(self._form, record)
        wrong = [
            answers[name].cell
            for name, value in known.items()
            if name in answers and not same(answers[name].value, value)
        ]
        for cell in wrong:
            self._findings.problem(cell, "key_differs", said=cell.text)
        return not wrong

    def _area(self, row: Row) -> AreaId | None:
        """The area that a row names, by its id or by its address; what the whole list is of."""
        if row.text("area"):
            return self._places.called(row.cell("area"))
        if row.text("room"):
            place, cell = self._places.above_household(row), row.cell("room")
            return None if place is None else self._household(place, cell)
        for kind in _LADDER:
            if row.text(kind.value):
                found = self._places.named(row, kind) if kind in BELOW else None
                found = found if kind in BELOW else self._places.compound(row)
                return found.id if found else None
        if row.text("grid") or row.text("community"):
            found = self._places.above_compound(row)
            return found.id if found else None
        if self._base is None:
            self._findings.problem(_first(row), "no_area")
            return None
        return self._base.id

    def _household(self, place: Area, cell: Cell) -> AreaId | None:
        known = self._places.door(place, cell)
        if known is None:
            names = [
                each.name for each in self._places.children(place.id, AreaKind.household).values()
            ]
            near = self._places.near(cell.text, names)
            where = self._places.words(place.id)
            self._findings.problem(cell, "unknown_room", said=cell.text, place=where, near=near)
            return None
        return known.id

    def _is_ours(self, area: AreaId, row: Row) -> bool:
        return self._is_ours_at(area, _first(row))

    def _is_ours_at(self, area: AreaId, cell: Cell) -> bool:
        """Whether such a record can be about an area, and whoever imports may write it."""
        kind, words = self._tree.kind(area), self._places.words(area)
        if kind is None:
            self._findings.problem(cell, "not_area", said=area)
            return False
        if kind not in self._form.areas:
            said, kinds = KINDS[kind][0], "、".join(KINDS[each][0] for each in self._form.areas)
            self._findings.problem(cell, "wrong_kind", place=words, kind=said, kinds=kinds)
            return False
        if not self._may_write(area):
            self._findings.problem(cell, "not_writable", place=words)
            return False
        return True


def _first(row: Row) -> Cell:
    """The row's first cell that a column names."""
    columns: Iterator[int] = (each.index for found in row.columns.values() for each in found)
    return row.sheet.cell(row.number, min(columns, default=0))
