"""Answers of select questions: choice names separated by blanks."""

from collections.abc import Mapping
from typing import Final

from schema.expressions.functions.function import Function, plain
from schema.expressions.values import Value, text, whole


def _selected(answer: Value, choice: Value) -> bool:
    return text(choice).strip() in text(answer).split(" ")


def _selected_at(answer: Value, index: Value) -> str:
    names, at = text(answer).split(), whole(index)
    return names[at] if 0 <= at < len(names) else ""


TABLE: Final[Mapping[str, Function]] = {
    "selected": plain(_selected, 2),
    "is-selected": plain(_selected, 2),
    "selected-at": plain(_selected_at, 2),
    "count-selected": plain(lambda answer: float(len(text(answer).split())), 1),
}
