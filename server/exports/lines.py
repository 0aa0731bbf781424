"""Lines of JSON: document `record` a line, with all values of a clash; nothing is left out.

But for one thing: a sensitive answer is masked in every one of its values, unless it was asked for
in full; then its flags say their code alone, since their words may repeat the answer.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from schema.form import Form
from server.exports.rows import Line
from server.exports.writing import Written
from server.masking import masked

Document = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class JsonLines:
    """One file.

    Args:
        file: where.
        form: of all versions; says which answers are sensitive.
        reveal: sensitive answers in full.
    """

    def __init__(self, file: Path, form: Form, *, reveal: bool) -> None:
        self._path, self._form, self._reveal = file, form, reveal
        self._file = file.open("x", encoding="utf-8", newline="\n")
        self._rows = 0

    def add(self, line: Line) -> None:
        """Writes one record."""
        document = line.document if self._reveal else without_sensitive(line.document, self._form)
        self._file.write(_encode(document) + "\n")
        self._rows += 1

    def close(self) -> list[Written]:
        """Closes the file."""
        self._file.close()
        return [Written(file=self._path, rows=self._rows)]


def without_sensitive(document: Any, form: Form) -> Document:  # noqa: ANN401 - JSON
    """Document `record` with its sensitive answers masked."""
    answers = {
        path: _masked(answer) if is_sensitive(form, path) else answer
        for path, answer in document["answers"].items()
    }
    return {**document, "answers": answers}


def is_sensitive(form: Form, path: str) -> bool:
    """Whether the answers to the question at this path are masked."""
    question = form.question(path)
    return question is not None and question.sensitive


def _masked(answer: Document) -> Document:
    return {
        **answer,
        "value": _mask(answer["value"]),
        "values": masked_values(answer["values"]),
        "flags": [{**flag, "message": ""} for flag in answer["flags"]],
    }


def masked_values(values: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Values of a sensitive answer, masked; who wrote them when stays."""
    return [{**each, "value": _mask(each["value"])} for each in values]


def _mask(value: object) -> object:
    if isinstance(value, list):
        return [_mask(each) for each in value]
    return None if value is None else masked(str(value))
