"""What was typed as answers, read as (path, value) pairs of a form.

A path is a question's name, or a question in a row of a repeat: `members[+].name` (one new row for
all `[+]` of a command), `members[2].name` (the second row shown), `members[k3x9a0].name` (the row
of this id, six base-36 digits). Repeats stand in each other: `members[2].visits[+].date`. A file of
answers is a JSON object of the same, in which a repeat is a list of objects, one new row each.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clients.reference_cli.errors import (
    NoAnswer,
    NoSuchFile,
    NotAnObject,
    UnknownQuestion,
    UnreadableFile,
)
from clients.reference_cli.library import nearest
from schema.answer import Value, valid
from schema.errors import UnreadableAnswer
from schema.form import Form
from schema.question import SELECTS, UNASKED, Kind, Question
from schema.rules import parse_answer, unreadable

NEW_ROW: Final = "+"

_PATH: Final = re.compile(r"(?:[^\[\]]+\[[^\[\]]*\]\.)*[^\[\]]+")
_MARKER: Final = re.compile(r"(?:[^\[\]]+\[[^\[\]]*\]\.)*[^\[\]]+\[[^\[\]]*\]")
ROW: Final = re.compile(r"([^\[\]]+)\[([^\[\]]*)\](?:\.|$)")
"""One row in a path: its repeat, and what stands in the brackets."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes.

    Attributes:
        name: the question, within the row if there is one; "" for the row itself.
        rows: the rows around it, outermost first: each repeat, and what stood in its brackets
            (`+`, a number, an id, or another name for a new row of a file).
    """

    name: str
    rows: tuple[tuple[str, str], ...] = ()


Answer = tuple[Place, Value]

Narrowing = Callable[[Question, Place, Iterable[Answer]], Question]
"""A question with the choices that it offers at a place, given other answers."""


def _as_it_is(question: Question, _place: Place, _others: Iterable[Answer]) -> Question:
    return question


def parse_arguments(
    form: Form,
    texts: Iterable[str],
    lang: str,
    narrowed: Narrowing = _as_it_is,
) -> list[Answer]:
    """The answers of arguments `question=value`; an empty value clears.

    Args:
        form: whose questions they answer.
        texts: the arguments.
        lang: of what is said about one that is no answer.
        narrowed: a question with the choices that it offers beside the other answers given.

    Raises:
        NoAnswer: an argument without `=`.
        UnknownQuestion: the form has none of this name.
        UnreadableAnswer: the text is no answer to its question.
    """
    found: dict[int, Answer] = {}
    filtered: list[tuple[int, Place, Question, str]] = []
    for number, text in enumerate(texts):
        path, sign, value = text.partition("=")
        if not sign or not path:
            raise NoAnswer(text=text)
        place, question = find(form, path.strip())
        if question.narrowed:
            filtered.append((number, place, question, value))
        else:
            found[number] = (place, parse_answer(question, value, lang))
    for number, place, question, value in filtered:
        narrow = narrowed(question, place, found.values())
        found[number] = (place, _chosen(question, narrow, value, lang))
    return [found[number] for number in sorted(found)]


def _chosen(question: Question, narrow: Question, text: str, lang: str) -> Value:
    """What is chosen of what is offered; else whatever the list has, which rules then refuse."""
    try:
        return parse_answer(narrow, text, lang)
    except UnreadableAnswer:
        try:
            return parse_answer(question, text, lang)
        except UnreadableAnswer:
            raise unreadable(narrow, text, lang) from None


def read_file(form: Form, file: Path, lang: str) -> list[Answer]:
    """The answers of a JSON file.

    Raises:
        NoSuchFile, UnreadableFile: it is not there, or cannot be read.
        NotAnObject: it holds no JSON object.
        UnknownQuestion, UnreadableAnswer: as for arguments.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise NoSuchFile(file=str(file)) from error
    except OSError as error:
        raise UnreadableFile(file=str(file), reason=error.strerror) from error
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise NotAnObject(file=str(file), line=line) from error
    if not isinstance(document, dict):
        raise NotAnObject(file=str(file), line=1)
    return list(read_document(form, document, lang))


def read_document(
    form: Form, document: Mapping[str, Any], lang: str, within: str = ""
) -> Iterator[Answer]:
    """The answers of a JSON object; each row of a repeat is a new one, `within` others or none."""
    for name, value in document.items():
        path = within + name
        place, question = find(form, path, repeat_allowed=True)
        if question.kind is not Kind.repeat:
            yield place, _read(question, value, lang)
            continue
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise unreadable(question, json.dumps(value), lang)
        for number, row in enumerate(value):
            marker = f"{path}[{NEW_ROW}{number}]"
            yield find_row(form, marker), True
            yield from read_document(form, row, lang, f"{marker}.")


def find(form: Form, path: str, *, repeat_allowed: bool = False) -> tuple[Place, Question]:
    """Where a typed path points, and its question.

    Raises:
        UnknownQuestion: nowhere; names the nearest ones.
    """
    place = _place(path) if _PATH.fullmatch(path) else Place(path)
    found = form.located(_without_rows(place))
    if found is None or found.pattern != "".join(f"{r}[]." for r, _ in place.rows) + place.name:
        raise unknown_question(form, path)
    if found.repeats and not repeat_allowed:
        raise unknown_question(form, path)
    return place, found.question


def find_row(form: Form, path: str) -> Place:
    """The row that `members[2]` or `members[k3x9a0]` names.

    Raises:
        UnknownQuestion: the form has no such repeat, or the path is no row.
    """
    place = _place(path) if _MARKER.fullmatch(path) else None
    found = None if place is None else form.located(_without_rows(place))
    if place is None or found is None or not found.repeats:
        raise unknown_question(form, path)
    return place


def _place(path: str) -> Place:
    rows = ROW.findall(path)
    return Place(ROW.sub("", path), tuple(rows))


def _without_rows(place: Place) -> str:
    return ".".join([*(repeat for repeat, _ in place.rows), *filter(None, [place.name])])


def unknown_question(form: Form, path: str) -> UnknownQuestion:
    """The error that names what the form has instead."""
    names = list(paths(form))
    plain = re.sub(r"\[[^\[\]]*\]", "[+]", path)
    found = nearest(plain, names) or tuple(names)
    return UnknownQuestion(form=form.id, name=path, nearest=found)


def paths(form: Form) -> Iterator[str]:
    """Every path that can be typed for a new record of the form."""
    for located in form.walk():
        if not located.repeats:
            yield located.pattern.replace("[]", f"[{NEW_ROW}]")


def _read(question: Question, value: Any, lang: str) -> Value:  # noqa: ANN401 - from a file
    if isinstance(value, str) or (question.kind in SELECTS and type(value) is int):
        return parse_answer(question, str(value), lang)
    if not valid(value) or question.kind in UNASKED or question.worked_out:
        raise unreadable(question, json.dumps(value), lang)
    answer: Value = value
    return answer
