"""Which choices a question offers, given the other answers of its record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from clients.reference_cli.answers import Answer, Narrowing, Place
from clients.reference_cli.writing import is_new, row_named
from schema.answer import Value
from schema.choice import Choice
from schema.form import Form
from schema.outline import rows_of
from schema.question import Question
from schema.rules import Circumstances

_NEW_ROW: str = "new"
"""In the place of a new row's id, which is not drawn yet."""


def offered(
    form: Form, record: Mapping[str, Value], path: str, circumstances: Circumstances
) -> Sequence[Choice] | None:
    """The choices of the question at a path; None where its form filters none of them."""
    located = form.located(path)
    if form.logic is None or located is None or not located.question.narrowed:
        return None
    live = form.logic.open(record, rows_of(record), circumstances)
    return live.offered(path)


def narrowing(form: Form, before: Mapping[str, Value], circumstances: Circumstances) -> Narrowing:
    """Narrows a question to what it offers in a record with these answers, and others given."""

    def narrowed(question: Question, place: Place, others: Iterable[Answer]) -> Question:
        record = dict(before)
        for each, value in (*others, (place, None)):
            path = _path(each, record)
            record |= dict.fromkeys(_markers(path), True)
            record[path] = value
        choices = offered(form, record, _path(place, record), circumstances)
        return question if choices is None else replace(question, choices=tuple(choices))

    return narrowed


def _path(place: Place, record: Mapping[str, Value]) -> str:
    """The path of a place; a row that does not exist has no answers, and stands for a new one."""
    before, rows = "", rows_of(record)
    for repeat, row in place.rows:
        known = rows.get(before + repeat, ())
        row_id = _NEW_ROW if is_new(row) else row_named(row, known) or row
        before += f"{repeat}[{row_id}]."
    return before + place.name if place.name else before.removesuffix(".")


def _markers(path: str) -> Iterable[str]:
    return (path[: at + 1] for at, sign in enumerate(path) if sign == "]")
