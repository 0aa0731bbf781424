"""A record's answers as the tree that expressions read.

Questions stand below `data` in the order of the form; each row of a repeat is a node of the
repeat's name with its questions below. A question without an answer is there, and blank. A list of
choices becomes their names with blanks between, a date a date; what does not fit its question is
read as the text that it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite, isnan

from schema.answer import INTEGER_MAX, Value
from schema.expressions.nodes import Node
from schema.expressions.places import Place, Places
from schema.expressions.values import Scalar, text
from schema.outline import ROOT
from schema.question import Kind, Question


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordTree:
    """One record's nodes: by path, as answers are named, and by place, as the form names them.

    A repeat stands under its place once, by the node of its first row, or a lone one without rows:
    what is asked of a repeat is asked of it as a whole.
    """

    by_path: Mapping[str, Node]
    by_place: Mapping[Place, Sequence[tuple[str, Node]]]


def places_of(questions: Sequence[Question]) -> Places:
    """The places of a form."""
    return Places.of({(ROOT,): False} | dict(_places(questions, (ROOT,))))


def _places(questions: Sequence[Question], above: Place) -> Iterator[tuple[Place, bool]]:
    for question in questions:
        place = (*above, question.name)
        yield place, question.kind is Kind.repeat
        yield from _places(question.questions, place)


def tree_of(
    questions: Sequence[Question],
    answers: Mapping[str, Value],
    rows: Mapping[str, Sequence[str]],
) -> RecordTree:
    """The tree of a record.

    Args:
        questions: those of its form.
        answers: its shown values by path.
        rows: the ids of the rows of each repeat, in order.
    """
    root = Node("").add(ROOT)
    by_path: dict[str, Node] = {}
    by_place: dict[Place, list[tuple[str, Node]]] = {}

    def grow(above: Node, place: Place, path: str, question: Question) -> None:
        if question.kind is not Kind.repeat:
            node = by_path[path] = above.add(question.name, scalar(question, answers.get(path)))
            by_place.setdefault(place, []).append((path, node))
            return
        whole = Node(question.name, above)
        for number, row in enumerate(rows.get(question.name, ())):
            node = by_path[f"{path}[{row}]"] = above.add(question.name)
            whole = node if number == 0 else whole
            for inner in question.questions:
                grow(node, (*place, inner.name), f"{path}[{row}].{inner.name}", inner)
        by_place[place] = [(path, whole)]

    for question in questions:
        grow(root, (ROOT, question.name), question.name, question)
    return RecordTree(by_path=by_path, by_place=by_place)


def scalar(question: Question, value: Value) -> Scalar:
    """An answer as expressions see it; "" if there is none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if question.kind is Kind.date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def answer_of(value: Scalar) -> Value:
    """A worked out value as an answer; None where it is blank or no number (JavaRosa)."""
    if isinstance(value, float):
        if not isfinite(value):
            return None if isnan(value) else text(value)
        return int(value) if value.is_integer() and abs(value) <= INTEGER_MAX else value
    return text(value) or None
