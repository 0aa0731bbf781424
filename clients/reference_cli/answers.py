"""What was typed as answers, read as (path, value) pairs of a form.

A path is a question's name, or a question in a row of a repeat: `members[+].name` (one new row for
all `[+]` of a command), `members[2].name` (the second row shown), `members[k3x9a0].name` (the row
of this id, six base-36 digits). A file of answers is a JSON object of the same, in which a repeat
is a list of objects, one new row each.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
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
from schema.form import Form
from schema.question import Kind, Question
from schema.rules import parse_answer, unreadable

NEW_ROW: Final = "+"

_PATH: Final = re.compile(r"([^\[\].]+)(?:\[([^\[\]]*)\]\.([^\[\].]+))?")
_MARKER: Final = re.compile(r"([^\[\].]+)\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes.

    Attributes:
        question: the question, or the repeat.
        row: what stood in brackets (`+`, a number, an id, or another name for a new row of a
            file); None outside of repeats.
        inner: the question within the row.
    """

    question: str
    row: str | None = None
    inner: str | None = None


Answer = tuple[Place, Value]


def parse_arguments(form: Form, texts: Iterable[str], lang: str) -> list[Answer]:
    """The answers of arguments `question=value`; an empty value clears.

    Raises:
        NoAnswer: an argument without `=`.
        UnknownQuestion: the form has none of this name.
        UnreadableAnswer: the text is no answer to its question.
    """
    found = []
    for text in texts:
        path, sign, value = text.partition("=")
        if not sign or not path:
            raise NoAnswer(text=text)
        place, question = find(form, path.strip())
        found.append((place, parse_answer(question, value, lang)))
    return found


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


def read_document(form: Form, document: Mapping[str, Any], lang: str) -> Iterator[Answer]:
    """The answers of a JSON object; each row of a repeat is a new one."""
    for path, value in document.items():
        place, question = find(form, path, repeat_allowed=True)
        if place.row is not None or question.kind is not Kind.repeat:
            yield place, _read(question, value, lang)
            continue
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise unreadable(question, json.dumps(value), lang)
        for number, row in enumerate(value):
            for name, answer in row.items():
                _, inner = find(form, f"{path}[+].{name}")
                yield Place(path, f"{NEW_ROW}{number}", name), _read(inner, answer, lang)


def find(form: Form, path: str, *, repeat_allowed: bool = False) -> tuple[Place, Question]:
    """Where a typed path points, and its question.

    Raises:
        UnknownQuestion: nowhere; names the nearest ones.
    """
    match = _PATH.fullmatch(path)
    place = Place(*match.groups()) if match else Place(path)
    name = place.question if place.inner is None else f"{place.question}.{place.inner}"
    question = form.question(name)
    if question is None:
        raise unknown_question(form, path)
    whole_repeat = question.kind is Kind.repeat
    if whole_repeat and not repeat_allowed:
        raise unknown_question(form, path)
    return place, question


def find_row(form: Form, path: str) -> Place:
    """The row that `members[2]` or `members[k3x9a0]` names.

    Raises:
        UnknownQuestion: the form has no such repeat, or the path is no row.
    """
    match = _MARKER.fullmatch(path)
    question = form.question(match[1]) if match else None
    if match is None or question is None or question.kind is not Kind.repeat:
        raise unknown_question(form, path)
    return Place(match[1], match[2])


def unknown_question(form: Form, path: str) -> UnknownQuestion:
    """The error that names what the form has instead."""
    names = list(paths(form))
    plain = re.sub(r"\[[^\[\]]*\]", "[+]", path)
    found = nearest(plain, names) or tuple(names)
    return UnknownQuestion(form=form.id, name=path, nearest=found)


def paths(form: Form) -> Iterator[str]:
    """Every path that can be typed for a new record of the form."""
    for question in form.questions:
        if question.kind is not Kind.repeat:
            yield question.name
        for inner in question.questions:
            yield f"{question.name}[+].{inner.name}"


def _read(question: Question, value: Any, lang: str) -> Value:  # noqa: ANN401 - from a file
    if isinstance(value, str):
        return parse_answer(question, value, lang)
    if not valid(value):
        raise unreadable(question, json.dumps(value), lang)
    answer: Value = value
    return answer
