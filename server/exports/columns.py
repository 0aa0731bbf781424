"""Which columns a form's tables have: one table of the records, and one of each repeat's rows.

For machines: `_id _form_version _area _grid _created_by _created_ms _status _clashes`, then the
names of the questions. For people: the address in parts, who and when, the state, then the labels.
Either way a question with several choices has one more column a choice, 1 or 0, and a row of a
repeat leads back to its record: by the record's id, or by its number in this export.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schema.answer import Value
from schema.area import AreaId
from schema.form import Form
from schema.question import Choice, Kind, Question
from schema.record_id import RecordId
from schema.text import in_language
from server.clock import local
from server.directory import Directory
from server.exports.cells import Cell, Cells
from server.exports.places import PARTS, Places
from server.exports.words import state, word
from sync.core.fold import Outcome
from sync.core.record import row_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What a row of a table is made of.

    Attributes:
        number: of the record in this export, from 1.
        record: its id.
        document: document `record`.
        row: marker of a repeat's row, such as `members[0a1b2c]`; empty for the record itself.
        index: of that row in its repeat, from 1.
    """

    number: int
    record: RecordId
    document: Mapping[str, Any]
    row: str = ""
    index: int = 0

    def value(self, name: str) -> Value:
        """The value shown for a question of the record, or of this row."""
        answer = self.document["answers"].get(f"{self.row}.{name}" if self.row else name)
        value: Value = answer["value"] if answer else None
        return value

    @property
    def clashing(self) -> list[str]:
        """The questions that wait for a person."""
        answers = self.document["answers"].items()
        return [name for name, answer in answers if answer["outcome"] == Outcome.CLASH.value]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: what stands above it, and what stands in it."""

    header: str
    cell: Callable[[Line], Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: of the repeat whose rows it has; empty for the table of the records.
        title: for people.
        columns: from left to right.
    """

    name: str
    title: str
    columns: tuple[Column, ...]

    def lines(self, line: Line) -> Iterator[Line]:
        """The rows that one record has in this table."""
        if not self.name:
            yield line
            return
        places = (row_of(path) for path in line.document["answers"])
        ids = dict.fromkeys(place[1] for place in places if place and place[0] == self.name)
        for index, row_id in enumerate(ids, start=1):
            yield replace(line, row=f"{self.name}[{row_id}]", index=index)

    def cells(self, line: Line) -> list[Cell]:
        """One row, from left to right."""
        return [column.cell(line) for column in self.columns]


def tables(form: Form, known: Directory, cells: Cells) -> list[Table]:
    """The tables of a form, that of the records first.

    Args:
        form: of all versions (`schema.whole_form`).
        known: names of areas and people.
        cells: for whom.
    """
    head = _for_people(form, known, cells.lang) if cells.labels else _for_machines(known)
    repeats = [question for question in form.questions if question.kind is Kind.repeat]
    title = in_language(form.title, cells.lang) if cells.labels else form.id
    main = Table(name="", title=title, columns=_columns(head.record, form.questions, cells))
    return [main, *(_of_repeat(repeat, head, cells) for repeat in repeats)]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    """The columns before the questions: of a record, and of a repeat's row."""

    record: list[Column]
    row: list[Column]


def _of_repeat(repeat: Question, head: _Head, cells: Cells) -> Table:
    title = in_language(repeat.label, cells.lang) if cells.labels else repeat.name
    columns = _columns(head.row, repeat.questions, cells)
    return Table(name=repeat.name, title=title, columns=columns)


def _columns(
    head: Sequence[Column], questions: Sequence[Question], cells: Cells
) -> tuple[Column, ...]:
    found = [*head]
    for question in questions:
        if question.kind is not Kind.repeat:
            found += _of_question(question, cells)
    return tuple(_told_apart(found))


def _of_question(question: Question, cells: Cells) -> Iterator[Column]:
    label = in_language(question.label, cells.lang) if cells.labels else ""
    label = label or question.name
    yield Column(header=label, cell=lambda line: cells.answer(question, line.value(question.name)))
    for choice in question.choices if question.kind is Kind.select_multiple else ():
        yield _of_choice(question, choice, label, cells)


def _of_choice(question: Question, choice: Choice, label: str, cells: Cells) -> Column:
    if cells.labels:
        said = in_language(choice.label, cells.lang)
        header = word("choice", cells.lang, question=label, choice=said)
    else:
        header = f"{question.name}/{choice.name}"
    return Column(
        header=header,
        cell=lambda line: cells.chosen(question, choice, line.value(question.name)),
    )


def _told_apart(columns: Sequence[Column]) -> Iterator[Column]:
    """The same columns; a header that stood before gets a number."""
    seen: dict[str, int] = {}
    for column in columns:
        count = seen[column.header] = seen.get(column.header, 0) + 1
        yield replace(column, header=f"{column.header} ({count})") if count > 1 else column


def _for_machines(known: Directory) -> _Head:
    def of(name: str) -> Callable[[Line], Cell]:
        return lambda line: line.document[name]

    identity = Column(header="_id", cell=of("id"))
    record = [
        identity,
        Column(header="_form_version", cell=of("version")),
        Column(header="_area", cell=of("area")),
        Column(
            header="_grid",
            cell=lambda line: AreaId(known.tree.counted_in(line.record.area)).grid_code,
        ),
        Column(header="_created_by", cell=of("created_by")),
        Column(header="_created_ms", cell=of("created_ms")),
        Column(header="_status", cell=of("status")),
        Column(header="_clashes", cell=lambda line: len(line.clashing)),
    ]
    row = [
        identity,
        Column(header="_row", cell=lambda line: line.row[line.row.index("[") + 1 : -1]),
        Column(header="_index", cell=lambda line: line.index),
    ]
    return _Head(record=record, row=row)


def _for_people(form: Form, known: Directory, lang: str) -> _Head:
    places = Places(known, lang)

    def column(key: str, cell: Callable[[Line], Cell]) -> Column:
        return Column(header=word(key, lang), cell=cell)

    def clashing(line: Line) -> Cell:
        labels = [_path_label(form, path, lang) for path in line.clashing]
        return word("between", lang).join(dict.fromkeys(labels)) or None

    def part(key: str) -> Column:
        return column(key, lambda line: places.parts(line.record.area).get(key))

    where = [
        column("number", lambda line: line.number),
        column("address", lambda line: places.address(line.record.area)),
        *map(part, PARTS),
    ]
    what = [
        column("by", lambda line: places.person(line.document["created_by"])),
        column("at", lambda line: local(line.document["created_ms"]).replace(tzinfo=None)),
        column("state", lambda line: state(line.document["status"], lang)),
        column("clashes", clashing),
        column("version", lambda line: line.document["version"]),
    ]
    return _Head(record=[*where, *what], row=[*where, column("row", lambda line: line.index)])


def _path_label(form: Form, path: str, lang: str) -> str:
    if path == "_status":
        return word("state", lang)
    question = form.question(path)
    return in_language(question.label, lang) if question else word("unknown", lang)
