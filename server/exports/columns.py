"""Which columns a form's tables have: one table of the records, and one of each repeat's rows.

For machines: `_id _form_version _area _grid _created_by _created_ms _status _clashes`, then the
names of the questions. For people: the address in parts, who and when, the state, then the labels.
Groups leave no trace but where two questions have one label. Either way a question with several
choices has one more column a choice, 1 or 0, and a place has four. What only shows words has none;
what the form calls nothing (aids to other expressions, what a tablet notes) is for machines.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from schema.form import Form
from schema.outline import Located
from schema.question import Choice, Kind
from schema.text import in_language
from server.directory import Directory
from server.exports.cells import POINT, Cell, Cells
from server.exports.heads import Column, Head, for_machines, for_people
from server.exports.rows import Line
from server.exports.words import word

CHOICE_COLUMNS_MAX: Final = 200
"""Choices of one question with a column each; those of a longer list, of towns say, have none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: of the repeat whose rows it has, without rows; empty for the table of the records.
        title: for people.
        columns: from left to right.
        repeats: the names of that repeat and those around it, outermost first.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    repeats: tuple[str, ...] = ()

    def lines(self, line: Line) -> Iterator[Line]:
        """The rows that one record has in this table."""
        if self.repeats:
            yield from line.within(self.repeats)
        else:
            yield line

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
    head = for_people(form, known, cells.lang) if cells.labels else for_machines(known)
    title = in_language(form.title, cells.lang) if cells.labels else form.id
    columns = _columns(head.record, form.outline, cells)
    main = Table(name="", title=title, columns=columns)
    return [main, *_of_repeats((), form.outline, head, cells)]


def _of_repeats(
    around: tuple[Located, ...], located: Sequence[Located], head: Head, cells: Cells
) -> Iterator[Table]:
    """The tables of the repeats among these questions, each before those within it."""
    for each in located:
        if not each.repeats:
            continue
        repeats = (*around, each)
        label = in_language(each.question.label, cells.lang) if cells.labels else ""
        yield Table(
            name=each.path,
            title=label or each.path,
            repeats=tuple(repeat.name for repeat in repeats),
            columns=_columns(head.rows(repeats), each.inner, cells),
        )
        yield from _of_repeats(repeats, each.inner, head, cells)


def _columns(
    head: Sequence[Column], located: Sequence[Located], cells: Cells
) -> tuple[Column, ...]:
    found = [*head]
    for each in located:
        if not each.repeats:
            found += _of_question(each, cells)
    return tuple(_told_apart(found))


def _of_question(located: Located, cells: Cells) -> Iterator[Column]:
    question, name = located.question, located.name
    label = in_language(question.label, cells.lang) if cells.labels else ""
    if question.kind is Kind.note or (cells.labels and not label):
        return
    label, group = label or name, _group(located, cells)
    if question.kind is Kind.geopoint:
        for part in POINT:
            yield _of_part(located, part, label, cells)
        return
    yield Column(
        header=label, cell=lambda line: cells.answer(question, line.value(name)), within=group
    )
    several = question.kind is Kind.select_multiple
    if several and len(question.choices) <= CHOICE_COLUMNS_MAX:
        for choice in question.choices:
            yield _of_choice(located, choice, label, cells)


def _group(located: Located, cells: Cells) -> str:
    """The nearest group around a question that has a label, for people."""
    labels = [in_language(group.label, cells.lang) for group in located.groups]
    return next(filter(None, reversed(labels)), "") if cells.labels else ""


def _of_part(located: Located, part: str, label: str, cells: Cells) -> Column:
    said = word(part, cells.lang) if cells.labels else part
    return Column(
        header=_behind(label, said, cells),
        cell=lambda line: cells.part(located.question, part, line.value(located.name)),
        within=_group(located, cells),
    )


def _of_choice(located: Located, choice: Choice, label: str, cells: Cells) -> Column:
    said = in_language(choice.label, cells.lang) if cells.labels else choice.name
    return Column(
        header=_behind(label, said, cells),
        cell=lambda line: cells.chosen(located.question, choice, line.value(located.name)),
        within=_group(located, cells),
    )


def _behind(label: str, said: str, cells: Cells) -> str:
    """The header of a part of an answer."""
    if cells.labels:
        return word("choice", cells.lang, question=label, choice=said)
    return f"{label}/{said}"


def _told_apart(columns: Sequence[Column]) -> Iterator[Column]:
    """The same columns; a header that comes again has its group before it, or else a number."""
    count_of = Counter(column.header for column in columns)
    seen: dict[str, int] = {}
    for column in columns:
        grouped = count_of[column.header] > 1 and column.within
        header = f"{column.within} · {column.header}" if grouped else column.header
        count = seen[header] = seen.get(header, 0) + 1
        yield replace(column, header=f"{header} ({count})" if count > 1 else header)
